//! What can be wrong with a picture.

/// What is wrong with a picture.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PictureFault {
    /// The picture cannot be read.
    #[error("the {format} picture is damaged or cut off ({reason}); save it again")]
    Damaged {
        /// PNG or JPEG.
        format: &'static str,
        /// What the library says.
        reason: String,
    },
    /// The picture has more pixels than allowed.
    #[error("the picture is {width} × {height} pixels, {most} a side are allowed; make it smaller")]
    TooLarge {
        /// Pixels in a row.
        width: usize,
        /// Rows of pixels.
        height: usize,
        /// How many are allowed on each side.
        most: usize,
    },
}
