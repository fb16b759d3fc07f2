//! Sorting and the k largest. One sort serves all callers, because each separate instance would add 5 kB to
//! the download.

/// The places of numbers, the largest number's first, equal numbers' in their order.
#[must_use]
pub fn descending(numbers: &[f64]) -> Vec<usize> {
    let mut places: Vec<_> = (0..numbers.len()).collect();
    places.sort_by(|&a, &b| numbers[b].total_cmp(&numbers[a]));
    places
}

/// Returns the indices that sort the numbers in ascending order.
#[must_use]
pub fn ascending(numbers: impl IntoIterator<Item = f64>) -> Vec<usize> {
    let opposite: Vec<_> = numbers.into_iter().map(|number| -number).collect();
    descending(&opposite)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_keep_their_order() {
        let numbers = [1.0, 3.0, 1.0, 2.0, 3.0];
        assert_eq!(descending(&numbers), [1, 4, 3, 0, 2]);
        assert_eq!(ascending(numbers), [0, 2, 3, 1, 4]);
    }
}
