"""What real PyTorch makes of saved weights: writes weights.json.

Format: {"versions": {...}, "weights": [SAVED, ...]}, one a line. A SAVED has
    link      the experiment that was trained
    file      fnv1a64 of the file that `sae train LINK --save FILE` wrote
    test_mse  what the exported script's model computes after load_state_dict of that file, float32

The script itself trains for one epoch only, so that weights that were not loaded would show.
Needs `cargo build --release` before.
"""

import contextlib
import io
import subprocess
import tempfile
from pathlib import Path

import oracle
import safetensors
import torch
from exports import SAE
from safetensors.torch import load_file

LINKS = [
    "epochs=20",
    "epochs=20&hidden_dim=16&lr=0.01",
    "epochs=5&n_features=7&hidden_dim=3&seed=9",
    "epochs=10&activation=tanh&output=linear&lr=0.01",
    "epochs=10&sparsity=topk&k=2&lr=0.01",
    "epochs=5&hidden_dim=12,6,3&activation=silu&lr=0.01",
    "epochs=5&tied=true&hidden_dim=12,4&lr=0.01",
    "epochs=5&variational=true&sparsity=none&lr=0.01",
    "epochs=5&pre_bias=true&decoder_norm=true&sparsity=batch_topk&lr=0.01",
    "epochs=5&sparsity=jumprelu",
    "epochs=5&sparsity=matryoshka&k=2&lr=0.01",
    "epochs=5&sparsity=topk&k=2&aux_k=4&lr=0.01&batch_size=64",
    "epochs=5&optimizer=lbfgs",
    "epochs=5&sparsity=gated&lr=0.01",
    "epochs=5&noise=gaussian&lr=0.01",
    "epochs=5&batch_size=64&optimizer=sgd&momentum=0.9&lr=0.1",
]


def sae(*arguments):
    return subprocess.run([SAE, *arguments], capture_output=True, text=True, check=True).stdout


def saved(link, folder):
    file = Path(folder) / "weights.safetensors"
    sae("train", link, "--save", file)
    script = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(sae("export", link, "--epochs", "1"), script)
    model, x = script["model"], script["X_test"]
    model.load_state_dict(load_file(file))
    model.eval()
    with torch.no_grad():
        loss = torch.nn.functional.mse_loss(model(x)[0], x)
    return {
        "link": link,
        "file": oracle.fnv1a64(file.read_bytes()),
        "test_mse": oracle.single(loss.item()),
    }


def main():
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        oracle.write(
            "weights.json",
            {
                "versions": oracle.versions(torch=torch.__version__, safetensors=safetensors.__version__),
                "weights": [saved(link, folder) for link in LINKS],
            },
            "weights",
        )


if __name__ == "__main__":
    main()
