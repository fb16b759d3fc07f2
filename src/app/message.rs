//! Events on the page.

use super::feedback::FeedbackPlace;
use super::history::Reached;
use super::loading::{Item, Loading};
use super::notices::About;
use crate::data::DataFile;
use crate::evaluation::{CsvTable, Projection, Remedy, Stage};
use crate::experiment::{Parameter, Settled, Tab};
use crate::figure::AxisScale;
use crate::model::Side;
use crate::protocol::{Event, Pace};
use crate::weights::WeightsProvenance;

/// An event caused by the user, the browser or a worker.
#[derive(Debug, Clone)]
pub enum Message {
    /// "Run" or "Pause" was pressed.
    Run,
    /// "Step" was pressed.
    Step,
    /// "Restart" was pressed.
    Restart,
    /// "Replay with its moves" was pressed.
    Replay,
    /// "Start over with" the values of the controls was pressed.
    StartOver,
    /// "Train more" was pressed.
    TrainMore,
    /// The question about recorded moves was closed.
    CancelQuestion,
    /// "New seed" was pressed.
    NewSeed,
    /// A speed was chosen.
    Pace(Pace),
    /// A slider was moved to this stop.
    Slide(&'static Parameter, String),
    /// A slider was let go.
    Release(&'static Parameter),
    /// A control was moved to this text.
    Move(&'static Parameter, String),
    /// A remedy's button was pressed.
    Apply(Remedy),
    /// A control's reset was pressed.
    Reset(&'static Parameter),
    /// "Copy link" was pressed.
    CopyLink,
    /// The log's "Copy" was pressed.
    CopyLog,
    /// A random number for the new seed, where the browser gives one.
    Seed(Option<u32>),
    /// "Check gradients" was pressed.
    CheckGradients,
    /// "Copy as PyTorch" was pressed.
    CopyPytorch,
    /// The clipboard took a text, or the text that it did not take.
    Copied(FeedbackPlace, &'static str, Result<(), String>),
    /// The theme's button was pressed.
    Theme,
    /// A test sample was chosen.
    Pick(Pick),
    /// A test sample was chosen by its number.
    Sample(u32),
    /// A scale was chosen for the loss.
    Spread(AxisScale),
    /// "Rescale" was pressed.
    Rescale,
    /// Something was done on a figure.
    Figure(FigureId, FigureInput),
    /// A figure is to be saved.
    Save(FigureId, FigureFormat),
    /// "Save weights" was pressed.
    SaveWeights,
    /// "Evaluate" was pressed.
    Evaluate,
    /// "Start again" was pressed while an evaluation is silent.
    EvaluateAgain,
    /// "Cancel" was pressed while it evaluates.
    CancelEvaluation,
    /// A stage of the evaluation is not wanted any more.
    CancelStage(Stage),
    /// Other maps were chosen.
    Project(Projection),
    /// A perplexity was typed.
    Perplexity(String),
    /// A threshold was chosen.
    Threshold(usize),
    /// With which of the ranked samples the drawn ones begin was chosen.
    Ranks(usize),
    /// A table of the evaluation is to be saved.
    SaveTable(CsvTable),
    /// A signal from the evaluation worker.
    Evaluator(Signal),
    /// A file was chosen or dropped: its name, and its bytes or why they cannot be read.
    Opened(String, Result<Vec<u8>, String>),
    /// An event about the user's own data.
    FileImport(ImportMessage),
    /// The user's own data are to be trained on.
    Data(Box<Data>),
    /// A data file of this size has arrived, or the reason why not.
    FileLoaded(DataFile, Result<f64, String>),
    /// So much of a file has arrived.
    Loading(Loading),
    /// All of it has arrived, or nothing more will.
    LoadingEnded(Item),
    /// The user chose whether to show the random decoder in place of the learned one.
    Control(bool),
    /// A side's weights were chosen.
    Side(Side),
    /// A notice was dismissed.
    Dismiss(About),
    /// "Start again" was pressed.
    StartAgain,
    /// "Reload" was pressed.
    Reload,
    /// An animation frame begins.
    Draw,
    /// A second has passed, while the browser gives this page its time.
    Second,
    /// A figure has another size, or the screen's pixels have.
    Resized,
    /// The page was scrolled.
    Scrolled,
    /// The browser begins to print, or ends it.
    Printing(bool),
    /// The window has become narrow or wide.
    Width,
    /// The address was changed, by hand or by going back or forward.
    Address,
    /// The address has another fragment; how far the run of that entry had come.
    Navigated(String, Option<Reached>),
    /// A view was chosen.
    Show(Tab),
    /// A unit was chosen.
    SelectUnit(u32),
    /// A unit is to be opened in its view.
    OpenUnit(u32),
    /// The unit this many numbers further on is to be selected.
    StepUnit(i32),
    /// An example was chosen, by its link.
    Example(&'static str),
    /// The user leaves the page.
    Leaving,
    /// The page was hidden, or shown again.
    Visibility(bool),
    /// The system's theme changed.
    SystemTheme,
    /// A signal from the training worker.
    Worker(Signal),
    /// The worker that measures baselines.
    Measurer(Signal),
    /// The worker that checks gradients.
    Checker(Signal),
    /// The worker that checks a file of weights.
    Weigher(Signal),
    /// The worker that writes the script.
    Script(Signal),
    /// A file's weights fit the experiment, or why they do not.
    WeightsRead(String, Result<(WeightsProvenance, Vec<u8>), String>),
}

/// An event about the user's own data.
#[derive(Debug, Clone)]
pub enum ImportMessage {
    /// Files are to be chosen.
    Choose,
    /// The preview of the same files is opened again.
    LookAgain,
    /// The worker that reads them.
    Reader(Signal),
    /// Reading was cancelled.
    Cancel,
    /// Another label or view was chosen.
    Arrange,
    /// The user set the position of the table in the text.
    Layout,
    /// All columns are to be learned, or none.
    Learn(bool),
    /// "Train on it" was pressed.
    Train,
    /// The preview was closed.
    Leave,
    /// "Save data" was pressed.
    Save,
}

/// The user's own data, whose content the page holds.
#[derive(Debug, Clone)]
pub struct Data {
    /// The experiment on them; `None` if they are the file that the experiment needs.
    pub experiment: Option<Settled>,
    pub hash: u64,
    pub bytes: f64,
    /// The file's name.
    pub name: String,
    /// A description of its content.
    pub words: String,
    /// Notes that the user has not read yet.
    pub news: Vec<String>,
}

/// A signal from a worker.
#[derive(Debug, Clone)]
pub enum Signal {
    /// It sent a message.
    Said(Box<Event>),
    /// It failed for this reason.
    Failed(String),
    /// Its program does not belong to this page, which must be reloaded; the evidence for it.
    Mixed(String),
}

/// A way to a test sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    Previous,
    Next,
    /// By its number, as typed.
    Number(u32),
}

/// A figure's place on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureId {
    Loss,
    Activations,
    Reconstruction,
    Density,
    Units,
    UnitActivations,
    Similarity,
    Directions,
    Map,
    Samples,
    Importance,
    Roc,
}

impl FigureId {
    pub const ALL: [Self; 12] = [
        Self::Loss,
        Self::Activations,
        Self::Reconstruction,
        Self::Density,
        Self::Units,
        Self::UnitActivations,
        Self::Similarity,
        Self::Directions,
        Self::Map,
        Self::Samples,
        Self::Importance,
        Self::Roc,
    ];

    /// The beginning of its elements' ids, and its files' name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Loss => "losses",
            Self::Activations => "activations",
            Self::Reconstruction => "reconstruction",
            Self::Density => "density",
            Self::Units => "units",
            Self::UnitActivations => "unit-activations",
            Self::Similarity => "similarity",
            Self::Directions => "plane",
            Self::Map => "map",
            Self::Samples => "exhibits",
            Self::Importance => "importance",
            Self::Roc => "roc",
        }
    }
}

/// Something done on a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FigureInput {
    /// The pointer is here, in CSS pixels.
    PointerMove(f64, f64),
    /// Pointer or focus went away, or Escape was pressed.
    Leave,
    /// An arrow key moved the selection by this much to the right and down.
    Step(i32, i32),
    /// A click, a tap or Enter, where the pointer or the arrow keys are.
    Select,
}

/// In which form a figure is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureFormat {
    Png,
    Svg,
    Csv,
}
