//! From values to colours, by a table: viridis from 0 up, or blue over white to red where values
//! have a sign. Both can be told apart by the colour-blind.

use std::sync::LazyLock;

use plotters::style::RGBColor;
use plotters::style::text_anchor::HPos;
use plotters_backend::DrawingBackend;

use super::pen::{Drawn, Pen};
use super::{Area, Palette, Token, number};
use crate::experiment::Experiment;

/// The colour of 0 among those of values with a sign.
const MIDDLE: u8 = 127;

/// How values become colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colors {
    /// From 0 to the maximum.
    FromZero,
    /// From minus the maximum over 0 to the maximum.
    Signed,
}

/// Red, green, blue, opaque, from the lowest value to the highest.
type Table = [[u8; 4]; 256];

static FROM_ZERO: LazyLock<Table> = LazyLock::new(|| table(|index| (colorous::VIRIDIS, index, 256)));
// One entry on either side of the middle must be as far from it as the other: the last is the one
// before it again.
static SIGNED: LazyLock<Table> =
    LazyLock::new(|| table(|index| (colorous::RED_BLUE, 254_usize.saturating_sub(index), 255)));

fn table(color: impl Fn(usize) -> (colorous::Gradient, usize, usize)) -> Table {
    std::array::from_fn(|index| {
        let (gradient, index, count) = color(index);
        let color = gradient.eval_rational(index, count);
        [color.r, color.g, color.b, u8::MAX]
    })
}

impl Colors {
    /// Those of an experiment's code.
    #[must_use]
    pub fn of(experiment: &Experiment) -> Self {
        if experiment.has_signed_code() { Self::Signed } else { Self::FromZero }
    }

    fn table(self) -> &'static Table {
        match self {
            Self::FromZero => &FROM_ZERO,
            Self::Signed => &SIGNED,
        }
    }

    /// The colours from the lowest value to the highest, as an RGBA image of 256 by 1 pixels: a
    /// legend's bar.
    #[must_use]
    pub fn gradient(self) -> Vec<u8> {
        self.table().as_flattened().to_vec()
    }

    /// A colour's red, green, blue and opacity.
    pub(super) fn color(self, index: u8) -> [u8; 4] {
        self.table()[usize::from(index)]
    }

    fn rgb(self, index: u8) -> RGBColor {
        let [red, green, blue, _] = self.color(index);
        RGBColor(red, green, blue)
    }

    /// Which colour 0 has.
    pub(super) fn zero(self) -> u8 {
        match self {
            Self::FromZero => 0,
            Self::Signed => MIDDLE,
        }
    }

    /// Which colour a value has; what is no number has that of 0.
    pub(super) fn index(self, value: f32, maximum: f32) -> u8 {
        let share = value / maximum;
        match self {
            Self::FromZero => (share * 255.0 + 0.5) as u8,
            Self::Signed if share.is_nan() => MIDDLE,
            Self::Signed => ((share.clamp(-1.0, 1.0) + 1.0) * f32::from(MIDDLE) + 0.5) as u8,
        }
    }

    /// The lowest value that has a colour of its own.
    #[must_use]
    pub fn minimum(self, maximum: f64) -> f64 {
        match self {
            Self::FromZero => 0.0,
            Self::Signed => -maximum,
        }
    }
}

/// Draws cells, the indices of their colours row by row, as rectangles of equal colour; where they are
/// too many for a document, or thinner than a pixel, neighbours as one.
pub(super) fn draw<DB: DrawingBackend>(
    pen: &Pen<DB>,
    image: Area,
    colors: Colors,
    cells: &[u8],
    columns: usize,
) -> Drawn<(), DB> {
    const MOST: usize = 12_000;
    if cells.is_empty() {
        return Ok(());
    }
    let rows = cells.len() / columns;
    let cell = (image.height / rows as f64, image.width / columns as f64);
    let mut block = (1, 1);
    let runs = loop {
        let size = (cell.0 * block.0 as f64, cell.1 * block.1 as f64);
        let thinned = thinned(cells, columns, block);
        let runs = runs(&thinned, columns.div_ceil(block.1), colors.zero());
        if (runs.len() <= MOST && size.0.min(size.1) >= 1.0) || block.0.max(block.1) >= cells.len() {
            break runs;
        }
        if size.0 < size.1 { block.0 *= 2 } else { block.1 *= 2 }
    };
    pen.fill(image, colors.rgb(colors.zero()))?;
    for run in runs {
        let x = |column: usize| (image.left + (column * block.1) as f64 * cell.1).min(image.right());
        let y = |row: usize| (image.top + (row * block.0) as f64 * cell.0).min(image.bottom());
        let (left, right) = (x(run.columns.0).round(), x(run.columns.1).round());
        let area = Area::between(left, y(run.row).round(), right, y(run.row + 1).round());
        pen.fill(area, colors.rgb(run.index))?;
    }
    Ok(())
}

