//! The perplexity of t-SNE.

use std::fmt;
use std::str::FromStr;

use nanoserde::{DeBin, SerBin};

use crate::parameter::decimal;

/// About how many neighbours a sample is to have on a map by t-SNE: 2 to 500.
#[derive(Debug, Clone, Copy, PartialEq, SerBin, DeBin)]
pub struct Perplexity(f64);

/// The error for an invalid perplexity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the perplexity is a number from {} to {}", Perplexity::LEAST, Perplexity::MOST)]
pub struct BadPerplexity;

impl Perplexity {
    /// With fewer neighbours, every map falls apart.
    pub const LEAST: f64 = 2.0;
    /// A larger value would need more samples than a map has.
    pub const MOST: f64 = 500.0;

    /// Limits the perplexity to a third of the number of samples, because three times as many neighbours are
    /// used.
    #[must_use]
    pub fn among(self, samples: usize) -> f64 {
        self.0.min((samples - 1) as f64 / 3.0)
    }
}

/// The default is scikit-learn's.
impl Default for Perplexity {
    fn default() -> Self {
        Self(30.0)
    }
}

impl FromStr for Perplexity {
    type Err = BadPerplexity;

    fn from_str(text: &str) -> Result<Self, BadPerplexity> {
        let number = decimal::parse(text.trim()).or_else(|| decimal::with_comma(text.trim()));
        let number = number.filter(|number| (Self::LEAST..=Self::MOST).contains(number));
        number.map(Self).ok_or(BadPerplexity)
    }
}

impl fmt::Display for Perplexity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn perplexity_is_limited_by_the_number_of_samples() {
        assert_eq!("12.5".parse::<Perplexity>().map(|perplexity| perplexity.among(1000)), Ok(12.5));
        assert_eq!(Perplexity::default().among(40), 13.0);
        for text in ["1", "501", "NaN", "inf", "", "ten"] {
            let message = text.parse::<Perplexity>().map_err(|error| error.to_string());
            assert_eq!(message, Err("the perplexity is a number from 2 to 500".to_owned()), "{text}");
        }
    }
}
