//! The script's class.

use super::indented;
use crate::experiment::Experiment;
use crate::model::Init;
use crate::parameter::ChoiceInfo;
use crate::sparsity::Sparsity;

/// `class SparseAutoencoder`, with the names of the exported script.
pub fn class(experiment: &Experiment) -> String {
    let python = experiment.sparsity.python(experiment);
    // Emit a separate `decode` method only if an auxiliary loss calls it.
    let lines = decode(experiment, if experiment.variational { "sampled" } else { "encoded" });
    let (decode, decoded) = if python.auxiliary.is_none() {
        (String::new(), format!("{lines}        return decoded, encoded\n"))
    } else {
        let (lines, last) = lines.rsplit_once("decoded = ").expect("the last line makes it");
        let decode = format!("\n    def decode(self, encoded):\n{lines}return {last}");
        (decode, "        return self.decode(encoded), encoded\n".to_owned())
    };
    let arguments = if experiment.hidden_dim.is_deep() { "widths" } else { "input_dim, hidden_dim" };
    format!(
        "

class SparseAutoencoder(nn.Module):
{method}    def __init__(self, {arguments}):
        super().__init__()
{layers}{own}{init}{decode}
    def forward(self, x):
{encoded}{selection}{decoded}
",
        method = method(experiment),
        layers = indented(&layers(experiment), 8),
        own = python.init,
        init = indented(&init(experiment), 8),
        encoded = indented(&encoded(experiment), 8),
        selection = python.selection,
    )
}

/// The sparsity method, in a sentence, and where it is from.
fn method(experiment: &Experiment) -> String {
    if experiment.sparsity == Sparsity::None {
        return String::new();
    }
    let ChoiceInfo { help, paper, .. } = Sparsity::NAMES[experiment.sparsity as usize];
    let source = paper.map_or_else(String::new, |paper| format!(" ({})", paper.title));
    format!("    # {}{source}.\n", help.trim_end_matches('.'))
}

/// Returns the arguments of the class.
pub fn arguments(experiment: &Experiment) -> String {
    let widths = &experiment.hidden_dim;
    if widths.is_deep() {
        format!("[X_train.shape[1], {}]", widths.to_string().replace(',', ", "))
    } else {
        format!("X_train.shape[1], {widths}")
    }
}

/// Writes the layers in the order in which they draw their weights.
fn layers(experiment: &Experiment) -> String {
    let deep = experiment.hidden_dim.is_deep();
    let mut lines = Vec::new();
    if deep {
        lines.push("pairs = list(zip(widths, widths[1:]))");
        lines.push("self.encoder = nn.ModuleList(nn.Linear(wide, narrow) for wide, narrow in pairs)");
        if !experiment.sparsity.tensors().is_empty() {
            lines.push("hidden_dim = widths[-1]");
        }
    } else {
        lines.push("self.encoder = nn.Linear(input_dim, hidden_dim)");
    }
    if experiment.variational {
        lines.push(if deep {
            "self.log_variance = nn.Linear(*pairs[-1])"
        } else {
            "self.log_variance = nn.Linear(input_dim, hidden_dim)"
        });
    }
    lines.push(match (experiment.tied, deep) {
        (false, false) => "self.decoder = nn.Linear(hidden_dim, input_dim)",
        (false, true) => {
            "self.decoder = nn.ModuleList(nn.Linear(narrow, wide) for wide, narrow in reversed(pairs))"
        }
        (true, false) => "self.decoder_bias = nn.Parameter(torch.zeros(input_dim))",
        (true, true) => {
            "self.decoder_biases = nn.ParameterList(torch.zeros(wide) for wide, _ in reversed(pairs))"
        }
    });
    lines.join("\n")
}

/// The initial weights, where they are not `nn.Linear`'s.
fn init(experiment: &Experiment) -> String {
    let all = layer_list(experiment, "self");
    let is_deep = experiment.hidden_dim.is_deep();
    let variance = if experiment.variational { "    self.log_variance.bias.zero_()\n" } else { "" };
    match (experiment.init, experiment.tied) {
        (Init::Torch, _) => String::new(),
        (Init::XavierUniform, _) if let Some(layer) = only_layer(experiment, "self") => format!(
            "bound = math.sqrt(6 / (input_dim + hidden_dim + 1))  # as in CS294A; nn.init.xavier_uniform_ has no + 1
nn.init.uniform_({layer}.weight, -bound, bound)
nn.init.zeros_({layer}.bias)
"
        ),
        (Init::XavierUniform, _) => format!(
            "for layer in {all}:
    bound = math.sqrt(6 / (layer.in_features + layer.out_features + 1))  # nn.init.xavier_uniform_ has no + 1
    nn.init.uniform_(layer.weight, -bound, bound)
    nn.init.zeros_(layer.bias)
"
        ),
        (Init::TiedUnit | Init::TiedMean, true) if is_deep => format!(
            "with torch.no_grad():  # The rows, which are the decoder's columns, have norm 1.
    for layer in {all}:
        layer.bias.zero_()
    for layer in self.encoder:
        layer.weight /= layer.weight.norm(dim=1, keepdim=True)
"
        ),
        (Init::TiedUnit | Init::TiedMean, true) => format!(
            "with torch.no_grad():  # The rows, which are the decoder's columns, have norm 1.
    self.encoder.bias.zero_()
{variance}    self.encoder.weight /= self.encoder.weight.norm(dim=1, keepdim=True)
"
        ),
        (Init::TiedUnit | Init::TiedMean, false) if is_deep => format!(
            "with torch.no_grad():  # The decoder's columns have norm 1; the encoder is its transpose.
    for layer in {all}:
        layer.bias.zero_()
    for there, back in zip(self.encoder, reversed(self.decoder)):
        back.weight /= back.weight.norm(dim=0)
        there.weight.copy_(back.weight.T)
"
        ),
        (Init::TiedUnit | Init::TiedMean, false) => format!(
            "with torch.no_grad():  # The decoder's columns have norm 1; the encoder is its transpose.
    self.encoder.bias.zero_()
    self.decoder.bias.zero_()
{variance}    self.decoder.weight /= self.decoder.weight.norm(dim=0)
    self.encoder.weight.copy_(self.decoder.weight.T)
"
        ),
    }
}

