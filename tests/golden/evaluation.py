"""Golden measures by real scikit-learn and SciPy: writes evaluation.json.

A code is made here: the standardised inputs times the weights below, and a quarter of what is below
0 of them; a reconstruction is the code times their transpose. Both are rounded to float32. Nothing is
trained, so that the file holds for every version of the model. No two samples have the same code: in
which order trustworthiness takes equal distances, scikit-learn leaves to its sort.

Format: {"versions": {...}, "tables": [TABLE, ...], "cases": [CASE, ...]}, one case a line. A TABLE
has labels, clusters and scores with ties, and ari, nmi and auc of these. A CASE has
    link             the data, as in oracle.py
    width            units of a code; its weights are RandomState(0).standard_normal((features, width)) / 4
    normal           None, or the class that is trained on: other training samples are left out
    codes            sum of the test part's codes, and of their squares
    r2               r2_score: uniform_average, variance_weighted
    errors           of model, mean, pca: r2_score's raw_values, and each test sample's error
    classification   of codes, inputs, pca: samples right, Wilson's interval, the objective's minimum,
                     coefficients
    clustering       of codes, inputs, pca: the best inertia of 300 runs, over the samples, which share
                     of the runs finds it, and the inertia that a quarter of them reaches; ari, nmi and
                     the clusters themselves
    detection        by reconstruction, pca, mahalanobis: auc, threshold, confusion (tn, fp, fn, tp),
                     sum of scores; the first threshold is NumPy's quantile of the training samples, the
                     others are roc_curve's last one with no more false positives
    roc              by reconstruction: false and true positive rates
    importance       the test error, and its rise for each feature, over all and over the others
    maps             of codes, inputs: PCA's trustworthiness, and the first sample's place by it; of
                     t-SNE by perplexity: the one asked and the one taken, trustworthiness, divergence
The file has no codes in full: the test makes them from the same weights.
"""

import numpy
import oracle
from scipy.stats import binomtest
from sklearn.cluster import KMeans
from sklearn.covariance import ShrunkCovariance
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.manifold import TSNE, trustworthiness
from sklearn.metrics import (
    adjusted_rand_score,
    confusion_matrix,
    normalized_mutual_info_score,
    r2_score,
    roc_auc_score,
    roc_curve,
)
from sklearn.preprocessing import StandardScaler

CASES = [
    {"n_samples": 400, "test_size": 0.5},
    {
        "n_samples": 300,
        "n_classes": 3,
        "n_features": 4,
        "n_informative": 4,
        "n_redundant": 0,
        "n_clusters_per_class": 1,
        "class_sep": 3.0,
        "width": 3,
    },
    {"n_samples": 300, "n_features": 60, "n_informative": 5, "random_state": 3, "test_size": 0.4, "width": 6},
    {"n_samples": 400, "n_classes": 3, "n_informative": 4, "test_size": 0.4, "normal": 1},
]


def widened(x):
    """As Rust sees the numbers: float32, computed with in float64."""
    return numpy.asarray(x, "<f4").astype(float)


def classify(train, train_y, test, test_y):
    scaler = StandardScaler().fit(train)
    train, test = scaler.transform(train), scaler.transform(test)
    model = LogisticRegression(C=1, tol=1e-12, max_iter=10_000, solver="newton-cg").fit(train, train_y)
    right = int((model.predict(test) == test_y).sum())
    interval = binomtest(right, len(test_y)).proportion_ci(0.95, method="wilson")
    own = model.predict_log_proba(train)[numpy.arange(len(train)), numpy.searchsorted(model.classes_, train_y)]
    return {
        "right": right,
        "interval": [float(interval.low), float(interval.high)],
        "objective": float(-own.sum() + 0.5 * (model.coef_**2).sum()),
        "coef": model.coef_.tolist(),
    }


def errors(test, made):
    return {
        "feature_r2": r2_score(test, made, multioutput="raw_values").tolist(),
        "sample_mse": ((test - made) ** 2).mean(axis=1).tolist(),
    }


def cluster(test, test_y):
    runs = [KMeans(len(set(test_y)), n_init=1, tol=0, random_state=seed).fit(test) for seed in range(300)]
    model = min(runs, key=lambda run: run.inertia_)
    found = [run.inertia_ < model.inertia_ * (1 + 1e-9) for run in runs]
    return {
        "rate": sum(found) / len(found),
        "quartile": float(numpy.quantile([run.inertia_ for run in runs], 0.25)) / len(test),
        "inertia": model.inertia_ / len(test),
        "ari": float(adjusted_rand_score(test_y, model.labels_)),
        "nmi": float(normalized_mutual_info_score(test_y, model.labels_)),
        "clusters": model.labels_.tolist(),
    }


def same_price(scores, anomalous, false_positives):
    fpr, _, thresholds = roc_curve(anomalous, scores, drop_intermediate=False)
    return float(thresholds[numpy.round(fpr * (~anomalous).sum()) <= false_positives][-1])


def detect(threshold, scores, anomalous):
    return {
        "auc": float(roc_auc_score(anomalous, scores)),
        "threshold": threshold,
        "confusion": confusion_matrix(anomalous, scores >= threshold).ravel().tolist(),
        "sum": float(scores.sum()),
    }


# scikit-learn's default, and fewer neighbours.
PERPLEXITIES = 30, 8


