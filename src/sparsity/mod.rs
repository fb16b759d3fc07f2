//! What keeps a code sparse: one method a file, its value beside its gradient, its `PyTorch` text
//! and its source.

mod kl;
mod l1;
mod mean_activation;
mod none;
mod topk;

use crate::experiment::{Problem, Settings, choice};
use crate::model::Real;

/// What a method sees of the codes of a batch.
#[derive(Debug, Clone, Default)]
pub struct CodeMeans {
    /// Each unit's mean.
    pub mean: Vec<f64>,
    /// Each unit's mean absolute value.
    pub mean_abs: Vec<f64>,
}

/// A sparsity method with its numbers of one epoch.
pub trait Method: Sized {
    /// Where it comes from.
    const SOURCE: &'static str;
    /// Its paper's address; empty where it has none.
    const PAPER: &'static str;

    /// The numbers of an epoch.
    #[must_use]
    fn at(settings: &Settings, epoch: u32) -> Self;

    /// What it adds to the loss.
    fn value(&self, _codes: &CodeMeans) -> f64 {
        0.0
    }

    /// The derivative of the value by a unit's mean.
    fn by_mean(&self, _mean: f64) -> f64 {
        0.0
    }

    /// The derivative of the value by any unit's mean absolute value.
    fn by_mean_abs(&self) -> f64 {
        0.0
    }

    /// Whether it puts out codes, with [`Method::select`].
    const SELECTS: bool = false;

    /// Puts out codes of one sample, in place. `room` is as long as the code.
    fn select<T: Real>(&self, _code: &mut [T], _room: &mut [T]) {}

    /// What it asks of the other parameters.
    ///
    /// # Errors
    /// Names the parameters that do not go together.
    fn check(_settings: &Settings) -> Result<(), Problem> {
        Ok(())
    }

    /// The body of the script's `sparsity_penalty(encoded, epoch)`.
    #[must_use]
    fn penalty(settings: &Settings) -> String;

    /// What the script's model does to `encoded` before it decodes; nothing by default.
    #[must_use]
    fn selection(_settings: &Settings) -> String {
        String::new()
    }
}

/// The list of methods: name, variant, type. A new method is a file and a line here.
macro_rules! methods {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $name:literal: $type:ty; )+) => {
        choice! {
            /// What keeps the code sparse.
            Sparsity {
                $( $(#[doc = $doc])+ $variant = $name, )+
            }
        }

        /// A method with its numbers of one epoch.
        #[derive(Debug, Clone, Copy, PartialEq)]
        #[allow(missing_docs, reason = "the variants are those of Sparsity")]
        pub enum AtEpoch {
            $( $variant($type), )+
        }

        impl Sparsity {
            /// The method with its numbers of an epoch.
            #[must_use]
            pub fn at(self, settings: &Settings, epoch: u32) -> AtEpoch {
                match self {
                    $( Self::$variant => AtEpoch::$variant(Method::at(settings, epoch)), )+
                }
            }

            /// As [`Method::check`].
            ///
            /// # Errors
            /// As [`Method::check`].
            pub fn check(self, settings: &Settings) -> Result<(), Problem> {
                match self {
                    $( Self::$variant => <$type>::check(settings), )+
                }
            }

            /// As [`Method::penalty`].
            #[must_use]
            pub fn penalty(self, settings: &Settings) -> String {
                match self {
                    $( Self::$variant => <$type>::penalty(settings), )+
                }
            }

            /// As [`Method::selection`].
            #[must_use]
            pub fn selection(self, settings: &Settings) -> String {
                match self {
                    $( Self::$variant => <$type>::selection(settings), )+
                }
            }

            /// As [`Method::SOURCE`].
            #[must_use]
            pub fn source(self) -> &'static str {
                match self {
                    $( Self::$variant => <$type>::SOURCE, )+
                }
            }

            /// As [`Method::PAPER`].
            #[must_use]
            pub fn paper(self) -> &'static str {
                match self {
                    $( Self::$variant => <$type>::PAPER, )+
                }
            }
        }

        impl AtEpoch {
            /// As [`Method::value`].
            #[must_use]
            pub fn value(&self, codes: &CodeMeans) -> f64 {
                match self {
                    $( Self::$variant(method) => method.value(codes), )+
                }
            }

            /// As [`Method::by_mean`].
            #[must_use]
            pub fn by_mean(&self, mean: f64) -> f64 {
                match self {
                    $( Self::$variant(method) => method.by_mean(mean), )+
                }
            }

            /// As [`Method::by_mean_abs`].
            #[must_use]
            pub fn by_mean_abs(&self) -> f64 {
                match self {
                    $( Self::$variant(method) => method.by_mean_abs(), )+
                }
            }

            /// As [`Method::SELECTS`].
            #[must_use]
            pub fn selects(&self) -> bool {
                match self {
                    $( Self::$variant(_) => <$type>::SELECTS, )+
                }
            }

            /// As [`Method::select`].
            pub fn select<T: Real>(&self, code: &mut [T], room: &mut [T]) {
                match self {
                    $( Self::$variant(method) => method.select(code, room), )+
                }
            }
        }
    };
}

methods! {
    /// No sparsity at all.
    None = "none": none::None;
    /// The penalty of the starting script.
    MeanActivation = "mean_activation": mean_activation::MeanActivation;
    /// The sum of absolute values.
    L1 = "l1": l1::L1;
    /// The Kullback–Leibler divergence of Bernoulli means.
    Kl = "kl": kl::Kl;
    /// The k largest of each sample's code stay.
    TopK = "topk": topk::TopK;
}