/// The line that sets the decoder's last bias, where it begins with the samples' mean.
pub fn begin_at_mean(experiment: &Experiment) -> String {
    if experiment.init != Init::TiedMean {
        return String::new();
    }
    let mean = experiment.output.python_inverse("X_train.double().mean(dim=0).float()");
    let comment = "a code of zeros decodes to the training samples' mean";
    format!("{}.data.copy_({mean})  # {comment}\n", decoder_bias(experiment, "model"))
}

/// The bias of the decoder's last layer.
fn decoder_bias(experiment: &Experiment, model: &str) -> String {
    match (experiment.tied, experiment.hidden_dim.is_deep()) {
        (false, false) => format!("{model}.decoder.bias"),
        (false, true) => format!("{model}.decoder[-1].bias"),
        (true, false) => format!("{model}.decoder_bias"),
        (true, true) => format!("{model}.decoder_biases[-1]"),
    }
}

/// The only linear layer of a model, if it has no other.
pub fn only_layer(experiment: &Experiment, model: &str) -> Option<String> {
    let is_alone = experiment.tied && !experiment.variational && !experiment.hidden_dim.is_deep();
    is_alone.then(|| format!("{model}.encoder"))
}

/// All linear layers of a model, as a tuple.
pub fn layer_list(experiment: &Experiment, model: &str) -> String {
    let star = if experiment.hidden_dim.is_deep() { "*" } else { "" };
    let variance = if experiment.variational { format!(", {model}.log_variance") } else { String::new() };
    let decoder = match (experiment.tied, experiment.variational) {
        (false, _) => format!(", {star}{model}.decoder"),
        (true, true) => String::new(),
        (true, false) => ",".to_owned(),
    };
    format!("({star}{model}.encoder{variance}{decoder})")
}

fn encoded(experiment: &Experiment) -> String {
    let deep = experiment.hidden_dim.is_deep();
    let linear = experiment.variational || experiment.sparsity.is_linear();
    let activation = experiment.activation;
    let pre_bias = if experiment.pre_bias {
        format!("x = x - {}\n", decoder_bias(experiment, "self"))
    } else {
        String::new()
    };
    let (input, encoded) = match (deep, linear) {
        (false, false) => ("x", format!("encoded = {}\n", activation.python("self.encoder(x)"))),
        (false, true) => ("x", "encoded = self.encoder(x)\n".to_owned()),
        (true, false) => (
            "encoded",
            format!(
                "encoded = x\nfor layer in self.encoder:\n    encoded = {}\n",
                activation.python("layer(encoded)")
            ),
        ),
        (true, true) => (
            "hidden",
            format!(
                "hidden = x\nfor layer in self.encoder[:-1]:\n    hidden = {}\nencoded = self.encoder[-1](hidden)\n",
                activation.python("layer(hidden)")
            ),
        ),
    };
    let sampled = if experiment.variational {
        format!(
            "log_variance = self.log_variance({input})
divergence = 0.5 * (encoded**2 + log_variance.exp() - log_variance - 1)
self.divergence = divergence.sum(dim=1).mean()  # KL divergence from the standard normal
sampled = encoded
if self.training:
    sampled = encoded + torch.randn_like(encoded) * (0.5 * log_variance).exp()
"
        )
    } else {
        String::new()
    };
    format!("{pre_bias}{encoded}{sampled}")
}

/// The lines that make `decoded` of a code.
fn decode(experiment: &Experiment, code: &str) -> String {
    let activation = experiment.activation;
    let output = experiment.loss.python_output(experiment.output);
    let lines = match (experiment.hidden_dim.is_deep(), experiment.tied) {
        (false, false) => format!("decoded = {}\n", output.python(&format!("self.decoder({code})"))),
        (false, true) => {
            let linear = format!("nn.functional.linear({code}, self.encoder.weight.T, self.decoder_bias)");
            format!("decoded = {}\n", output.python(&linear))
        }
        (true, false) => format!(
            "decoded = {code}\nfor layer in self.decoder[:-1]:\n    decoded = {}\ndecoded = {}\n",
            activation.python("layer(decoded)"),
            output.python("self.decoder[-1](decoded)")
        ),
        (true, true) => format!(
            "decoded, *biases = {code}, *self.decoder_biases
for layer, bias in zip(reversed(self.encoder[1:]), biases):
    decoded = {}
decoded = {}
",
            activation.python("nn.functional.linear(decoded, layer.weight.T, bias)"),
            output.python("nn.functional.linear(decoded, self.encoder[0].weight.T, biases[-1])")
        ),
    };
    indented(&lines, 8)
}