def maps(test):
    pca = PCA(2, svd_solver="full").fit_transform(test)
    seen = PCA(50, svd_solver="full").fit_transform(test) if test.shape[1] > 50 else test
    by_tsne = []
    for asked in PERPLEXITIES:
        tsne = TSNE(perplexity=min(asked, (len(test) - 1) / 3), init="pca").fit(seen)
        by_tsne.append(
            {
                "asked": asked,
                "perplexity": tsne.perplexity,
                "trustworthiness": float(trustworthiness(test, tsne.embedding_)),
                "divergence": float(tsne.kl_divergence_),
            }
        )
    return {"pca": float(trustworthiness(test, pca)), "first": pca[0].tolist(), "tsne": by_tsne}


def case(width=4, normal=None, **changed):
    generator = oracle.GENERATOR_DEFAULTS | {
        k: v for k, v in changed.items() if k in oracle.GENERATOR_DEFAULTS
    }
    split = oracle.SPLIT_DEFAULTS | {k: v for k, v in changed.items() if k in oracle.SPLIT_DEFAULTS}
    X, y, train, test, scaler = oracle.generate(generator, split)
    train_x, test_x = (widened(scaler.transform(X[part])) for part in (train, test))
    train_y, test_y = y[train], y[test]
    if normal is not None:
        train_x, train_y = train_x[train_y == normal], train_y[train_y == normal]
    weights = numpy.random.RandomState(0).standard_normal((train_x.shape[1], width)) / 4

    def encode(x):
        z = x @ weights
        return widened(numpy.where(z > 0, z, z / 4))

    def reconstruct(x):
        return widened(encode(x) @ weights.T)

    train_codes, test_codes = encode(train_x), encode(test_x)
    made = reconstruct(test_x)
    pca = PCA(width, svd_solver="full").fit(train_x)
    represented = {
        "codes": (train_codes, test_codes),
        "inputs": (train_x, test_x),
        "pca": (pca.transform(train_x), pca.transform(test_x)),
    }
    others = {
        "model": made,
        "mean": numpy.broadcast_to(train_x.mean(axis=0), test_x.shape),
        "pca": pca.inverse_transform(pca.transform(test_x)),
    }
    result = {
        "link": oracle.link(**changed),
        "width": width,
        "normal": normal,
        "codes": [float(test_codes.sum()), float((test_codes**2).sum())],
        "r2": [float(r2_score(test_x, made)), float(r2_score(test_x, made, multioutput="variance_weighted"))],
        "errors": {name: errors(test_x, of) for name, of in others.items()},
        "clustering": {name: cluster(b, test_y) for name, (_, b) in represented.items()},
        "maps": {name: maps(represented[name][1]) for name in ("codes", "inputs")},
    }
    if normal is None:
        result["classification"] = {
            name: classify(a, train_y, b, test_y) for name, (a, b) in represented.items()
        }
    else:

        def error(x, made):
            return ((x - made) ** 2).mean(axis=1)

        def by_pca(x):
            return error(x, pca.inverse_transform(pca.transform(x)))

        covariance = ShrunkCovariance(shrinkage=1e-3).fit(train_x)
        anomalous = test_y != normal
        usual = float(numpy.quantile(error(train_x, reconstruct(train_x)), 0.95))
        by_model = detect(usual, error(test_x, made), anomalous)
        alarms = by_model["confusion"][1]
        others = {"pca": by_pca(test_x), "mahalanobis": covariance.mahalanobis(test_x)}
        result["detection"] = {"reconstruction": by_model} | {
            name: detect(same_price(scores, anomalous, alarms), scores, anomalous)
            for name, scores in others.items()
        }
        fpr, tpr, _ = roc_curve(anomalous, error(test_x, made), drop_intermediate=False)
        result["roc"] = [fpr.tolist(), tpr.tolist()]
    random = numpy.random.RandomState(0)
    before = ((test_x - made) ** 2).mean()
    rise, others = [], []
    for feature in range(test_x.shape[1]):
        permuted = test_x.copy()
        permuted[:, feature] = test_x[random.permutation(len(test_x)), feature]
        squares = (test_x - reconstruct(permuted)) ** 2
        rise.append(float(squares.mean() - before))
        rest = numpy.arange(test_x.shape[1]) != feature
        others.append(float(squares[:, rest].mean() - ((test_x - made) ** 2)[:, rest].mean()))
    result["importance"] = {"mse": float(before), "rise": rise, "rise_of_others": others}
    return result


def tables():
    """Metrics alone, on labels and scores with ties."""
    random = numpy.random.RandomState(7)
    rows = []
    for classes, clusters, count in [(2, 2, 50), (3, 5, 200), (10, 4, 1000), (1, 3, 20)]:
        labels = random.randint(classes, size=count)
        found = numpy.where(random.random_sample(count) < 0.5, labels % clusters, random.randint(clusters, size=count))
        scores = numpy.round(random.standard_normal(count) + (labels > 0), 1)
        rows.append({
            "labels": labels.tolist(),
            "clusters": found.tolist(),
            "scores": scores.tolist(),
            "ari": float(adjusted_rand_score(labels, found)),
            "nmi": float(normalized_mutual_info_score(labels, found)),
            "auc": float(roc_auc_score(labels > 0, scores)) if classes > 1 else None,
        })
    return rows


if __name__ == "__main__":
    oracle.write(
        "evaluation.json",
        {
            "versions": oracle.versions(),
            "tables": tables(),
            "cases": [case(**changed) for changed in CASES],
        },
        "cases",
    )
