"""What the golden scripts share: the parameters' names and defaults, links, hashes, output.

A run is said by a link, as in the page's address: `key=value&key=value`, only what differs from
the defaults below. A live value (sparsity_factor, sparsity_target, lr) may be a schedule:
`0.05,0.2@20` is 0.05, and 0.2 from epoch 20 on, where epochs count from 1.
"""

import json
import platform
from pathlib import Path

import numpy
import sklearn
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

FOLDER = Path(__file__).parent

GENERATOR_DEFAULTS = {
    "n_samples": 1000,
    "n_features": 20,
    "n_informative": 2,
    "n_redundant": 2,
    "n_repeated": 0,
    "n_classes": 2,
    "n_clusters_per_class": 2,
    "weights": None,
    "flip_y": 0.01,
    "class_sep": 1.0,
    "hypercube": True,
    "shift": 0.0,
    "scale": 1.0,
    "shuffle": True,
    "random_state": 42,
}
SPLIT_DEFAULTS = {"test_size": 0.2, "split_state": 42}
TRAINING_DEFAULTS = {
    "hidden_dim": 8,
    "sparsity_factor": 0.05,
    "sparsity_target": 0.05,
    "lr": 0.001,
    "epochs": 50,
    "seed": 0,
}


def versions(**more):
    """The libraries and the machine that made a golden file."""
    return {
        "scikit-learn": sklearn.__version__,
        "numpy": numpy.__version__,
        "machine": platform.machine(),
        **more,
    }


def link(**changed):
    """The link that says `changed`: its keys in the order given."""
    return "&".join(f"{key}={text(value)}" for key, value in changed.items())


def text(value):
    """A value as a link writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "none"
    if isinstance(value, (list, tuple)):
        return ",".join(text(item) for item in value)
    return str(value)


def generate(generator, split):
    """Dataset by scikit-learn: (X, y, train indices, test indices, fitted scaler)."""
    X, y = make_classification(**generator)
    train, test = train_test_split(
        numpy.arange(len(X)), test_size=split["test_size"], random_state=split["split_state"]
    )
    return X, y, train, test, StandardScaler().fit(X[train])


def fnv1a64(data):
    """64-bit FNV-1a of bytes, as 16 hexadecimal digits."""
    state = 0xCBF29CE484222325
    for byte in bytes(data):
        state = ((state ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{state:016x}"


def single(value):
    """A float32 as a number that reads back as the same bits (9 significant digits)."""
    return float(f"{float(value):.9g}")


def write(name, document, rows_key):
    """Writes `document` with one line for each element of `document[rows_key]`."""
    head = {key: value for key, value in document.items() if key != rows_key}
    rows = [json.dumps(row, separators=(",", ":"), allow_nan=False) for row in document[rows_key]]
    opening = json.dumps(head, allow_nan=False)[:-1]
    path = FOLDER / name
    path.write_text(f'{opening}, "{rows_key}": [\n' + ",\n".join(rows) + "\n]}\n")
    print(f"{name}: {len(rows)} {rows_key}, {path.stat().st_size / 1e3:.0f} kB")
