//! A grid of coloured cells, as rectangles.

use super::pen::{Drawn, Pen};
use super::{Area, Colors};

/// The approximate limit of rectangles of cells in a document.
pub(super) const MOST_CELLS: usize = 12_000;

/// A grid of cells, each the index of a colour, row by row.
#[derive(Debug, Clone, Copy)]
pub(super) struct CellGrid<'a> {
    pub indices: &'a [u8],
    pub columns: usize,
    pub colors: Colors,
}

impl CellGrid<'_> {
    /// Draws the cells on an area as rectangles of equal colour. If there are more than `most`, or they are
    /// thinner than a pixel, neighbours are combined.
    pub fn draw(&self, pen: &Pen, area: Area, most: usize) -> Drawn<()> {
        let Self { indices, columns, colors } = *self;
        if indices.is_empty() {
            return Ok(());
        }
        let rows = indices.len() / columns.max(1);
        let cell = (area.height / rows as f64, area.width / columns as f64);
        let mut block = (1, 1);
        let runs = loop {
            let size = (cell.0 * block.0 as f64, cell.1 * block.1 as f64);
            let blocks = thinned(indices, columns, block);
            let runs = runs(&blocks, columns.div_ceil(block.1), colors.zero());
            if (runs.len() <= most && size.0.min(size.1) >= 1.0) || block.0.max(block.1) >= indices.len() {
                break runs;
            }
            if size.0 < size.1 { block.0 *= 2 } else { block.1 *= 2 }
        };
        pen.fill(area, colors.rgb(colors.zero()))?;
        for run in runs {
            let x = |column: usize| (area.left + (column * block.1) as f64 * cell.1).min(area.right());
            let y = |row: usize| (area.top + (row * block.0) as f64 * cell.0).min(area.bottom());
            let (left, right) = (x(run.columns.0).round(), x(run.columns.1).round());
            let rectangle = Area::between(left, y(run.row).round(), right, y(run.row + 1).round());
            pen.fill(rectangle, colors.rgb(run.index))?;
        }
        Ok(())
    }
}

/// A rectangle of equal colour in a grid of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct CellRun {
    row: usize,
    /// First column, and the one after the last.
    columns: (usize, usize),
    index: u8,
}

/// Returns runs of equal colour in each row, without the background colour.
fn runs(cells: &[u8], columns: usize, behind: u8) -> Vec<CellRun> {
    let mut runs = Vec::new();
    for (row, cells) in cells.chunks_exact(columns.max(1)).enumerate() {
        let mut first = 0;
        for same in cells.chunk_by(|a, b| a == b) {
            let columns = (first, first + same.len());
            if same[0] != behind {
                runs.push(CellRun { row, columns, index: same[0] });
            }
            first = columns.1;
        }
    }
    runs
}

/// Returns the grid with each block of some rows and columns replaced by one cell, their mean.
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
    fn equal_neighbours_form_one_rectangle() {
        let run = |row, columns, index| CellRun { row, columns, index };
        assert_eq!(
            runs(&[7, 7, 0, 0, 3, 7], 3, 0),
            [run(0, (0, 2), 7), run(1, (1, 2), 3), run(1, (2, 3), 7)]
        );
        assert!(runs(&[], 0, 0).is_empty());
    }

    #[test]
    fn thinning_replaces_blocks_by_their_mean() {
        assert_eq!(thinned(&[0, 4, 9, 4, 8, 1], 3, (2, 2)), [4, 5]);
        assert_eq!(thinned(&[1, 2, 3, 4], 2, (1, 1)), [1, 2, 3, 4]);
    }
}
