//! Adam (Kingma & Ba 2015), in the order of operations of torch.optim.Adam.

use super::first_order::FirstOrder;
use crate::experiment::Settings;
use crate::tensor::{LANES, Lanes, Number, Real};

const BETAS: (f64, f64) = (0.9, 0.999);
const EPS: f64 = 1e-8;

/// Adam's running moments. `betas` are 0.9 and 0.999, `eps` is 1e-8, as in torch.optim.Adam.
#[derive(Debug, Clone)]
pub struct Adam<T> {
    exp_avg: Vec<T>,
    exp_avg_sq: Vec<T>,
    step: i32,
}

/// Values that all parameters share in one step.
#[derive(Clone, Copy)]
struct Step<N> {
    size: N,
    correction2_sqrt: N,
    lerp1: N,
    beta2: N,
    rest2: N,
    eps: N,
}

impl<T: Real> FirstOrder<T> for Adam<T> {
    fn new(_settings: &Settings, count: usize) -> Self {
        Self { exp_avg: vec![T::default(); count], exp_avg_sq: vec![T::default(); count], step: 0 }
    }

    fn python_memory(_settings: &Settings) -> &'static [&'static str] {
        &["exp_avg", "exp_avg_sq"]
    }

    fn python(_settings: &Settings, _weights: &str) -> String {
        "optimizer = torch.optim.Adam(model.parameters(), lr=lr(1))".to_owned()
    }

    fn forget(&mut self, parameter: usize) {
        self.exp_avg[parameter] = T::default();
        self.exp_avg_sq[parameter] = T::default();
    }

    /// Takes a step against the gradient. The corrections are computed in double precision and rounded
    /// once, as Python's floats are in PyTorch.
    fn step(&mut self, parameters: &mut [T], gradient: &[T], lr: f64) {
        self.step += 1;
        let correction1 = 1.0 - libm::pow(BETAS.0, f64::from(self.step));
        let correction2 = 1.0 - libm::pow(BETAS.1, f64::from(self.step));
        let step = Step {
            size: lr / correction1,
            correction2_sqrt: libm::sqrt(correction2),
            lerp1: 1.0 - BETAS.0,
            beta2: BETAS.1,
            rest2: 1.0 - BETAS.1,
            eps: EPS,
        }
        .map(T::of);

        let (parameters, last_parameters) = parameters.as_chunks_mut::<LANES>();
        let (gradient, last_gradient) = gradient.as_chunks::<LANES>();
        let (exp_avg, last_exp_avg) = self.exp_avg.as_chunks_mut::<LANES>();
        let (exp_avg_sq, last_exp_avg_sq) = self.exp_avg_sq.as_chunks_mut::<LANES>();
        let lanes = step.map(T::Lanes::splat);
        let moments = exp_avg.iter_mut().zip(exp_avg_sq);
        for ((parameters, gradient), (exp_avg, exp_avg_sq)) in
            parameters.iter_mut().zip(gradient).zip(moments)
        {
            let mut moments = (T::Lanes::load(exp_avg), T::Lanes::load(exp_avg_sq));
            let change = lanes.change(T::Lanes::load(gradient), &mut moments);
            (T::Lanes::load(parameters) - change).store(parameters);
            moments.0.store(exp_avg);
            moments.1.store(exp_avg_sq);
        }
        let moments = last_exp_avg.iter_mut().zip(last_exp_avg_sq);
        for ((parameter, &gradient), (exp_avg, exp_avg_sq)) in
            last_parameters.iter_mut().zip(last_gradient).zip(moments)
        {
            let mut moments = (*exp_avg, *exp_avg_sq);
            *parameter = *parameter - step.change(gradient, &mut moments);
            (*exp_avg, *exp_avg_sq) = moments;
        }
    }
}

impl<N: Number> Step<N> {
    fn map<M>(self, to: impl Fn(N) -> M) -> Step<M> {
        Step {
            size: to(self.size),
            correction2_sqrt: to(self.correction2_sqrt),
            lerp1: to(self.lerp1),
            beta2: to(self.beta2),
            rest2: to(self.rest2),
            eps: to(self.eps),
        }
    }

    /// Returns the amount to subtract from one parameter, or from four at a time.
    #[inline]
    fn change(&self, gradient: N, (exp_avg, exp_avg_sq): &mut (N, N)) -> N {
        *exp_avg = *exp_avg + self.lerp1 * (gradient - *exp_avg);
        *exp_avg_sq = *exp_avg_sq * self.beta2 + self.rest2 * gradient * gradient;
        self.size * *exp_avg / (exp_avg_sq.sqrt() / self.correction2_sqrt + self.eps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adam_moves_by_the_learning_rate_in_the_first_step() {
        let mut parameters = [1.0_f64; 6];
        Adam::new(&Settings::default(), 6).step(&mut parameters, &[3.0, -0.01, 3.0, 3.0, 3.0, -0.01], 0.1);
        for (parameter, expected) in parameters.into_iter().zip([0.9, 1.1, 0.9, 0.9, 0.9, 1.1]) {
            assert!((parameter - expected).abs() < 1e-6, "{parameters:?}");
        }
    }
}
