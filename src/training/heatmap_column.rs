//! The columns of the heatmap.

use nanoserde::{DeBin, SerBin};

/// A column of the heatmap: a test sample and its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SerBin, DeBin)]
pub struct HeatmapColumn {
    pub sample: u32,
    pub label: u32,
}
