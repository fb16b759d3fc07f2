//! Units whose decoder vectors point in similar directions.

use nanoserde::{DeBin, SerBin};

use crate::ranking;

/// Number of units that are returned.
const MOST: usize = 5;

/// A unit and its similarity to another one.
#[derive(Debug, Clone, Copy, PartialEq, SerBin, DeBin)]
pub struct NearUnit {
    pub unit: u32,
    /// Cosine of the angle between the two decoder vectors.
    pub cosine: f64,
}

/// Returns the units with the largest decoder cosine to a unit, the nearest first. `decoder` has one row of
/// `features` weights per unit. The cosine with a vector of zeros is 0.
#[must_use]
pub fn nearest_units(decoder: &[f32], features: usize, unit: usize) -> Vec<NearUnit> {
    let rows: Vec<&[f32]> = decoder.chunks_exact(features.max(1)).collect();
    let Some(own) = rows.get(unit) else { return Vec::new() };
    let product =
        |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum::<f64>();
    let own_square = product(own, own);
    let cosine = |other: &[f32]| {
        let squares = own_square * product(other, other);
        if squares > 0.0 { product(own, other) / libm::sqrt(squares) } else { 0.0 }
    };
    let cosines: Vec<_> = rows.iter().map(|row| cosine(row)).collect();
    let others = ranking::descending(&cosines).into_iter().filter(|&other| other != unit);
    others.take(MOST).map(|other| NearUnit { unit: other as u32, cosine: cosines[other] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_units_exclude_the_unit_and_ignore_lengths() {
        let decoder = [1.0, 0.0, 0.0, 1.0, 5.0, 5.0, 0.0, 0.0];
        let found = nearest_units(&decoder, 2, 0);
        assert_eq!(found.iter().map(|near| near.unit).collect::<Vec<_>>(), [2, 1, 3]);
        assert!((found[0].cosine - libm::sqrt(0.5)).abs() < 1e-12);
        assert_eq!(found[2].cosine, 0.0);
    }
}
