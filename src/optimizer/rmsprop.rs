//! RMSprop (Hinton, Coursera lecture 6e, 2012), in the order of operations of torch.optim.RMSprop.

use super::first_order::FirstOrder;
use crate::experiment::{Key, Settings};
use crate::tensor::Real;

const ALPHA: f64 = 0.99;
const EPS: f64 = 1e-8;

/// `torch.optim.RMSprop` with `alpha` 0.99, `eps` 1e-8, not centred.
#[derive(Debug, Clone)]
pub struct Rmsprop<T> {
    momentum: f64,
    square_avg: Vec<T>,
    momentum_buffer: Vec<T>,
}

impl<T: Real> FirstOrder<T> for Rmsprop<T> {
    const USES: &'static [Key] = &[Key::momentum];

    fn new(settings: &Settings, count: usize) -> Self {
        let zeros = vec![T::default(); count];
        Self { momentum: settings.momentum, square_avg: zeros.clone(), momentum_buffer: zeros }
    }

    fn python_memory(settings: &Settings) -> &'static [&'static str] {
        if settings.momentum > 0.0 { &["square_avg", "momentum_buffer"] } else { &["square_avg"] }
    }

    fn python(settings: &Settings, _weights: &str) -> String {
        let momentum = settings.momentum;
        format!("optimizer = torch.optim.RMSprop(model.parameters(), lr=lr(1), momentum={momentum})")
    }

    fn forget(&mut self, parameter: usize) {
        self.square_avg[parameter] = T::default();
        self.momentum_buffer[parameter] = T::default();
    }

    fn step(&mut self, parameters: &mut [T], gradient: &[T], lr: f64) {
        let (alpha, rest, eps, lr) = (T::of(ALPHA), T::of(1.0 - ALPHA), T::of(EPS), T::of(lr));
        let momentum = T::of(self.momentum);
        let state = self.square_avg.iter_mut().zip(&mut self.momentum_buffer);
        for ((parameter, &gradient), (square, buffer)) in parameters.iter_mut().zip(gradient).zip(state) {
            *square = *square * alpha + rest * gradient * gradient;
            let direction = gradient / (square.sqrt() + eps);
            *buffer = *buffer * momentum + direction;
            *parameter = *parameter - lr * *buffer;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rmsprop_moves_by_ten_times_the_learning_rate_in_the_first_step() {
        let mut parameters = [0.0_f64];
        Rmsprop::new(&Settings::default(), 1).step(&mut parameters, &[-4.0], 0.1);
        assert!((parameters[0] - 1.0).abs() < 1e-6);
    }
}
