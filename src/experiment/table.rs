//! The parameter table: all that an experiment can say, a row each.
//!
//! Parsing, links, checks, the page's controls, the command line's flags and the parameter list
//! come from here. A new parameter is a new row here, and the code that uses it.

use super::{Condition, Effect, Group, Parameter, Problem};
use crate::data::{Brought, Defaults, Directions, Magnitudes, Scaling, Source};
use crate::files::{Categories, Columns, Missing, RowCount, Separator};
use crate::model::{Activation, Init, Loss, Output};
use crate::optimizer::{LrSchedule, OptimizerName};
use crate::parameter::{Kind, SEED, Schedule, Stops, Text, Value, Widths, integer, integers, optional, real};
use crate::sparsity::{Sparsity, can_be_divided};
use crate::training::{Noise, Stop};
use crate::view::View;

/// Makes the struct of all values and the table beside it from the same rows:
/// doc comment (the help), `name: type = default;` and then its group, label, kind, effect,
/// whether it is essential, and when it applies where that is not always: `of data` or
/// `of sparsity` where some of these use it, or `when`.
macro_rules! parameters {
    ($( #[doc = $help:literal] $name:ident: $type:ty = $default:expr;
        $group:ident, $label:literal, $kind:expr, $effect:ident, essential: $essential:literal
        $(, $condition:ident $what:tt $(: $when:expr)?)?; )*) => {
        /// The value of every parameter. Each is in its own range; whether they go together is
        /// known of an [`Experiment`](super::Experiment) only.
        #[derive(Debug, Clone, PartialEq)]
        #[allow(clippy::doc_markdown, reason = "the same words are the page's help")]
        pub struct Settings {
            $( #[doc = $help] pub $name: $type, )*
        }

        impl Default for Settings {
            fn default() -> Self {
                Self { $( $name: $default, )* }
            }
        }

        /// Every parameter, in the order of the link.
        pub static PARAMETERS: &[Parameter] = &[ $( Parameter {
            name: stringify!($name),
            group: Group::$group,
            label: $label,
            help: $help.trim_ascii(),
            kind: $kind,
            effect: Effect::$effect,
            essential: $essential,
            condition: parameters!(@condition $name $($condition $what $(: $when)?)?),
            read: |settings| settings.$name.text(),
            assign: |settings, parameter, text| {
                settings.$name = Value::parse(text, &parameter.kind).map_err(|reason| {
                    Problem::BadValue { parameter, value: text.to_owned(), reason }
                })?;
                Ok(())
            },
            schedule: |settings| settings.$name.schedule(),
        }, )* ];
    };
    (@condition $name:ident) => { None };
    (@condition $name:ident when $said:literal: $when:expr) => {
        Some(Condition { said: || $said.to_owned(), holds: $when })
    };
    // Used by some of the data or some of the methods, which say so themselves.
    (@condition $name:ident of data) => {
        Some(Condition {
            said: || Source::that_use(stringify!($name)),
            holds: |settings| Source::applies(settings, stringify!($name)),
        })
    };
    (@condition $name:ident of sparsity) => {
        Some(Condition {
            said: || Sparsity::that_use(stringify!($name)),
            holds: |settings| settings.sparsity.uses(stringify!($name)),
        })
    };
}

parameters! {
    /// Where the samples come from.
    data: Source = Source::Classification;
    Data, "Data", Kind::Choice(Source::NAMES), Restart, essential: true;

    /// How many samples are made, training and test together.
    n_samples: usize = 1000;
    Data, "Samples", integer(20, 100_000, Stops::Decades(10.0)), Restart, essential: true, of data;

    /// How many numbers describe a sample.
    n_features: usize = 20;
    Data, "Features", integer(2, 1000, Stops::Octaves), Restart, essential: true, of data;

    /// How many features tell the classes apart.
    n_informative: usize = 2;
    Data, "Informative features", integer(1, 1000, Stops::Octaves), Restart, essential: false, of data;

    /// How many features are random mixtures of the informative ones.
    n_redundant: usize = 2;
    Data, "Redundant features", integer(0, 1000, Stops::Octaves), Restart, essential: false, of data;

    /// How many features are copies of informative and redundant ones.
    n_repeated: usize = 0;
    Data, "Repeated features", integer(0, 1000, Stops::Octaves), Restart, essential: false, of data;

    /// How many labels there are.
    n_classes: usize = 2;
    Data, "Classes", integer(1, 100, Stops::Octaves), Restart, essential: false, of data;

    /// How many clusters make up each class.
    n_clusters_per_class: usize = 2;
    Data, "Clusters a class", integer(1, 100, Stops::Octaves), Restart, essential: false, of data;

    /// The share of samples whose label is drawn anew at random.
    flip_y: f64 = 0.01;
    Data, "Label noise", real(0.0, 1.0, Stops::Every(0.01)), Restart, essential: false, of data;

    /// How far the clusters lie apart; the hypercube's side is twice this.
    class_sep: f64 = 1.0;
    Data, "Class separation", real(0.001, 100.0, Stops::Decades(0.001)), Restart, essential: false, of data;

    /// Whether clusters sit on a hypercube's corners or on a random polytope's.
    hypercube: bool = true;
    Data, "Hypercube", Kind::Flag, Restart, essential: false, of data;

    /// Added to every feature; none draws one for each feature.
    shift: Option<f64> = Some(0.0);
    Data, "Shift", optional(-1e6, 1e6, Stops::Every(50_000.0)), Restart, essential: false, of data;

    /// Multiplies every feature; none draws one for each feature.
    scale: Option<f64> = Some(1.0);
    Data, "Scale", optional(1e-6, 1e6, Stops::Decades(1e-6)), Restart, essential: false, of data;

    /// Whether samples and features are shuffled.
    shuffle: bool = true;
    Data, "Shuffle", Kind::Flag, Restart, essential: false, of data;

    /// How many true features there are, each with a direction of its own.
    n_true: usize = 16;
    Data, "True features", integer(1, 1000, Stops::Octaves), Restart, essential: true, of data;

    /// Where the true features' directions point.
    directions: Directions = Directions::Random;
    Data, "Directions", Kind::Choice(Directions::NAMES), Restart, essential: false, of data;

    /// The probability that the first true feature is active in a sample.
    activity: f64 = 0.25;
    Data, "Activity", real(0.001, 1.0, Stops::Decades(0.001)), Restart, essential: true, of data;

    /// What the probability is multiplied by from one true feature to the next.
    activity_decay: f64 = 1.0;
    Data, "Decay of activity", real(0.5, 1.0, Stops::Every(0.01)), Restart, essential: false, of data;

    /// How much any two true features are active together: 0 as chance has it, 1 always.
    correlation: f64 = 0.0;
    Data, "Correlation", real(0.0, 1.0, Stops::Every(0.05)), Restart, essential: false, of data;

    /// Whether true features 1, 3, 5, … are active only where the one before is.
    hierarchy: bool = false;
    Data, "Hierarchy", Kind::Flag, Restart, essential: false, of data;

    /// How strong an active feature is.
    magnitudes: Magnitudes = Magnitudes::Uniform;
    Data, "Magnitudes", Kind::Choice(Magnitudes::NAMES), Restart, essential: false, of data;

    /// The standard deviation of normal noise on every number of a sample.
    feature_noise: f64 = 0.0;
    Data, "Noise on samples", real(0.0, 10.0, Stops::Decades(0.001)), Restart, essential: false, of data;

    /// The seed of the data, as in scikit-learn.
    random_state: u32 = 42;
    Data, "Data seed", SEED, Restart, essential: false, of data;

    /// How many pixels a patch has on a side.
    patch_size: usize = 8;
    Data, "Patch size", integer(2, 32, Stops::Every(1.0)), Restart, essential: true, of data;

    /// How many numbers a heartbeat is taken at.
    window: usize = 64;
    Data, "Numbers a beat", integer(8, 512, Stops::Octaves), Restart, essential: false, of data;

    /// How many seconds of the record a beat is; a third of them lies before its R peak.
    window_seconds: f64 = 0.6;
    Data, "Seconds a beat", real(0.1, 2.0, Stops::Every(0.1)), Restart, essential: false, of data;

    /// The file that you bring: its name, what was read of it, and a hash by which others know that theirs is the same.
    file: Brought = Brought::default();
    Data, "File", Kind::Text, Restart, essential: false, of data;

    /// Which table of a file that holds several: the name of a sheet, a tensor or an array.
    part: Text = Text::default();
    Data, "Part of the file", Kind::Text, Restart, essential: false, of data;

    /// What separates the cells of a text file.
    separator: Separator = Separator::Auto;
    Data, "Separator", Kind::Choice(Separator::NAMES), Restart, essential: false, of data;

    /// How many rows above the table are skipped; auto decides from the file.
    skip: RowCount = RowCount(None);
    Data, "Rows skipped", Kind::Text, Restart, essential: false, of data;

    /// How many rows name the columns, none if there is no header; auto decides from the file.
    header: RowCount = RowCount(None);
    Data, "Header rows", Kind::Text, Restart, essential: false, of data;

    /// Whether rows and columns change places, for a file whose columns are the samples.
    transpose: bool = false;
    Data, "Transpose", Kind::Flag, Restart, essential: false, of data;

    /// The column whose values are labels; none for no labels.
    label: Text = Text::default();
    Data, "Label column", Kind::Text, Restart, essential: false, of data;

    /// The column that names the rows; none for no names.
    names: Text = Text::default();
    Data, "Row names", Kind::Text, Restart, essential: false, of data;

    /// Columns that are not learned, joined by commas.
    leave_out: Columns = Columns::default();
    Data, "Columns left out", Kind::Text, Restart, essential: false, of data;

    /// What becomes of columns of words.
    categories: Categories = Categories::None;
    Data, "Columns of words", Kind::Choice(Categories::NAMES), Restart, essential: false, of data;

    /// What becomes of rows with missing values.
    missing: Missing = Missing::Drop;
    Data, "Missing values", Kind::Choice(Missing::NAMES), Restart, essential: false, of data;

    /// Numbers or words that stand for missing values, joined by commas, as -999 or unknown.
    missing_code: Columns = Columns::default();
    Data, "Codes of missing values", Kind::Text, Restart, essential: false, of data;

    /// Takes the first row and each so-manieth after it.
    every: usize = 1;
    Data, "Every n-th row", integer(1, 1_000_000, Stops::Octaves), Restart, essential: false, of data;

    /// Cuts a single column of numbers into series of this length; 0 leaves every row a sample.
    cut: usize = 0;
    Data, "Length of a series", integer(0, 10_000, Stops::Octaves), Restart, essential: false, of data;

    /// How a row is looked at: table, series, or as a picture of a size, as in 28x28.
    view: View = View::Table;
    Data, "A row is", Kind::Text, Restart, essential: false, of data;

    /// The data themselves, packed, where they are small enough for a link.
    content: Text = Text::default();
    Data, "Content", Kind::Text, Restart, essential: false, of data;

    /// Which defaults the other parameters have with your file; the page chooses 2 for a new one.
    defaults: Defaults = Defaults::First;
    Data, "Defaults", Kind::Choice(Defaults::NAMES), Restart, essential: false, of data;

    /// How every feature is scaled, by what the training samples say.
    scaling: Scaling = Scaling::Standard;
    Data, "Scaling", Kind::Choice(Scaling::NAMES), Restart, essential: false;

    /// The one label that is trained on, so that samples of the others stand out; none trains on all.
    train_on: Option<u32> = None;
    Data, "Train on label", Kind::Integer { min: 0, max: 999, stops: Stops::Classes, optional: true }, Restart,
        essential: false, of data;

    /// The share of samples kept for testing.
    test_size: f64 = 0.2;
    Data, "Test share", real(0.05, 0.9, Stops::Every(0.05)), Restart, essential: false;

    /// The seed of the split into training and test samples.
    split_state: u32 = 42;
    Data, "Split seed", SEED, Restart, essential: false;

    /// How many units the code has; of a list, each layer of the encoder, mirrored in the decoder.
    hidden_dim: Widths = Widths::single(8);
    Model, "Hidden units", integers(1, 1024, Stops::Octaves, 6), Restart, essential: true;

    /// Whether the code is drawn from a normal distribution whose mean and variance the encoder gives.
    variational: bool = false;
    Model, "Variational", Kind::Flag, Restart, essential: false;

    /// How much the divergence of a variational code from the unit normal weighs; 1 with half_sse is the usual bound.
    beta: Schedule = Schedule::constant(0.01);
    Model, "Beta", real(0.0, 100.0, Stops::Decades(0.001)), Live, essential: false,
        when "variational=true": |settings| settings.variational;

    /// The function after every hidden layer and the code.
    activation: Activation = Activation::Relu;
    Model, "Activation", Kind::Choice(Activation::NAMES), Restart, essential: false,
        when "a hidden layer, or a code that goes through it (variational and gated ones do not)": |settings| {
            settings.hidden_dim.is_deep() || !(settings.variational || settings.sparsity.is_linear())
        };

    /// The function after the decoder.
    output: Output = Output::Sigmoid;
    Model, "Output", Kind::Choice(Output::NAMES), Restart, essential: false;

    /// What the reconstruction is measured by.
    loss: Loss = Loss::Mse;
    Model, "Loss", Kind::Choice(Loss::NAMES), Restart, essential: false;

    /// Whether the decoder's weights are the encoder's, transposed.
    tied: bool = false;
    Model, "Tied weights", Kind::Flag, Restart, essential: false;

    /// Whether the decoder's bias is subtracted from a sample before it is encoded.
    pre_bias: bool = false;
    Model, "Pre-encoder bias", Kind::Flag, Restart, essential: false;

    /// Whether the decoder's column of every unit keeps the length 1.
    decoder_norm: bool = false;
    Model, "Unit-norm decoder", Kind::Flag, Restart, essential: false;

    /// How the weights begin.
    init: Init = Init::Torch;
    Model, "Initial weights", Kind::Choice(Init::NAMES), Restart, essential: false;

    /// What spoils a sample before it is encoded; the clean one is to be reconstructed.
    noise: Noise = Noise::None;
    Model, "Noise", Kind::Choice(Noise::NAMES), Restart, essential: false;

    /// The noise's standard deviation, or the share of numbers that it spoils.
    noise_level: Schedule = Schedule::constant(0.3);
    Model, "Noise level", real(0.0, 1.0, Stops::Every(0.05)), Live, essential: false,
        when "a noise other than none": |settings| settings.noise != Noise::None;

    /// What keeps the code sparse.
    sparsity: Sparsity = Sparsity::MeanActivation;
    Sparsity, "Method", Kind::Choice(Sparsity::NAMES), Restart, essential: true;

    /// How much the sparsity penalty weighs against the reconstruction.
    sparsity_factor: Schedule = Schedule::constant(0.05);
    Sparsity, "Sparsity factor", real(0.0, 100.0, Stops::Decades(0.001)), Live, essential: true, of sparsity;

    /// The mean activation that the penalty pulls every unit towards.
    sparsity_target: Schedule = Schedule::constant(0.05);
    Sparsity, "Sparsity target", real(0.0, 1.0, Stops::Every(0.01)), Live, essential: true, of sparsity;

    /// Whether the penalty is divided by the number of features, as the mean squared error is.
    per_feature: bool = false;
    Sparsity, "Penalty per feature", Kind::Flag, Restart, essential: false,
        when "a sparsity factor and a loss other than half_sse": |settings| can_be_divided(settings);

    /// How many units of a sample's code stay.
    k: Schedule = Schedule::constant(3.0);
    Sparsity, "Active units k", integer(1, 1024, Stops::Octaves), Live, essential: true, of sparsity;

    /// How many dead units are trained to reconstruct what the others leave over; 0 is none.
    aux_k: usize = 0;
    Sparsity, "Revived units", integer(0, 1024, Stops::Octaves), Restart, essential: false, of sparsity;

    /// How much the dead units' loss weighs.
    aux_factor: f64 = 0.03125;
    Sparsity, "Revival factor", real(0.0, 100.0, Stops::Decades(0.001)), Restart, essential: false,
        when "aux_k above 0": |settings| settings.sparsity.uses("aux_factor") && settings.aux_k > 0;

    /// Whether each code's cost is weighed by the length of its decoder column.
    l1_decoder_norm: bool = false;
    Sparsity, "Weighed by decoder", Kind::Flag, Restart, essential: false,
        when "sparsity l1 and decoder_norm=false": |settings| settings.sparsity.uses("l1_decoder_norm") && !settings.decoder_norm;

    /// The width of the window around a threshold in which a code moves it; the thresholds begin with it.
    bandwidth: f64 = 0.1;
    Sparsity, "Bandwidth", real(0.0001, 10.0, Stops::Decades(0.0001)), Restart, essential: false, of sparsity;

    /// How many nested parts of the dictionary reconstruct for themselves: all units, their first half, and so on.
    prefixes: usize = 3;
    Sparsity, "Prefixes", integer(2, 10, Stops::Every(1.0)), Restart, essential: false, of sparsity;

    /// After how many epochs units that stayed 0 begin anew with the worst samples; 0 is never.
    resample_every: u32 = 0;
    Sparsity, "Resample every", integer(0, 1_000_000, Stops::Decades(1.0)), Restart, essential: false;

    /// How far a step of the optimiser goes.
    lr: Schedule = Schedule::constant(0.001);
    Training, "Learning rate", real(1e-6, 1.0, Stops::Decades(1e-6)), Live, essential: true,
        when "an optimiser other than lbfgs": |settings| settings.optimizer.takes_steps();

    /// How the learning rate falls from the first epoch to the last.
    lr_schedule: LrSchedule = LrSchedule::Constant;
    Training, "Rate schedule", Kind::Choice(LrSchedule::NAMES), Restart, essential: false,
        when "an optimiser other than lbfgs": |settings| settings.optimizer.takes_steps();

    /// Over how many epochs the learning rate rises to its value; 0 for none.
    warmup: u32 = 0;
    Training, "Warm-up", integer(0, 1_000_000, Stops::Decades(2.0)), Restart, essential: false,
        when "an optimiser other than lbfgs": |settings| settings.optimizer.takes_steps();

    /// How a step follows from the gradient.
    optimizer: OptimizerName = OptimizerName::Adam;
    Training, "Optimiser", Kind::Choice(OptimizerName::NAMES), Restart, essential: false;

    /// How much of the last step goes on.
    momentum: f64 = 0.0;
    Training, "Momentum", real(0.0, 0.999, Stops::Every(0.1)), Restart, essential: false,
        when "optimizer sgd or rmsprop": |settings| matches!(settings.optimizer, OptimizerName::Sgd | OptimizerName::Rmsprop);

    /// Whether momentum looks ahead.
    nesterov: bool = false;
    Training, "Nesterov", Kind::Flag, Restart, essential: false,
        when "optimizer sgd and momentum above 0": |settings| settings.optimizer == OptimizerName::Sgd && settings.momentum > 0.0;

    /// How strongly weights, not biases, are drawn to zero.
    weight_decay: f64 = 0.0;
    Training, "Weight decay", real(0.0, 1.0, Stops::Decades(1e-6)), Restart, essential: false;

    /// How many samples make a step; 0 takes all.
    batch_size: usize = 0;
    Training, "Batch size", integer(0, 100_000, Stops::Octaves), Restart, essential: false;

    /// How many times the training samples are seen.
    epochs: u32 = 50;
    Training, "Epochs", integer(1, 1_000_000, Stops::Decades(1.0)), Extend, essential: true;

    /// What ends the run before its last epoch.
    stop: Stop = Stop::None;
    Training, "Stop early", Kind::Choice(Stop::NAMES), Restart, essential: false;

    /// For how many epochs the test MSE may fail to improve.
    patience: u32 = 10;
    Training, "Patience", integer(1, 1_000_000, Stops::Decades(1.0)), Restart, essential: false,
        when "stop=test_loss": |settings| settings.stop == Stop::TestLoss;

    /// The seed of the initial weights, as in PyTorch's manual_seed.
    seed: u32 = 0;
    Training, "Seed", SEED, Restart, essential: true;
}
