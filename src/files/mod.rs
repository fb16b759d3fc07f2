//! A user's own data file becomes samples: rows of numbers, or a grey picture.
//!
//! ```text
//! bytes → open → Contents::Samples → Samples::table(Reading) → Table
//!                Contents::Picture   (0 to 1, height × width)
//! ```
//!
//! Pure: bytes in, numbers out. Every size is checked before memory is taken for it, what a header
//! promises is not believed, and no bytes whatever make it panic.

mod array;
mod choice;
mod column;
mod contents;
mod error;
mod fault;
mod foreign;
mod given;
mod header;
mod idx;
mod labels;
mod lead;
mod limits;
mod list;
mod npy;
mod npz;
mod number;
mod open;
mod picture;
mod reading;
mod safetensors;
mod several;
mod sheet;
mod strings;
mod suggest;
mod table;
mod text;
mod unpack;
mod votes;
mod words;

pub use column::{Column, Content};
pub use contents::{Contents, Kind, Samples};
pub use error::FileError;
pub use fault::{ArrayFault, Fault, PictureFault};
pub use limits::Limits;
pub use open::{NamedFile, Opening, open, open_as, open_within};
pub use picture::Picture;
pub use reading::Reading;
pub use table::Table;
