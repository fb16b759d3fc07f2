"""Golden samples from the data files of the page, by real NumPy: writes sources.json.

Format: {"versions": {...}, "files": [FILE, ...], "cases": [CASE, ...]}, one case a line. A FILE has
    name         as in www/data, without .npy.gz
    dtype, shape of the array in it
    hash         fnv1a64 of the array's bytes, little-endian
  and the arrays of digits and wdbc are those of scikit-learn, which this script makes sure of. A CASE has
    source       patches or ecg
    params       its parameters
    python       the lines that made X, run here as they stand; those of an exported script
    shape        of X
    rows         {row: its values}
    sums         for each feature the exactly rounded sum of all samples
"""

import gzip
import math
import os

import numpy
import oracle
from sklearn.datasets import load_breast_cancer, load_digits

DATA = oracle.FOLDER.parents[1] / "www/data"

PATCHES = """\
data = np.load(gzip.open("patches.npy.gz"))  # data/patches.npy.gz of the page
rng = np.random.RandomState({random_state})
tile = rng.randint(len(data), size={n_samples})
top, left = (rng.randint(side - {patch_size} + 1, size={n_samples}) for side in data.shape[1:])
windows = np.lib.stride_tricks.sliding_window_view(data, ({patch_size}, {patch_size}), axis=(1, 2))
X = windows[tile, top, left].reshape({n_samples}, -1).astype(float)
X -= X.mean(axis=1, keepdims=True)
limit = 3 * X.std()
X = (np.clip(X, -limit, limit) / limit + 1) * 0.4 + 0.1
"""
ECG = """\
data = np.load(gzip.open("ecg.npy.gz")).astype(float)  # data/ecg.npy.gz of the page
signal, peaks = (data[:, 0] - 1024) / 200, np.flatnonzero(data[:, 1])
length = {window_seconds} * 360
places = peaks[:, None] + np.linspace(-length / 3, length * 2 / 3, {window})
places = places[(places[:, 0] >= 0) & (places[:, -1] <= len(signal) - 1)]
X = np.interp(places, np.arange(len(signal)), signal)
X -= X.mean(axis=1, keepdims=True)
"""
PATCHES_DEFAULTS = {"patch_size": 8, "n_samples": 10_000, "random_state": 42}

CASES = [("patches", PATCHES, PATCHES_DEFAULTS | changed) for changed in [
    {},
    {"patch_size": 12, "n_samples": 500, "random_state": 0},
    {"patch_size": 5, "n_samples": 77, "random_state": 2**32 - 1},
    {"patch_size": 256, "n_samples": 2, "random_state": 1},
]] + [
    ("ecg", ECG, {"window": window, "window_seconds": seconds})
    for window, seconds in [(64, 0.6), (217, 0.6), (100, 0.5), (2, 1), (50, 0.1), (512, 2)]
]


def load(name):
    return numpy.load(gzip.open(DATA / f"{name}.npy.gz"))


def file(name):
    array = load(name)
    return {
        "name": name,
        "dtype": array.dtype.str,
        "shape": array.shape,
        "hash": oracle.fnv1a64(array.tobytes()),
    }


def case(source, template, params):
    script = template.format(**params)
    names = {"gzip": gzip, "np": numpy}
    os.chdir(DATA)
    exec(script, names)
    X = names["X"]
    few = {0, 1, len(X) // 2, len(X) - 1} if X.shape[1] < 1000 else set()
    return {
        "source": source,
        "params": params,
        "python": script,
        "shape": X.shape,
        "rows": {row: X[row].tolist() for row in sorted(few)},
        "sums": [math.fsum(column) for column in X.T[:1000]],
    }


def main():
    for name, loader in (("digits", load_digits), ("wdbc", load_breast_cancer)):
        X, y = loader(return_X_y=True)
        array = load(name)
        assert (array[:, :-1] == X).all() and (array[:, -1] == y).all(), name
    document = {
        "versions": oracle.versions(),
        "files": [file(name) for name in ("digits", "wdbc", "fashion", "ecg", "patches", "words")],
        "cases": [case(*c) for c in CASES],
    }
    oracle.write("sources.json", document, "cases")


if __name__ == "__main__":
    main()
