"""Golden data by real scikit-learn: classification.json, refused.json, split.json and scaling.json.

classification.json: {"versions": {...}, "cases": [CASE, ...]}, one case a line. A CASE has
    name           what the case is for
    params         what differs from the defaults (see oracle.py)
    rows           {row: its values}: all rows of small data, some of large; numbers of float64 with
                   all their digits
    magnitudes     for each feature the exactly rounded sum of the absolute values of all samples
    sums           for each feature the exactly rounded sum of all samples
    labels         all labels
  and some cases
    test_size, split_state   what train_test_split was given
    test, train              the indices of the parts, in order
    mean, scale              StandardScaler's, of the training part
    first_train, first_test  the first row of each part, standardised, as float32
refused.json: {"cases": [{"params", "message"}]}: parameters that scikit-learn does not take, and why.
split.json: {"cases": [{"n_samples", "test_size", "split_state", "test", "train"}]}; for large n_samples
    "hash" instead: fnv1a64 of the test, then the training indices, as little-endian uint32.
    A refused split has "message" instead.
scaling.json: {"cases": [{"name", "x", "mean", "scale", "scaled"}]}: StandardScaler on explicit columns,
    each of them twice side by side; x as text, which reads back to the bits in every reader.
"""

import math

import numpy
import oracle
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

WHOLE = 400  # values up to which all rows are stored
MAX = 2**32 - 1

