//! A rectangle of a figure.

/// A rectangle in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Area {
    /// The left edge.
    pub left: f64,
    /// The top edge.
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    /// Between these edges; a pixel wide and high at least, so that nothing is divided by zero.
    #[must_use]
    pub fn between(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self { left, top, width: (right - left).max(1.0), height: (bottom - top).max(1.0) }
    }

    #[must_use]
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// Half-way from left to right.
    #[must_use]
    pub fn middle_x(&self) -> f64 {
        self.left + self.width / 2.0
    }

    /// Half-way from top to bottom.
    #[must_use]
    pub fn middle_y(&self) -> f64 {
        self.top + self.height / 2.0
    }

    /// Returns whether it contains a point.
    #[must_use]
    pub fn contains(&self, x: f64, y: f64) -> bool {
        (self.left..=self.right()).contains(&x) && (self.top..=self.bottom()).contains(&y)
    }

    /// Returns whether it overlaps with another area in more than an edge.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let apart = self.right() <= other.left || other.right() <= self.left;
        !apart && self.bottom() > other.top && other.bottom() > self.top
    }

    /// Returns one of its cells if it is divided into columns and rows, counted row by row.
    #[must_use]
    pub fn cell(&self, (columns, rows): (usize, usize), index: usize) -> Self {
        let (width, height) = (self.width / columns as f64, self.height / rows as f64);
        let (row, column) = (index / columns, index % columns);
        Self { left: self.left + column as f64 * width, top: self.top + row as f64 * height, width, height }
    }

    /// Returns the area extended by `by` on every side.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self::between(self.left - by, self.top - by, self.right() + by, self.bottom() + by)
    }
}
