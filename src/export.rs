//! "Copy as PyTorch": the experiment as a script that prints the page's lines.
//!
//! Each part of an experiment writes its own text next to its own code. This module assembles them in the
//! order of the PyTorch script.

mod minimisation;
mod model;
mod schedules;

use std::fmt::Write as _;

use crate::data::Source;
use crate::experiment::{Experiment, Key};
use crate::model::Init;
use crate::optimizer::{LrSchedule, learning_rate_python};
use crate::sparsity::{Auxiliary, MethodScript};
use crate::training::{Units, decay};
use crate::view::View;
use minimisation::Imports;
use model::layer_list;

/// Returns the script of an experiment: Python with only scikit-learn and PyTorch.
#[must_use]
pub fn pytorch(experiment: &Experiment) -> String {
    let takes_steps = experiment.optimizer.takes_steps();
    let live = schedules::live(experiment);
    let parts = [
        data(experiment),
        model::class(experiment),
        schedules::text(experiment, &live),
        penalty(experiment),
        if takes_steps { training(experiment) } else { minimisation::training(experiment) },
        end(experiment),
    ];
    // Each part writes `name(epoch)`, for it may change; what does not is a number.
    let constant = live.iter().filter(|(_, schedule)| schedule.is_constant());
    let code = constant.fold(parts.concat(), |script, (name, _)| {
        script.replace(&format!("{name}(epoch)"), name).replace(&format!("{name}(1)"), name)
    });
    let penalty = experiment.sparsity.python(experiment).penalty;
    let mut changing = live.iter().filter(|(_, schedule)| !schedule.is_constant());
    // A penalty that never changes does not need the epoch.
    let code = if changing.any(|(name, _)| penalty.contains(&format!("{name}(epoch)"))) {
        code
    } else {
        ["encoded", "gate", "model.gate"].iter().fold(code, |code, takes| {
            code.replace(&format!("sparsity_penalty({takes}, epoch)"), &format!("sparsity_penalty({takes})"))
        })
    };
    head(experiment) + &code
}

