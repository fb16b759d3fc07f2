//! The terms of the loss.

/// The terms of the loss, each as it enters the total.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Losses {
    /// The reconstruction loss.
    pub reconstruction: f64,
    /// The sparsity penalty, with its factor.
    pub sparsity: f64,
    /// The sparsity method's second reconstruction loss with its factor.
    pub auxiliary: f64,
    /// A variational code's divergence from the unit normal, with its factor.
    pub divergence: f64,
    pub decay: f64,
}

impl Losses {
    /// Returns the sum that is minimised.
    #[must_use]
    pub fn total(self) -> f64 {
        self.reconstruction + self.sparsity + self.auxiliary + self.divergence + self.decay
    }

    /// Adds a multiple of other losses.
    #[must_use]
    pub fn plus(self, others: Self, share: f64) -> Self {
        Self {
            reconstruction: self.reconstruction + share * others.reconstruction,
            sparsity: self.sparsity + share * others.sparsity,
            auxiliary: self.auxiliary + share * others.auxiliary,
            divergence: self.divergence + share * others.divergence,
            decay: self.decay + share * others.decay,
        }
    }
}
