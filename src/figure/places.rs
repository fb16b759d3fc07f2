//! Figures of things that can be pointed at one by one.

use super::pen::Drawn;
use super::tiles::Atlas;
use super::{Area, Figure, FigureArea, Palette};

/// Where the things of a figure lie.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// A place each.
    pub areas: Vec<Area>,
}

impl Places {
    /// Of the things whose place has the point in it, the one whose middle is nearest.
    #[must_use]
    pub fn at(&self, x: f64, y: f64) -> Option<usize> {
        let distance = |area: &Area| (area.middle_x() - x).powi(2) + (area.middle_y() - y).powi(2);
        let near = self.areas.iter().enumerate().filter(|(_, area)| area.contains(x, y));
        near.min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b))).map(|(thing, _)| thing)
    }

    /// A thing's middle.
    #[must_use]
    pub fn middle(&self, thing: usize) -> (f64, f64) {
        self.areas.get(thing).map_or((0.0, 0.0), |area| (area.middle_x(), area.middle_y()))
    }
}

/// A figure of things that can be pointed at one by one.
pub trait Placed: Figure<Geometry = Places> {
    /// How many there are.
    fn count(&self) -> usize;

    /// What it says of one: a title, and names with their values.
    fn reading(&self, thing: usize) -> (String, Vec<(String, String)>);

    /// The test sample that one stands for.
    fn sample(&self, thing: usize) -> Option<usize>;

    /// Points at one.
    fn point_at(&mut self, thing: Option<usize>);

    /// How far it is from one to the one below.
    fn row(&self, _size: (f64, f64)) -> usize {
        1
    }

    /// What is quicker drawn as images, where they belong.
    fn images(&self, _size: (f64, f64)) -> Vec<(Atlas, Area)> {
        Vec::new()
    }

    /// Draws everything but the images.
    ///
    /// # Errors
    /// What the backend reports.
    fn draw_frame(&self, root: &FigureArea, palette: &Palette) -> Drawn<Places> {
        self.draw(root, palette)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_those_under_the_pointer_is_meant() {
        let at = |left: f64| Area { left, top: 0.0, width: 10.0, height: 10.0 };
        let places = Places { areas: vec![at(0.0), at(6.0)] };
        assert_eq!([1.0, 7.0, 9.0, 20.0].map(|x| places.at(x, 5.0)), [Some(0), Some(0), Some(1), None]);
        assert_eq!(places.middle(1), (11.0, 5.0));
    }
}
