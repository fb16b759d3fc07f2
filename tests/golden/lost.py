"""Where training leaves the numbers of float32, and the loss of the test samples: writes lost.json.

Format: {"versions": {...}, "runs": [RUN, ...]}, one run a line. A RUN has
    link       the experiment
    lost       the first epoch in which real PyTorch, running the script that `sae export LINK` prints, has
               a loss, a weight after the step or a test error that is not finite; null where there is none
    test_loss  what the loss makes of the test samples at the end (`binary_cross_entropy_with_logits` where
               the loss is bce); null where that is not compared: at such rates no two programs agree

Needs the program: `cargo build --release`, or SAE=PATH.
"""

import contextlib
import io
import math
import os
import re
import subprocess

import oracle
import torch

SAE = os.path.abspath(os.environ.get("SAE", oracle.FOLDER / "../../target/release/sae"))
DATA = oracle.FOLDER.parents[1] / "www/data"

WIDE = "scaling=none&class_sep=100&n_samples=200"
# Too large a rate for the squared errors, with each activation and each method, and overflowing exponentials.
LOST = [
    f"{WIDE}&optimizer=sgd&momentum=0.99&lr=1&output=linear&epochs=60" + rest
    for rest in [
        "",
        "&activation=leaky_relu",
        "&activation=silu",
        "&hidden_dim=12,6",
        "&hidden_dim=12,6&activation=tanh",
        "&sparsity=none&activation=sigmoid",
        "&sparsity=l1",
        "&sparsity=topk&k=2",
        "&sparsity=topk&k=2&activation=silu",
        "&sparsity=batch_topk&k=2",
        "&sparsity=matryoshka&k=2",
        "&sparsity=jumprelu&batch_size=0",
        "&sparsity=gated&batch_size=0",
        "&tied=true&pre_bias=true",
        "&noise=gaussian",
        "&loss=half_sse",
        "&variational=true&sparsity=none",
        "&variational=true&hidden_dim=12,6&activation=tanh",
    ]
] + [
    "variational=true&sparsity=none&beta=100&lr=1&epochs=60",
    "variational=true&sparsity=none&beta=100&lr=1&optimizer=sgd&epochs=60",
    "variational=true&sparsity=none&activation=sigmoid&hidden_dim=12,6&beta=100&lr=1&optimizer=sgd&epochs=60",
    f"{WIDE}&variational=true&sparsity=none&beta=100&lr=1&epochs=100",
    "sparsity=jumprelu&sparsity_factor=100&lr=1&batch_size=0&epochs=100",
    "sparsity=gated&lr=1&batch_size=0&epochs=100",
    f"{WIDE}&sparsity=gated&lr=1&batch_size=0&output=linear&epochs=100",
    f"{WIDE}&sparsity=none&activation=sigmoid&lr=1&epochs=60",
    f"{WIDE}&sparsity=none&activation=tanh&lr=1&epochs=60",
]
# Saturated outputs: the cross-entropy of the test samples comes from what is before the sigmoid.
COMPARED = [
    "n_samples=60&scaling=unit&hidden_dim=40&loss=bce&sparsity=none&lr=1&epochs=10",
    "n_samples=200&scaling=minmax&loss=bce&epochs=30",
    "data=digits&scaling=minmax&train_on=3&loss=bce&sparsity=none&lr=0.3&batch_size=0&epochs=20",
    "n_samples=200&loss=half_sse&epochs=20",
    "n_samples=200&epochs=20",
]


def script(link):
    return subprocess.run([SAE, "export", f"#{link}"], check=True, capture_output=True, text=True).stdout


def test_loss(names, loss):
    names["model"].eval()
    with torch.no_grad():
        decoded, _ = names["model"](names["X_test"])
        value = eval(loss, names | {"decoded": decoded, "x": names["X_test"]}).item()
    names["model"].train()
    return value


def run(link, compared):
    text = script(link)
    # The line that measures the reconstruction, for the test samples too.
    loss = re.search(r"reconstruction = (.*)", text).group(1)
    first_lost = []

    def look(names, epoch, value):
        finite = math.isfinite(value)
        finite &= all(bool(torch.isfinite(weight).all()) for weight in names["model"].parameters())
        if not (finite and math.isfinite(test_loss(names, loss))):
            first_lost.append(epoch)

    changed = text.replace(
        "    if epoch % 10 == 0:", "    look(globals(), epoch, epoch_loss)\n    if epoch % 10 == 0:"
    )
    assert changed != text, link
    names = {"look": look, "__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        os.chdir(DATA)
        exec(changed, names)
    lost = first_lost[0] if first_lost else None
    value = oracle.single(test_loss(names, loss)) if compared else None
    print(f"{link}: {lost} {value}")
    return {"link": link, "lost": lost, "test_loss": value}


def main():
    torch.set_num_threads(1)
    runs = [run(link, False) for link in LOST] + [run(link, True) for link in COMPARED]
    oracle.write("lost.json", {"versions": oracle.versions(torch=torch.__version__), "runs": runs}, "runs")


if __name__ == "__main__":
    main()
