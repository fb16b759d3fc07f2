"""What real PyTorch prints for exported scripts: writes exports.json.

Format: {"versions": {...}, "exports": [EXPORT, ...]}, one export a line. An EXPORT has
    link     the experiment
    script   fnv1a64 of the script that `sae export LINK` printed
    printed  the lines that this very script printed
    spreads  of each, by what share of itself its number differs between runs whose initial weights
             are off by a rounding: a unit that has just become active, a near tie among the largest
             or a kink in a line search makes much of it

The experiments are a pairwise covering array over FACTORS: every two values of two factors that may
stand together, alone or with what ENABLING adds, do so in one of them. Needs `cargo build --release` before.
With --changed only those exports are run whose script is not the one in exports.json, and shaken only
where the script prints something else than the one there did. --same does this for the links in
exports.json, whichever the covering array would choose today.
"""

import contextlib
import functools
import io
import itertools
import json
import math
import multiprocessing
import os
import random
import re
import runpy
import subprocess
import sys
import tempfile

import oracle
import torch

SAE = os.path.abspath(os.environ.get("SAE", oracle.FOLDER / "../../target/release/sae"))

# Scripts load the page's files from here.
DATA = oracle.FOLDER.parents[1] / "www/data"
# At the edges of single precision: saturated sigmoids in the cross-entropy, equal codes of all-zero
# samples.
EDGES = [
    "n_samples=20&scaling=unit&hidden_dim=40&loss=bce&sparsity=none&lr=1&epochs=10",
    "data=digits&scaling=minmax&train_on=3&loss=bce&sparsity=gated&lr=1&epochs=20",
    "data=digits&loss=bce&sparsity=matryoshka&k=2&lr=0.3&epochs=20&stop=test_loss&patience=4",
    "data=sparse_features&n_true=5&init=tied_unit&activation=sigmoid&sparsity=topk&epochs=10",
    "data=sparse_features&n_true=5&init=tied_unit&activation=tanh&sparsity=topk&k=2&epochs=10",
    "data=sparse_features&n_true=5&init=tied_unit&activation=sigmoid&sparsity=batch_topk&epochs=10",
]
# Too long for the array; and the page's examples, as far as they are not too long.
EXTRA = EDGES + [
    "data=fashion&epochs=10&train_on=7",
    "data=words&epochs=10",
    "data=patches&hidden_dim=16&optimizer=lbfgs&batch_size=0&epochs=20",
    "data=digits",
    "data=patches&loss=half_sse&init=xavier_uniform&sparsity_factor=3&sparsity_target=0.01&optimizer=lbfgs&weight_decay=0.0001&batch_size=0&epochs=30",
    "data=fashion&sparsity=topk&k=8&epochs=10",
    "data=digits&noise=gaussian",
    "data=ecg",
    "data=wdbc&train_on=1",
    "data=sparse_features",
    # The properties that determine the defaults of a user's file.
    "scaling=common&init=tied_mean&pre_bias=true",
    "data=digits&scaling=common&init=tied_mean&output=linear&pre_bias=true&decoder_norm=true&sparsity=l1&per_feature=true&sparsity_factor=1&batch_size=32&epochs=20",
    "init=tied_mean&tied=true&sparsity=gated&per_feature=true&output=linear&sparsity_factor=1",
    "init=tied_mean&hidden_dim=12,6&scaling=minmax&sparsity=mean_activation&per_feature=true",
    "init=tied_mean&tied=true&hidden_dim=12,6&scaling=unit&sparsity=none",
    "sparsity=kl&activation=sigmoid&per_feature=true&sparsity_factor=3&scaling=minmax&init=tied_mean",
    "sparsity=jumprelu&per_feature=true&sparsity_factor=1,2@20&output=linear&init=tied_mean&pre_bias=true",
    "sparsity=l1&l1_decoder_norm=true&per_feature=true&sparsity_factor=0.5&output=linear",
    "optimizer=lbfgs&init=tied_mean&output=linear&per_feature=true&epochs=20",
    "variational=true&sparsity=l1&per_feature=true&init=tied_mean&output=linear",
    "data=sparse_features&n_samples=2000&n_features=2&n_true=5&directions=polygon&activity=0.1&hidden_dim=5&batch_size=64",
]

