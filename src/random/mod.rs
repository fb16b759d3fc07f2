//! The random streams of `NumPy` and `PyTorch`.
