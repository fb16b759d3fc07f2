"""What real PyTorch prints for exported scripts: writes exports.json.

Format: {"versions": {...}, "exports": [EXPORT, ...]}, one export a line. An EXPORT has
    link     the experiment
    script   fnv1a64 of the script that `sae export LINK` printed
    printed  the lines that this very script printed

The experiments are a pairwise covering array over FACTORS: every two values of two factors that may
stand together do so in one of them. Needs `cargo build --release` before.
"""

import contextlib
import io
import itertools
import os
import random
import runpy
import subprocess
import tempfile

import oracle
import torch

SAE = os.environ.get("SAE", oracle.FOLDER / "../../target/release/sae")

FACTORS = {
    "sparsity": [
        "sparsity=none",
        "",
        "sparsity_factor=0.2&sparsity_target=0.3",
        "sparsity=l1&sparsity_factor=0.02",
        "sparsity=kl&sparsity_factor=0.1&sparsity_target=0.1",
        "sparsity=topk",
        "sparsity=topk&k=2",
        "sparsity=topk&k=3,5@20",
    ],
    "schedule": ["", "lr=0.002,0.0005@20", "FACTOR"],
    "rate": ["", "lr_schedule=cosine", "lr_schedule=linear&warmup=5", "warmup=10"],
    "stop": ["", "stop=test_loss&patience=3", "stop=test_loss"],
    "activation": ["", "activation=leaky_relu", "activation=sigmoid", "activation=tanh", "activation=silu"],
    "output": ["", "output=linear"],
    "loss": ["", "loss=half_sse"],
    "hidden": ["", "hidden_dim=5&seed=3", "hidden_dim=24&n_features=13&random_state=7", "hidden_dim=12,5", "hidden_dim=24,16,9&seed=5"],
    "optimizer": [
        "",
        "optimizer=adamw",
        "optimizer=sgd",
        "optimizer=sgd&momentum=0.9",
        "optimizer=sgd&momentum=0.8&nesterov=true",
        "optimizer=rmsprop",
        "optimizer=rmsprop&momentum=0.5",
    ],
    "decay": ["", "weight_decay=0.01"],
    "batch": ["", "batch_size=64", "batch_size=1000"],
}
LEAST = 80


def allowed(names, values):
    """Whether these values may stand together."""
    chosen = dict(zip(names, values))
    sparsity, activation = chosen.get("sparsity"), chosen.get("activation")
    if sparsity and "kl" in sparsity and activation not in (None, "activation=sigmoid"):
        return False
    penalty = sparsity is None or not ("none" in sparsity or "topk" in sparsity)
    return penalty or chosen.get("schedule") != "FACTOR"


def pairs(case):
    return set(itertools.combinations(case.items(), 2))


def covering():
    """Greedy: the best of some random cases, until every pair is there; then more up to LEAST."""
    draw = random.Random(0)
    names = list(FACTORS)
    open_pairs = {
        ((a, x), (b, y))
        for a, b in itertools.combinations(names, 2)
        for x in FACTORS[a]
        for y in FACTORS[b]
        if allowed((a, b), (x, y))
    }
    cases = []
    while open_pairs or len(cases) < LEAST:
        tries = []
        for _ in range(300):
            case = {name: draw.choice(values) for name, values in FACTORS.items()}
            if open_pairs:
                for name, value in min(open_pairs, key=str) if draw.random() < 0.5 else ():
                    case[name] = value
            if allowed(case.keys(), case.values()) and case not in cases:
                tries.append(case)
        best = max(tries, key=lambda case: len(pairs(case) & open_pairs))
        open_pairs -= pairs(best)
        cases.append(best)
    return cases


def link(case):
    parts = [part for part in case.values() if part and part != "FACTOR"]
    text = "&".join(parts)
    if case["schedule"] == "FACTOR":
        factor = "sparsity_factor=0.05"
        for part in text.split("&"):
            if part.startswith("sparsity_factor="):
                factor = part
        rest = [part for part in text.split("&") if part and part != factor]
        text = "&".join([*rest, f"{factor},0.3@15"])
    return text


def export(text):
    script = subprocess.run([SAE, "export", text], capture_output=True, text=True, check=True).stdout
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(script)
        file.flush()
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            runpy.run_path(file.name, run_name="__main__")
    return {
        "link": text,
        "script": oracle.fnv1a64(script.encode()),
        "printed": printed.getvalue().splitlines(),
    }


def main():
    torch.set_num_threads(1)
    oracle.write(
        "exports.json",
        {
            "versions": oracle.versions(torch=torch.__version__),
            "exports": [export(link(case)) for case in covering()],
        },
        "exports",
    )


if __name__ == "__main__":
    main()