FACTORS = {
    "data": [
        "",
        "data=digits",
        "data=digits&scaling=minmax&train_on=3",
        "data=wdbc",
        "data=wdbc&scaling=standard",
        "data=patches&n_samples=600",
        "data=ecg",
        "data=sparse_features&n_samples=400",
        "data=sparse_features&n_samples=400&directions=orthogonal&activity_decay=0.9&hierarchy=true&correlation=0.3",
    ],
    "sparsity": [
        "sparsity=none",
        "",
        "sparsity=mean_activation&sparsity_factor=0.2,0.3@15&sparsity_target=0.3",
        "sparsity=l1&sparsity_factor=0.02,0.1@15",
        "sparsity=l1&sparsity_factor=0.02&l1_decoder_norm=true",
        "sparsity=kl&sparsity_factor=0.1&sparsity_target=0.1",
        "sparsity=topk&k=2",
        "sparsity=topk&k=2,4@20&aux_k=4&aux_factor=0.5",
        "sparsity=batch_topk",
        "sparsity=jumprelu&sparsity_factor=0.02",
        "sparsity=gated&sparsity_factor=0.02",
        "sparsity=matryoshka&k=2",
    ],
    "activation": ["", "activation=leaky_relu", "activation=sigmoid", "activation=tanh", "activation=silu"],
    "output": ["", "output=linear"],
    "loss": ["", "loss=half_sse", "loss=bce"],
    "hidden": [
        "",
        "hidden_dim=5&seed=3",
        "hidden_dim=24&n_features=13&random_state=7",
        "hidden_dim=12,6",
        "hidden_dim=16,10,7&seed=1",
    ],
    "model": [
        "",
        "tied=true",
        "pre_bias=true",
        "decoder_norm=true",
        "tied=true&pre_bias=true",
        "tied=true&pre_bias=true&decoder_norm=true",
    ],
    "init": ["", "init=xavier_uniform", "init=tied_unit"],
    "noise": ["", "noise=gaussian", "noise=mask&noise_level=0.5,0.1@20", "noise=salt_pepper"],
    "variational": ["", "variational=true", "variational=true&beta=0.2,0.02@20"],
    "optimizer": [
        "",
        "optimizer=adamw",
        "optimizer=sgd",
        "optimizer=sgd&momentum=0.9",
        "optimizer=sgd&momentum=0.8&nesterov=true",
        "optimizer=rmsprop",
        "optimizer=rmsprop&momentum=0.5",
        "optimizer=lbfgs",
    ],
    "decay": ["", "weight_decay=0.01"],
    "batch": ["", "batch_size=64", "batch_size=300", "batch_size=0"],
    "rate": ["", "lr=0.002,0.0005@20", "lr_schedule=cosine&warmup=5", "lr_schedule=linear"],
    "course": ["", "resample_every=10", "stop=test_loss&patience=4"],
}
# Makes conflicting values compatible: bce needs data between 0 and 1, kl a code between 0 and 1,
# jumprelu and gated a ReLU, a variational model's activation a hidden layer, lbfgs no batches.
ENABLING = [
    dict(case)
    for case in itertools.product(
        [("data", ""), ("data", "data=digits")],
        [("sparsity", ""), ("sparsity", "sparsity=none")],
        [("activation", ""), ("activation", "activation=sigmoid"), ("activation", "activation=relu")],
        [("hidden", ""), ("hidden", "hidden_dim=12,6")],
        [("batch", ""), ("batch", "batch_size=0")],
    )
]
LEAST = 80
# The number of perturbations of the initial weights; more where a near tie decides, which few of them meet:
# which codes are the largest, or which lie above a threshold.
SHAKES, SHAKES_OF_CHOICES = 3, 10
LARGEST = re.compile(r"(encoded|flat|before)\.argsort\(")
SHAKE = """
with torch.no_grad():
    shake = torch.Generator().manual_seed({seed})
    for parameter in model.parameters():
        parameter *= 1 + 1e-7 * torch.randn(parameter.shape, generator=shake)
        parameter += 1e-9 * torch.randn(parameter.shape, generator=shake){where}
"""
# Where biases begin at 0 and samples are 0, codes are equal, and the first ones are the largest. An
# exact zero has no rounding, so it is not shaken there.
NOT_ZERO = " * (parameter != 0)"
# Functions differ in their last rounding, which decides between codes that they saturate. Equal
# arguments still give equal values.
SATURATING = re.compile(r"torch\.(tanh|sigmoid)\(")
ROUNDED = """

def rounded(function):
    return lambda z: function(z) * (1 + 6e-8 * torch.sin(1e4 * z.detach() + {seed}))


"""


