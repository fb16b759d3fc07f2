//! From values to colours: viridis, by a table.

use std::sync::LazyLock;

/// Colours from 0 to the maximum: red, green, blue, opaque.
static COLORS: LazyLock<[[u8; 4]; 256]> = LazyLock::new(|| {
    std::array::from_fn(|index| {
        let color = colorous::VIRIDIS.eval_rational(index, 256);
        [color.r, color.g, color.b, u8::MAX]
    })
});

/// The colours from 0 to the maximum, as an RGBA image of 256 by 1 pixels: a legend's bar.
#[must_use]
pub fn gradient() -> Vec<u8> {
    COLORS.as_flattened().to_vec()
}

/// A colour's red, green, blue and opacity.
pub(super) fn color(index: u8) -> [u8; 4] {
    COLORS[usize::from(index)]
}

/// Which colour a value has; what is no number has that of 0.
pub(super) fn index(value: f32, maximum: f32) -> u8 {
    (value / maximum * 255.0 + 0.5) as u8
}

/// A rectangle of equal colour in a grid of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub row: usize,
    /// First column, and the one after the last.
    pub columns: (usize, usize),
    pub index: u8,
}

/// Neighbours of equal colour in each row, without those of colour 0.
pub(super) fn runs(cells: &[u8], columns: usize) -> Vec<Run> {
    let mut runs = Vec::new();
    for (row, cells) in cells.chunks_exact(columns.max(1)).enumerate() {
        let mut first = 0;
        for same in cells.chunk_by(|a, b| a == b) {
            let columns = (first, first + same.len());
            if same[0] > 0 {
                runs.push(Run { row, columns, index: same[0] });
            }
            first = columns.1;
        }
    }
    runs
}

/// The grid with each block of so many rows and columns made one cell, their mean.
pub(super) fn thinned(cells: &[u8], columns: usize, (high, wide): (usize, usize)) -> Vec<u8> {
    let columns = columns.max(1);
    let bands = cells.chunks(columns * high);
    let mean = |band: &[u8], first: usize| {
        let rows = band.chunks(columns).map(|row| &row[first..columns.min(first + wide)]);
        let (sum, count) =
            rows.flatten().fold((0, 0), |(sum, count), &cell| (sum + u32::from(cell), count + 1));
        (sum / count) as u8
    };
    bands.flat_map(|band| (0..columns).step_by(wide).map(move |first| mean(band, first))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_map_to_viridis() {
        assert_eq!(color(index(0.0, 1.2)), [0x44, 0x01, 0x54, 0xff]);
        assert_eq!(color(index(1.2, 1.2)), [0xfd, 0xe7, 0x25, 0xff]);
        assert_eq!([f32::NAN, -1.0, f32::INFINITY].map(|value| index(value, 1.0)), [0, 0, 255]);
        assert_eq!(index(0.0, 0.0), 0);
        assert_eq!(gradient().len(), 1024);
    }

    #[test]
    fn equal_neighbours_are_one_run() {
        let run = |row, columns, index| Run { row, columns, index };
        assert_eq!(runs(&[7, 7, 0, 0, 3, 7], 3), [run(0, (0, 2), 7), run(1, (1, 2), 3), run(1, (2, 3), 7)]);
        assert!(runs(&[], 0).is_empty());
    }

    #[test]
    fn blocks_become_their_mean() {
        assert_eq!(thinned(&[0, 4, 9, 4, 8, 1], 3, (2, 2)), [4, 5]);
        assert_eq!(thinned(&[1, 2, 3, 4], 2, (1, 1)), [1, 2, 3, 4]);
    }
}
