//! Size limits of files.

/// The sizes beyond which a file is refused, before memory is taken for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file as it is given.
    pub file: usize,
    /// Bytes that a compressed file may unpack to.
    pub unpacked: usize,
    /// Number of rows of a table.
    pub rows: usize,
    /// Number of columns of a table.
    pub features: usize,
    /// Pixels along a picture's side.
    pub side: usize,
}

impl Limits {
    /// Rows that a table may have where some of them are to be taken: more take long even to count.
    pub(super) const fn rows_passed(&self) -> usize {
        self.rows.saturating_mul(20)
    }
}

impl Default for Limits {
    /// 200 MB, uncompressed 1 GiB; 200 000 rows, 100 000 features; images up to 6000 pixels per side, and
    /// JPEGs up to three times that, which are reduced.
    fn default() -> Self {
        Self { file: 200_000_000, unpacked: 1 << 30, rows: 200_000, features: 100_000, side: 6000 }
    }
}
