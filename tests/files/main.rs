//! Data files: valid ones compared with what NumPy and Pillow read from them (`../golden/files.py`), broken
//! ones with the expected messages.

mod any_bytes;
mod broken;
mod columns;
mod formats;
mod golden;
mod made;
mod place;
mod reading;
