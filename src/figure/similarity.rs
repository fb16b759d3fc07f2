//! Similarity of true features and learned units: one row per true feature, one column per unit.

use std::fmt::Write as _;

use plotters::style::text_anchor::HPos;

use super::cells::{CellGrid, MOST_CELLS};
use super::pen::{Drawn, FONT_SIZE, Pen};
use super::{Area, Colors, Figure, FigureArea, Palette, Token, heatmap, number};

/// Similarities go from 0, or less, to 1.
const COLORS: Colors = Colors::FromZero;
/// Height above for the colours' legend.
const STRIP: f64 = 18.0;
/// Height below for the units' numbers and their name.
const BOTTOM: f64 = 31.0;
/// The height of a number in rows; in columns, the addition to its width.
const NUMBER: f64 = 12.0;
const SPACE: f64 = 6.0;

/// Similarity of true features and learned units.
#[derive(Debug, Clone, Copy)]
pub struct SimilarityFigure<'a> {
    /// Cosine similarity of the true directions and the units' directions, one row per true feature, in the
    /// order of `units`.
    pub similarity: &'a [f32],
    /// The unit of each column, matched units in the order of their features: what was learned is a
    /// bright diagonal.
    pub units: &'a [u32],
    /// True feature and column that the pointer is on.
    pub hovered: Option<(usize, usize)>,
    /// True to draw the colours' legend.
    pub legend: bool,
}

/// The positions of a drawn heatmap's cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SimilarityGeometry {
    /// The position of the image of the cells.
    pub image: Area,
    features: usize,
    columns: usize,
}

/// The values of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SimilarityReading {
    /// The true feature: the row.
    pub feature: usize,
    /// The unit in this column.
    pub unit: u32,
    /// Cosine similarity of their directions.
    pub similarity: f32,
}

impl SimilarityGeometry {
    /// True feature and column at a point of the image.
    #[must_use]
    pub fn cell_at(&self, x: f64, y: f64) -> Option<(usize, usize)> {
        let hit = self.features > 0 && self.columns > 0 && self.image.contains(x, y);
        let place = |offset: f64, length: f64, count: usize| {
            ((offset / length * count as f64) as usize).min(count.saturating_sub(1))
        };
        let row = place(y - self.image.top, self.image.height, self.features);
        hit.then(|| (row, place(x - self.image.left, self.image.width, self.columns)))
    }

    /// Returns a cell's rectangle.
    #[must_use]
    pub fn cell(&self, feature: usize, column: usize) -> Area {
        let width = self.image.width / self.columns.max(1) as f64;
        let height = self.image.height / self.features.max(1) as f64;
        let (left, top) = (column as f64 * width, feature as f64 * height);
        Area { left: self.image.left + left, top: self.image.top + top, width, height }
    }
}

impl SimilarityFigure<'_> {
    /// Returns the number of true features.
    #[must_use]
    pub fn features(&self) -> usize {
        self.similarity.len().checked_div(self.units.len()).unwrap_or(0)
    }

    /// Returns the values of a cell.
    #[must_use]
    pub fn reading(&self, (feature, column): (usize, usize)) -> Option<SimilarityReading> {
        let &unit = self.units.get(column)?;
        let &similarity = self.similarity.get(feature.checked_mul(self.units.len())? + column)?;
        Some(SimilarityReading { feature, unit, similarity })
    }

    /// Writes the cells as an RGBA image, one pixel per cell, `units` wide and with one row per true feature,
    /// into a reusable buffer.
    pub fn rgba_into(&self, buffer: &mut Vec<u8>) {
        buffer.clear();
        buffer.extend(self.indices().into_iter().flat_map(|index| COLORS.color(index)));
    }

    /// Returns the positions of the parts on a figure of some width and height, without drawing it.
    #[must_use]
    pub fn geometry(&self, width: f64, height: f64) -> SimilarityGeometry {
        let digits = self.features().saturating_sub(1).checked_ilog10().unwrap_or(0) + 1;
        let left = 7.0 * f64::from(digits) + 28.0;
        let top = if self.legend { STRIP } else { 2.0 };
        let image = Area::between(left, top, width - 8.0, height - BOTTOM);
        SimilarityGeometry { image, features: self.features(), columns: self.units.len() }
    }

    /// Draws everything except the cells, over their image or around it.
    ///
    /// # Errors
    /// If the backend fails.
    pub fn draw_frame(&self, root: &FigureArea, palette: &Palette) -> Drawn<SimilarityGeometry> {
        let pen = Pen::new(root);
        let (width, height) = pen.size();
        let geometry = self.geometry(width, height);
        let (image, soft) = (geometry.image, palette.color(Token::Soft));
        pen.upward("true feature", (8.0, image.middle_y()), soft)?;
        let name_line = image.bottom() + 5.0 + FONT_SIZE * 1.5 + 2.0;
        pen.text("unit", (image.middle_x(), name_line), HPos::Center, soft)?;
        if self.features() == 0 {
            let middle = (image.middle_x(), image.middle_y());
            pen.text("Nothing to compare yet.", middle, HPos::Center, soft)?;
            return Ok(geometry);
        }
        self.draw_numbers(&pen, palette, &geometry)?;
        if self.legend {
            let ends = [COLORS.minimum(1.0), 1.0].map(number::short);
            heatmap::legend(&pen, palette, (COLORS, "cosine", ends), (image.right(), STRIP / 2.0 - 1.0))?;
        }
        if let Some((feature, column)) = self.hovered.filter(|&cell| self.reading(cell).is_some()) {
            heatmap::outline(&pen, palette, geometry.cell(feature, column))?;
        }
        Ok(geometry)
    }

    /// Draws the numbers of true features and units, as many as fit.
    fn draw_numbers(&self, pen: &Pen, palette: &Palette, geometry: &SimilarityGeometry) -> Drawn<()> {
        let cell = geometry.cell(0, 0);
        let color = |is_hovered| palette.color(if is_hovered { Token::Ink } else { Token::Soft });
        let hovered = self.hovered.unzip();
        for feature in (0..self.features()).step_by(every(NUMBER, cell.height)) {
            let middle = geometry.cell(feature, 0).middle_y().max(FONT_SIZE / 2.0);
            let place = (geometry.image.left - 6.0, middle);
            pen.text(&feature.to_string(), place, HPos::Right, color(hovered.0 == Some(feature)))?;
        }
        let texts: Vec<_> = self.units.iter().map(u32::to_string).collect();
        let widest = pen.widest(texts.iter().map(String::as_str))?;
        for (column, text) in texts.iter().enumerate().step_by(every(widest + SPACE, cell.width)) {
            let middle = geometry.cell(0, column).middle_x();
            let place = (middle, geometry.image.bottom() + 5.0 + FONT_SIZE / 2.0);
            pen.text(text, place, HPos::Center, color(hovered.1 == Some(column)))?;
        }
        Ok(())
    }

    fn indices(&self) -> Vec<u8> {
        let cells = self.similarity.iter().take(self.features() * self.units.len());
        cells.map(|&similarity| COLORS.index(similarity, 1.0)).collect()
    }

    /// Returns each true feature's similarities.
    fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.similarity.chunks_exact(self.units.len().max(1)).take(self.features())
    }

    /// Each true feature's most similar column.
    fn best(&self) -> impl Iterator<Item = (usize, f32)> {
        self.rows().filter_map(|row| row.iter().copied().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b)))
    }
}

