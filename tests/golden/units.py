"""Golden descriptions of hidden units by NumPy and scikit-learn: units.json.

Format: {"versions": {...}, "cases": [CASE, ...]}, one case a line. A CASE has
    link             the experiment of the model
    seed             of the draws in `draw`
    units            one description per unit, see `describe`
    mse              mean squared error of the reconstructions of the test samples
"""

import numpy
import oracle
import scipy.special
from sklearn.metrics import mutual_info_score, precision_score, recall_score
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.model_selection import train_test_split

SAMPLES, FEATURES, UNITS, CLASSES, TRUE = 240, 8, 6, 3, 5
COMMON = "n_features=8&n_redundant=0&hidden_dim=6&output=linear&sparsity=l1"
# The link's parameters after the common ones, the seed, and the activation that they stand for.
CASES = [
    ("", 0, "relu"),
    ("&activation=sigmoid", 1, "sigmoid"),
    ("&activation=tanh", 2, "tanh"),
    ("", 3, "relu"),
]
STRONGEST, BINS, PERCENTILES = 8, 24, (75, 50, 25, 5)


def draw(seed, activation):
    random = numpy.random.RandomState(seed)
    samples = random.standard_normal((SAMPLES, FEATURES))
    labels = numpy.array([random.randint(CLASSES) for _ in range(SAMPLES)])
    samples[:, 0] += 1.5 * labels
    encoder = random.standard_normal((UNITS, FEATURES))
    bias = random.standard_normal(UNITS) - 2
    decoder = 0.1 * random.standard_normal((FEATURES, UNITS))
    output = random.standard_normal(FEATURES)
    truth = random.standard_normal((TRUE, FEATURES))
    present = random.random_sample((SAMPLES, TRUE)) < 0.2
    # The first unit is dead, or hardly active where codes are never 0.
    bias[0] = -20 if activation == "sigmoid" else -1000
    parts = [numpy.float32(part).astype(float) for part in (samples, encoder, bias, decoder, output)]
    return labels, *parts, truth, present


def encode(samples, encoder, bias, activation):
    z = samples @ encoder.T + bias
    if activation == "relu":
        return numpy.maximum(z, 0)
    return scipy.special.expit(z) if activation == "sigmoid" else numpy.tanh(z)


def is_active(codes, activation):
    """The rule of src/training/activity.rs."""
    if activation == "relu":
        return codes != 0
    largest = abs(codes).max()
    if largest <= 1e-6 or numpy.ptp(codes) < 0.05 * largest:
        return numpy.zeros(len(codes), bool)
    return abs(codes) > 0.05 * largest


def preference(labels, active):
    """The class with the highest lift among those with at least a tenth of the active samples."""
    if not active.any():
        return None
    lifts = [
        active[labels == label].mean() / active.mean()
        if (active & (labels == label)).sum() >= 0.1 * active.sum()
        else -1
        for label in range(CLASSES)
    ]
    best = int(numpy.argmax(lifts))
    return {
        "class": best,
        "lift": lifts[best],
        "active": int((active & (labels == best)).sum()),
        "mutual_information": mutual_info_score(labels, active) / numpy.log(2),
    }


def describe(unit, codes, active, labels, samples, decoder, output, truth, present):
    code, is_on = codes[:, unit], active[:, unit]
    nonzero = code[code != 0]
    order = [int(sample) for sample in numpy.argsort(-abs(code), kind="stable") if code[sample] != 0]
    at = []
    if len(order) > STRONGEST:
        at = [numpy.percentile(abs(nonzero), percentile, method="nearest") for percentile in PERCENTILES]
    counts = []
    if len(nonzero):
        counts = numpy.histogram(nonzero, BINS, (min(nonzero.min(), 0), max(nonzero.max(), 0)))[0].tolist()
    cosines = cosine_similarity(decoder.T)[unit]
    near = [int(other) for other in numpy.argsort(-cosines, kind="stable") if other != unit][:5]
    without = codes.copy()
    without[:, unit] = 0
    alike = cosine_similarity(truth, decoder[:, unit : unit + 1].T)[:, 0]
    feature = int(alike.argmax())
    return {
        "active": is_on.mean(),
        "mean": code[is_on].mean() if is_on.any() else 0.0,
        "maximum": code[abs(code).argmax()],
        "zeros": (code == 0).mean(),
        "counts": counts,
        "class": preference(labels, is_on),
        "strongest": order[:STRONGEST],
        "strengths": abs(code[order[:STRONGEST]]).tolist(),
        "quantiles": at,
        "nearest": near,
        "cosines": cosines[near].tolist(),
        "mse_without": ((without @ decoder.T + output - samples) ** 2).mean(),
        "feature": feature,
        "cosine": alike[feature],
        "precision": precision_score(present[:, feature], is_on, zero_division=0),
        "recall": recall_score(present[:, feature], is_on, zero_division=0),
    }


def case(link, seed, activation):
    labels, samples, encoder, bias, decoder, output, truth, present = draw(seed, activation)
    _, test = train_test_split(numpy.arange(SAMPLES), test_size=0.5, random_state=1)
    samples, labels, present = samples[test], labels[test], present[test]
    codes = encode(samples, encoder, bias, activation)
    active = numpy.stack([is_active(codes[:, unit], activation) for unit in range(UNITS)], axis=1)
    details = (codes, active, labels, samples, decoder, output, truth, present)
    return {
        "link": COMMON + link,
        "seed": seed,
        "units": [describe(unit, *details) for unit in range(UNITS)],
        "mse": ((codes @ decoder.T + output - samples) ** 2).mean(),
    }


def main():
    cases = [case(*each) for each in CASES]
    oracle.write("units.json", {"versions": oracle.versions(), "cases": cases}, "cases")


if __name__ == "__main__":
    main()
