//! The histogram of a unit's activations.

use std::fmt::Write as _;

use plotters::style::text_anchor::HPos;

use super::pen::{Drawn, FONT_SIZE, Pen};
use super::{Area, Figure, FigureArea, Palette, Placed, Places, Token, number};
use crate::evaluation::ActivationHistogram;

/// Height below the bars for the axis, and above them for the largest count.
const BELOW: f64 = 18.0;
const TOP: f64 = 14.0;
/// Gap between two bars.
const GAP: f64 = 1.0;

/// The histogram of a unit's nonzero activations.
#[derive(Debug, Clone)]
pub struct UnitActivationsFigure<'a> {
    pub unit: u32,
    pub histogram: &'a ActivationHistogram,
    /// The bin that the pointer is on.
    pub hovered: Option<usize>,
}

impl UnitActivationsFigure<'_> {
    fn zeros(&self) -> String {
        format!("{} %", number::fixed(100.0 * self.histogram.zeros, 1))
    }
}

impl Figure for UnitActivationsFigure<'_> {
    type Geometry = Places;

    fn title(&self) -> &'static str {
        "Activations of a unit"
    }

    fn draw(&self, root: &FigureArea, palette: &Palette) -> Drawn<Places> {
        let pen = Pen::new(root);
        let (width, height) = pen.size();
        let area = Area::between(2.0, TOP, width - 2.0, height - BELOW);
        let (soft, counts) = (palette.color(Token::Soft), &self.histogram.counts);
        let base = area.bottom();
        let Some(most) = counts.iter().copied().max().filter(|&most| most > 0) else {
            let text = "Its activation is 0 on every test sample.";
            pen.text(text, (area.middle_x(), area.middle_y()), HPos::Center, soft)?;
            return Ok(Places::default());
        };
        let step = area.width / counts.len() as f64;
        let mut areas = Vec::new();
        for (bin, &count) in counts.iter().enumerate() {
            let left = area.left + bin as f64 * step;
            let high = f64::from(count) / f64::from(most) * area.height;
            let bar = Area::between(left + GAP / 2.0, base - high, left + step - GAP / 2.0, base);
            if count > 0 {
                pen.fill(bar, palette.color(Token::Accent))?;
            }
            let column = Area { top: area.top, height: area.height, ..bar };
            if self.hovered == Some(bin) {
                pen.frame(column.grown(1.0), soft, 1.0)?;
            }
            areas.push(column);
        }
        pen.hairline((area.left, base), (area.right(), base), soft)?;
        let line = base + 4.0 + FONT_SIZE / 2.0;
        pen.text(&number::rounded(self.histogram.low), (area.left, line), HPos::Left, soft)?;
        pen.text("activation", (area.middle_x(), line), HPos::Center, soft)?;
        pen.text(&number::rounded(self.histogram.high), (area.right(), line), HPos::Right, soft)?;
        let text = number::counted(most as usize, "sample");
        pen.text(&text, (area.left, TOP / 2.0), HPos::Left, soft)?;
        Ok(Places { areas })
    }

    fn csv(&self) -> String {
        let mut csv = String::from("from,to,samples");
        for (bin, count) in self.histogram.counts.iter().enumerate() {
            let (from, to) = (self.histogram.edge(bin), self.histogram.edge(bin + 1));
            write!(csv, "\n{from},{to},{count}").expect("a text takes everything");
        }
        csv.push('\n');
        csv
    }

    fn summary(&self) -> String {
        let counts = &self.histogram.counts;
        let Some(tallest) = (0..counts.len()).max_by_key(|&bin| (counts[bin], std::cmp::Reverse(bin))) else {
            return format!("The activation of unit {} is 0 on every test sample.", self.unit);
        };
        format!(
            "The activation of unit {} is 0 on {} of the test samples. The others range from {} to {}; most of \
             them, {}, lie between {} and {}.",
            self.unit,
            self.zeros(),
            number::rounded(self.histogram.low),
            number::rounded(self.histogram.high),
            number::counted(counts[tallest] as usize, "sample"),
            number::rounded(self.histogram.edge(tallest)),
            number::rounded(self.histogram.edge(tallest + 1)),
        )
    }
}

impl Placed for UnitActivationsFigure<'_> {
    fn count(&self) -> usize {
        self.histogram.counts.len()
    }

    fn reading(&self, bin: usize) -> (String, Vec<(String, String)>) {
        let Some(&count) = self.histogram.counts.get(bin) else { return Default::default() };
        let edge = |bin| number::rounded(self.histogram.edge(bin));
        let title = format!("activation {} to {}", edge(bin), edge(bin + 1));
        (title, vec![("test samples".to_owned(), count.to_string())])
    }

    fn sample(&self, _bin: usize) -> Option<usize> {
        None
    }

    fn point_at(&mut self, bin: Option<usize>) {
        self.hovered = bin;
    }
}
