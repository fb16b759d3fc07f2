//! Gradient descent with momentum, in the order of operations of torch.optim.SGD.

use crate::tensor::Real;

/// `torch.optim.SGD` with `dampening` 0.
#[derive(Debug, Clone)]
pub struct Sgd<T> {
    momentum: f64,
    nesterov: bool,
    momentum_buffer: Vec<T>,
    begun: bool,
}

impl<T: Real> Sgd<T> {
    /// Before the first step.
    #[must_use]
    pub fn new(parameters: usize, momentum: f64, nesterov: bool) -> Self {
        Self { momentum, nesterov, momentum_buffer: vec![T::default(); parameters], begun: false }
    }

    /// Forgets what it remembers of one parameter.
    pub fn forget(&mut self, parameter: usize) {
        self.momentum_buffer[parameter] = T::default();
    }

    /// One step against `gradient`.
    pub fn step(&mut self, parameters: &mut [T], gradient: &[T], lr: f64) {
        let (momentum, lr) = (T::of(self.momentum), T::of(lr));
        let first = !std::mem::replace(&mut self.begun, true);
        for ((parameter, &gradient), buffer) in
            parameters.iter_mut().zip(gradient).zip(&mut self.momentum_buffer)
        {
            // The first gradient is the buffer, undamped.
            *buffer = if first { gradient } else { *buffer * momentum + gradient };
            let direction = match (self.momentum > 0.0, self.nesterov) {
                (false, _) => gradient,
                (true, false) => *buffer,
                (true, true) => gradient + momentum * *buffer,
            };
            *parameter = *parameter - lr * direction;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn momentum_adds_up() {
        let mut parameters = [0.0_f64];
        let mut sgd = Sgd::new(1, 0.5, false);
        sgd.step(&mut parameters, &[1.0], 1.0);
        sgd.step(&mut parameters, &[1.0], 1.0);
        assert_eq!(parameters, [-2.5]);
    }

    #[test]
    fn nesterov_looks_ahead() {
        let mut parameters = [0.0_f64];
        Sgd::new(1, 0.5, true).step(&mut parameters, &[1.0], 1.0);
        assert_eq!(parameters, [-1.5]);
    }
}
