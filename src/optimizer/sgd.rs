//! Gradient descent with momentum, in the order of operations of torch.optim.SGD.

use super::first_order::FirstOrder;
use crate::experiment::{Key, Settings};
use crate::tensor::Real;

/// `torch.optim.SGD` with `dampening` 0.
#[derive(Debug, Clone)]
pub struct Sgd<T> {
    momentum: f64,
    nesterov: bool,
    momentum_buffer: Vec<T>,
    begun: bool,
}

impl<T: Real> FirstOrder<T> for Sgd<T> {
    const USES: &'static [Key] = &[Key::momentum, Key::nesterov];

    fn new(settings: &Settings, count: usize) -> Self {
        let Settings { momentum, nesterov, .. } = *settings;
        Self { momentum, nesterov, momentum_buffer: vec![T::default(); count], begun: false }
    }

    fn python_memory(settings: &Settings) -> &'static [&'static str] {
        if settings.momentum > 0.0 { &["momentum_buffer"] } else { &[] }
    }

    fn python(settings: &Settings, _weights: &str) -> String {
        let momentum = settings.momentum;
        let nesterov = if settings.nesterov { ", nesterov=True" } else { "" };
        format!("optimizer = torch.optim.SGD(model.parameters(), lr=lr(1), momentum={momentum}{nesterov})")
    }

    fn forget(&mut self, parameter: usize) {
        self.momentum_buffer[parameter] = T::default();
    }

    fn step(&mut self, parameters: &mut [T], gradient: &[T], lr: f64) {
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
    fn sgd_momentum_accumulates() {
        let mut parameters = [0.0_f64];
        let mut sgd = Sgd::new(&Settings { momentum: 0.5, ..Settings::default() }, 1);
        sgd.step(&mut parameters, &[1.0], 1.0);
        sgd.step(&mut parameters, &[1.0], 1.0);
        assert_eq!(parameters, [-2.5]);
    }

    #[test]
    fn sgd_nesterov_uses_the_next_momentum() {
        let mut parameters = [0.0_f64];
        let settings = Settings { momentum: 0.5, nesterov: true, ..Settings::default() };
        Sgd::new(&settings, 1).step(&mut parameters, &[1.0], 1.0);
        assert_eq!(parameters, [-1.5]);
    }
}
