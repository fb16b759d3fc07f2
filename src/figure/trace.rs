//! A long curve in few points.

/// Returns points (index, value) of a curve that looks the same when `bin` neighbours share a pixel: the
/// lowest and the highest of each bin, so that spikes are kept. A bin without a finite value is a gap.
pub(super) fn trace(values: &[f32], bin: usize) -> Vec<(usize, f32)> {
    if bin <= 2 {
        return values.iter().copied().enumerate().collect();
    }
    values.chunks(bin).enumerate().flat_map(|(index, chunk)| extremes(chunk, index * bin)).collect()
}

/// The lowest and the highest in their order; twice the same where there is but one.
fn extremes(values: &[f32], first: usize) -> [(usize, f32); 2] {
    let mut low = (0, f32::INFINITY);
    let mut high = (0, f32::NEG_INFINITY);
    for (index, &value) in values.iter().enumerate() {
        if value < low.1 && value > f32::NEG_INFINITY {
            low = (index, value);
        }
        if value > high.1 && value < f32::INFINITY {
            high = (index, value);
        }
    }
    if low.1 > high.1 {
        return [(first, f32::NAN); 2];
    }
    let (early, late) = if low.0 <= high.0 { (low, high) } else { (high, low) };
    [(first + early.0, early.1), (first + late.0, late.1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_curves_stay_as_they_are() {
        assert_eq!(trace(&[3.0, 1.0], 1), [(0, 3.0), (1, 1.0)]);
        assert!(trace(&[], 5).is_empty());
    }

    #[test]
    fn spikes_survive() {
        let mut values = vec![1.0; 1000];
        values[777] = 9.0;
        values[778] = f32::INFINITY;
        let points = trace(&values, 100);
        assert_eq!(points.len(), 20);
        assert!(points.contains(&(777, 9.0)));
        assert!(points.is_sorted_by_key(|&(index, _)| index));
    }

    #[test]
    fn bins_without_numbers_are_gaps() {
        let points = trace(&[1.0, 2.0, 3.0, f32::NAN, f32::NAN, f32::INFINITY], 3);
        assert_eq!(points[..2], [(0, 1.0), (2, 3.0)]);
        assert!(points[2..].iter().all(|(_, value)| value.is_nan()));
    }
}
