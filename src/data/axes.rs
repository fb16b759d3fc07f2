//! Axis labels of a sample's plot.

use super::Scaling;
use crate::experiment::Settings;
use crate::view::View;

impl Settings {
    /// Returns the names of a sample's axes: along its features, and along their values.
    #[must_use]
    pub fn axes(&self) -> (&'static str, &'static str) {
        let feature = match self.view() {
            View::Table => "feature",
            View::Series => "time step",
            View::Image { .. } => "pixel",
        };
        let value = match self.scaling {
            Scaling::Standard => "standardised value",
            Scaling::Minmax | Scaling::Unit | Scaling::Common => "scaled value",
            Scaling::None => "value",
        };
        (feature, value)
    }
}
