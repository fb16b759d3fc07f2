//! PNG and JPEG: one grey picture, of which patches may be cut.

mod entropy;
mod from_jpeg;
mod from_png;
mod orientation;
mod segments;

use ndarray::Array2;

use super::words::quoted;
use super::{Fault, Limits, PictureFault};

pub use from_jpeg::MAGIC as JPEG;
pub use from_png::MAGIC as PNG;

/// Reads an image: a PNG if its bytes start like one, and else a JPEG.
pub type ReadPicture = fn(String, &[u8], &Limits) -> Result<Picture, Fault>;

/// A greyscale image.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub file: String,
    /// From 0, black, to 1, white: shape (height, width).
    pub grey: Array2<f64>,
    /// Notes on conversions, one sentence each.
    pub notes: Vec<String>,
}

/// See [`ReadPicture`].
///
/// # Errors
/// Where the picture is damaged or too large.
pub fn read(file: String, bytes: &[u8], limits: &Limits) -> Result<Picture, Fault> {
    let read = if bytes.starts_with(PNG) { from_png::read } else { from_jpeg::read };
    read(file, bytes, limits)
}

const COLOURS: &str = "colours became grey: 0.299 red + 0.587 green + 0.114 blue";

/// ITU-R BT.601's grey of red, green and blue, as JPEG and Pillow have it.
fn luma([red, green, blue]: [f64; 3]) -> f64 {
    0.299 * red + 0.587 * green + 0.114 * blue
}

fn on_white(grey: f64, alpha: f64) -> f64 {
    grey * alpha + (1.0 - alpha)
}

fn damaged(format: &'static str, reason: &str) -> Fault {
    PictureFault::Damaged { format, reason: quoted(reason) }.into()
}
