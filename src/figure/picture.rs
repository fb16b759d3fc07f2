//! A test sample that is an image, next to its reconstruction.

use plotters::style::text_anchor::HPos;

use super::pen::{Drawn, Pen};
use super::tiles::{Atlas, Grid, Tiles};
use super::{Area, Colors, FeatureReading, Figure, FigureArea, Palette, ReconstructionFigure, Token, number};

/// Height above for the images' names.
const NAMES: f64 = 18.0;

/// A test sample that is an image, next to its reconstruction.
#[derive(Debug, Clone, Copy)]
pub struct PictureFigure<'a> {
    /// The sample as any other is seen; of it this is another drawing.
    pub sample: ReconstructionFigure<'a>,
    pub width: usize,
    pub height: usize,
}

/// The positions of the images.
#[derive(Debug, Clone)]
pub struct PictureGeometry {
    /// The position of their combined image.
    pub image: Area,
    /// Each picture's place on it.
    places: Vec<Area>,
    size: (usize, usize),
}

impl PictureGeometry {
    /// The pixel at a point of one of the pictures.
    #[must_use]
    pub fn feature_at(&self, x: f64, y: f64) -> Option<u32> {
        let place = self.places.iter().find(|place| place.contains(x, y))?;
        let (width, height) = self.size;
        let along =
            |at: f64, length: f64, count: usize| ((at / length * count as f64) as usize).min(count - 1);
        let (column, row) =
            (along(x - place.left, place.width, width), along(y - place.top, place.height, height));
        Some((row * width + column) as u32)
    }

    /// The middle of a pixel on the last picture.
    #[must_use]
    pub fn middle_of(&self, feature: u32) -> (f64, f64) {
        let pixel = self.places.last().map_or(Area::default(), |&place| self.pixel(place, feature));
        (pixel.middle_x(), pixel.middle_y())
    }

    fn pixel(&self, place: Area, feature: u32) -> Area {
        place.cell(self.size, feature as usize)
    }
}

impl PictureFigure<'_> {
    /// Returns the values of a pixel.
    #[must_use]
    pub fn reading(&self, feature: u32) -> Option<FeatureReading> {
        self.sample.reading(feature)
    }

    /// Returns the images as one, or `None` without a sample.
    #[must_use]
    pub fn atlas(&self) -> Option<Atlas> {
        (self.grid().count > 0).then(|| self.tiles().atlas())
    }

    /// Draws everything except the images.
    ///
    /// # Errors
    /// If the backend fails.
    pub fn draw_frame(&self, root: &FigureArea, palette: &Palette) -> Drawn<PictureGeometry> {
        let pen = Pen::new(root);
        let geometry = self.geometry(pen.size());
        let soft = palette.color(Token::Soft);
        if geometry.places.is_empty() {
            let (width, height) = pen.size();
            pen.text("No sample yet.", (width / 2.0, height / 2.0), HPos::Center, soft)?;
        }
        for (place, ((name, _), _)) in geometry.places.iter().zip(self.sample.lines()) {
            pen.text(name, (place.middle_x(), geometry.image.top - NAMES / 2.0), HPos::Center, soft)?;
            pen.frame(place.grown(0.5), palette.color(Token::Line), 1.0)?;
            if let Some(feature) = self.sample.hovered {
                pen.frame(geometry.pixel(*place, feature), palette.color(Token::Mark), 1.5)?;
            }
        }
        Ok(geometry)
    }

    /// Returns the positions of the images on a figure of some width and height.
    #[must_use]
    pub fn geometry(&self, (width, height): (f64, f64)) -> PictureGeometry {
        let grid = self.grid();
        let image = grid.image(Area::between(4.0, NAMES, width - 4.0, height - 4.0));
        PictureGeometry { image, places: grid.places(image), size: (self.width, self.height) }
    }

    fn grid(&self) -> Grid {
        let pictures = self.sample.lines().count();
        let is_complete = self.sample.original.len() == self.width * self.height;
        Grid {
            width: self.width,
            height: self.height,
            gap: (self.width / 6).max(1),
            columns: pictures,
            count: if is_complete { pictures } else { 0 },
        }
    }

    /// All images use the original's range from black to white.
    fn tiles(&self) -> Tiles {
        let grid = self.grid();
        let (low, high) = number::extent(self.sample.original);
        let pixels = self.sample.lines().take(grid.count).flat_map(|(_, values)| values);
        let indices = pixels.map(|value| Colors::Gray.index(value - low, high - low)).collect();
        Tiles { grid, colors: Colors::Gray, indices }
    }
}

impl Figure for PictureFigure<'_> {
    type Geometry = PictureGeometry;

    fn title(&self) -> &'static str {
        self.sample.title()
    }

    fn draw(&self, root: &FigureArea, palette: &Palette) -> Drawn<PictureGeometry> {
        let pen = Pen::new(root);
        self.tiles().draw(&pen, self.geometry(pen.size()).image)?;
        self.draw_frame(root, palette)
    }

    fn csv(&self) -> String {
        self.sample.csv()
    }

    fn summary(&self) -> String {
        self.sample.summary()
    }
}
