//! "Copy as `PyTorch`": the experiment as a script that prints the page's lines.
//!
//! Each part of an experiment writes its own text beside its own code; here they are put together
//! in the order of the starting script.

use std::fmt::Write as _;

use crate::experiment::{Experiment, Parameter, Schedule, Value};
use crate::optimizer::{LrSchedule, OptimizerName, learning_rate_python};

/// The script of an experiment: Python with scikit-learn and `PyTorch`, nothing else.
#[must_use]
pub fn pytorch(experiment: &Experiment) -> String {
    let parts = [
        head(experiment),
        data(experiment),
        model(experiment),
        schedules(experiment),
        penalty(experiment),
        training(experiment),
        end(experiment),
    ];
    parts.concat()
}

fn head(experiment: &Experiment) -> String {
    let link = experiment.link();
    let math = if experiment.lr_schedule == LrSchedule::Cosine { "import math\n" } else { "" };
    let link = if link.is_empty() { "the default one".to_owned() } else { format!("#{link}") };
    format!(
        r#""""A sparse autoencoder, copied from the Sparse Autoencoder Playground.

The experiment: {link}

Prints what the page prints, to the last digit for the first 50 epochs or so. float32 sums depend
on the order of their terms, so over hundreds of epochs, at large learning rates or where top-k
has to choose between near equals, the last digits may part.

    pip install scikit-learn torch
    python sparse_autoencoder.py [--plot]
"""

{math}import sys

import torch
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
"#
    )
}

fn data(experiment: &Experiment) -> String {
    format!(
        "
# The data, standardised with the training part's mean and standard deviation.
{}X_train, X_test, _, _ = train_test_split(X, y, test_size={}, random_state={})
scaler = StandardScaler().fit(X_train)
X_train = torch.tensor(scaler.transform(X_train), dtype=torch.float32)
X_test = torch.tensor(scaler.transform(X_test), dtype=torch.float32)
",
        experiment.data.python(experiment),
        experiment.test_size,
        experiment.split_state
    )
}

fn model(experiment: &Experiment) -> String {
    let selection = experiment.sparsity.python(experiment).selection;
    let arguments = arguments(experiment, "x");
    if experiment.hidden_dim.is_deep() {
        return deep_model(experiment, &selection);
    }
    let encoded = experiment.activation.python("self.encoder(x)");
    let decoded = experiment.output.python("self.decoder(encoded)");
    format!(
        "

class SparseAutoencoder(nn.Module):
    def __init__(self, input_dim, hidden_dim):
        super().__init__()
        self.encoder = nn.Linear(input_dim, hidden_dim)
        self.decoder = nn.Linear(hidden_dim, input_dim)

    def forward(self, {arguments}):
        encoded = {encoded}
{selection}        decoded = {decoded}
        return decoded, encoded

"
    )
}

/// The class for an encoder of several layers.
fn deep_model(experiment: &Experiment, selection: &str) -> String {
    let arguments = arguments(experiment, "x");
    let encoded = experiment.activation.python("layer(encoded)");
    let inner = experiment.activation.python("layer(decoded)");
    let decoded = experiment.output.python("self.decoder[-1](decoded)");
    format!(
        "

class SparseAutoencoder(nn.Module):
    def __init__(self, widths):
        super().__init__()
        pairs = list(zip(widths, widths[1:]))
        self.encoder = nn.ModuleList(nn.Linear(wide, narrow) for wide, narrow in pairs)
        self.decoder = nn.ModuleList(nn.Linear(narrow, wide) for wide, narrow in reversed(pairs))

    def forward(self, {arguments}):
        encoded = x
        for layer in self.encoder:
            encoded = {encoded}
{selection}        decoded = encoded
        for layer in self.decoder[:-1]:
            decoded = {inner}
        decoded = {decoded}
        return decoded, encoded

"
    )
}

/// What the script's model takes to encode and decode `x`.
fn arguments(experiment: &Experiment, x: &str) -> String {
    if changes_k(experiment) { format!("{x}, epoch") } else { x.to_owned() }
}

/// Whether the model's own k differs from epoch to epoch.
fn changes_k(experiment: &Experiment) -> bool {
    let applies = Parameter::named("k").is_some_and(|row| row.applies(experiment));
    applies && !experiment.k.is_constant()
}

/// What the script's model is made with.
fn widths(experiment: &Experiment) -> String {
    let widths = &experiment.hidden_dim;
    if widths.is_deep() {
        format!("[X_train.shape[1], {}]", widths.to_string().replace(',', ", "))
    } else {
        format!("X_train.shape[1], {widths}")
    }
}

/// A function of the epoch for every live parameter that applies.
fn schedules(experiment: &Experiment) -> String {
    let live = |name: &str, schedule: &Schedule| {
        let applies = Parameter::named(name).is_some_and(|row| row.applies(experiment));
        if applies { schedule_function(name, schedule) } else { String::new() }
    };
    // A k that never changes stands in the model itself.
    let k = if changes_k(experiment) { live("k", &experiment.k) } else { String::new() };
    live("sparsity_factor", &experiment.sparsity_factor)
        + &live("sparsity_target", &experiment.sparsity_target)
        + &k
        + &match learning_rate_python(experiment) {
            Some(lr) => schedule_function("base_lr", &experiment.lr) + &lr,
            None => schedule_function("lr", &experiment.lr),
        }
}

fn schedule_function(name: &str, schedule: &Schedule) -> String {
    let mut function = format!("\ndef {name}(epoch):\n");
    for (epoch, value) in schedule.changes().iter().rev() {
        let _ = writeln!(function, "    if epoch >= {epoch}:\n        return {value}");
    }
    let _ = writeln!(function, "    return {}\n", schedule.initial());
    function
}

fn penalty(experiment: &Experiment) -> String {
    let penalty = experiment.sparsity.python(experiment).penalty;
    let penalty = if penalty.is_empty() { "    return torch.zeros(())\n" } else { &penalty };
    format!("\ndef sparsity_penalty(encoded, epoch):\n{penalty}\n")
}

fn training(experiment: &Experiment) -> String {
    let decay = experiment.weight_decay;
    let decoupled = experiment.optimizer == OptimizerName::Adamw;
    let weight_decay = if decay > 0.0 && !decoupled {
        format!(
            " + {} * sum((layer.weight ** 2).sum() for layer in {})",
            Value::text(&(0.5 * decay)),
            experiment.hidden_dim.python_layers()
        )
    } else {
        String::new()
    };
    let step = format!(
        "decoded, encoded = model({})
reconstruction = {}
loss = reconstruction + sparsity_penalty(encoded, epoch){weight_decay}
optimizer.zero_grad()
loss.backward()
optimizer.step()
",
        arguments(experiment, "x"),
        experiment.loss.python()
    );
    let steps = if experiment.batch_size == 0 {
        format!("    x = X_train\n{}    epoch_loss = loss.item()\n", indented(&step, 4))
    } else {
        format!(
            "    epoch_loss = 0.0
    for batch in torch.randperm(len(X_train)).split({}):
        x = X_train[batch]
{}        epoch_loss += loss.item() * len(x) / len(X_train)
",
            experiment.batch_size,
            indented(&step, 8)
        )
    };
    format!(
        r#"
torch.manual_seed({seed})
model = SparseAutoencoder({widths})
{optimizer}
epochs = {epochs}
{start}
for epoch in range(1, epochs + 1):
    for group in optimizer.param_groups:
        group["lr"] = lr(epoch)
{steps}    if epoch % 10 == 0:
        print(f"Epoch [{{epoch}}/{{epochs}}], Loss: {{epoch_loss:.4f}}")
{stop}"#,
        seed = experiment.seed,
        widths = widths(experiment),
        optimizer = experiment.optimizer.python(experiment),
        epochs = experiment.epochs,
        start = experiment.stop.python_start(),
        stop = experiment.stop.python_end(experiment.patience, &arguments(experiment, "X_test")),
    )
}

fn end(experiment: &Experiment) -> String {
    format!(
        r#"
model.eval()
with torch.no_grad():
    decoded, encoded = model({})
    print(f"Test MSE: {{nn.functional.mse_loss(decoded, X_test).item():.4f}}")
{PLOT}"#,
        arguments(experiment, "X_test")
    )
}

const PLOT: &str = r#"
if "--plot" in sys.argv:
    import matplotlib.pyplot as plt

    plt.plot(X_test[0], "o-", label="original")
    plt.plot(decoded[0], "o-", label="reconstructed")
    plt.xlabel("feature")
    plt.ylabel("standardised value")
    plt.legend()
    plt.show()
"#;

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
            "def base_lr(epoch):\n    if epoch >= 9:\n        return 0.02\n    return 0.01\n",
            "def lr(epoch):\n    rise = min(1.0, epoch / 5)\n    \
             fall = 0.5 * (1.0 + math.cos(math.pi * (epoch - 1) / 50))\n    \
             return base_lr(epoch) * rise * fall\n",
        ] {
            assert!(script.contains(part), "{part}");
        }
    }

    #[test]
    fn schedules_are_plain_ifs() {
        let script = script("lr=0.01,0.002@25,0.001@40");
        assert!(script.contains(
            "def lr(epoch):\n    if epoch >= 40:\n        return 0.001\n    if epoch >= 25:\n        return 0.002\n    return 0.01\n"
        ));
    }

    #[test]
    fn a_k_that_changes_is_a_function_and_one_that_does_not_is_a_number() {
        let changing = script("sparsity=topk&k=3,5@20");
        for part in [
            "encoded.topk(k(epoch), dim=1)",
            "def k(epoch):\n    if epoch >= 20:\n        return 5\n    return 3\n",
            "def forward(self, x, epoch):",
            "model(X_test, epoch)",
        ] {
            assert!(changing.contains(part), "{part}");
        }
        let constant = script("sparsity=topk&k=2");
        assert!(constant.contains("encoded.topk(2, dim=1)") && constant.contains("model(X_test)"));
    }

    #[test]
    fn several_layers_are_module_lists() {
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
    fn it_is_short_enough_to_read() {
        for link in ["", "sparsity=topk&optimizer=sgd&momentum=0.9&batch_size=64&weight_decay=0.001"] {
            let lines = script(link).lines().count();
            assert!((60..=150).contains(&lines), "{lines} lines");
        }
    }
}
