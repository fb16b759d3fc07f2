//! Colour maps: viridis for values from 0 up, blue over white to red for values with a sign, black to white
//! for images. All are suitable for colour-blind readers.

use std::sync::LazyLock;

use plotters::style::RGBColor;
use plotters::style::text_anchor::HPos;

use super::pen::{Drawn, Pen};
use super::{Area, Palette, Token};
use crate::experiment::Experiment;

/// The index of 0 in the colours of values with a sign.
const MIDDLE: u8 = 127;

/// A mapping from values to colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colors {
    /// From 0 to the maximum.
    FromZero,
    /// From minus the maximum over 0 to the maximum.
    Signed,
    /// From 0, black, to the maximum, white.
    Gray,
}

/// Red, green, blue, opaque, from the lowest value to the highest.
type ColorTable = [[u8; 4]; 256];

static FROM_ZERO: LazyLock<ColorTable> = LazyLock::new(|| table(|index| (colorous::VIRIDIS, index, 256)));
// The entries on both sides of the middle must be equally far from it, so the last one repeats the one before
// it.
static SIGNED: LazyLock<ColorTable> =
    LazyLock::new(|| table(|index| (colorous::RED_BLUE, 254_usize.saturating_sub(index), 255)));
static GRAY: LazyLock<ColorTable> =
    LazyLock::new(|| std::array::from_fn(|index| [index as u8, index as u8, index as u8, u8::MAX]));

fn table(color: impl Fn(usize) -> (colorous::Gradient, usize, usize)) -> ColorTable {
    std::array::from_fn(|index| {
        let (gradient, index, count) = color(index);
        let color = gradient.eval_rational(index, count);
        [color.r, color.g, color.b, u8::MAX]
    })
}

impl Colors {
    /// Returns the colours for an experiment's code.
    #[must_use]
    pub fn of(experiment: &Experiment) -> Self {
        if experiment.has_signed_code() { Self::Signed } else { Self::FromZero }
    }

    fn table(self) -> &'static ColorTable {
        match self {
            Self::FromZero => &FROM_ZERO,
            Self::Signed => &SIGNED,
            Self::Gray => &GRAY,
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

    /// Writes the colours of some indices as RGBA pixels, four bytes each.
    pub(super) fn paint(self, indices: &[u8], pixels: &mut [u8]) {
        for (pixel, &index) in pixels.chunks_exact_mut(4).zip(indices) {
            pixel.copy_from_slice(&self.color(index));
        }
    }

    pub(super) fn rgb(self, index: u8) -> RGBColor {
        let [red, green, blue, _] = self.color(index);
        RGBColor(red, green, blue)
    }

    /// Returns the index of the colour of 0.
    pub(super) fn zero(self) -> u8 {
        match self {
            Self::FromZero | Self::Gray => 0,
            Self::Signed => MIDDLE,
        }
    }

    /// Returns the index of a value's colour; NaN has the colour of 0.
    pub(super) fn index(self, value: f32, maximum: f32) -> u8 {
        let share = value / maximum;
        match self {
            Self::FromZero | Self::Gray => (share * 255.0 + 0.5) as u8,
            Self::Signed if share.is_nan() => MIDDLE,
            Self::Signed => ((share.clamp(-1.0, 1.0) + 1.0) * f32::from(MIDDLE) + 0.5) as u8,
        }
    }

    /// Returns the lowest value with its own colour.
    #[must_use]
    pub fn minimum(self, maximum: f64) -> f64 {
        match self {
            Self::FromZero | Self::Gray => 0.0,
            Self::Signed => -maximum,
        }
    }
}

/// The colours from the lowest value to the highest with what they measure, in a line above an image:
/// its right end, and its middle from the top.
pub(super) fn legend(
    pen: &Pen,
    palette: &Palette,
    (colors, name, [lowest, highest]): (Colors, &str, [String; 2]),
    (right, middle): (f64, f64),
) -> Drawn<()> {
    const BAR: f64 = 72.0;
    let soft = palette.color(Token::Soft);
    let right = right - pen.width(&highest)? - 5.0;
    let left = right - BAR;
    for step in 0..36_u8 {
        let x = left + f64::from(step) * BAR / 36.0;
        pen.fill(Area::between(x, middle - 4.0, right, middle + 4.0), colors.rgb(step * 7 + 5))?;
    }
    pen.text(&highest, (right + 5.0, middle), HPos::Left, soft)?;
    pen.text(&format!("{name} {lowest}"), (left - 5.0, middle), HPos::Right, soft)
}

/// The colour of a line between groups of cells: light where most cells are dark, dark where they are
/// light.
pub(super) fn border(colors: Colors, palette: &Palette) -> RGBColor {
    let (ink, card) = (palette.color(Token::Ink), palette.color(Token::Card));
    let brightness =
        |RGBColor(red, green, blue): RGBColor| u32::from(red) + u32::from(green) + u32::from(blue);
    let (dark, light) = if brightness(ink) < brightness(card) { (ink, card) } else { (card, ink) };
    if colors == Colors::Signed { dark } else { light }
}

/// A frame that is seen on every colour: light within dark, or dark within light.
pub(super) fn outline(pen: &Pen, palette: &Palette, area: Area) -> Drawn<()> {
    pen.frame(area.grown(1.5), palette.color(Token::Ink), 1.0)?;
    pen.frame(area.grown(0.5), palette.color(Token::Card), 1.0)
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
}
