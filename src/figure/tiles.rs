//! Small images of equal size in a grid.

use super::cells::CellGrid;
use super::pen::{Drawn, Pen};
use super::{Area, Colors};

/// The positions of images of equal size in rows with gaps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    /// Width of an image in pixels.
    pub width: usize,
    pub height: usize,
    /// Pixels between two of them.
    pub gap: usize,
    /// Images per row.
    pub columns: usize,
    /// Number of images.
    pub count: usize,
}

/// Images in a grid.
#[derive(Debug, Clone)]
pub(super) struct Tiles {
    pub grid: Grid,
    pub colors: Colors,
    /// The colours of all pixels, a picture after the other.
    pub indices: Vec<u8>,
}

/// Tiles as one image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Atlas {
    /// Red, green, blue and opacity of every pixel; gaps are transparent.
    pub rgba: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

impl Grid {
    fn rows(&self) -> usize {
        self.count.div_ceil(self.columns.max(1))
    }

    /// Pixels of all of them together, with the gaps.
    fn size(&self) -> (usize, usize) {
        let along = |count: usize, side: usize| (count * (side + self.gap)).saturating_sub(self.gap);
        (along(self.columns.min(self.count), self.width), along(self.rows(), self.height))
    }

    /// Returns the position of the grid in the middle of an area: as large as possible, in whole pixels
    /// unless it is smaller than the images.
    pub fn image(&self, area: Area) -> Area {
        let (width, height) = self.size();
        if width == 0 || height == 0 {
            return Area { width: 0.0, height: 0.0, ..area };
        }
        let scale = (area.width / width as f64).min(area.height / height as f64).max(0.0);
        let scale = if scale >= 2.0 { scale.floor() } else { scale };
        let (width, height) = (width as f64 * scale, height as f64 * scale);
        let left = (area.middle_x() - width / 2.0).floor();
        let top = (area.middle_y() - height / 2.0).floor();
        Area { left, top, width, height }
    }

    /// Returns the position of a tile when all of them fill `image`.
    pub fn tile(&self, image: Area, index: usize) -> Area {
        let (width, _) = self.size();
        let scale = image.width / width.max(1) as f64;
        let (row, column) = (index / self.columns.max(1), index % self.columns.max(1));
        let at = |place: usize, side: usize| (place * (side + self.gap)) as f64 * scale;
        Area {
            left: image.left + at(column, self.width),
            top: image.top + at(row, self.height),
            width: self.width as f64 * scale,
            height: self.height as f64 * scale,
        }
    }

    /// Returns the position of each tile when all of them fill `image`.
    pub fn places(&self, image: Area) -> Vec<Area> {
        (0..self.count).map(|index| self.tile(image, index)).collect()
    }
}

impl Tiles {
    /// All of them as one image.
    pub fn atlas(&self) -> Atlas {
        let Grid { width: across, height: down, gap, columns, .. } = self.grid;
        let (width, height) = self.grid.size();
        let mut rgba = vec![0; width * height * 4];
        let rows = self.indices.chunks_exact(across.max(1)).enumerate();
        for (row, indices) in rows {
            let (index, line) = (row / down, row % down);
            let top = index / columns * (down + gap) + line;
            let left = index % columns * (across + gap);
            let first = (top * width + left) * 4;
            self.colors.paint(indices, &mut rgba[first..first + across * 4]);
        }
        Atlas { rgba, width: width as u32, height: height as u32 }
    }

    /// Draws the tiles as rectangles.
    pub fn draw(&self, pen: &Pen, image: Area) -> Drawn<()> {
        const MOST: usize = 24_000;
        let most = (MOST / self.grid.count.max(1)).max(64);
        let pictures = self.indices.chunks_exact((self.grid.width * self.grid.height).max(1));
        pictures.enumerate().try_for_each(|(index, indices)| {
            let cells = CellGrid { indices, columns: self.grid.width, colors: self.colors };
            cells.draw(pen, self.grid.tile(image, index), most)
        })
    }
}

/// Returns how many of `count` items to place in a row, so that they are as large as possible on an area.
/// `aspect` is width over height.
pub(super) fn best_columns(count: usize, aspect: f64, (width, height): (f64, f64)) -> usize {
    let size = |columns: usize| {
        let rows = count.div_ceil(columns) as f64;
        (width / columns as f64).min(height / rows * aspect)
    };
    (1..=count.max(1)).max_by(|&a, &b| size(a).total_cmp(&size(b))).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiles() -> Tiles {
        // Three pictures of two pixels, two in a row.
        Tiles {
            grid: Grid { width: 2, height: 1, gap: 1, columns: 2, count: 3 },
            colors: Colors::Gray,
            indices: vec![0, 50, 100, 150, 200, 250],
        }
    }

    #[test]
    fn an_atlas_has_transparent_gaps() {
        let Atlas { rgba, width, height } = tiles().atlas();
        assert_eq!((width, height), (5, 3));
        let pixel = |x: usize, y: usize| (rgba[(y * 5 + x) * 4], rgba[(y * 5 + x) * 4 + 3]);
        assert_eq!(
            [pixel(0, 0), pixel(1, 0), pixel(2, 0), pixel(3, 0)],
            [(0, 255), (50, 255), (0, 0), (100, 255)]
        );
        assert_eq!(
            [pixel(0, 1), pixel(0, 2), pixel(1, 2), pixel(3, 2)],
            [(0, 0), (200, 255), (250, 255), (0, 0)]
        );
    }

    #[test]
    fn tiles_are_as_large_as_they_can_be() {
        let area = Area { left: 0.0, top: 0.0, width: 17.0, height: 100.0 };
        let image = tiles().grid.image(area);
        assert_eq!((image.width, image.height), (15.0, 9.0));
        assert_eq!(
            tiles().grid.tile(image, 2),
            Area { left: image.left, top: image.top + 6.0, width: 6.0, height: 3.0 }
        );
        assert_eq!(best_columns(25, 1.0, (100.0, 100.0)), 5);
        assert_eq!(best_columns(6, 1.0, (300.0, 100.0)), 6);
        assert_eq!(best_columns(1, 1.0, (0.0, 0.0)), 1);
    }
}