/// Returns n if every n-th number fits among cells of some length.
fn every(needed: f64, length: f64) -> usize {
    ((needed / length).ceil() as usize).max(1)
}

impl Figure for SimilarityFigure<'_> {
    type Geometry = SimilarityGeometry;

    fn title(&self) -> &'static str {
        "True features and learned units"
    }

    fn draw(&self, root: &FigureArea, palette: &Palette) -> Drawn<SimilarityGeometry> {
        let pen = Pen::new(root);
        let (width, height) = pen.size();
        let image = self.geometry(width, height).image;
        let cells = CellGrid { indices: &self.indices(), columns: self.units.len(), colors: COLORS };
        cells.draw(&pen, image, MOST_CELLS)?;
        self.draw_frame(root, palette)
    }

    /// Writes one row per true feature and one column per unit, as drawn.
    fn csv(&self) -> String {
        let mut csv = String::from("true_feature");
        for unit in self.units {
            write!(csv, ",unit_{unit}").expect("a text takes everything");
        }
        for (feature, row) in self.rows().enumerate() {
            write!(csv, "\n{feature}").expect("a text takes everything");
            for value in row {
                write!(csv, ",{value:?}").expect("a text takes everything");
            }
        }
        csv.push('\n');
        csv
    }

    fn summary(&self) -> String {
        let features = self.features();
        if features == 0 {
            return "There is nothing to compare with the true features yet.".to_owned();
        }
        let found = self.best().filter(|&(_, similarity)| similarity >= 0.9).count();
        let mean = self.best().map(|(_, similarity)| f64::from(similarity)).sum::<f64>() / features as f64;
        format!(
            "{features} true features and {} learned units. {found} true features have a unit whose cosine with \
             them is 0.9 or more; the largest cosine of each is {} on average.",
            self.units.len(),
            number::rounded(mean),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIGURE: SimilarityFigure = SimilarityFigure {
        similarity: &[1.0, 0.2, 0.1, 0.3, 0.8, 0.0],
        units: &[7, 2, 5],
        hovered: None,
        legend: true,
    };

    #[test]
    fn geometry_maps_pixels_to_cells() {
        let geometry = FIGURE.geometry(200.0, 100.0);
        for cell in [(0, 0), (1, 2), (1, 0)] {
            let area = geometry.cell(cell.0, cell.1);
            assert_eq!(geometry.cell_at(area.middle_x(), area.middle_y()), Some(cell));
        }
        assert_eq!(geometry.cell_at(2.0, 50.0), None);
        let reading = FIGURE.reading((1, 1)).expect("it is there");
        assert_eq!((reading.feature, reading.unit, reading.similarity), (1, 2, 0.8));
        assert_eq!(FIGURE.reading((0, 3)), None);
        assert_eq!(FIGURE.reading((2, 0)), None);
    }

    #[test]
    fn summary_describes_the_matches() {
        assert_eq!(FIGURE.csv(), "true_feature,unit_7,unit_2,unit_5\n0,1.0,0.2,0.1\n1,0.3,0.8,0.0\n");
        let summary = FIGURE.summary();
        assert!(
            summary.contains("1 true features have a unit") && summary.contains("0.9000 on average"),
            "{summary}"
        );
    }
}
