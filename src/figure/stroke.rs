//! The appearance of a curve.

use super::pen::{Drawn, Pen};
use super::{Palette, Token};
use crate::training::Curve;

/// The appearance of a curve. Dashes distinguish it where its colour does not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    pub token: Token,
    /// The width in CSS pixels.
    pub width: f64,
    pub dash: Dash,
}

/// The dash pattern of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dash {
    Solid,
    /// Long dashes.
    Dashed,
    /// Short dashes.
    Dotted,
}

impl Stroke {
    /// A solid line.
    #[must_use]
    pub const fn solid(token: Token) -> Self {
        Self { token, width: 1.75, dash: Dash::Solid }
    }

    /// Draws a connected line with its dashes. A line that oscillates too often to show dashes is solid.
    pub(super) fn line(self, pen: &Pen, palette: &Palette, points: &[(f64, f64)]) -> Drawn<()> {
        const LONGEST: f64 = 6000.0;
        let color = palette.color(self.token);
        let length: f64 =
            points.windows(2).map(|pair| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1)).sum();
        match self.dash.lengths().filter(|_| length <= LONGEST) {
            None => pen.line(points, color, self.width),
            Some(dash) => {
                pieces(points, dash).iter().try_for_each(|piece| pen.line(piece, color, self.width))
            }
        }
    }

    /// The stroke of a curve.
    #[must_use]
    pub const fn of(curve: Curve) -> Self {
        match curve {
            Curve::Total => Self { width: 2.25, ..Self::solid(Token::Total) },
            Curve::Reconstruction => Self::solid(Token::Reconstruction),
            Curve::Sparsity => Self::solid(Token::Sparsity),
            Curve::Auxiliary => Self { dash: Dash::Dashed, ..Self::solid(Token::Auxiliary) },
            Curve::Divergence => Self { dash: Dash::Dashed, ..Self::solid(Token::Divergence) },
            Curve::Decay => Self { dash: Dash::Dotted, ..Self::solid(Token::Decay) },
            Curve::TestMse | Curve::TestLoss | Curve::ExplainedVariance => Self::solid(Token::Test),
            Curve::L0 => Self::solid(Token::Accent),
            Curve::Dead => Self { dash: Dash::Dashed, ..Self::solid(Token::Mark) },
        }
    }
}

impl Dash {
    /// Returns the lengths of a dash and the gap after it in CSS pixels, or `None` for a solid line.
    #[must_use]
    pub const fn lengths(self) -> Option<(f64, f64)> {
        match self {
            Self::Solid => None,
            Self::Dashed => Some((6.0, 3.0)),
            Self::Dotted => Some((2.0, 2.5)),
        }
    }
}

/// Returns the dashes of a line through some points.
fn pieces(points: &[(f64, f64)], (on, off): (f64, f64)) -> Vec<Vec<(f64, f64)>> {
    let mut pieces = Vec::new();
    let mut piece: Vec<_> = points.first().copied().into_iter().collect();
    let (mut drawn, mut left) = (true, on);
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            if length <= left {
                left -= length;
                if drawn {
                    piece.push(to);
                }
                break;
            }
            let share = left / length;
            from = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            if drawn {
                piece.push(from);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![from];
            }
            (drawn, left) = (!drawn, if drawn { off } else { on });
        }
    }
    if piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_follow_corners_and_end_with_the_line() {
        let corner = [(0.0, 0.0), (4.0, 0.0), (4.0, 5.0)];
        let expected = vec![vec![(0.0, 0.0), (4.0, 0.0), (4.0, 2.0)], vec![(4.0, 4.0), (4.0, 5.0)]];
        assert_eq!(pieces(&corner, (6.0, 2.0)), expected);
        assert!(pieces(&[], (6.0, 2.0)).is_empty());
    }
}
