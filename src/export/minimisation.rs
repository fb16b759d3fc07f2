//! The script's training by L-BFGS: SciPy's, on the same loss in double precision.

use std::fmt::Write as _;

use super::{indented, loss, model};
use crate::experiment::Experiment;
use crate::optimizer::LBFGS_MEMORY;
use crate::training::Stop;

/// Imports of the script in alphabetical order; by default none.
#[derive(Default)]
pub struct Imports {
    /// From the standard library.
    pub contextlib: &'static str,
    /// Before scikit-learn's.
    pub scipy: &'static str,
    /// After PyTorch's others.
    pub vectors: &'static str,
}

impl Imports {
    pub fn of(experiment: &Experiment) -> Self {
        let stops = experiment.stop != Stop::None;
        Self {
            contextlib: if stops { "from contextlib import suppress\n" } else { "" },
            scipy: "from scipy.optimize import minimize\n",
            vectors: "from torch.nn.utils import parameters_to_vector, vector_to_parameters\n",
        }
    }
}

/// From the seed to the last epoch.
pub fn training(experiment: &Experiment) -> String {
    let Pieces { start, globals, end, rest } = Pieces::of(experiment);
    format!(
        r#"
torch.manual_seed({seed})
model = SparseAutoencoder({arguments}).double()
{mean}X_train, X_test = X_train.double(), X_test.double()
epochs, epoch = {epochs}, 0
{start}

def set_weights(weights):
    vector_to_parameters(torch.tensor(weights), model.parameters())


def loss_and_gradient(weights, epoch):
    set_weights(weights)
    x = X_train
    decoded, encoded = model(x)
    reconstruction = {reconstruction}
{loss}    gradient = torch.autograd.grad(loss, list(model.parameters()))
    return loss.item(), parameters_to_vector(gradient).numpy()


def report(intermediate_result):
    # Called after each iteration, which is an epoch.
    global epoch{globals}
    epoch += 1
    set_weights(intermediate_result.x)
    if epoch % 10 == 0:
        print(f"Epoch [{{epoch}}/{{epochs}}], Loss: {{intermediate_result.fun:.4f}}")
{end}

def descend(weights, last):
    options = {{"maxcor": {LBFGS_MEMORY}, "maxiter": last - epoch, "maxfun": 10**9, "ftol": 0, "gtol": 1e-8}}
    result = minimize(
        loss_and_gradient, weights, (epoch + 1,), "L-BFGS-B", jac=True, callback=report, options=options
    )
    # If no lower loss can be found, nothing changes.
{rest}    return result.x


weights = parameters_to_vector(model.parameters()).detach().numpy()
{descents}set_weights(weights)
"#,
        seed = experiment.seed,
        arguments = model::arguments(experiment),
        mean = model::begin_at_mean(experiment),
        epochs = experiment.epochs,
        reconstruction = experiment.loss.python("decoded", "x"),
        loss = indented(&loss(experiment), 4),
        descents = descents(experiment),
    )
}

/// Parts of the script for early stopping.
#[derive(Default)]
struct Pieces {
    start: &'static str,
    globals: &'static str,
    end: String,
    rest: String,
}

impl Pieces {
    fn of(experiment: &Experiment) -> Self {
        let patience = experiment.patience;
        match experiment.stop {
            Stop::None => Self {
                rest: "    while epoch < last:\n        report(result)\n".to_owned(),
                ..Self::default()
            },
            Stop::TestLoss => Self {
                start: experiment.stop.python_start(),
                globals: ", best, best_epoch",
                end: experiment.stop.python_end(experiment, "raise StopIteration"),
                rest: format!(
                    "    with suppress(StopIteration):
        while epoch < last and epoch - best_epoch < {patience}:
            report(result)
"
                ),
            },
        }
    }
}

/// Writes one minimisation, or one from each change of the loss to the next.
fn descents(experiment: &Experiment) -> String {
    let mut lasts: Vec<u32> = experiment.changes().iter().map(|&(epoch, ..)| epoch - 1).collect();
    lasts.retain(|&last| last < experiment.epochs);
    lasts.dedup();
    if lasts.is_empty() {
        return "weights = descend(weights, epochs)\n".to_owned();
    }
    let mut listed = String::new();
    for last in &lasts {
        let _ = write!(listed, "{last}, ");
    }
    let stop = if experiment.stop == Stop::None { "" } else { "    if epoch < last:\n        break\n" };
    format!(
        "# The loss changes after these epochs; each minimisation starts where the previous one ended.
for last in ({listed}epochs):
    weights = descend(weights, last)
{stop}"
    )
}
