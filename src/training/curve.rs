//! The measures of every epoch: the list from which history, messages, files and figures are derived.

use super::{TestResult, decay};
use crate::experiment::{Key, Settings};
use crate::model::{Loss, Losses};
use crate::parameter::Schedule;

/// The list: variant, key in files, name for people, value. A new curve is a row.
macro_rules! curves {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $key:literal, $name:literal: $value:expr; )+) => {
        /// A number of every epoch.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Curve {
            $( $(#[doc = $doc])+ $variant, )+
        }

        impl Curve {
            /// The number of curves.
            pub const COUNT: usize = [$( Self::$variant ),+].len();

            pub const ALL: [Self; Self::COUNT] = [$( Self::$variant ),+];

            /// Returns its column in a CSV file and its key in JSON.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $( Self::$variant => $key, )+
                }
            }

            /// Returns its name on the page.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::$variant => $name, )+
                }
            }

            /// Returns its value in an epoch, from the losses before the step and the test after it.
            #[must_use]
            pub fn value(self, losses: Losses, test: &TestResult) -> f64 {
                let value: fn(Losses, &TestResult) -> f64 = match self {
                    $( Self::$variant => $value, )+
                };
                value(losses, test)
            }
        }
    };
}

curves! {
    /// The whole loss, before the epoch's step.
    Total = "total", "total": |losses, _| losses.total();
    /// The reconstruction loss before the epoch's step.
    Reconstruction = "reconstruction", "reconstruction": |losses, _| losses.reconstruction;
    /// The sparsity penalty with its factor, before the epoch's step.
    Sparsity = "sparsity", "sparsity": |losses, _| losses.sparsity;
    /// The loss of the method's second reconstruction, before the epoch's step.
    Auxiliary = "auxiliary", "auxiliary": |losses, _| losses.auxiliary;
    /// The loss from the code's divergence from the unit normal, before the epoch's step.
    Divergence = "divergence", "divergence": |losses, _| losses.divergence;
    /// The loss from weight decay, before the epoch's step.
    Decay = "decay", "weight decay": |losses, _| losses.decay;
    /// The mean squared error on the test samples, after the epoch's step.
    TestMse = "test_mse", "test MSE": |_, test| test.mse;
    /// The error of the reconstruction of the test samples in the terms of the loss, after the
    /// epoch's step.
    TestLoss = "test_loss", "test reconstruction": |_, test| test.loss;
    /// The fraction of the test samples' variance that the reconstructions explain, after the epoch's step.
    /// NaN if the samples do not vary.
    ExplainedVariance = "explained_variance", "explained variance":
        |_, test| test.explained_variance().unwrap_or(f64::NAN);
    /// L0: how many units are active on a test sample on average, after the epoch's step.
    L0 = "l0", "L0": |_, test| test.l0();
    /// The number of units that are active on no test sample, after the epoch's step.
    Dead = "dead", "dead units": |_, test| test.dead() as f64;
}

impl Curve {
    /// The curve of the test samples that measures the same quantity as the loss' reconstruction
    /// error.
    #[must_use]
    pub fn test_of(loss: Loss) -> Self {
        if loss == Loss::Mse { Self::TestMse } else { Self::TestLoss }
    }

    /// The terms of the loss that a factor weighs against the reconstruction.
    pub const PENALTIES: [Self; 4] = [Self::Sparsity, Self::Auxiliary, Self::Divergence, Self::Decay];

    /// The factor of a term of the loss over the epochs; none where the loss has no such term.
    fn factors(self, settings: &Settings) -> Option<Schedule> {
        match self {
            Self::Sparsity => {
                Key::sparsity_factor.applies(settings).then(|| settings.sparsity_factor.clone())
            }
            Self::Auxiliary => settings.sparsity.auxiliary_factor(settings).map(Schedule::constant),
            Self::Divergence => settings.variational.then(|| settings.beta.clone()),
            Self::Decay => decay::in_loss(settings).map(Schedule::constant),
            _ => None,
        }
    }

    /// The factor of a term of the loss in an epoch; none where the loss has no such term.
    #[must_use]
    pub fn factor(self, settings: &Settings, epoch: u32) -> Option<f64> {
        self.factors(settings).map(|factors| factors.at(epoch))
    }

    /// Returns the terms of an experiment's loss besides the reconstruction: those whose factor is not always
    /// 0.
    #[must_use]
    pub fn penalties(settings: &Settings) -> Vec<Self> {
        let weighs = |curve: &Self| curve.factors(settings).is_some_and(|factors| factors.largest() > 0.0);
        Self::PENALTIES.into_iter().filter(weighs).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    #[test]
    fn penalties_are_the_terms_with_a_nonzero_factor() {
        let penalties = |link: &str| Curve::penalties(&Link::parse(link).experiment);
        assert_eq!(penalties(""), [Curve::Sparsity]);
        assert_eq!(penalties("sparsity_factor=0,0.1@9"), [Curve::Sparsity]);
        assert_eq!(penalties("sparsity_factor=0&weight_decay=0.01"), [Curve::Decay]);
        assert_eq!(penalties("sparsity=topk&weight_decay=0.01&optimizer=adamw"), []);
        assert_eq!(penalties("sparsity=gated"), [Curve::Sparsity, Curve::Auxiliary]);
        assert_eq!(penalties("sparsity=topk&aux_k=4"), [Curve::Auxiliary]);
        assert_eq!(penalties("sparsity=none&variational=true&beta=0.1"), [Curve::Divergence]);
        let experiment = Link::parse("sparsity_factor=0.1,0.2@9").experiment;
        assert_eq!(Curve::Sparsity.factor(&experiment, 9), Some(0.2));
        assert_eq!(Curve::Total.factor(&experiment, 9), None);
    }
}
