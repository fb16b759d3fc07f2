//! The app with the real worker's session behind it, and a browser's history in front of it.

mod browser;
mod giving_way;
mod history;
mod loading;
mod looking;
mod memory;
mod random;
mod runs;
mod time;
mod waiting;
