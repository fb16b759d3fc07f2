//! Measures how much a tile of weights resembles an edge.

use std::f64::consts::PI;

use ndarray::{Array2, ArrayView2};

/// Side of the spectrum, in frequencies, unless the tile is larger.
const SIDE: usize = 32;

/// Returns the fraction of a tile's power in one direction: 1 for a grating, 0 for power spread evenly over all
/// directions; 0.15 is the median of white noise of 8 × 8. Returns `None` for a constant tile.
///
/// |Σ P e^{2iθ}| / Σ P over the frequencies below half a cycle a pixel, but for 0: P is the power there
/// in the spectrum of the tile (rows × columns), less its mean and padded with zeros to 32 × 32, and θ
/// the frequency's direction. A structure tensor's coherence, in Fourier space: doubling the angle makes
/// a direction and its opposite one (Bigün & Granlund, 1987).
#[must_use]
pub fn orientation(tile: ArrayView2<f32>) -> Option<f64> {
    let tile = tile.mapv(f64::from);
    let mean = tile.mean()?;
    let power = power(&(tile - mean));
    let side = power.nrows();
    let (mut along, mut across, mut total) = (0.0, 0.0, 0.0);
    for ((row, column), &power) in power.indexed_iter() {
        let (fy, fx) = (frequency(row, side), frequency(column, side));
        let square = fx * fx + fy * fy;
        if square > 0.0 && square < 0.25 {
            // This is e^{2iθ} without computing the angle.
            along += power * (fx * fx - fy * fy) / square;
            across += power * 2.0 * fx * fy / square;
            total += power;
        }
    }
    (total > 0.0).then(|| libm::hypot(along, across) / total)
}

/// Cycles a pixel at a place of a spectrum (`numpy.fft.fftfreq`).
fn frequency(place: usize, side: usize) -> f64 {
    let cycles = place as f64;
    (if place < side.div_ceil(2) { cycles } else { cycles - side as f64 }) / side as f64
}

/// The squared magnitudes of a tile's discrete Fourier transform, padded with zeros to a square.
fn power(tile: &Array2<f64>) -> Array2<f64> {
    let (rows, columns) = tile.dim();
    let side = SIDE.max(rows).max(columns);
    let wave = |length: usize, part: fn(f64) -> f64| {
        Array2::from_shape_fn((side, length), |(frequency, place)| {
            part(2.0 * PI * ((frequency * place) % side) as f64 / side as f64)
        })
    };
    // Transforms along the rows, then along the columns, into real and imaginary parts.
    let (re, im) = (tile.dot(&wave(columns, libm::cos).t()), tile.dot(&wave(columns, libm::sin).t()));
    let (down_re, down_im) = (wave(rows, libm::cos), wave(rows, libm::sin));
    let real = down_re.dot(&re) - down_im.dot(&im);
    let imaginary = down_re.dot(&im) + down_im.dot(&re);
    &real * &real + &imaginary * &imaginary
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orientation_of_a_grating_is_one_and_of_a_spot_zero() {
        let grating = Array2::from_shape_fn((8, 8), |(_, column)| libm::cosf(column as f32 * 1.5));
        let upright = orientation(grating.view()).expect("it is not flat");
        let lying = orientation(grating.t()).expect("it is not flat");
        // Rows are summed before columns, so a transposed tile rounds differently.
        assert!(upright > 0.8 && (upright - lying).abs() < 1e-14, "{upright} {lying}");
        let spot = Array2::from_shape_fn((9, 9), |(row, column)| {
            let (down, right) = (row as f32 - 4.0, column as f32 - 4.0);
            let square = down * down + right * right;
            libm::expf(-square / 2.0)
        });
        assert!(orientation(spot.view()).is_some_and(|o| o < 1e-6));
    }

    #[test]
    fn orientation_of_a_constant_tile_is_zero() {
        assert_eq!(orientation(Array2::from_elem((8, 8), 0.25).view()), None);
        assert_eq!(orientation(Array2::zeros((1, 1)).view()), None);
    }
}
