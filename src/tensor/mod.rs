//! Numbers in rows: two precisions, matrices, and products that always sum in the same order.

mod active;
mod fingerprint;
mod matrix;
mod panels;
mod product;
mod real;
mod sigmoid;
mod sigmoid64;

pub(crate) use active::{Active, LEAST_COLUMNS};
pub use fingerprint::Fingerprint;
pub use matrix::{Matrix, stride};
pub(crate) use panels::{PANEL, Panels};
pub(crate) use product::{Strip, add_transposed_product, product, strips};
pub use real::{LANES, Lanes, Number, Real};
