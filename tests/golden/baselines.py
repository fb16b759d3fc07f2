"""Golden baselines by real scikit-learn: writes baselines.json.

Format: {"versions": {...}, "cases": [CASE, ...]}, one case a line. A CASE has
    link       the data, as in oracle.py
    mean_mse   test error of predicting each feature's training mean
    pca_mse    test error of PCA fitted on the training part, for 0, 1, ... components
"""

import numpy
import oracle
from sklearn.decomposition import PCA

CASES = [
    {},
    {"n_features": 2, "n_redundant": 0, "random_state": 1},
    {"n_features": 64, "n_informative": 20, "n_redundant": 30, "n_samples": 400, "test_size": 0.5},
    {"n_samples": 40, "n_features": 50, "random_state": 3},
]


def error(residual):
    return float(numpy.mean(residual**2))


def case(**changed):
    generator = oracle.GENERATOR_DEFAULTS | {
        k: v for k, v in changed.items() if k in oracle.GENERATOR_DEFAULTS
    }
    split = oracle.SPLIT_DEFAULTS | {k: v for k, v in changed.items() if k in oracle.SPLIT_DEFAULTS}
    X, _, train, test, scaler = oracle.generate(generator, split)
    # The page sees float32.
    a, b = (scaler.transform(X[part]).astype("<f4").astype(float) for part in (train, test))
    # Centred on their mean, n samples vary in n - 1 directions at most.
    most = min(len(a) - 1, a.shape[1])
    pca_mse = [error(b - a.mean(axis=0))]
    for components in range(1, most + 1):
        pca = PCA(components, svd_solver="full").fit(a)
        pca_mse.append(error(b - pca.inverse_transform(pca.transform(b))))
    return {"link": oracle.link(**changed), "mean_mse": pca_mse[0], "pca_mse": pca_mse}


if __name__ == "__main__":
    oracle.write(
        "baselines.json",
        {"versions": oracle.versions(), "cases": [case(**changed) for changed in CASES]},
        "cases",
    )
