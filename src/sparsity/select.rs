//! Selection of the largest codes.

use crate::tensor::Real;

/// Sets all but the `k` largest to 0. Among equals the first ones stay. `scratch` is as long.
pub fn keep_largest<T: Real>(k: usize, values: &mut [T], scratch: &mut [T]) {
    if k >= values.len() {
        return;
    }
    if k == 0 {
        return values.fill(T::default());
    }
    scratch.copy_from_slice(values);
    keep_largest_of(k, values, scratch);
}

/// Sets all but the `k` largest to 0, 1 at least. Among equals the first ones stay. `copy` holds the
/// same values, more than `k`.
pub fn keep_largest_of<'a, T: Real>(k: usize, values: impl IntoIterator<Item = &'a mut T>, copy: &mut [T]) {
    let least = kth_largest(k, copy);
    let mut equals = k - copy.iter().filter(|&&value| value > least).count();
    for value in values {
        if *value == least && equals > 0 {
            equals -= 1;
        } else if *value <= least {
            *value = T::default();
        }
    }
}

/// Returns the `k`-th largest, from 1, and reorders them. What is not a number is larger than any number, as
/// in PyTorch, so that it stays in a code.
fn kth_largest<T: Real>(k: usize, values: &mut [T]) -> T {
    let falling = |a: &T, b: &T| b.partial_cmp(a).unwrap_or_else(|| is_nan(b).cmp(&is_nan(a)));
    let (_, &mut least, _) = values.select_nth_unstable_by(k - 1, falling);
    least
}

fn is_nan<T: Real>(value: &T) -> bool {
    value.to_f64().is_nan()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn select_keeps_the_largest() {
        let keep = |k: usize, mut values: Vec<f64>| {
            let mut scratch = values.clone();
            keep_largest(k, &mut values, &mut scratch);
            values
        };
        assert_eq!(keep(2, vec![0.1, 3.0, -1.0, 2.0]), [0.0, 3.0, 0.0, 2.0]);
        assert_eq!(keep(2, vec![1.0, 1.0, 1.0]), [1.0, 1.0, 0.0]);
        assert_eq!(keep(4, vec![1.0, 2.0]), [1.0, 2.0]);
        assert_eq!(keep(1, vec![-3.0, -2.0]), [0.0, -2.0]);
        assert_eq!(keep(0, vec![-3.0, 2.0]), [0.0, 0.0]);
    }

    #[test]
    fn select_treats_nan_as_largest() {
        for k in 1..40 {
            let mut values: Vec<f32> = (0..40).map(|i| [f32::NAN, i as f32, -1.0][i % 3]).collect();
            let mut scratch = values.clone();
            keep_largest(k, &mut values, &mut scratch);
            assert_eq!(values.iter().filter(|value| value.is_nan()).count(), 14, "{k}");
        }
    }
}
