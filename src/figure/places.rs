//! Figures of things that can be pointed at one by one.

use super::pen::Drawn;
use super::tiles::Atlas;
use super::{Area, Figure, FigureArea, Palette};

/// The positions of a figure's items.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// One area per item.
    pub areas: Vec<Area>,
}

impl Places {
    /// Returns the item whose area contains the point; of several, the one with the nearest middle.
    #[must_use]
    pub fn at(&self, x: f64, y: f64) -> Option<usize> {
        let distance = |area: &Area| (area.middle_x() - x).powi(2) + (area.middle_y() - y).powi(2);
        let near = self.areas.iter().enumerate().filter(|(_, area)| area.contains(x, y));
        near.min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b))).map(|(thing, _)| thing)
    }

    /// Returns an item's middle.
    #[must_use]
    pub fn middle(&self, thing: usize) -> (f64, f64) {
        self.areas.get(thing).map_or((0.0, 0.0), |area| (area.middle_x(), area.middle_y()))
    }
}

/// A figure of things that can be pointed at one by one.
pub trait Placed: Figure<Geometry = Places> {
    /// Returns the number of items.
    fn count(&self) -> usize;

    /// Returns an item's title, and its names and values.
    fn reading(&self, thing: usize) -> (String, Vec<(String, String)>);

    /// Returns the test sample that an item represents.
    fn sample(&self, thing: usize) -> Option<usize>;

    /// Moves the pointer to an item.
    fn point_at(&mut self, thing: Option<usize>);

    /// Returns the distance from an item to the one below it.
    fn row(&self, _size: (f64, f64)) -> usize {
        1
    }

    /// Returns parts that are faster to draw as images, with their positions.
    fn images(&self, _size: (f64, f64)) -> Vec<(Atlas, Area)> {
        Vec::new()
    }

    /// Draws everything except the images.
    ///
    /// # Errors
    /// If the backend fails.
    fn draw_frame(&self, root: &FigureArea, palette: &Palette) -> Drawn<Places> {
        self.draw(root, palette)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointer_hits_the_nearest_of_overlapping_items() {
        let at = |left: f64| Area { left, top: 0.0, width: 10.0, height: 10.0 };
        let places = Places { areas: vec![at(0.0), at(6.0)] };
        assert_eq!([1.0, 7.0, 9.0, 20.0].map(|x| places.at(x, 5.0)), [Some(0), Some(0), Some(1), None]);
        assert_eq!(places.middle(1), (11.0, 5.0));
    }
}