fn head(experiment: &Experiment) -> String {
    let (link, data) = (experiment.link(), experiment.data.python(experiment));
    let (promise, Imports { contextlib, scipy, vectors }) = if experiment.optimizer.takes_steps() {
        (
            "Prints the page's lines, to the last digit for about 50 epochs. In longer runs, at high learning rates, with
near ties in TopK, with kinks and mini-batches, and in deep models, PyTorch's own losses vary when initial
weights change by 1e-7, rarely by more than 5 %.",
            Imports::default(),
        )
    } else {
        (
            "Prints the page's lines up to rounding errors that grow from step to step; the last losses agree
within 1 %.",
            Imports::of(experiment),
        )
    };
    let wants_math = experiment.lr_schedule == LrSchedule::Cosine || experiment.init == Init::XavierUniform;
    let math = if wants_math { "import math\n" } else { "" };
    let link = if link.is_empty() { "the default one".to_owned() } else { format!("#{link}") };
    format!(
        r#"r"""A sparse autoencoder, copied from the Sparse Autoencoder Playground.

The experiment: {link}

{promise}

    pip install scikit-learn torch{version}
    python sparse_autoencoder.py [--plot]
"""

{own}{math}import sys
{contextlib}
{numpy}import torch
{scipy}{sklearn}from sklearn.model_selection import train_test_split
{scaler}from torch import nn
{vectors}"#,
        version = if scipy.is_empty() { "" } else { " \"scipy>=1.11\"" },
        own = data.imports,
        numpy = if data.numpy { "import numpy as np\n" } else { "" },
        sklearn = data.sklearn,
        scaler = experiment.scaling.python_import(),
    )
}

fn data(experiment: &Experiment) -> String {
    let code = experiment.data.python(experiment).code;
    let (what, scaling) = experiment.scaling.python();
    let split = format!("test_size={}, random_state={}", experiment.test_size, experiment.split_state);
    let split = match (experiment.train_on, Source::applies(experiment, Key::train_on)) {
        (Some(label), _) => format!(
            "X_train, X_test, y_train, _ = train_test_split(X, y, {split})\nX_train = X_train[y_train == {label}]\n"
        ),
        (None, true) => format!("X_train, X_test, _, _ = train_test_split(X, y, {split})\n"),
        (None, false) => format!("X_train, X_test = train_test_split(X, {split})\n"),
    };
    format!(
        "
# The data, {what}.
{code}{split}{scaling}X_train, X_test = (torch.tensor(part, dtype=torch.float32) for part in (X_train, X_test))
"
    )
}

fn penalty(experiment: &Experiment) -> String {
    let MethodScript { penalised, penalty, auxiliary, .. } = experiment.sparsity.python(experiment);
    let function = |head: &str, body: String| {
        if body.is_empty() { body } else { format!("\ndef {head}:\n{body}\n") }
    };
    function(&format!("sparsity_penalty({}, epoch)", penalised.unwrap_or("encoded")), penalty)
        + &auxiliary
            .map_or_else(String::new, |(takes, body)| function(&format!("auxiliary_loss({takes})"), body))
}

/// The lines that make the loss of its terms.
fn loss(experiment: &Experiment) -> String {
    let method = experiment.sparsity.python(experiment);
    let mut loss = "loss = reconstruction".to_owned();
    if !method.penalty.is_empty() {
        let penalised = method.penalised.map_or_else(|| "encoded".to_owned(), |part| format!("model.{part}"));
        let _ = write!(loss, " + sparsity_penalty({penalised}, epoch)");
    }
    if let Some((takes, _)) = method.auxiliary {
        let _ = write!(loss, " + auxiliary_loss({takes})");
    }
    if experiment.variational {
        loss += " + beta(epoch) * model.divergence";
    }
    if decay::in_loss(experiment).is_some() {
        let squares = model::only_layer(experiment, "model").map_or_else(
            || format!("sum((layer.weight**2).sum() for layer in {})", layer_list(experiment, "model")),
            |layer| format!("({layer}.weight**2).sum()"),
        );
        let _ = write!(loss, "\nloss = loss + weight_decay / 2 * {squares}");
    }
    loss
}

/// Functions that work on the model: what keeps the decoder's columns, what revives units.
fn helpers(experiment: &Experiment) -> String {
    let (weight, dim) = MethodScript::dictionary(experiment);
    let mut helpers = String::new();
    if experiment.decoder_norm {
        let _ = write!(
            helpers,
            "dictionary = {weight}  # Remove the component along each column, which would only change its norm.
dictionary.register_hook(lambda grad: grad - (grad * dictionary).sum(dim={dim}, keepdim=True) * dictionary)


@torch.no_grad()
def normalise_decoder():
    dictionary.copy_(nn.functional.normalize(dictionary, dim={dim}))


normalise_decoder()
"
        );
    }
    if experiment.resample_every > 0 {
        helpers += &Units::python(experiment);
    }
    helpers
}

fn training(experiment: &Experiment) -> String {
    let noise = experiment.noise.python();
    let normalise = if experiment.decoder_norm { "normalise_decoder()\n" } else { "" };
    let revives =
        matches!(experiment.sparsity.at(experiment, 1).auxiliary(), Some(Auxiliary::Residual { .. }));
    let resamples = experiment.resample_every > 0;
    let step = format!(
        "{noise}decoded, encoded = model({input})
reconstruction = {reconstruction}
{loss}
optimizer.zero_grad()
loss.backward()
optimizer.step()
{normalise}{fired}{alive}",
        input = if noise.is_empty() { "x" } else { "noisy" },
        reconstruction = experiment.loss.python("decoded", "x"),
        loss = loss(experiment),
        fired = match (revives, experiment.batch_size) {
            (true, 0) => "dead = ~(encoded != 0).any(dim=0)\n".to_owned(),
            (true, _) => "fired |= (encoded != 0).any(dim=0)\n".to_owned(),
            (false, _) => String::new(),
        },
        alive = if resamples { "alive |= (encoded != 0).any(dim=0)\n" } else { "" },
    );
    let steps = if experiment.batch_size == 0 {
        format!("    x = X_train\n{}    epoch_loss = loss.item()\n", indented(&step, 4))
    } else {
        format!(
            "    epoch_loss = 0.0
    for x in X_train[torch.randperm(len(X_train))].split({}):
{}        epoch_loss += loss.item() * len(x) / len(X_train)
",
            experiment.batch_size,
            indented(&step, 8)
        )
    };
    let code = experiment.hidden_dim.code();
    let mut before = experiment.stop.python_start().to_owned();
    let mut after = experiment.sparsity.python(experiment).after_epoch;
    if revives && experiment.batch_size == 0 {
        let _ = writeln!(before, "dead = torch.zeros({code}, dtype=torch.bool)");
    } else if revives {
        let _ = writeln!(before, "fired, dead = torch.zeros(2, {code}, dtype=torch.bool)");
        after += "    fired, dead = torch.zeros_like(fired), ~fired\n";
    }
    let resample = if resamples {
        let _ = writeln!(before, "alive = torch.zeros({code}, dtype=torch.bool)");
        format!(
            "    if epoch > 1 and (epoch - 1) % {} == 0:
        if not alive.all():
            resample(alive)
        alive = torch.zeros_like(alive)
",
            experiment.resample_every
        )
    } else {
        String::new()
    };
    let rate = if learning_rate_python(experiment).is_none() && experiment.lr.is_constant() {
        ""
    } else if experiment.optimizer.has_groups(experiment) {
        "    for group in optimizer.param_groups:\n        group[\"lr\"] = lr(epoch)\n"
    } else {
        "    optimizer.param_groups[0][\"lr\"] = lr(epoch)\n"
    };
    format!(
        r#"
torch.manual_seed({seed})
model = SparseAutoencoder({arguments})
{mean}{optimizer}
{helpers}epochs = {epochs}
{before}
for epoch in range(1, epochs + 1):
{rate}{resample}{steps}{after}    if epoch % 10 == 0:
        print(f"Epoch [{{epoch}}/{{epochs}}], Loss: {{epoch_loss:.4f}}")
{stop}"#,
        seed = experiment.seed,
        arguments = model::arguments(experiment),
        mean = model::begin_at_mean(experiment),
        optimizer = experiment.optimizer.python(experiment, &weights(experiment)),
        helpers = helpers(experiment),
        epochs = experiment.epochs,
        stop = experiment.stop.python_end(experiment, "break"),
    )
}

/// All weights, as a list.
fn weights(experiment: &Experiment) -> String {
    model::only_layer(experiment, "model").map_or_else(
        || format!("[layer.weight for layer in {}]", layer_list(experiment, "model")),
        |layer| format!("[{layer}.weight]"),
    )
}

fn end(experiment: &Experiment) -> String {
    let plot = match experiment.view() {
        View::Image { width, height } => format!(
            r#"    for place, (name, sample) in enumerate([("original", X_test[0]), ("reconstructed", decoded[0])], 1):
        plt.subplot(1, 2, place, title=name).imshow(sample.reshape({height}, {width}), cmap="gray")
"#
        ),
        View::Table | View::Series => {
            let (feature, value) = experiment.axes();
            format!(
                r#"    plt.plot(X_test[0], "o-", label="original")
    plt.plot(decoded[0], "o-", label="reconstructed")
    plt.gca().set(xlabel="{feature}", ylabel="{value}")
    plt.legend()
"#
            )
        }
    };
    let reconstructed = match experiment.loss.python_reconstruction("decoded") {
        same if same == "decoded" => String::new(),
        reconstruction => {
            format!("    decoded = {reconstruction}  # The loss takes logits.\n")
        }
    };
    format!(
        r#"
model.eval()
with torch.no_grad():
    decoded, encoded = model(X_test)
{reconstructed}    print(f"Test MSE: {{nn.functional.mse_loss(decoded, X_test).item():.4f}}")

if "--plot" in sys.argv:
    import matplotlib.pyplot as plt

{plot}    plt.show()
"#
    )
}

fn indented(text: &str, by: usize) -> String {
    text.lines().fold(String::new(), |mut indented, line| {
        let _ = writeln!(indented, "{:by$}{line}", "");
        indented
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Link;

    fn script(link: &str) -> String {
        let link = Link::parse(link);
        assert_eq!(link.problems, []);
        pytorch(&link.experiment)
    }

    #[test]
    fn a_learning_rate_that_rises_and_falls_is_the_product_of_its_parts() {
        let script = script("lr=0.01,0.02@9&lr_schedule=cosine&warmup=5");
        for part in [
            "import math\nimport sys\n",
            "def base_lr(epoch):\n    return 0.02 if epoch >= 9 else 0.01\n",
            "def lr(epoch):\n    return base_lr(epoch) * min(1.0, epoch / 5) * 0.5 * (1.0 + math.cos(math.pi * (epoch - 1) / 50))\n",
        ] {
            assert!(script.contains(part), "{part}");
        }
    }

    #[test]
    fn script_writes_schedules_as_conditionals() {
        let script = script("lr=0.01,0.002@25,0.001@40");
        assert!(script.contains(
            "def lr(epoch):\n    if epoch >= 40:\n        return 0.001\n    if epoch >= 25:\n        return 0.002\n    return 0.01\n"
        ));
    }

    #[test]
    fn script_writes_a_changing_k_as_a_function_and_a_constant_one_as_a_number() {
        let changing = script("sparsity=topk&k=3,5@20");
        for part in ["stable=True)[:, :k(epoch)]", "def k(epoch):\n    return 5 if epoch >= 20 else 3\n"] {
            assert!(changing.contains(part), "{part}");
        }
        let constant = script("sparsity=topk&k=2");
        assert!(
            constant.contains("\nk = 2\n")
                && constant.contains("encoded.argsort(dim=1, descending=True, stable=True)[:, :k]")
        );
    }

    #[test]
    fn script_of_an_image_file_has_no_labels() {
        let script = script("data=file&file=photo.png:40x30:00000000000000ff");
        assert!(script.contains("\nX_train, X_test = train_test_split(X, "), "{script}");
        assert!(!script.contains("(X, y,"));
    }

    #[test]
    fn script_writes_deep_models_as_module_lists() {
        let script = script("hidden_dim=32,8&optimizer=adamw&weight_decay=0.01");
        for line in [
            "        self.encoder = nn.ModuleList(nn.Linear(wide, narrow) for wide, narrow in pairs)\n",
            "model = SparseAutoencoder([X_train.shape[1], 32, 8])\n",
            "weights = [layer.weight for layer in (*model.encoder, *model.decoder)]\n",
        ] {
            assert!(script.contains(line), "{line}");
        }
    }

    #[test]
    fn script_is_short() {
        for link in ["", "sparsity=topk&optimizer=sgd&momentum=0.9&batch_size=64&weight_decay=0.001"] {
            let lines = script(link).lines().count();
            assert!((60..=150).contains(&lines), "{lines} lines");
        }
    }
}
