//! The hidden units' activations on the test samples: one row per unit, one column per sample.

use std::fmt::Write as _;

use super::activation_frame::ActivationLayout;
use super::cells::{CellGrid, MOST_CELLS};
use super::pen::{Drawn, Pen};
use super::{ActivationScale, Area, Colors, Figure, FigureArea, Palette, number};
use crate::training::{Activity, HeatmapColumn};

/// The hidden units' activations on the test samples.
#[derive(Debug, Clone, Copy)]
pub struct ActivationFigure<'a> {
    /// Activations, one row of `units` values per sample.
    pub codes: &'a [f32],
    /// Number of hidden units.
    pub units: usize,
    /// Test sample and label of each column, ordered by label.
    pub columns: &'a [HeatmapColumn],
    /// The labels' names; labels without a name have their number.
    pub classes: &'a [String],
    /// Each unit's mean activation over all test samples.
    pub mean_activation: &'a [f32],
    /// The fraction of them on which it is active; 0 is a dead unit.
    pub active: &'a [f32],
    /// When a unit counts as active.
    pub rule: Activity,
    /// The mapping from activations to colours.
    pub colors: Colors,
    /// The limits of colours and bars; if `None`, those of these activations.
    pub scale: Option<ActivationScale>,
    /// The mean activation that training aims at, where it aims at one.
    pub target: Option<f64>,
    /// The test sample that the other figure shows.
    pub selected: Option<u32>,
    /// The unit that the pointer is on.
    pub hovered: Option<usize>,
    /// True to draw the colours' legend; the page draws it next to its heading.
    pub legend: bool,
}

/// The positions of a drawn heatmap's cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ActivationGeometry {
    /// The position of the image of the cells.
    pub image: Area,
    units: usize,
    columns: usize,
}

/// The values of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellReading {
    /// The unit (the row).
    pub unit: usize,
    pub column: usize,
    /// The test sample in this column.
    pub sample: u32,
    /// The sample's label.
    pub label: u32,
    /// The unit's activation on it.
    pub value: f32,
}

impl ActivationGeometry {
    pub(super) fn new(image: Area, figure: &ActivationFigure) -> Self {
        Self { image, units: figure.units, columns: figure.columns.len() }
    }

    /// Unit and column at a point of the image.
    #[must_use]
    pub fn cell_at(&self, x: f64, y: f64) -> Option<(usize, usize)> {
        let unit = self.unit_at(y)?;
        let hit = self.columns > 0 && self.image.contains(x, y);
        let column = (x - self.image.left) / self.column_width();
        hit.then(|| (unit, (column as usize).min(self.columns - 1)))
    }

    /// Returns the unit whose row is at a height, on the image or next to it.
    #[must_use]
    pub fn unit_at(&self, y: f64) -> Option<usize> {
        let hit = self.units > 0 && (self.image.top..=self.image.bottom()).contains(&y);
        hit.then(|| (((y - self.image.top) / self.row_height()) as usize).min(self.units - 1))
    }

    /// Returns the height of a row.
    #[must_use]
    pub fn row_height(&self) -> f64 {
        self.image.height / self.units.max(1) as f64
    }

    /// Returns the width of a column.
    #[must_use]
    pub fn column_width(&self) -> f64 {
        self.image.width / self.columns.max(1) as f64
    }

    /// Returns a unit's row.
    #[must_use]
    pub fn row(&self, unit: usize) -> Area {
        let height = self.row_height();
        Area { top: self.image.top + unit as f64 * height, height, ..self.image }
    }

    #[must_use]
    pub fn column(&self, column: usize) -> Area {
        let width = self.column_width();
        Area { left: self.image.left + column as f64 * width, width, ..self.image }
    }
}

