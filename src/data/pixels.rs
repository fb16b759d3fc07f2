//! Labelled images in a file of bytes: one row per sample, its pixels and then its label.

use ndarray::Array2;

use super::{DatasetNames, Labelled, npy};
use crate::view::View;

/// The size of such a file.
#[derive(Debug, Clone, Copy)]
pub struct Pixels {
    /// Number of images.
    pub samples: usize,
    /// Pixels in a row or column.
    pub side: usize,
}

impl Pixels {
    /// Returns the number of pixels of an image.
    pub fn features(self) -> usize {
        self.side * self.side
    }

    /// Returns the view of an image.
    pub fn view(self) -> View {
        View::Image { width: self.side, height: self.side }
    }
}

/// Reads the pictures and their labels. The caption of a picture is `caption`, made from the name of its class.
pub fn labelled(pixels: Pixels, file: &[u8], classes: Vec<String>, caption: fn(&str) -> String) -> Labelled {
    let features = pixels.features();
    let numbers = npy::numbers(file);
    let mut x = Array2::zeros((pixels.samples, features));
    let mut y = Vec::with_capacity(pixels.samples);
    for (mut sample, row) in x.rows_mut().into_iter().zip(numbers.chunks_exact(features + 1)) {
        for (value, &byte) in sample.iter_mut().zip(row) {
            *value = f64::from(byte);
        }
        y.push(usize::from(row[features]));
    }
    let rows = y.iter().map(|&label| classes.get(label).map_or_else(String::new, |class| caption(class)));
    let rows = rows.collect();
    Labelled { x, y, names: DatasetNames { classes, rows, ..DatasetNames::default() } }
}
