//! PNG and JPEG: one grey picture, of which patches may be cut.

use std::io::Cursor;

use ndarray::Array2;
use png::{BitDepth, ColorType, Transformations};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::orientation::{orientation, upright};
use super::words::told;
use super::{Fault, Limits};

/// How a PNG begins.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// How a JPEG begins.
pub const JPEG: &[u8] = b"\xff\xd8\xff";

/// A grey picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The file's name.
    pub file: String,
    /// From 0, black, to 1, white: shape (height, width).
    pub grey: Array2<f64>,
    /// What was done to it, a sentence each.
    pub notes: Vec<String>,
}

impl Picture {
    /// Reads a PNG; of an animation the first frame.
    ///
    /// # Errors
    /// Where it is damaged, or of more pixels than allowed.
    pub(super) fn png(file: String, bytes: &[u8], limits: &Limits) -> Result<Self, Fault> {
        let fault =
            |error: png::DecodingError| Fault::Picture { format: "PNG", reason: told(&error.to_string()) };
        let memory = png::Limits { bytes: limits.side * limits.side * 8 };
        let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), memory);
        decoder.set_transformations(Transformations::EXPAND);
        decoder.set_ignore_text_chunk(true);
        decoder.set_ignore_iccp_chunk(true);
        let header = decoder.read_header_info().map_err(fault)?;
        let (width, height) = (header.width as usize, header.height as usize);
        check_size(width, height, limits)?;
        let mut reader = decoder.read_info().map_err(fault)?;
        let size = reader.output_buffer_size();
        let size = size.ok_or(Fault::PictureTooLarge { width, height, most: limits.side })?;
        let mut samples = vec![0; size];
        let frame = reader.next_frame(&mut samples).map_err(fault)?;
        samples.truncate(frame.buffer_size());
        let values: Vec<f64> = match frame.bit_depth {
            BitDepth::Sixteen => {
                let (pairs, _) = samples.as_chunks();
                pairs.iter().map(|&pair| f64::from(u16::from_be_bytes(pair)) / 65535.0).collect()
            }
            _ => samples.iter().map(|&byte| f64::from(byte) / 255.0).collect(),
        };
        drop(samples);
        let grey = match frame.color_type {
            ColorType::Grayscale | ColorType::Indexed => values,
            ColorType::GrayscaleAlpha => {
                values.as_chunks().0.iter().map(|&[grey, alpha]| on_white(grey, alpha)).collect()
            }
            ColorType::Rgb => values.as_chunks().0.iter().map(|&rgb| luma(rgb)).collect(),
            ColorType::Rgba => values
                .as_chunks()
                .0
                .iter()
                .map(|&[r, g, b, alpha]| on_white(luma([r, g, b]), alpha))
                .collect(),
        };
        let mut notes = Vec::new();
        if matches!(frame.color_type, ColorType::Rgb | ColorType::Rgba) {
            notes.push(COLOURS.to_owned());
        }
        if matches!(frame.color_type, ColorType::GrayscaleAlpha | ColorType::Rgba) {
            notes.push("transparent pixels were laid on white".to_owned());
        }
        let reason = "it has fewer pixels than it should".to_owned();
        let grey = Array2::from_shape_vec((height, width), grey)
            .map_err(|_| Fault::Picture { format: "PNG", reason })?;
        Ok(Self { file, grey, notes })
    }

    /// Reads a JPEG.
    ///
    /// # Errors
    /// Where it is damaged, or of more pixels than allowed.
    pub(super) fn jpeg(file: String, bytes: &[u8], limits: &Limits) -> Result<Self, Fault> {
        let damaged = |reason: String| Fault::Picture { format: "JPEG", reason: told(&reason) };
        // Not strict, a picture cut off would be filled up with grey.
        let options = DecoderOptions::default()
            .set_strict_mode(true)
            .set_max_width(usize::from(u16::MAX))
            .set_max_height(usize::from(u16::MAX));
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
        decoder.decode_headers().map_err(|error| damaged(error.to_string()))?;
        let info = decoder.info().ok_or_else(|| damaged("it has no header".to_owned()))?;
        let (width, height) = (usize::from(info.width), usize::from(info.height));
        let times = width.max(height).div_ceil(limits.side).max(1);
        if times > MOST_TIMES {
            return Err(Fault::PictureTooLarge { width, height, most: MOST_TIMES * limits.side });
        }
        let is_grey = decoder.input_colorspace() == Some(ColorSpace::Luma);
        // The first of YCbCr's channels is the grey that `luma` finds.
        let has_luma = is_grey || decoder.input_colorspace() == Some(ColorSpace::YCbCr);
        let out = if has_luma { ColorSpace::Luma } else { ColorSpace::RGB };
        decoder.set_options(options.jpeg_set_out_colorspace(out));
        let samples = decoder.decode().map_err(|error| damaged(error.to_string()))?;
        let channels = if has_luma { 1 } else { 3 };
        if samples.len() != width * height * channels {
            return Err(damaged("it has fewer pixels than it should".to_owned()));
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
            let within =
                (0..times * times).map(|place| (y * times + place / times, x * times + place % times));
            within.map(pixel).sum::<f64>() / square
        });
        let turned = decoder.exif().and_then(|exif| orientation(exif)).filter(|&turned| turned != 1);
        if turned.is_some() {
            notes.push("the picture was turned as its EXIF data say".to_owned());
        }
        let grey = upright(grey, turned.unwrap_or(1));
        Ok(Self { file, grey, notes })
    }
}

/// A JPEG of more pixels a side, as cameras make them, becomes smaller by up to so many times.
const MOST_TIMES: usize = 3;
const COLOURS: &str = "colours became grey: 0.299 red + 0.587 green + 0.114 blue";

fn check_size(width: usize, height: usize, limits: &Limits) -> Result<(), Fault> {
    if width.max(height) > limits.side {
        return Err(Fault::PictureTooLarge { width, height, most: limits.side });
    }
    Ok(())
}

/// ITU-R BT.601's grey of red, green and blue, as JPEG and Pillow have it.
fn luma([red, green, blue]: [f64; 3]) -> f64 {
    0.299 * red + 0.587 * green + 0.114 * blue
}

fn on_white(grey: f64, alpha: f64) -> f64 {
    grey * alpha + (1.0 - alpha)
}
