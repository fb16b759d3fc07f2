//! A PNG becomes a grey picture, row by row.

use std::io::Cursor;

use ndarray::Array2;
use png::{
    BitDepth, ColorType, Decoder, DecodingError, InterlaceInfo, Transformations, expand_interlaced_row,
};

use super::{COLOURS, Picture, damaged, luma, on_white};
use crate::files::{Fault, Limits, PictureFault};

/// The first bytes of a PNG.
pub const MAGIC: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Reads a PNG; of an animation, its first frame.
///
/// # Errors
/// Where it is damaged, or has more pixels than allowed.
pub fn read(file: String, bytes: &[u8], limits: &Limits) -> Result<Picture, Fault> {
    let fault = |error: DecodingError| damaged("PNG", &error.to_string());
    let memory = png::Limits { bytes: limits.side * limits.side * 8 };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), memory);
    decoder.set_transformations(Transformations::EXPAND);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let header = decoder.read_header_info().map_err(fault)?;
    let (width, height) = (header.width as usize, header.height as usize);
    if width.max(height) > limits.side {
        return Err(PictureFault::TooLarge { width, height, most: limits.side }.into());
    }
    let mut reader = decoder.read_info().map_err(fault)?;
    let (colours, depth) = reader.output_color_type();
    let mut grey = Vec::new();
    grey.try_reserve_exact(width * height).map_err(|_| Fault::OutOfMemory)?;
    grey.resize(width * height, 0.0);
    let mut lines = 0;
    let mut row = Vec::with_capacity(width);
    while let Some(found) = reader.next_interlaced_row().map_err(fault)? {
        row.clear();
        row.extend(greys(found.data(), colours, depth));
        match found.interlace() {
            InterlaceInfo::Null(_) => {
                let line = grey.get_mut(lines * width..(lines + 1) * width).filter(|_| row.len() == width);
                line.ok_or_else(|| damaged("PNG", "a row has another length"))?.copy_from_slice(&row);
            }
            InterlaceInfo::Adam7(pass) => {
                let (grey, row) = (bytemuck::cast_slice_mut(&mut grey), bytemuck::cast_slice(&row));
                expand_interlaced_row(grey, width * size_of::<f64>(), row, pass, 64);
            }
        }
        lines += 1;
    }
    // Interlaced pictures have more lines than rows.
    if lines < height {
        return Err(damaged("PNG", "it has fewer rows than it should"));
    }
    let mut notes = Vec::new();
    if matches!(colours, ColorType::Rgb | ColorType::Rgba) {
        notes.push(COLOURS.to_owned());
    }
    if matches!(colours, ColorType::GrayscaleAlpha | ColorType::Rgba) {
        notes.push("transparent pixels were laid on white".to_owned());
    }
    let grey = Array2::from_shape_vec((height, width), grey).expect("there is a number for each pixel");
    Ok(Picture { file, grey, notes })
}

/// The grey of each pixel in a row.
fn greys(row: &[u8], colours: ColorType, depth: BitDepth) -> impl Iterator<Item = f64> + '_ {
    let is_wide = depth == BitDepth::Sixteen;
    let size = if is_wide { 2 } else { 1 };
    let channels = colours.samples();
    row.chunks_exact(size * channels).map(move |pixel| {
        let value = |channel: usize| match pixel[size * channel..] {
            [high, low, ..] if is_wide => f64::from(u16::from_be_bytes([high, low])) / 65535.0,
            [byte, ..] => f64::from(byte) / 255.0,
            [] => unreachable!("a pixel has all its channels"),
        };
        match colours {
            ColorType::Grayscale | ColorType::Indexed => value(0),
            ColorType::GrayscaleAlpha => on_white(value(0), value(1)),
            ColorType::Rgb => luma([0, 1, 2].map(value)),
            ColorType::Rgba => on_white(luma([0, 1, 2].map(value)), value(3)),
        }
    })
}
