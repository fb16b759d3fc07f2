//! Data files: good ones against what NumPy and Pillow read from them (`../golden/files.py`), broken
//! ones against what must be said of them.

mod any_bytes;
mod broken;
mod columns;
mod formats;
mod golden;
mod made;
mod place;
mod reading;
