//! Figures of a run, one per file, drawn on any plotters backend through a [`Surface`].
//!
//! A figure is a plain value that borrows its numbers. It draws itself in CSS pixels on an area that counts
//! in [`UNITS`] of them, and returns a geometry, which maps pixels to parts of the figure. [`Surface`] makes
//! such an area from any backend, and [`svg`] writes a document.

#![allow(clippy::disallowed_methods, reason = "numbers have equal bits on every platform, pixels need not")]

mod activation_frame;
mod activations;
mod area;
mod cells;
mod density;
mod directions;
mod heatmap;
mod histogram;
mod importance;
mod loss;
mod map;
mod number;
mod palette;
mod parameter_change;
mod pen;
mod picture;
mod places;
mod plot;
mod reconstruction;
mod roc;
mod samples;
mod scale;
mod similarity;
mod sketch;
mod steady;
mod stroke;
mod surface;
mod svg;
mod tiles;
mod trace;
mod unit_activations;
mod unit_page;
mod units;

pub use activations::{ActivationFigure, ActivationGeometry, CellReading};
pub use area::Area;
pub use density::{DensityFigure, DensityGeometry, DensityReading, Spot};
pub use directions::{DirectionReading, DirectionsFigure, DirectionsGeometry, Ray};
pub use heatmap::Colors;
pub use importance::ImportanceFigure;
pub use loss::{LossFigure, LossGeometry, LossReading, ParameterChange, ReadingRow};
pub use map::MapFigure;
pub use number::{counted, exact, fixed, rounded, short};
pub use palette::{Palette, Token};
pub use pen::{Drawn, FONT, FONT_SIZE, UNITS};
pub use picture::{PictureFigure, PictureGeometry};
pub use places::{Placed, Places};
pub use reconstruction::{FeatureReading, ReconstructionFigure, ReconstructionGeometry};
pub use roc::RocFigure;
pub use samples::{RankedSample, SamplesFigure};
pub use scale::AxisScale;
pub use similarity::{SimilarityFigure, SimilarityGeometry, SimilarityReading};
pub use sketch::Sketch;
pub use steady::{ActivationScale, Comparable, Moment, RunProgress, SteadyScale};
pub use stroke::{Dash, Stroke};
pub use surface::{FigureArea, NotDrawn, Surface};
pub use svg::svg;
pub use tiles::Atlas;
pub use unit_activations::UnitActivationsFigure;
pub use unit_page::{UnitPage, UnitSection};
pub use units::{UnitsFigure, UnitsGeometry};

/// The interface of every figure.
pub trait Figure {
    /// Maps pixels to parts of the figure.
    type Geometry;

    /// Returns its title.
    fn title(&self) -> &'static str;

    /// Draws it on an area that counts in [`UNITS`] of a CSS pixel, without a background.
    ///
    /// # Errors
    /// If the backend fails.
    fn draw(&self, root: &FigureArea, palette: &Palette) -> Drawn<Self::Geometry>;

    /// Returns its numbers as CSV.
    fn csv(&self) -> String;

    /// Returns a description in one or two sentences.
    fn summary(&self) -> String;
}
