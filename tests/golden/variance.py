"""Explained variance of reconstructions of features of which some do not vary: writes variance.json.

Format: {"versions": {...}, "cases": [CASE, ...]}, one case a line. A CASE has
    samples, reconstructions   row by row, float32
    variance_weighted          r2_score(..., multioutput="variance_weighted"), which leaves out features
                               that do not vary
    of_varying_features        the same of the features that vary, alone
    explained_variance         1 - mean squared error / mean variance, both over all elements, as SAELens
                               has it since its pull request 443: errors of constant features count
"""

import numpy
import oracle
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.metrics import r2_score


def case(samples, reconstructions):
    samples, reconstructions = numpy.float32(samples), numpy.float32(reconstructions)
    x, y = samples.astype(float), reconstructions.astype(float)
    varying = x.var(axis=0) > 0
    return {
        "samples": samples.tolist(),
        "reconstructions": reconstructions.tolist(),
        "variance_weighted": r2_score(x, y, multioutput="variance_weighted"),
        "of_varying_features": r2_score(x[:, varying], y[:, varying], multioutput="variance_weighted"),
        "explained_variance": 1 - ((x - y) ** 2).mean() / ((x - x.mean(axis=0)) ** 2).mean(),
    }


def main():
    random = numpy.random.RandomState(0)
    digits = load_digits().data[:12, :32] / 16
    near = digits + random.normal(0, 0.1, digits.shape)
    varying = random.normal(size=(9, 4))
    constant = numpy.column_stack([varying, numpy.full(9, 3.0), numpy.zeros(9)])
    cases = [
        case(varying, PCA(2).fit(varying).inverse_transform(PCA(2).fit_transform(varying))),
        case(constant, constant + random.normal(0, 0.5, constant.shape)),
        case(constant, numpy.column_stack([varying * 0.9, constant[:, 4:]])),
        case(digits, near),
    ]
    oracle.write("variance.json", {"versions": oracle.versions(), "cases": cases}, "cases")


if __name__ == "__main__":
    main()
