//! The random streams of `NumPy` and `PyTorch`.
//!
//! Both libraries draw from the Mersenne Twister MT19937, seeded by `init_genrand`, but make numbers
//! of its words in their own ways. Data comes from [`RandomState`], everything of the model (weights
//! first) from [`TorchGenerator`]; the two streams never mix, so that each gives the numbers of the
//! library it is named after.

pub(crate) mod exact;
mod logarithm;
mod numpy;
mod torch;

pub use numpy::RandomState;
pub use torch::{LinearInit, TorchGenerator};
