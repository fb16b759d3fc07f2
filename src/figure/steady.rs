//! The scale of the activations. It stays the same while parameters change, so that what they do can
//! be seen: colours and bars that rescale to every run would hide it.

use super::Colors;
use crate::experiment::Experiment;
use crate::model::Activation;
use crate::parameter::Widths;

/// The scale of an interrupted or changed run is kept after this many epochs.
const ENOUGH: u32 = 10;

/// The limits of the colours and bars of the activations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ActivationScale {
    /// The activation that has the last colour.
    pub activation: f64,
    /// The mean activation at the end of the bars.
    pub mean: f64,
}

/// Properties that make activations comparable: the data, the size of the model, and the function that
/// computes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparable {
    data: String,
    units: Widths,
    activation: Activation,
    colors: Colors,
}

impl Comparable {
    /// Names what the activations of an experiment can be compared with.
    #[must_use]
    pub fn of(experiment: &Experiment) -> Self {
        Self {
            data: experiment.data_link(),
            units: experiment.hidden_dim.clone(),
            activation: experiment.activation,
            colors: Colors::of(experiment),
        }
    }
}

/// The moment of a run whose activations are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub run: u32,
    /// Number of epochs trained.
    pub epoch: u32,
    pub progress: RunProgress,
    /// True if a live parameter has changed, or changes in the next epoch.
    pub has_changed: bool,
}

/// The state of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunProgress {
    /// More epochs follow.
    Trains,
    /// The run is complete.
    Ended,
    /// The loss is not finite, so nothing can be compared.
    Diverged,
}

/// The scale that the figure of the activations keeps.
///
/// The first run of some data and size of model is followed, until it ends, a parameter is moved or
/// another run begins. From then on the scale is kept, until the data or the size of the model
/// change, or [`SteadyScale::rescale`] is called.
#[derive(Debug, Default)]
pub struct SteadyScale {
    of: Option<Comparable>,
    followed: Option<(Moment, ActivationScale)>,
    kept: Option<ActivationScale>,
}

impl SteadyScale {
    /// Returns the scale for drawing a moment whose own scale would be `own` (`None` if no unit is active or
    /// the activations are not finite).
    pub fn at(
        &mut self,
        of: Comparable,
        moment: Moment,
        own: Option<ActivationScale>,
    ) -> Option<ActivationScale> {
        if self.of.as_ref() != Some(&of) {
            *self = Self { of: Some(of), ..Self::default() };
        }
        if self.kept.is_some() {
            return self.kept;
        }
        if moment.progress == RunProgress::Diverged {
            self.followed = None;
            return own;
        }
        let before = self.followed.filter(|(last, _)| last.epoch >= ENOUGH);
        if before.is_some_and(|(last, _)| last.run != moment.run || moment.has_changed) {
            self.kept = before.map(|(_, scale)| scale);
            return self.kept;
        }
        if moment.progress == RunProgress::Ended {
            self.kept = own;
        }
        self.followed = own.map(|own| (moment, own)).or(self.followed);
        own
    }

    /// Keeps `own` from now on.
    pub fn rescale(&mut self, own: Option<ActivationScale>) {
        self.kept = own.or(self.kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    fn of(link: &str) -> Comparable {
        Comparable::of(&Link::parse(link).experiment)
    }

    fn at(run: u32, epoch: u32) -> Moment {
        let progress = if epoch == 50 { RunProgress::Ended } else { RunProgress::Trains };
        Moment { run, epoch, progress, has_changed: false }
    }

    fn scale(activation: f64) -> ActivationScale {
        ActivationScale { activation, mean: activation / 10.0 }
    }

    #[test]
    fn the_first_run_is_followed_and_its_end_is_kept() {
        let mut steady = SteadyScale::default();
        assert_eq!(steady.at(of(""), at(1, 0), Some(scale(1.0))), Some(scale(1.0)));
        assert_eq!(steady.at(of(""), at(1, 20), Some(scale(3.0))), Some(scale(3.0)));
        assert_eq!(steady.at(of(""), at(1, 50), Some(scale(2.5))), Some(scale(2.5)));
        assert_eq!(steady.at(of("sparsity_factor=5"), at(2, 50), Some(scale(1.2))), Some(scale(2.5)));
        assert_eq!(steady.at(of("sparsity=l1"), at(3, 50), Some(scale(9.0))), Some(scale(2.5)));
    }

    #[test]
    fn a_moved_parameter_keeps_the_scale_before_it() {
        let mut steady = SteadyScale::default();
        steady.at(of(""), at(1, 29), Some(scale(2.0)));
        let moved = Moment { has_changed: true, ..at(1, 50) };
        assert_eq!(steady.at(of("sparsity_factor=0.05,5@31"), moved, Some(scale(1.0))), Some(scale(2.0)));
    }

    #[test]
    fn a_run_that_had_hardly_begun_leaves_no_scale() {
        let mut steady = SteadyScale::default();
        steady.at(of(""), at(1, 0), Some(scale(0.1)));
        assert_eq!(steady.at(of(""), at(2, 5), Some(scale(2.0))), Some(scale(2.0)));
        steady.at(of(""), at(2, 10), Some(scale(3.0)));
        assert_eq!(steady.at(of(""), at(3, 0), Some(scale(0.1))), Some(scale(3.0)));
    }

    #[test]
    fn other_data_sizes_and_activations_have_scales_of_their_own() {
        let mut steady = SteadyScale::default();
        for (run, link) in ["", "hidden_dim=16", "data=digits", "activation=sigmoid", ""].iter().enumerate() {
            let own = Some(scale(1.0 + run as f64));
            assert_eq!(steady.at(of(link), at(run as u32, 50), own), own, "{link}");
        }
    }

    #[test]
    fn a_run_without_active_units_leaves_no_scale() {
        let mut steady = SteadyScale::default();
        assert_eq!(steady.at(of(""), at(1, 50), None), None);
        assert_eq!(steady.at(of(""), at(2, 50), Some(scale(2.0))), Some(scale(2.0)));
    }

    #[test]
    fn a_run_that_diverges_leaves_no_scale() {
        let mut steady = SteadyScale::default();
        steady.at(of(""), at(1, 20), Some(scale(1e20)));
        steady.at(of(""), Moment { progress: RunProgress::Diverged, ..at(1, 21) }, Some(scale(1e30)));
        assert_eq!(steady.at(of(""), at(2, 20), Some(scale(2.0))), Some(scale(2.0)));
    }

    #[test]
    fn rescaling_keeps_what_is_shown() {
        let mut steady = SteadyScale::default();
        steady.at(of(""), at(1, 50), Some(scale(2.5)));
        steady.rescale(Some(scale(1.2)));
        assert_eq!(steady.at(of(""), at(2, 50), Some(scale(9.0))), Some(scale(1.2)));
        steady.rescale(None);
        assert_eq!(steady.at(of(""), at(2, 50), Some(scale(9.0))), Some(scale(1.2)));
    }
}
