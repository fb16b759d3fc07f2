//! Adam (Kingma & Ba 2015), in the order of operations of torch.optim.Adam.

use crate::model::Real;

const BETAS: (f64, f64) = (0.9, 0.999);
const EPS: f64 = 1e-8;

/// Adam's running moments. `betas` are 0.9 and 0.999, `eps` is 1e-8, as in torch.optim.Adam.
#[derive(Debug, Clone)]
pub struct Adam<T> {
    exp_avg: Vec<T>,
    exp_avg_sq: Vec<T>,
    step: i32,
}

impl<T: Real> Adam<T> {
    /// Before the first step, for `parameters` parameters.
    #[must_use]
    pub fn new(parameters: usize) -> Self {
        Self { exp_avg: vec![T::default(); parameters], exp_avg_sq: vec![T::default(); parameters], step: 0 }
    }

    /// One step against `gradient`. The corrections are computed in double precision and rounded
    /// once, as Python's floats are in `PyTorch`.
    pub fn step(&mut self, parameters: &mut [T], gradient: &[T], lr: f64) {
        self.step += 1;
        let correction1 = 1.0 - libm::pow(BETAS.0, f64::from(self.step));
        let correction2_sqrt = libm::sqrt(1.0 - libm::pow(BETAS.1, f64::from(self.step)));
        let (step_size, correction2_sqrt) = (T::of(lr / correction1), T::of(correction2_sqrt));
        let (lerp1, beta2, rest2, eps) =
            (T::of(1.0 - BETAS.0), T::of(BETAS.1), T::of(1.0 - BETAS.1), T::of(EPS));
        let moments = self.exp_avg.iter_mut().zip(&mut self.exp_avg_sq);
        for ((parameter, &gradient), (exp_avg, exp_avg_sq)) in
            parameters.iter_mut().zip(gradient).zip(moments)
        {
            *exp_avg = *exp_avg + lerp1 * (gradient - *exp_avg);
            *exp_avg_sq = *exp_avg_sq * beta2 + rest2 * gradient * gradient;
            let denominator = exp_avg_sq.sqrt() / correction2_sqrt + eps;
            *parameter = *parameter - step_size * *exp_avg / denominator;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_step_goes_the_learning_rate_against_the_sign() {
        let mut parameters = [1.0_f64, 1.0];
        Adam::new(2).step(&mut parameters, &[3.0, -0.01], 0.1);
        assert!((parameters[0] - 0.9).abs() < 1e-6 && (parameters[1] - 1.1).abs() < 1e-6);
    }
}