# (name, parameters, (test_size, split_state) or None)
CASES = [
    ("the default", {}, (0.2, 42)),
    ("random_state 0", {"random_state": 0}, (0.25, 0)),
    ("random_state 1", {"random_state": 1, "n_samples": 20}, (0.05, 1)),
    ("the largest random_state", {"random_state": MAX, "n_samples": 200}, (0.9, MAX)),
    ("random_state 2^31", {"random_state": 2**31, "n_samples": 100}, (0.5, 2**31)),
    ("random_state 123456789", {"random_state": 123456789, "n_samples": 57}, None),
    ("the smallest data", {"n_samples": 20, "n_features": 2, "n_redundant": 0}, (0.2, 42)),
    ("one sample", {"n_samples": 1}, None),
    ("two samples for four clusters", {"n_samples": 2, "random_state": 3}, None),
    ("3 samples for 8 clusters", {"n_samples": 3, "n_informative": 3, "n_classes": 4}, None),
    ("5,000 samples", {"n_samples": 5000, "random_state": 5}, (0.2, 5)),
    ("200 features", {"n_features": 200, "n_samples": 100, "random_state": 6}, (0.3, 6)),
    ("1,000 features", {"n_features": 1000, "n_samples": 30, "random_state": 7}, None),
    ("no redundant features", {"n_redundant": 0, "n_samples": 50}, None),
    ("one redundant feature", {"n_redundant": 1, "n_samples": 103}, None),
    ("one redundant feature of 7", {"n_redundant": 1, "n_informative": 7, "n_samples": 50}, None),
    ("one redundant feature of 13", {"n_redundant": 1, "n_informative": 13, "n_samples": 51}, None),
    ("one redundant feature of 50", {"n_redundant": 1, "n_informative": 50, "n_features": 60}, None),
    ("many redundant features", {"n_redundant": 17, "n_features": 19, "n_samples": 60}, None),
    ("no noise", {"n_features": 4, "n_samples": 80, "random_state": 8}, (0.4, 8)),
    ("repeated features", {"n_repeated": 5, "n_samples": 64, "random_state": 9}, None),
    (
        "many repeated features",
        {"n_repeated": 14, "n_informative": 3, "n_redundant": 3, "n_samples": 40, "random_state": 10},
        None,
    ),
    (
        "one informative, repeated",
        {"n_informative": 1, "n_redundant": 0, "n_repeated": 3, "n_clusters_per_class": 1, "n_samples": 40},
        None,
    ),
    (
        "one informative, redundant",
        {"n_informative": 1, "n_redundant": 2, "n_clusters_per_class": 1, "n_samples": 90},
        (0.2, 1),
    ),
    ("one class", {"n_classes": 1, "n_samples": 60, "random_state": 11}, None),
    (
        "one class, one cluster",
        {"n_classes": 1, "n_clusters_per_class": 1, "n_samples": 60, "flip_y": 0.5},
        None,
    ),
    ("four classes", {"n_classes": 4, "n_clusters_per_class": 1, "n_samples": 333}, (0.2, 42)),
    ("seven classes", {"n_classes": 7, "n_informative": 5, "n_clusters_per_class": 3}, (0.15, 13)),
    ("as many clusters as corners", {"n_classes": 4, "n_informative": 3, "n_samples": 100}, None),
    (
        "128 clusters of 128 corners",
        {"n_classes": 16, "n_clusters_per_class": 8, "n_informative": 7, "n_samples": 700},
        None,
    ),
    (
        "127 clusters of 128 corners",
        {"n_classes": 127, "n_clusters_per_class": 1, "n_informative": 7, "n_samples": 400},
        None,
    ),
    (
        "4 clusters of 512 corners",
        {"n_informative": 9, "n_samples": 60, "random_state": 14},
        None,
    ),
    (
        "6 clusters of 512 corners",
        {"n_informative": 9, "n_classes": 3, "n_samples": 61, "random_state": 15},
        None,
    ),
    ("weights of both", {"weights": [0.9, 0.1], "random_state": 16}, (0.2, 16)),
    ("weights but the last", {"weights": [0.7], "n_samples": 101}, None),
    (
        "weights of three",
        {"weights": [0.5, 0.25], "n_classes": 3, "n_informative": 4, "n_samples": 250},
        (0.2, 42),
    ),
    ("no weight for a class", {"weights": [1.0, 0.0], "n_samples": 50, "flip_y": 0}, None),
    ("weights above 1 in sum", {"weights": [0.8, 0.7], "n_samples": 50, "flip_y": 0}, None),
    ("weights below 1 in sum", {"weights": [0.2, 0.3], "n_samples": 50, "flip_y": 0}, None),
    (
        "weights that leave less than nothing",
        {"weights": [0.7, 0.6], "n_classes": 3, "n_informative": 3, "n_samples": 90, "flip_y": 0},
        None,
    ),
    ("a negative weight", {"weights": [-0.5, 1.5], "n_samples": 70, "flip_y": 0}, None),
    ("no flipped label", {"flip_y": 0, "random_state": 17, "n_samples": 300}, None),
    ("all labels flipped", {"flip_y": 1, "random_state": 18, "n_samples": 300}, None),
    (
        "a third of the labels flipped, three classes",
        {"flip_y": 0.33, "n_classes": 3, "n_informative": 3, "n_samples": 300},
        None,
    ),
    ("clusters close together", {"class_sep": 1e-3, "n_samples": 60}, (0.2, 42)),
    ("clusters far apart", {"class_sep": 1000.0, "n_samples": 60}, (0.2, 42)),
    ("a polytope", {"hypercube": False, "n_samples": 100, "random_state": 19}, (0.2, 42)),
    (
        "a polytope of 6 dimensions",
        {"hypercube": False, "n_informative": 6, "n_classes": 5, "n_samples": 99, "random_state": 20},
        None,
    ),
    ("a shift", {"shift": -7.5, "n_samples": 40}, (0.2, 42)),
    ("random shifts", {"shift": None, "class_sep": 2.0, "n_samples": 40}, (0.2, 42)),
    ("a scale", {"scale": 0.25, "n_samples": 40}, (0.2, 42)),
    ("random scales", {"scale": None, "n_samples": 40}, (0.2, 42)),
    ("random shifts and scales", {"shift": None, "scale": None, "random_state": 21}, (0.2, 42)),
    ("a far shift", {"shift": 1e9, "n_samples": 100}, (0.2, 42)),
    ("a tiny scale", {"scale": 1e-200, "n_samples": 100}, (0.2, 42)),
    ("a large scale", {"scale": 1e140, "n_samples": 100}, (0.2, 42)),
    ("in order", {"shuffle": False, "n_samples": 40}, (0.2, 42)),
    (
        "in order, everything",
        {
            "n_samples": 150,
            "n_features": 14,
            "n_informative": 5,
            "n_redundant": 3,
            "n_repeated": 2,
            "n_classes": 3,
            "weights": [0.5, 0.3, 0.2],
            "flip_y": 0.1,
            "class_sep": 2.5,
            "hypercube": False,
            "shift": None,
            "scale": None,
            "shuffle": False,
            "random_state": 2024,
        },
        (0.35, 2024),
    ),
] + [
    (
        f"{n} informative features",
        {"n_informative": n, "n_features": n + 5, "n_samples": samples, "random_state": n},
        None,
    )
    for n, samples in [
        (8, 100),
        (16, 100),
        (20, 100),
        (21, 100),
        (29, 50),
        (30, 50),
        (31, 50),
        (32, 50),
        (40, 60),
        (64, 60),
        (100, 80),
        (256, 40),
        (257, 40),
        (600, 24),
        (990, 20),
    ]
]

REFUSED = [
    {"n_samples": 0},
    {"n_features": 0},
    {"n_informative": 0},
    {"n_classes": 0},
    {"n_clusters_per_class": 0},
    {"n_informative": 19},
    {"n_repeated": 17},
    {"n_features": 3},
    {"n_informative": 1, "n_redundant": 0},
    {"n_classes": 3},
    {"n_classes": 5, "n_clusters_per_class": 1},
    {"n_classes": 9, "n_informative": 4},
    {"n_informative": 4, "n_clusters_per_class": 9},
    {"weights": []},
    {"weights": [0.1, 0.2, 0.7]},
    {"n_classes": 4, "n_informative": 3, "weights": [0.5, 0.5]},
    {"flip_y": -0.1},
    {"flip_y": 1.1},
    {"class_sep": 0.0},
    {"class_sep": -1.0},
    {"scale": 0.0},
    {"scale": -2.0},
]

