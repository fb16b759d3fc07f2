//! A JPEG becomes a grey picture.

use ndarray::Array2;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::orientation::{orientation, upright};
use super::segments::Segments;
use super::{COLOURS, Picture, damaged, luma};
use crate::files::{Fault, Limits, PictureFault};

/// The first bytes of a JPEG.
pub const MAGIC: &[u8] = b"\xff\xd8\xff";

/// A JPEG of more pixels a side, as cameras make them, becomes smaller by up to this factor.
const MOST_TIMES: usize = 3;

/// Reads a JPEG.
///
/// # Errors
/// Where it is damaged or cut off, or has more pixels than allowed.
pub fn read(file: String, bytes: &[u8], limits: &Limits) -> Result<Picture, Fault> {
    let damaged = |reason: &str| damaged("JPEG", reason);
    let Segments { bytes, frame } = Segments::read(bytes).map_err(damaged)?;
    let (width, height) = (frame.width, frame.height);
    let times = width.max(height).div_ceil(limits.side).max(1);
    if times > MOST_TIMES {
        return Err(PictureFault::TooLarge { width, height, most: MOST_TIMES * limits.side }.into());
    }
    // Not strict, the decoder would fill up a picture that is cut off with grey.
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX));
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes.as_slice()), options);
    decoder.decode_headers().map_err(|error| damaged(&error.to_string()))?;
    let is_grey = decoder.input_colorspace() == Some(ColorSpace::Luma);
    // The first of YCbCr's channels is the grey that `luma` computes.
    let has_luma = is_grey || decoder.input_colorspace() == Some(ColorSpace::YCbCr);
    let out = if has_luma { ColorSpace::Luma } else { ColorSpace::RGB };
    decoder.set_options(options.jpeg_set_out_colorspace(out));
    let samples = decoder.decode().map_err(|error| damaged(&error.to_string()))?;
    let channels = if has_luma { 1 } else { 3 };
    if samples.len() != width * height * channels {
        return Err(damaged("it has fewer pixels than it should"));
    }
    let share = |byte: u8| f64::from(byte) / 255.0;
    let pixel = |(y, x): (usize, usize)| match samples[(y * width + x) * channels..][..channels] {
        [red, green, blue] => luma([red, green, blue].map(share)),
        [grey, ..] => share(grey),
        [] => unreachable!("a pixel has a channel"),
    };
    let mut notes = if is_grey { Vec::new() } else { vec![COLOURS.to_owned()] };
    let (high, wide) = (height / times, width / times);
    if times > 1 {
        notes.push(format!("{width} × {height} pixels became {wide} × {high}"));
    }
    let square = (times * times) as f64;
    let grey = Array2::from_shape_fn((high, wide), |(y, x)| {
        let within = (0..times * times).map(|place| (y * times + place / times, x * times + place % times));
        within.map(pixel).sum::<f64>() / square
    });
    let turned = decoder.exif().and_then(|exif| orientation(exif)).filter(|&turned| turned != 1);
    if turned.is_some() {
        notes.push("the picture was turned as its EXIF data say".to_owned());
    }
    let grey = upright(grey, turned.unwrap_or(1));
    Ok(Picture { file, grey, notes })
}
