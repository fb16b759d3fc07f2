//! A user's own data file becomes samples: rows of numbers, or a grey picture.
//!
//! A text goes through these stages. Each writes its decision and the reason into one list of notes, and
//! whatever the user says goes before what the stage would decide.
//!
//! | stage | where | what the user may say |
//! | --- | --- | --- |
//! | bytes → kind of file | `open` | |
//! | → characters | `text` | |
//! | → place of the table | `table_text`, `separator`, `preamble`, `header`, `footer` | [`TextLayout`] |
//! | → typed columns | `sheet`, `number_format`, `measure` | |
//! | → roles of columns | `suggest`, `advice` | [`Reading`] |
//! | → numbers | `table`, `feature`, `labels` | [`Reading`] |
//!
//! Arrays join in at the columns. No stage trusts what a header promises: every size is checked before memory
//! is taken for it, and no bytes whatever make it panic.

mod advice;
mod array;
mod choice;
mod codes;
mod column;
mod column_order;
mod contents;
mod error;
mod extremes;
mod fault;
mod feature;
mod footer;
mod foreign;
mod form;
mod given;
mod glance;
mod header;
mod idx;
mod labels;
mod limits;
mod lines;
mod list;
mod measure;
mod npy;
mod npz;
mod number;
mod number_format;
mod open;
mod options;
mod picture;
mod preamble;
mod progress;
mod reading;
mod rows;
mod safetensors;
mod separator;
mod several;
mod sheet;
mod strings;
mod suggest;
mod table;
mod table_text;
mod text;
mod text_layout;
mod transpose;
mod unpack;
mod words;
mod workbook;

pub use codes::MissingCodes;
pub use column::{Column, Content};
pub use column_order::ColumnOrder;
pub use contents::{Contents, FileKind, Samples};
pub use error::FileError;
pub use extremes::Outlier;
pub use fault::{ArrayFault, Fault, PictureFault};
pub use form::Form;
pub use glance::{Glance, RowRole};
pub use limits::Limits;
pub use open::{NamedFile, Opening, open, open_as, open_within};
pub use options::{Categories, Columns, Missing, RowCount, Separator};
pub use picture::{Picture, ReadPicture};
pub use progress::ReadProgress;
pub use reading::Reading;
pub use table::Table;
pub use text_layout::TextLayout;
pub use workbook::ReadWorkbook;
