//! Errors in images.

/// An error in an image.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PictureFault {
    /// The picture cannot be read.
    #[error("the {format} picture is damaged or cut off ({reason}); save it again")]
    Damaged {
        /// The format: PNG or JPEG.
        format: &'static str,
        /// The library's message.
        reason: String,
    },
    /// The picture has more pixels than allowed.
    #[error("the picture is {width} × {height} pixels, {most} a side are allowed; make it smaller")]
    TooLarge {
        width: usize,
        height: usize,
        /// The largest width and height.
        most: usize,
    },
}
