//! The parameter table, one row per parameter.
//!
//! Parsing, links, checks, the page's controls, the flags of the command line and the list of
//! parameters are derived from it. A new parameter needs a row here and the code that uses it.

use super::rows::parameters;
use super::{Condition, Consequence, Group, Parameter, Problem};
use crate::data::{Defaults, Directions, Magnitudes, Scaling, Source, UserFile};
use crate::files::{Categories, Columns, Missing, RowCount, Separator};
use crate::model::{Activation, Init, Loss, Output};
use crate::optimizer::{LrSchedule, OptimizerName};
use crate::parameter::{
    Kind, SEED, Schedule, SliderSteps, Text, Value, Widths, integer, integers, optional, real,
};
use crate::sparsity::{Sparsity, can_be_divided};
use crate::training::{Noise, Stop};
use crate::view::View;

parameters! {
    /// The dataset.
    data: Source = Source::Classification;
    Data, "Data", Kind::Choice(Source::NAMES), Restart, essential: true;

    /// Number of samples, training and test samples together.
    n_samples: usize = 1000;
    Data, "Samples", integer(20, 100_000, SliderSteps::Decades(10.0)), Restart, essential: true, of data;

    /// Number of features of each sample.
    n_features: usize = 20;
    Data, "Features", integer(2, 1000, SliderSteps::Octaves), Restart, essential: true, of data;

    /// Number of informative features: the classes differ in these.
    n_informative: usize = 2;
    Data, "Informative features", integer(1, 1000, SliderSteps::Octaves), Restart, essential: false, of data;

    /// Number of redundant features: random linear combinations of the informative ones.
    n_redundant: usize = 2;
    Data, "Redundant features", integer(0, 1000, SliderSteps::Octaves), Restart, essential: false, of data;

    /// Number of repeated features: copies of informative or redundant ones.
    n_repeated: usize = 0;
    Data, "Repeated features", integer(0, 1000, SliderSteps::Octaves), Restart, essential: false, of data;

    /// Number of classes.
    n_classes: usize = 2;
    Data, "Classes", integer(1, 100, SliderSteps::Octaves), Restart, essential: false, of data;

    /// Number of clusters per class.
    n_clusters_per_class: usize = 2;
    Data, "Clusters per class", integer(1, 100, SliderSteps::Octaves), Restart, essential: false, of data;

    /// Fraction of samples whose label is replaced by a random one.
    flip_y: f64 = 0.01;
    Data, "Label noise", real(0.0, 1.0, SliderSteps::Every(0.01)), Restart, essential: false, of data;

    /// Separation of the clusters: half the side of the hypercube on whose corners they lie. Larger values make the classes easier to separate.
    class_sep: f64 = 1.0;
    Data, "Class separation", real(0.001, 100.0, SliderSteps::Decades(0.001)), Restart, essential: false, of data;

    /// Put the clusters on the corners of a hypercube; otherwise on those of a random polytope.
    hypercube: bool = true;
    Data, "Hypercube", Kind::Flag, Restart, essential: false, of data;

    /// Value added to every feature; none draws a random one per feature.
    shift: Option<f64> = Some(0.0);
    Data, "Shift", optional(-1e6, 1e6, SliderSteps::Every(50_000.0)), Restart, essential: false, of data;

    /// Factor that multiplies every feature; none draws a random one per feature.
    scale: Option<f64> = Some(1.0);
    Data, "Scale", optional(1e-6, 1e6, SliderSteps::Decades(1e-6)), Restart, essential: false, of data;

    /// Shuffle the samples and the features.
    shuffle: bool = true;
    Data, "Shuffle", Kind::Flag, Restart, essential: false, of data;

    /// Number of true features. Each has its own direction, and a sample is a sum of the few that are active.
    n_true: usize = 16;
    Data, "True features", integer(1, 1000, SliderSteps::Octaves), Restart, essential: true, of data;

    /// Directions of the true features.
    directions: Directions = Directions::Random;
    Data, "Directions", Kind::Choice(Directions::NAMES), Restart, essential: false, of data;

    /// Probability that the first true feature is active in a sample.
    activity: f64 = 0.25;
    Data, "Feature probability", real(0.001, 1.0, SliderSteps::Decades(0.001)), Restart, essential: true, of data;

    /// Ratio of the probabilities of successive true features; 1 makes all equally probable.
    activity_decay: f64 = 1.0;
    Data, "Probability decay", real(0.5, 1.0, SliderSteps::Every(0.01)), Restart, essential: false, of data;

    /// Correlation between any two true features being active: 0 makes them independent, 1 always active together.
    correlation: f64 = 0.0;
    Data, "Correlation", real(0.0, 1.0, SliderSteps::Every(0.05)), Restart, essential: false, of data;

    /// Make true features 1, 3, 5, … active only where the feature before them is active.
    hierarchy: bool = false;
    Data, "Hierarchy", Kind::Flag, Restart, essential: false, of data;

    /// Distribution of the magnitude of an active feature.
    magnitudes: Magnitudes = Magnitudes::Uniform;
    Data, "Magnitudes", Kind::Choice(Magnitudes::NAMES), Restart, essential: false, of data;

    /// Standard deviation of the Gaussian noise added to every feature.
    feature_noise: f64 = 0.0;
    Data, "Feature noise", real(0.0, 10.0, SliderSteps::Decades(0.001)), Restart, essential: false, of data;

    /// Random seed of the data, as in scikit-learn.
    random_state: u32 = 42;
    Data, "Data seed", SEED, Restart, essential: false, of data;

    /// Width and height of a patch, in pixels.
    patch_size: usize = 8;
    Data, "Patch size", integer(2, 32, SliderSteps::Every(1.0)), Restart, essential: true, of data;

    /// Number of values per heartbeat.
    window: usize = 64;
    Data, "Values per beat", integer(8, 512, SliderSteps::Octaves), Restart, essential: false, of data;

    /// Length of a heartbeat in seconds; one third of it lies before the R peak.
    window_seconds: f64 = 0.6;
    Data, "Seconds per beat", real(0.1, 2.0, SliderSteps::Every(0.1)), Restart, essential: false, of data;

    /// Your own file: its name, its size, and a hash with which others can check that they have the same file.
    file: UserFile = UserFile::default();
    Data, "File", Kind::Text, Restart, essential: false, of data;

    /// Name of the sheet, tensor or array to read from a file that holds several.
    part: Text = Text::default();
    Data, "Sheet, tensor or array", Kind::Text, Restart, essential: false, of data;

    /// Character that separates the cells of a text file; auto decides from the file.
    separator: Separator = Separator::Auto;
    Data, "Separator", Kind::Choice(Separator::NAMES), Restart, essential: false, of data;

    /// Number of rows to skip above the table; auto decides from the file.
    skip: RowCount = RowCount(None);
    Data, "Rows skipped", Kind::Text, Restart, essential: false, of data;

    /// Number of header rows, which name the columns, or none; auto decides from the file.
    header: RowCount = RowCount(None);
    Data, "Header rows", Kind::Text, Restart, essential: false, of data;

    /// Exchange rows and columns, for a file whose columns are the samples.
    transpose: bool = false;
    Data, "Transpose", Kind::Flag, Restart, essential: false, of data;

    /// Name of the column that holds the labels, or none.
    label: Text = Text::default();
    Data, "Label column", Kind::Text, Restart, essential: false, of data;

    /// Name of the column that holds the names of the rows, or none.
    names: Text = Text::default();
    Data, "Row names", Kind::Text, Restart, essential: false, of data;

    /// Columns to leave out, separated by commas.
    leave_out: Columns = Columns::default();
    Data, "Columns left out", Kind::Text, Restart, essential: false, of data;

    /// How columns of text are used.
    categories: Categories = Categories::None;
    Data, "Text columns", Kind::Choice(Categories::NAMES), Restart, essential: false, of data;

    /// How missing values are handled.
    missing: Missing = Missing::Drop;
    Data, "Missing values", Kind::Choice(Missing::NAMES), Restart, essential: false, of data;

    /// Numbers or words that stand for missing values, separated by commas, such as -999 or unknown.
    missing_code: Columns = Columns::default();
    Data, "Missing-value codes", Kind::Text, Restart, essential: false, of data;

    /// Use every n-th row, beginning with the first.
    every: usize = 1;
    Data, "Use every n-th row", integer(1, 1_000_000, SliderSteps::Octaves), Restart, essential: false, of data;

    /// Cut a single column of numbers into series of this length; 0 makes every row a sample.
    cut: usize = 0;
    Data, "Series length", integer(0, 10_000, SliderSteps::Octaves), Restart, essential: false, of data;

    /// How each row is shown: as a table, a series, or an image of a given size such as 28x28.
    view: View = View::Table;
    Data, "Show each row as", Kind::Text, Restart, essential: false, of data;

    /// The data themselves, compressed, if they are small enough to be part of the link.
    content: Text = Text::default();
    Data, "Content", Kind::Text, Restart, essential: false, of data;

    /// Version of the defaults for your own files: 1 for links made with version 0.1, 2 for new files.
    defaults: Defaults = Defaults::First;
    Data, "Defaults", Kind::Choice(Defaults::NAMES), Restart, essential: false, of data;

    /// How the features are scaled. The scaling is fitted to the training samples.
    scaling: Scaling = Scaling::Standard;
    Data, "Scaling", Kind::Choice(Scaling::NAMES), Restart, essential: false;

    /// Train on the samples of this class only, so that the others can be detected as anomalies; none trains on all.
    train_on: Option<u32> = None;
    Data, "Train on class", Kind::Integer { min: 0, max: 999, slider_steps: SliderSteps::Classes, optional: true }, Restart,
        essential: false, of data;

    /// Fraction of the samples that are kept for testing.
    test_size: f64 = 0.2;
    Data, "Test fraction", real(0.05, 0.9, SliderSteps::Every(0.05)), Restart, essential: false;

    /// Random seed of the split into training and test samples.
    split_state: u32 = 42;
    Data, "Split seed", SEED, Restart, essential: false;

    /// Number of hidden units. A list such as 32,16,8 makes a deep encoder; the decoder mirrors it.
    hidden_dim: Widths = Widths::single(8);
    Model, "Hidden units", integers(1, 1024, SliderSteps::Octaves, 6), Restart, essential: true;

    /// Use a variational autoencoder: the encoder predicts a mean and a variance, and the code is drawn from that normal distribution.
    variational: bool = false;
    Model, "Variational", Kind::Flag, Restart, essential: false;

    /// Weight of the KL divergence between the variational code and the standard normal distribution. With loss=half_sse and beta=1, the loss is the negative evidence lower bound, up to a constant.
    beta: Schedule = Schedule::constant(0.01);
    Model, "Beta", real(0.0, 100.0, SliderSteps::Decades(0.001)), Live, essential: false,
        when "variational=true": |settings| settings.variational;

    /// Activation function of the hidden layers and of the code.
    activation: Activation = Activation::Relu;
    Model, "Activation", Kind::Choice(Activation::NAMES), Restart, essential: false,
        when "a hidden layer, or a code that goes through it (variational and gated ones do not)": |settings| {
            settings.hidden_dim.is_deep() || !(settings.variational || settings.sparsity.is_linear())
        };

    /// Activation function of the decoder's output.
    output: Output = Output::Sigmoid;
    Model, "Output activation", Kind::Choice(Output::NAMES), Restart, essential: false;

    /// Reconstruction loss.
    loss: Loss = Loss::Mse;
    Model, "Loss", Kind::Choice(Loss::NAMES), Restart, essential: false;

    /// Use the transposed encoder weights as decoder weights.
    tied: bool = false;
    Model, "Tied weights", Kind::Flag, Restart, essential: false;

    /// Subtract the decoder's bias from a sample before encoding it.
    pre_bias: bool = false;
    Model, "Pre-encoder bias", Kind::Flag, Restart, essential: false;

    /// Keep the norm of every unit's decoder weights at 1.
    decoder_norm: bool = false;
    Model, "Unit-norm decoder", Kind::Flag, Restart, essential: false;

    /// Initialisation of the weights.
    init: Init = Init::Torch;
    Model, "Initial weights", Kind::Choice(Init::NAMES), Restart, essential: false;

    /// Noise added to the input (a denoising autoencoder): the model reconstructs the clean sample.
    noise: Noise = Noise::None;
    Model, "Noise", Kind::Choice(Noise::NAMES), Restart, essential: false;

    /// Standard deviation of Gaussian noise, or the fraction of values that are corrupted.
    noise_level: Schedule = Schedule::constant(0.3);
    Model, "Noise level", real(0.0, 1.0, SliderSteps::Every(0.05)), Live, essential: false,
        when "a noise other than none": |settings| settings.noise != Noise::None;

    /// How the code is made sparse.
    sparsity: Sparsity = Sparsity::MeanActivation;
    Sparsity, "Method", Kind::Choice(Sparsity::NAMES), Restart, essential: true;

    /// Weight of the sparsity penalty in the loss.
    sparsity_factor: Schedule = Schedule::constant(0.05);
    Sparsity, "Sparsity factor", real(0.0, 100.0, SliderSteps::Decades(0.001)), Live, essential: true, of sparsity;

    /// Mean activation that the penalty pulls every unit towards.
    sparsity_target: Schedule = Schedule::constant(0.05);
    Sparsity, "Sparsity target", real(0.0, 1.0, SliderSteps::Every(0.01)), Live, essential: true, of sparsity;

    /// Divide the penalty by the number of features, as the mean squared error is.
    per_feature: bool = false;
    Sparsity, "Penalty per feature", Kind::Flag, Restart, essential: false,
        when "a sparsity factor and a loss other than half_sse": |settings| can_be_divided(settings);

    /// Number of active units per sample; the others are set to zero.
    k: Schedule = Schedule::constant(3.0);
    Sparsity, "Active units k", integer(1, 1024, SliderSteps::Octaves), Live, essential: true, of sparsity;

    /// Number of dead units that are trained to reconstruct the residual error (AuxK); 0 turns this off.
    aux_k: usize = 0;
    Sparsity, "AuxK units", integer(0, 1024, SliderSteps::Octaves), Restart, essential: false, of sparsity;

    /// Weight of the auxiliary loss (AuxK) of the dead units.
    aux_factor: f64 = 0.03125;
    Sparsity, "AuxK coefficient", real(0.0, 100.0, SliderSteps::Decades(0.001)), Restart, essential: false,
        when "aux_k above 0": |settings| settings.sparsity.uses(Key::aux_factor) && settings.aux_k > 0;

    /// Multiply each unit's L1 penalty by the norm of its decoder weights.
    l1_decoder_norm: bool = false;
    Sparsity, "Scale L1 by decoder norm", Kind::Flag, Restart, essential: false,
        when "sparsity l1 and decoder_norm=false": |settings| settings.sparsity.uses(Key::l1_decoder_norm) && !settings.decoder_norm;

    /// Width of the window around a threshold in which activations contribute to its gradient; also the initial threshold.
    bandwidth: f64 = 0.1;
    Sparsity, "Bandwidth", real(0.0001, 10.0, SliderSteps::Decades(0.0001)), Restart, essential: false, of sparsity;

    /// Number of nested groups of units that must each reconstruct the sample: all units, the first half, the first quarter, and so on.
    prefixes: usize = 3;
    Sparsity, "Nested groups", integer(2, 10, SliderSteps::Every(1.0)), Restart, essential: false, of sparsity;

    /// Interval in epochs after which dead units are reinitialised from the samples with the largest errors; 0 is never.
    resample_every: u32 = 0;
    Sparsity, "Resample every", integer(0, 1_000_000, SliderSteps::Decades(1.0)), Restart, essential: false;

    /// Learning rate: step size of the optimiser.
    lr: Schedule = Schedule::constant(0.001);
    Training, "Learning rate", real(1e-6, 1.0, SliderSteps::Decades(1e-6)), Live, essential: true,
        when "an optimiser other than lbfgs": |settings| settings.optimizer.takes_steps();

    /// Decay of the learning rate over the run.
    lr_schedule: LrSchedule = LrSchedule::Constant;
    Training, "Learning-rate schedule", Kind::Choice(LrSchedule::NAMES), Restart, essential: false,
        when "an optimiser other than lbfgs": |settings| settings.optimizer.takes_steps();

    /// Number of epochs over which the learning rate rises linearly to its value; 0 for none.
    warmup: u32 = 0;
    Training, "Warm-up", integer(0, 1_000_000, SliderSteps::Decades(2.0)), Restart, essential: false,
        when "an optimiser other than lbfgs": |settings| settings.optimizer.takes_steps();

    /// Optimisation algorithm.
    optimizer: OptimizerName = OptimizerName::Adam;
    Training, "Optimiser", Kind::Choice(OptimizerName::NAMES), Restart, essential: false;

    /// Momentum coefficient.
    momentum: f64 = 0.0;
    Training, "Momentum", real(0.0, 0.999, SliderSteps::Every(0.1)), Restart, essential: false,
        of optimizer;

    /// Use Nesterov momentum.
    nesterov: bool = false;
    Training, "Nesterov", Kind::Flag, Restart, essential: false,
        when "optimizer sgd and momentum above 0": |settings| settings.optimizer.uses(Key::nesterov) && settings.momentum > 0.0;

    /// Strength of weight decay; biases do not decay.
    weight_decay: f64 = 0.0;
    Training, "Weight decay", real(0.0, 1.0, SliderSteps::Decades(1e-6)), Restart, essential: false;

    /// Number of samples per optimiser step; 0 takes all training samples (full batch).
    batch_size: usize = 0;
    Training, "Batch size", integer(0, 100_000, SliderSteps::Octaves), Restart, essential: false;

    /// Number of passes over the training samples.
    epochs: u32 = 50;
    Training, "Epochs", integer(1, 1_000_000, SliderSteps::Decades(1.0)), Extend, essential: true;

    /// Stop the run before its last epoch.
    stop: Stop = Stop::None;
    Training, "Early stopping", Kind::Choice(Stop::NAMES), Restart, essential: false;

    /// Number of epochs without improvement of the test MSE after which the run stops.
    patience: u32 = 10;
    Training, "Patience", integer(1, 1_000_000, SliderSteps::Decades(1.0)), Restart, essential: false,
        when "stop=test_loss": |settings| settings.stop == Stop::TestLoss;

    /// Random seed of the initial weights, as in torch.manual_seed.
    seed: u32 = 0;
    Training, "Seed", SEED, Restart, essential: true;
}
