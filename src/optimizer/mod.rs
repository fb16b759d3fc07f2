//! Optimisers: one a file, each equal to torch.optim's of the same name.

mod adam;

pub use adam::Adam;
