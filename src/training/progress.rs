//! What training comes to, piece by piece.

/// What a piece of training came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Progress {
    /// More pieces to the epoch's end.
    Working,
    /// An epoch is complete.
    Epoch,
    /// The last epoch is complete, or the test error has stalled; nothing was done.
    Finished,
    /// Training left the numbers a float can hold; nothing more is done.
    Diverged(Divergence),
}

/// Where training went out of bounds. The model is that of the last good epoch.
#[derive(Debug, Clone, Copy, PartialEq, nanoserde::SerBin, nanoserde::DeBin, thiserror::Error)]
#[error(
    "Training diverged: in epoch {epoch} the loss became too large for a float. The run stands at epoch {}, the last good one. Restart with \
     a learning rate below {lr}, or a smaller sparsity factor where there is one.",
    epoch - 1
)]
pub struct Divergence {
    /// The epoch that went wrong.
    pub epoch: u32,
    /// Its learning rate.
    pub lr: f64,
}