/// The colours from the lowest value to the highest with what they measure, in a line above an image:
/// its right end, and its middle from the top.
pub(super) fn legend<DB: DrawingBackend>(
    pen: &Pen<DB>,
    palette: &Palette,
    (colors, name, maximum): (Colors, &str, f64),
    (right, middle): (f64, f64),
) -> Drawn<(), DB> {
    const BAR: f64 = 72.0;
    let (highest, soft) = (number::short(maximum), palette.color(Token::Soft));
    let right = right - pen.width(&highest)? - 5.0;
    let left = right - BAR;
    for step in 0..36_u8 {
        let x = left + f64::from(step) * BAR / 36.0;
        pen.fill(Area::between(x, middle - 4.0, right, middle + 4.0), colors.rgb(step * 7 + 5))?;
    }
    pen.text(&highest, (right + 5.0, middle), HPos::Left, soft)?;
    let lowest = number::short(colors.minimum(maximum));
    pen.text(&format!("{name} {lowest}"), (left - 5.0, middle), HPos::Right, soft)
}

/// A frame that is seen on every colour: light within dark, or dark within light.
pub(super) fn outline<DB: DrawingBackend>(pen: &Pen<DB>, palette: &Palette, area: Area) -> Drawn<(), DB> {
    pen.frame(area.grown(1.5), palette.color(Token::Ink), 1.0)?;
    pen.frame(area.grown(0.5), palette.color(Token::Card), 1.0)
}

/// A rectangle of equal colour in a grid of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    row: usize,
    /// First column, and the one after the last.
    columns: (usize, usize),
    index: u8,
}

/// Neighbours of equal colour in each row, without those of the colour behind all.
fn runs(cells: &[u8], columns: usize, behind: u8) -> Vec<Run> {
    let mut runs = Vec::new();
    for (row, cells) in cells.chunks_exact(columns.max(1)).enumerate() {
        let mut first = 0;
        for same in cells.chunk_by(|a, b| a == b) {
            let columns = (first, first + same.len());
            if same[0] != behind {
                runs.push(Run { row, columns, index: same[0] });
            }
            first = columns.1;
        }
    }
    runs
}

/// The grid with each block of so many rows and columns made one cell, their mean.
fn thinned(cells: &[u8], columns: usize, (high, wide): (usize, usize)) -> Vec<u8> {
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
        let colors = Colors::FromZero;
        assert_eq!(colors.color(colors.index(0.0, 1.2)), [0x44, 0x01, 0x54, 0xff]);
        assert_eq!(colors.color(colors.index(1.2, 1.2)), [0xfd, 0xe7, 0x25, 0xff]);
        assert_eq!([f32::NAN, -1.0, f32::INFINITY].map(|value| colors.index(value, 1.0)), [0, 0, 255]);
        assert_eq!(colors.index(0.0, 0.0), colors.zero());
        assert_eq!(colors.gradient().len(), 1024);
    }

    #[test]
    fn values_with_a_sign_are_blue_below_zero_and_red_above() {
        let colors = Colors::Signed;
        let of = |value: f32| colors.color(colors.index(value, 2.0));
        let ([low_red, _, low_blue, _], [high_red, _, high_blue, _]) = (of(-2.0), of(2.0));
        assert!(low_blue > low_red && high_red > high_blue);
        assert!(of(0.0)[..3].iter().all(|&part| part > 0xe0), "0 is white");
        let values = [f32::NAN, 0.0, f32::NEG_INFINITY, f32::INFINITY, -0.5, 0.5];
        assert_eq!(values.map(|value| colors.index(value, 1.0)), [127, 127, 0, 254, 64, 191]);
        assert_eq!(colors.index(0.0, 0.0), colors.zero());
    }

    #[test]
    fn equal_neighbours_are_one_run() {
        let run = |row, columns, index| Run { row, columns, index };
        assert_eq!(
            runs(&[7, 7, 0, 0, 3, 7], 3, 0),
            [run(0, (0, 2), 7), run(1, (1, 2), 3), run(1, (2, 3), 7)]
        );
        assert!(runs(&[], 0, 0).is_empty());
    }

    #[test]
    fn blocks_become_their_mean() {
        assert_eq!(thinned(&[0, 4, 9, 4, 8, 1], 3, (2, 2)), [4, 5]);
        assert_eq!(thinned(&[1, 2, 3, 4], 2, (1, 1)), [1, 2, 3, 4]);
    }
}