impl ActivationFigure<'_> {
    /// The activation that has the last colour.
    #[must_use]
    pub fn maximum(&self) -> f64 {
        self.scale.map_or_else(|| number::round_up(self.largest()), |scale| scale.activation)
    }

    /// Returns the maximum as text, which mentions larger values if there are any.
    #[must_use]
    pub fn maximum_text(&self) -> String {
        let maximum = number::short(self.maximum());
        // Single precision may round a number up past the end.
        if self.largest() > self.maximum() * (1.0 + 1e-6) { format!("\u{2265} {maximum}") } else { maximum }
    }

    /// Returns the scale for these activations: round numbers at or above all of them, or `None` if no unit
    /// is active.
    #[must_use]
    pub fn own_scale(&self) -> Option<ActivationScale> {
        let (activation, mean) = (number::round_up(self.largest()), self.own_bars_end());
        (self.largest() > 0.0).then_some(ActivationScale { activation, mean })
    }

    /// The mean activation at the right end of the bars.
    pub(super) fn bars_end(&self) -> f64 {
        self.scale.map_or_else(|| self.own_bars_end(), |scale| scale.mean)
    }

    fn own_bars_end(&self) -> f64 {
        let means = self.mean_activation.iter().map(|mean| mean.abs()).filter(|mean| mean.is_finite());
        number::round_up(f64::from(means.fold(0.0, f32::max)).max(self.target.unwrap_or(0.0) * 2.0))
    }

    /// The largest activation, or where they have a sign, the largest without it.
    fn largest(&self) -> f64 {
        let finite = self.codes.iter().copied().filter(|code| code.is_finite());
        let sizes = finite.map(|code| if self.colors == Colors::Signed { code.abs() } else { code });
        f64::from(sizes.fold(0.0, f32::max))
    }

    /// Returns whether labels distinguish samples; false if there are none, or all are the same.
    #[must_use]
    pub fn is_labelled(&self) -> bool {
        let ends = self.columns.first().zip(self.columns.last());
        ends.is_some_and(|(first, last)| first.label != last.label)
    }

    /// Returns the values of a cell.
    #[must_use]
    pub fn cell(&self, unit: usize, column: usize) -> Option<CellReading> {
        let &HeatmapColumn { sample, label } = self.columns.get(column)?;
        let value = self.code(unit, column)?;
        Some(CellReading { unit, column, sample, label, value })
    }

    /// Writes the cells as an RGBA image, one pixel per cell, `columns` wide and `units` high, into a
    /// reusable buffer.
    pub fn rgba_into(&self, buffer: &mut Vec<u8>) {
        let indices = self.indices();
        buffer.resize(indices.len() * 4, 0);
        self.colors.paint(&indices, buffer);
    }

    /// Draws everything except the cells, over their image or around it.
    ///
    /// # Errors
    /// If the backend fails.
    pub fn draw_frame(&self, root: &FigureArea, palette: &Palette) -> Drawn<ActivationGeometry> {
        ActivationLayout::new(*self, Pen::new(root), *palette).draw()
    }

    /// Returns the positions of the parts on a figure of some width and height, without drawing it.
    #[must_use]
    pub fn geometry(&self, width: f64, height: f64) -> ActivationGeometry {
        super::activation_frame::geometry(self, (width, height))
    }

    /// Returns whether a unit is active on no test sample.
    #[must_use]
    pub fn is_dead(&self, unit: usize) -> bool {
        self.active.get(unit) == Some(&0.0)
    }

    /// Returns the number of dead units.
    #[must_use]
    pub fn dead(&self) -> usize {
        (0..self.units).filter(|&unit| self.is_dead(unit)).count()
    }

    fn code(&self, unit: usize, column: usize) -> Option<f32> {
        let row = self.codes.get(column * self.units..)?;
        if unit < self.units { row.get(unit).copied() } else { None }
    }

    /// Returns the cells' colours, one row per unit.
    fn indices(&self) -> Vec<u8> {
        let (columns, maximum) = (self.columns.len(), self.maximum() as f32);
        let mut indices = vec![self.colors.zero(); self.units * columns];
        if self.units == 0 {
            return indices;
        }
        for (column, codes) in self.codes.chunks(self.units).take(columns).enumerate() {
            for (unit, &code) in codes.iter().enumerate() {
                indices[unit * columns + column] = self.colors.index(code, maximum);
            }
        }
        indices
    }
}

impl Figure for ActivationFigure<'_> {
    type Geometry = ActivationGeometry;

    fn title(&self) -> &'static str {
        "Hidden-unit activations"
    }

    fn draw(&self, root: &FigureArea, palette: &Palette) -> Drawn<ActivationGeometry> {
        let pen = Pen::new(root);
        let (width, height) = pen.size();
        let cells = CellGrid { indices: &self.indices(), columns: self.columns.len(), colors: self.colors };
        cells.draw(&pen, self.geometry(width, height).image, MOST_CELLS)?;
        self.draw_frame(root, palette)
    }

    /// Writes one row per unit, as drawn: mean activation and active fraction, then one column per sample.
    fn csv(&self) -> String {
        let mut csv = String::from("unit,mean_activation,active");
        for HeatmapColumn { sample, label } in self.columns {
            write!(csv, ",sample_{sample}").expect("a text takes everything");
            if self.is_labelled() {
                write!(csv, "_label_{label}").expect("a text takes everything");
            }
        }
        for unit in 0..self.units {
            write!(csv, "\n{unit}").expect("a text takes everything");
            let measures = [self.mean_activation.get(unit).copied(), self.active.get(unit).copied()];
            let codes = (0..self.columns.len()).map(|column| self.code(unit, column));
            for value in measures.into_iter().chain(codes) {
                match value {
                    Some(value) => write!(csv, ",{value:?}"),
                    None => write!(csv, ","),
                }
                .expect("a text takes everything");
            }
        }
        csv.push('\n');
        csv
    }

    fn summary(&self) -> String {
        let means = self.mean_activation.iter().map(|&mean| f64::from(mean)).zip(0..self.units);
        let most = means.clone().max_by(|(a, _), (b, _)| a.total_cmp(b));
        let least = means.min_by(|(a, _), (b, _)| a.total_cmp(b));
        let (Some((high, most)), Some((low, least))) = (most, least) else {
            return "There are no activations yet.".to_owned();
        };
        let inactive = self.rule.inactive();
        let dead = match self.dead() {
            0 => format!("No unit is {inactive}"),
            1 => format!("1 unit is {inactive}"),
            dead => format!("{dead} units are {inactive}"),
        };
        let target =
            self.target.map_or_else(String::new, |it| format!("; the target is {}", number::short(it)));
        format!(
            "{} on {}. Mean activation goes from {} (unit {least}) to {} (unit {most})\
             {target}. {dead}.",
            number::counted(self.units, "hidden unit"),
            number::counted(self.columns.len(), "test sample"),
            number::rounded(low),
            number::rounded(high),
        )
    }
}