@functools.cache
def allowed(text):
    """Whether these values may stand together; the table itself says."""
    return subprocess.run([SAE, "export", text], capture_output=True).returncode == 0


def pairs(case):
    return set(itertools.combinations(case.items(), 2))


def enabled(pair):
    """The pair with as little as lets it stand; None where nothing does."""
    cases = ({name: "" for name in FACTORS} | added | dict(pair) for added in ENABLING)
    return next((case for case in cases if allowed(link(case))), None)


def covering():
    """Greedy: the best of some random cases, until every pair is there; then more up to LEAST."""
    draw = random.Random(0)
    names = list(FACTORS)
    least = {
        pair: enabled(pair)
        for a, b in itertools.combinations(names, 2)
        for pair in itertools.product([(a, x) for x in FACTORS[a]], [(b, y) for y in FACTORS[b]])
    }
    open_pairs = {pair for pair, case in least.items() if case}
    cases = []
    while open_pairs or len(cases) < LEAST:
        tries = []
        wanted = least[min(open_pairs, key=str)] if open_pairs else dict.fromkeys(names, "")
        while len(tries) < 30:
            case = {name: draw.choice(values) for name, values in FACTORS.items()}
            case |= {name: value for name, value in wanted.items() if value}
            # Removes conflicting values one after the other, except the wanted one.
            for name in draw.sample(names, len(names)):
                if allowed(link(case)):
                    break
                case[name] = wanted[name]
            if allowed(link(case)) and case not in cases:
                tries.append(case)
        best = max(tries, key=lambda case: len(pairs(case) & open_pairs))
        open_pairs -= pairs(best)
        cases.append(best)
    return cases


def link(case):
    return "&".join(part for part in case.values() if part)


def run(script):
    """The lines that it prints."""
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(script)
        file.flush()
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            runpy.run_path(file.name, run_name="__main__")
    return printed.getvalue().splitlines()


def shaken(script, seed):
    """Its numbers with all their digits, from initial weights that are off by a rounding."""
    selects = LARGEST.search(script)
    shake = SHAKE.format(seed=seed, where=NOT_ZERO if selects else "")
    if selects:
        shake += ROUNDED.format(seed=seed)
        script = SATURATING.sub(r"rounded(torch.\1)(", script)
    script, places = re.subn(r"^epochs\b", lambda _: shake + "epochs", script, count=1, flags=re.M)
    assert places == 1
    return [(line.rsplit(" ", 1)[0], float(line.rsplit(" ", 1)[1])) for line in run(script.replace(":.4f}", ":.12f}"))]


def spreads(runs):
    """Of each line that all runs have, by what share of itself its number differs between them."""
    shares = []
    for lines in zip(*runs):
        names, numbers = zip(*lines)
        if len(set(names)) > 1 or not all(map(math.isfinite, numbers)):
            break
        shares.append(float(f"{(max(numbers) - min(numbers)) / max(numbers):.1e}"))
    return shares


def export(text, known):
    torch.set_num_threads(1)
    os.chdir(DATA)
    script = subprocess.run([SAE, "export", text], capture_output=True, text=True, check=True).stdout
    digest = oracle.fnv1a64(script.encode())
    if known and known["script"] == digest:
        return known
    printed = run(script)
    if known and known["printed"] == printed:
        return known | {"script": digest}
    shakes = SHAKES_OF_CHOICES if LARGEST.search(script) or "log_threshold" in script else SHAKES
    return {
        "link": text,
        "script": digest,
        "printed": printed,
        "spreads": spreads([shaken(script, seed) for seed in range(shakes)]),
    }


def main():
    known = {}
    if sys.argv[1:] in (["--changed"], ["--same"]):
        exports = json.loads((oracle.FOLDER / "exports.json").read_text())["exports"]
        known = {export["link"]: export for export in exports}
    texts = list(known) if sys.argv[1:] == ["--same"] else [link(case) for case in covering()] + EXTRA
    with multiprocessing.Pool() as pool:
        exports = pool.starmap(export, [(text, known.get(text)) for text in texts], chunksize=1)
    versions = oracle.versions(torch=torch.__version__)
    oracle.write("exports.json", {"versions": versions, "exports": exports}, "exports")


if __name__ == "__main__":
    main()