SPLITS = [
    (n, size, state)
    for n, size, state in [
        (20, 0.2, 42),
        (20, 0.05, 0),
        (20, 0.9, 1),
        (21, 0.05, MAX),
        (2, 0.5, 3),
        (3, 0.1, 4),
        (10, 0.99, 5),
        (99, 0.333, 6),
        (100, 0.29, 7),
        (100, 0.07, 8),
        (1000, 0.2, 42),
        (1000, 0.15, 2**31),
        (1001, 0.7, 123456789),
        (5000, 0.25, 9),
        (100000, 0.2, 10),
        (2, 0.6, 0),
        (20, 0.96, 0),
        (20, 0.0, 0),
        (20, 1.0, 0),
        (20, -0.2, 0),
    ]
]


def chosen_rows(X):
    samples, features = X.shape
    if X.size <= WHOLE:
        return range(samples)
    few = 3 if features > 200 else 8
    return sorted({*range(samples)[:2], samples - 1, *range(samples)[:: max(1, samples // few)]})


def exact_sums(X):
    return [math.fsum(column) for column in X.T]


def case(name, changed, split):
    generator = oracle.GENERATOR_DEFAULTS | changed
    X, y = make_classification(**generator)
    golden = {
        "name": name,
        "params": changed,
        "rows": {int(row): X[row].tolist() for row in chosen_rows(X)},
        "magnitudes": exact_sums(abs(X)),
        "sums": exact_sums(X),
        "labels": y.tolist(),
    }
    if split:
        test_size, split_state = split
        _, _, train, test, scaler = oracle.generate(
            generator, {"test_size": test_size, "split_state": split_state}
        )
        golden |= {
            "test_size": test_size,
            "split_state": split_state,
            "test": test.tolist(),
            "train": train.tolist(),
            "mean": scaler.mean_.tolist(),
            "scale": scaler.scale_.tolist(),
            "first_train": singles(scaler.transform(X[train[:1]])[0]),
            "first_test": singles(scaler.transform(X[test[:1]])[0]),
        }
    return golden


def singles(values):
    return [oracle.single(value) for value in values.astype(numpy.float32)]


def refusal(changed):
    try:
        make_classification(**oracle.GENERATOR_DEFAULTS | changed)
    except ValueError as error:
        return {"params": changed, "message": str(error)}
    raise AssertionError(f"scikit-learn takes {changed}")


def split_case(n_samples, test_size, split_state):
    golden = {"n_samples": n_samples, "test_size": test_size, "split_state": split_state}
    try:
        train, test = train_test_split(
            numpy.arange(n_samples), test_size=test_size, random_state=split_state
        )
    except ValueError as error:
        return golden | {"message": str(error)}
    if n_samples > 1001:
        indices = numpy.concatenate([test, train]).astype("<u4")
        return golden | {"n_test": len(test), "hash": oracle.fnv1a64(indices.tobytes())}
    return golden | {"test": test.tolist(), "train": train.tolist()}


def scaling_case(name, column):
    x = numpy.array([[value, value] for value in column])  # a lone column NumPy sums in another order
    scaler = StandardScaler().fit(x)
    return {
        "name": name,
        "x": [repr(value) for value in x[:, 0].tolist()],
        "mean": float(scaler.mean_[0]),
        "scale": float(scaler.scale_[0]),
        "scaled": singles(scaler.transform(x)[:, 0]),
    }


def scaling_cases():
    random = numpy.random.RandomState(0)
    values = random.standard_normal(7)
    yield scaling_case("ordinary", values)
    yield scaling_case("constant zero", [0.0] * 5)
    yield scaling_case("constant", [3.25] * 5)
    yield scaling_case("constant with a mean that rounds", [0.1] * 7)
    yield scaling_case("constant, large", [1e17 / 3] * 7)
    yield scaling_case("nearly constant", [1.0, 1.0 + 2**-52, 1.0, 1.0, 1.0])
    yield scaling_case("barely not constant", [1.0, 1.0 + 2**-40, 1.0, 1.0 - 2**-41])
    yield scaling_case("a far mean", values + 1e9)
    yield scaling_case("tiny", values * 1e-150)
    yield scaling_case("so tiny that its squares vanish", values * 1e-200)
    yield scaling_case("huge", values * 1e150)
    yield scaling_case("one sample", [2.5])
    yield scaling_case("one of many differs", [5.0] * 6 + [5.5])


def main():
    versions = {"versions": oracle.versions()}
    oracle.write("classification.json", versions | {"cases": [case(*c) for c in CASES]}, "cases")
    oracle.write("refused.json", versions | {"cases": [refusal(c) for c in REFUSED]}, "cases")
    oracle.write("split.json", versions | {"cases": [split_case(*s) for s in SPLITS]}, "cases")
    oracle.write("scaling.json", versions | {"cases": list(scaling_cases())}, "cases")


if __name__ == "__main__":
    main()
