//! ROC curves: true positives against false positives for all thresholds.

use plotters::style::text_anchor::HPos;

use super::pen::{Drawn, FONT_SIZE, Pen};
use super::{Area, Dash, Figure, FigureArea, Palette, Placed, Places, Stroke, Token, number};
use crate::evaluation::{Detector, roc_csv};

/// Width on the left, and height below and above.
const LEFT: f64 = 50.0;
const BELOW: f64 = 32.0;
const TOP: f64 = 8.0;
/// The distance from a point's middle within which it is hit.
const REACH: f64 = 8.0;

/// The curves of some scores, and the chosen threshold of the first.
#[derive(Debug, Clone)]
pub struct RocFigure<'a> {
    /// The model's first. Those without a curve are left out.
    pub detectors: Vec<&'a Detector>,
    /// The selected threshold of the first curve.
    pub threshold: usize,
    /// The point of the first curve that the pointer is on.
    pub hovered: Option<usize>,
}

impl RocFigure<'_> {
    fn stroke(index: usize) -> Stroke {
        const STROKES: [(Token, Dash); 3] =
            [(Token::Accent, Dash::Solid), (Token::Ink, Dash::Dashed), (Token::Soft, Dash::Dotted)];
        let (token, dash) = STROKES[index % STROKES.len()];
        Stroke { token, width: 1.75, dash }
    }
}

impl Figure for RocFigure<'_> {
    type Geometry = Places;

    fn title(&self) -> &'static str {
        "ROC curve: anomalies found against false alarms"
    }

    fn draw(&self, root: &FigureArea, palette: &Palette) -> Drawn<Places> {
        let pen = Pen::new(root);
        let (width, height) = pen.size();
        let area = Area::between(LEFT, TOP, width - 22.0, height - BELOW);
        let (soft, line) = (palette.color(Token::Soft), palette.color(Token::Line));
        let at = |(mistaken, found): (f64, f64)| {
            (area.left + mistaken * area.width, area.bottom() - found * area.height)
        };
        for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
            let (x, y) = at((share, share));
            pen.hairline((area.left, y), (area.right(), y), line)?;
            let text = format!("{:.0} %", 100.0 * share);
            pen.text(&text, (area.left - 6.0, y), HPos::Right, soft)?;
            pen.text(&text, (x, area.bottom() + 5.0 + FONT_SIZE / 2.0), HPos::Center, soft)?;
        }
        pen.text("false alarms", (area.middle_x(), height - FONT_SIZE / 2.0 - 1.0), HPos::Center, soft)?;
        pen.upward("anomalies found", (8.0, area.middle_y()), soft)?;
        Stroke { token: Token::Line, width: 1.0, dash: Dash::Dashed }.line(
            &pen,
            palette,
            &[at((0.0, 0.0)), at((1.0, 1.0))],
        )?;
        let mut areas = Vec::new();
        for (index, detector) in self.detectors.iter().enumerate().rev() {
            let Some(roc) = &detector.roc else { continue };
            let shares = roc.false_positive_rate.iter().copied().zip(roc.true_positive_rate.iter().copied());
            let points: Vec<_> = shares.map(at).collect();
            Self::stroke(index).line(&pen, palette, &points)?;
            let y = area.bottom() - (self.detectors.len() - index) as f64 * (FONT_SIZE + 5.0) + 4.0;
            let text = format!("{}: AUC {}", detector.by.title(), number::fixed(roc.auc, 3));
            let left = area.right() - pen.width(&text)? - 6.0;
            let ends = [(left - 26.0, y), (left - 5.0, y)];
            Self::stroke(index).line(&pen, palette, &ends)?;
            pen.text(&text, (left, y), HPos::Left, palette.color(Token::Ink))?;
            if index == 0 {
                if let Some(&point) = points.get(self.threshold) {
                    pen.dot(point, 5.0, palette.color(Token::Mark))?;
                }
                if let Some(&(x, y)) = self.hovered.and_then(|hovered| points.get(hovered)) {
                    let around = Area::between(x - 5.0, y - 5.0, x + 5.0, y + 5.0);
                    pen.frame(around, palette.color(Token::Accent), 2.0)?;
                }
                let around = |&(x, y): &(f64, f64)| Area::between(x - REACH, y - REACH, x + REACH, y + REACH);
                areas = points.iter().map(around).collect();
            }
        }
        Ok(Places { areas })
    }

    fn csv(&self) -> String {
        roc_csv(self.detectors.iter().copied())
    }

    fn summary(&self) -> String {
        let curves =
            self.detectors.iter().filter_map(|detector| Some((detector.by, detector.roc.as_ref()?.auc)));
        let each = curves.map(|(by, auc)| format!("{} {}", by.title(), number::fixed(auc, 3)));
        let each = each.collect::<Vec<_>>().join(", ");
        let point = self.reading(self.threshold).1;
        let point =
            point.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ");
        format!("Areas under the curves: {each}. At the chosen threshold: {point}.")
    }
}

impl Placed for RocFigure<'_> {
    fn count(&self) -> usize {
        self.detectors.first().and_then(|first| first.roc.as_ref()).map_or(0, |roc| roc.thresholds.len())
    }

    fn reading(&self, thing: usize) -> (String, Vec<(String, String)>) {
        let roc = self.detectors.first().and_then(|first| first.roc.as_ref());
        let Some(roc) = roc.filter(|roc| thing < roc.thresholds.len()) else { return Default::default() };
        let percent = |share: f64| format!("{} %", number::fixed(100.0 * share, 1));
        let rows = vec![
            ("found".to_owned(), percent(roc.true_positive_rate[thing])),
            ("false alarms".to_owned(), percent(roc.false_positive_rate[thing])),
        ];
        (format!("error of {} or more", number::rounded(roc.thresholds[thing])), rows)
    }

    fn sample(&self, _thing: usize) -> Option<usize> {
        None
    }

    fn point_at(&mut self, thing: Option<usize>) {
        self.hovered = thing;
    }
}
