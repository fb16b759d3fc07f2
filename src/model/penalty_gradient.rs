//! The penalties' contribution to the derivatives with respect to the codes.

use crate::tensor::Real;

/// The penalties' contribution to the derivatives with respect to the codes of a batch.
#[derive(Debug, Clone)]
pub struct PenaltyGradient<T> {
    /// One value per unit with padding, equal for every sample.
    pub by_unit: Vec<T>,
    /// Times the sign of each code; empty where nothing is.
    pub by_sign: Vec<T>,
    /// Added at every auxiliary code that is not 0.
    pub grad_auxiliary: T,
    /// The weight of a variational code's divergence, over the samples.
    pub divergence: T,
}

impl<T: Real> PenaltyGradient<T> {
    /// Adds what goes by the codes' signs.
    pub(super) fn add_by_sign(&self, errors: &mut [T], codes: &[T]) {
        let zero = T::default();
        if self.by_sign.is_empty() {
            return;
        }
        let width = self.by_sign.len();
        for (errors, codes) in errors.chunks_exact_mut(width).zip(codes.chunks_exact(width)) {
            for ((error, &code), &pull) in errors.iter_mut().zip(codes).zip(&self.by_sign) {
                if code > zero {
                    *error = *error + pull;
                } else if code < zero {
                    *error = *error - pull;
                }
            }
        }
    }
}

/// Converts the errors of h = μ + e^(v/2) ε to those of μ (in place) and of v. Includes the divergence ½ Σ
/// (μ² + e^v − v − 1) and the penalties on the mean (Kingma & Welling 2014, appendix B).
pub(super) fn sample_back<T: Real>(
    (mean, log_variance, epsilon): (&[T], &[T], &[T]),
    pull: &PenaltyGradient<T>,
    errors: &mut [T],
    log_variance_errors: &mut [T],
) {
    let width = pull.by_unit.len();
    let half = T::of(0.5);
    for (row, errors) in errors.chunks_exact_mut(width).enumerate() {
        let range = row * width..(row + 1) * width;
        let numbers = mean[range.clone()].iter().zip(&log_variance[range.clone()]);
        let numbers = numbers.zip(&epsilon[range.clone()]).zip(&pull.by_unit);
        let errors = errors.iter_mut().zip(&mut log_variance_errors[range]);
        for ((((&mean, &v), &epsilon), &by_unit), (error, v_error)) in numbers.zip(errors) {
            let deviation = T::of(libm::exp(0.5 * v.to_f64()));
            let variance = deviation * deviation;
            *v_error = half * (*error * epsilon * deviation + pull.divergence * (variance - T::of(1.0)));
            *error = *error + by_unit + pull.divergence * mean;
        }
    }
}
