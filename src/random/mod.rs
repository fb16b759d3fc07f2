//! The random streams of NumPy and PyTorch.
//!
//! Both libraries use the Mersenne Twister MT19937, seeded by `init_genrand`, but convert its words to
//! numbers in different ways. Data use [`RandomState`], and everything in the model (weights first) uses
//! [`TorchGenerator`]. The two streams are independent, so each gives the numbers of the library that it is
//! named after.

pub(crate) mod exact;
mod logarithm;
mod numpy;
mod torch;

pub use numpy::RandomState;
pub use torch::{LinearInit, TorchGenerator};
