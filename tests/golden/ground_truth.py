"""Golden figures of learned against true directions by SciPy and scikit-learn: ground_truth.json.

Format: {"versions": {...}, "cases": [CASE, ...]}, one case a line. A CASE has
    seed, n_true, n_features, units, learned   of the draws in `draw`
    mmcs      each true direction's largest cosine, averaged
    mcc       the cosine of matched pairs, averaged over the true directions
    matched   each true direction's unit by linear_sum_assignment, or null
    f1        f1_score of matched pairs, averaged over the features that are active in some sample
    control   mmcs and mcc of RandomState(seed).standard_normal((n_features, units))
"""

import numpy
import oracle
import scipy
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import f1_score

SAMPLES = 60
CASES = [
    # seed, n_true, n_features, units, learned
    (0, 16, 32, 16, 0.0),
    (1, 16, 32, 16, 1.0),
    (2, 16, 32, 64, 0.5),
    (3, 40, 8, 12, 2.0),
    (4, 5, 2, 5, 1.0),
    (5, 1, 1, 1, 0.0),
    (6, 1, 3, 7, 1.0),
    (7, 64, 20, 64, 0.3),
]


def draw(seed, n_true, n_features, units, learned):
    random = numpy.random.RandomState(seed)
    directions = random.standard_normal((n_true, n_features))
    decoder = random.standard_normal((n_features, units))
    scale = 0.5 + random.random_sample(n_features)
    draws = random.random_sample((SAMPLES, n_true))
    activations = numpy.where(draws < 0.2, draws, 0)
    draws = random.random_sample((SAMPLES, units))
    codes = numpy.where(draws < 0.1, draws, 0)
    for unit, feature in enumerate(random.permutation(n_true)[:units]):
        decoder[:, unit] += learned * directions[feature] / scale
        codes[:, unit] += activations[:, feature] * (activations[:, feature] > 0.05)
    return directions / scale, decoder, activations != 0, codes != 0


def compare(directions, decoder):
    directions = directions / numpy.linalg.norm(directions, axis=1, keepdims=True)
    similarity = directions @ (decoder / numpy.linalg.norm(decoder, axis=0))
    features, units = linear_sum_assignment(similarity, maximize=True)
    mcc = similarity[features, units].sum() / len(directions)
    return similarity.max(axis=1).mean(), mcc, dict(zip(features.tolist(), units.tolist()))


def case(seed, n_true, n_features, units, learned):
    directions, decoder, truth, active = draw(seed, n_true, n_features, units, learned)
    mmcs, mcc, matched = compare(directions, decoder)
    f1 = [
        f1_score(truth[:, feature], active[:, matched[feature]], zero_division=0) if feature in matched else 0.0
        for feature in range(n_true)
        if truth[:, feature].any()
    ]
    control = numpy.random.RandomState(seed).standard_normal((n_features, units))
    return {
        "seed": seed,
        "n_true": n_true,
        "n_features": n_features,
        "units": units,
        "learned": learned,
        "mmcs": float(mmcs),
        "mcc": float(mcc),
        "f1": float(numpy.mean(f1)),
        "matched": [matched.get(feature) for feature in range(n_true)],
        "control": [float(value) for value in compare(directions, control)[:2]],
    }


if __name__ == "__main__":
    oracle.write(
        "ground_truth.json",
        {"versions": oracle.versions(scipy=scipy.__version__), "cases": [case(*it) for it in CASES]},
        "cases",
    )
