//! A grid of coloured cells, as rectangles.

use plotters::style::RGBColor;
use plotters_backend::DrawingBackend;

use super::pen::{Drawn, Pen};
use super::{Area, Colors, heatmap};

/// A grid of cells, each the index of a colour, row by row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells<'a> {
    pub indices: &'a [u8],
    pub columns: usize,
    pub colors: Colors,
}

impl Cells<'_> {
    /// Draws them on an area as rectangles of equal colour; where they are more than `most`, or
    /// thinner than a pixel, neighbours as one.
    pub fn draw<DB: DrawingBackend>(&self, pen: &Pen<DB>, area: Area, most: usize) -> Drawn<(), DB> {
        let Self { indices, columns, colors } = *self;
        if indices.is_empty() {
            return Ok(());
        }
        let rows = indices.len() / columns.max(1);
        let cell = (area.height / rows as f64, area.width / columns as f64);
        let mut block = (1, 1);
        let runs = loop {
            let size = (cell.0 * block.0 as f64, cell.1 * block.1 as f64);
            let thinned = heatmap::thinned(indices, columns, block);
            let runs = heatmap::runs(&thinned, columns.div_ceil(block.1), colors.zero());
            if (runs.len() <= most && size.0.min(size.1) >= 1.0) || block.0.max(block.1) >= indices.len() {
                break runs;
            }
            if size.0 < size.1 { block.0 *= 2 } else { block.1 *= 2 }
        };
        pen.fill(area, rgb(colors, colors.zero()))?;
        for run in runs {
            let x = |column: usize| (area.left + (column * block.1) as f64 * cell.1).min(area.right());
            let y = |row: usize| (area.top + (row * block.0) as f64 * cell.0).min(area.bottom());
            let (left, right) = (x(run.columns.0).round(), x(run.columns.1).round());
            let rectangle = Area::between(left, y(run.row).round(), right, y(run.row + 1).round());
            pen.fill(rectangle, rgb(colors, run.index))?;
        }
        Ok(())
    }
}

fn rgb(colors: Colors, index: u8) -> RGBColor {
    let [red, green, blue, _] = colors.color(index);
    RGBColor(red, green, blue)
}
