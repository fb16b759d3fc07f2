"""The classic exercise by real SciPy, edges learnt from patches: writes edges.json. Takes a minute.

UFLDL's "Sparse Autoencoder" (Ng, CS294A): 64-25-64 sigmoid units on 8 × 8 patches of whitened pictures,
minimised by L-BFGS-B in 400 iterations: half the squared error of a sample + 3 Σ KL(0.01 ‖ ρ̂)
+ 1e-4/2 (‖W1‖² + ‖W2‖²).

Format: {"versions": {...}, "runs": [RUN, ...], "tiles": [TILE, ...]}, one tile a line. A RUN has
    part           all: the 10,000 patches; train: 80 % of them, split with random_state 42
    seed           of NumPy's RandomState, which draws W1, then W2
    cost, evaluations
    seconds        of one core
    orientations   of each hidden unit's incoming weights, see `orientation`
A TILE has
    name           what it is
    shape, values  of the tile, float32, row by row
    orientation    of it
  the first 25 are those of the run of part train with seed 0. `edges.py --png FILE` paints them.
"""

import gzip
import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when NumPy is loaded

import numpy as np
import oracle
import scipy
import sources
from scipy.optimize import minimize
from sklearn.model_selection import train_test_split

HIDDEN, TARGET, FACTOR, DECAY = 25, 0.01, 3.0, 1e-4


def patches():
    names = {"gzip": gzip, "np": np}
    python = sources.PATCHES.format(**sources.PATCHES_DEFAULTS)
    exec(python.replace("patches.npy.gz", str(sources.DATA / "patches.npy.gz")), names)
    return names["X"]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cost_of(X):
    """The cost and its gradient, as a function of all parameters in one row: W1, W2, b1, b2."""
    m, n = X.shape
    ends = np.cumsum([HIDDEN * n, n * HIDDEN, HIDDEN])

    def cost(parameters):
        W1, W2, b1, b2 = np.split(parameters, ends)
        W1, W2 = W1.reshape(HIDDEN, n), W2.reshape(n, HIDDEN)
        code = sigmoid(X @ W1.T + b1)
        output = sigmoid(code @ W2.T + b2)
        mean = code.mean(axis=0)
        kl = TARGET * np.log(TARGET / mean) + (1 - TARGET) * np.log((1 - TARGET) / (1 - mean))
        error = output - X
        value = (
            np.sum(error**2) / (2 * m) + FACTOR * kl.sum() + DECAY / 2 * (np.sum(W1**2) + np.sum(W2**2))
        )
        by_output = error * output * (1 - output) / m
        by_mean = FACTOR * ((1 - TARGET) / (1 - mean) - TARGET / mean) / m
        by_code = (by_output @ W2 + by_mean) * code * (1 - code)
        gradient = [
            by_code.T @ X + DECAY * W1,
            by_output.T @ code + DECAY * W2,
            by_code.sum(axis=0),
            by_output.sum(axis=0),
        ]
        return value, np.concatenate([part.ravel() for part in gradient])

    return cost


def train(X, seed):
    n = X.shape[1]
    limit = np.sqrt(6 / (n + HIDDEN + 1))
    weights = np.random.RandomState(seed).uniform(-limit, limit, 2 * HIDDEN * n)
    start = np.concatenate([weights, np.zeros(HIDDEN + n)])
    begun = time.process_time()
    result = minimize(cost_of(X), start, jac=True, method="L-BFGS-B", options={"maxiter": 400})
    return result, time.process_time() - begun, result.x[: HIDDEN * n].reshape(HIDDEN, 8, 8)


def orientation(tile):
    """|Σ P e^(2iθ)| / Σ P over the frequencies of the tile, padded to 32 × 32, within half a cycle."""
    power = np.abs(np.fft.fft2(tile - tile.mean(), (32, 32))) ** 2
    f = np.fft.fftfreq(32)
    fy, fx = np.meshgrid(f, f, indexing="ij")
    radius = np.hypot(fy, fx)
    within = (radius > 0) & (radius < 0.5)
    direction = np.exp(2j * np.arctan2(fy, fx))
    return float(abs(np.sum((power * direction)[within])) / np.sum(power[within]))


def run(part, X, seed):
    result, seconds, tiles = train(X, seed)
    golden = {
        "part": part,
        "seed": seed,
        "cost": result.fun,
        "evaluations": result.nfev,
        "seconds": round(seconds, 1),
        "orientations": [round(orientation(tile), 4) for tile in tiles],
    }
    above = sum(value > 0.5 for value in golden["orientations"])
    print(f"{part}, seed {seed}: cost {result.fun:.4f}, {above} of {HIDDEN} above 0.5, {seconds:.0f} s")
    return golden, tiles


def tile(name, values):
    values = np.asarray(values, np.float32)
    return {
        "name": name,
        "shape": values.shape,
        "values": [oracle.single(value) for value in values.ravel()],
        "orientation": orientation(values.astype(float)),
    }


def other_tiles():
    random = np.random.RandomState(0)
    yield from (tile("noise", random.standard_normal((8, 8))) for _ in range(3))
    yield tile("noise, 28 x 28", random.standard_normal((28, 28)))
    yield tile("noise, 5 x 7", random.standard_normal((5, 7)))
    row, column = np.mgrid[:12, :12]
    yield tile("a slanting grating", np.sin(row + 0.5 * column))
    yield tile("a bright grating", 100 + np.sin(column))
    yield tile("a chessboard", (row + column) % 2)
    yield tile("one pixel", (row == 3) & (column == 4))


def paint(tiles, path):
    from PIL import Image

    tiles = tiles - tiles.mean(axis=(1, 2), keepdims=True)
    tiles = np.pad(tiles / abs(tiles).max(axis=(1, 2), keepdims=True), ((0, 0), (0, 1), (0, 1)))
    picture = tiles.reshape(5, 5, 9, 9).swapaxes(1, 2).reshape(45, 45)
    Image.fromarray((127.5 + 127 * picture).astype(np.uint8)).resize((450, 450), 0).save(path)


def main():
    X = patches()
    parts = {"train": train_test_split(X, test_size=0.2, random_state=42)[0], "all": X}
    made = [run(part, parts[part], seed) for part in parts for seed in range(3)]
    learnt = made[0][1]
    if sys.argv[1:2] == ["--png"]:
        paint(learnt, sys.argv[2])
    noise = [orientation(tile) for tile in np.random.RandomState(1).standard_normal((1000, 8, 8))]
    print(f"white noise has a median of {np.median(noise):.3f}")
    tiles = [tile(f"unit {unit}", values) for unit, values in enumerate(learnt)]
    document = {
        "versions": oracle.versions(scipy=scipy.__version__),
        "runs": [golden for golden, _ in made],
        "tiles": tiles + list(other_tiles()),
    }
    oracle.write("edges.json", document, "tiles")


if __name__ == "__main__":
    main()
