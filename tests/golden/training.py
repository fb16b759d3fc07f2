"""Golden training runs by real PyTorch: writes training.json.

Format: {"versions": {...}, "runs": [RUN, ...]}, one run a line. A RUN has
    name             what the run is for
    link             `key=value&...`, what differs from the defaults (see oracle.py)
    printed          the lines of the script: every tenth epoch's, then the test MSE's
    total            loss of each epoch, before its step (float32, 9 digits: reads back to the bits)
    reconstruction   its first term, the mean squared error over all elements
    sparsity         its second term, sparsity_factor * penalty
    penalty          sum over hidden units of |mean activation - sparsity_target|
    settled          how many epochs PyTorch agrees with itself on: with the training samples in
                     other orders (the same mathematics, other roundings) the total loss stays
                     within 1e-6, relative. Past that no float32 program can be held to a number
    test_mse         mean squared error over all elements of the test part, after the last epoch
    initial          the first up to 8 values of encoder_weight (row by row), encoder_bias,
                     decoder_weight, decoder_bias as initialised, and fnv1a64: the 64-bit FNV-1a of
                     all of them, in that order, as little-endian float32
    final            the same first values after the last epoch
"""

import numpy
import oracle
import torch
from torch import nn

LIVE = ("sparsity_factor", "sparsity_target", "lr")


class Autoencoder(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.encoder = nn.Linear(features, hidden)
        self.decoder = nn.Linear(hidden, features)

    def forward(self, x):
        encoded = torch.relu(self.encoder(x))
        return torch.sigmoid(self.decoder(encoded)), encoded


def schedule(value):
    """`0.05,0.2@20` or a number, as a function of the epoch (from 1)."""
    first, *later = str(value).split(",")
    steps = [(1, float(first))]
    for step in later:
        number, epoch = step.split("@")
        steps.append((int(epoch), float(number)))
    return lambda epoch: [number for start, number in steps if start <= epoch][-1]


def first_values(model):
    return {
        f"{part}_{kind}": [oracle.single(v) for v in getattr(layer, kind).detach().flatten()[:8]]
        for part, layer in (("encoder", model.encoder), ("decoder", model.decoder))
        for kind in ("weight", "bias")
    }


def all_bytes(model):
    parts = (model.encoder.weight, model.encoder.bias, model.decoder.weight, model.decoder.bias)
    return b"".join(p.detach().numpy().astype("<f4").tobytes() for p in parts)


def train(name, order=None, **changed):
    """One run; `order` is a seed by which the training samples change places."""
    generator = oracle.GENERATOR_DEFAULTS | {
        k: v for k, v in changed.items() if k in oracle.GENERATOR_DEFAULTS
    }
    split = oracle.SPLIT_DEFAULTS | {k: v for k, v in changed.items() if k in oracle.SPLIT_DEFAULTS}
    training = oracle.TRAINING_DEFAULTS | {
        k: v for k, v in changed.items() if k in oracle.TRAINING_DEFAULTS
    }
    X, _, train_part, test_part, scaler = oracle.generate(generator, split)
    x_train = torch.tensor(scaler.transform(X[train_part]), dtype=torch.float32)
    if order is not None:
        x_train = x_train[numpy.random.RandomState(order).permutation(len(x_train))]
    x_test = torch.tensor(scaler.transform(X[test_part]), dtype=torch.float32)

    torch.manual_seed(training["seed"])
    model = Autoencoder(generator["n_features"], training["hidden_dim"])
    initial = first_values(model) | {"fnv1a64": oracle.fnv1a64(all_bytes(model))}
    factor, target, lr = (schedule(training[key]) for key in LIVE)
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr(1))

    epochs = training["epochs"]
    curves = {"total": [], "reconstruction": [], "sparsity": [], "penalty": []}
    printed = []
    for epoch in range(1, epochs + 1):
        for group in optimizer.param_groups:
            group["lr"] = lr(epoch)
        optimizer.zero_grad()
        decoded, encoded = model(x_train)
        reconstruction = criterion(decoded, x_train)
        penalty = torch.sum(torch.abs(torch.mean(encoded, dim=0) - target(epoch)))
        sparsity = factor(epoch) * penalty
        loss = reconstruction + sparsity
        loss.backward()
        optimizer.step()
        for key, value in zip(curves, (loss, reconstruction, sparsity, penalty)):
            curves[key].append(oracle.single(value.item()))
        if epoch % 10 == 0:
            printed.append(f"Epoch [{epoch}/{epochs}], Loss: {loss.item():.4f}")
    with torch.no_grad():
        decoded, _ = model(x_test)
        test_mse = criterion(decoded, x_test).item()
    printed.append(f"Test MSE: {test_mse:.4f}")
    return {
        "name": name,
        "link": oracle.link(**changed),
        "printed": printed,
        **curves,
        "test_mse": oracle.single(test_mse),
        "initial": initial,
        "final": first_values(model),
    }


def settled(run, **changed):
    """How many epochs of `run` do not depend on the order of the samples."""
    total = numpy.array(run["total"])
    apart = numpy.zeros(len(total), dtype=bool)
    for order in range(8):
        other = numpy.array(train(run["name"], order, **changed)["total"])
        apart |= abs(other - total) > 1e-6 * total
    return int(apart.argmax()) if apart.any() else len(total)


def golden(name, **changed):
    run = train(name, **changed)
    return run | {"settled": settled(run, **changed)}


RUNS = [
    ("the default", {}),
    ("seed 1", {"seed": 1}),
    ("seed 7", {"seed": 7, "random_state": 7}),
    ("seed 123456789", {"seed": 123456789, "split_state": 0}),
    ("the largest seed", {"seed": 4294967295}),
    ("the largest states", {"random_state": 4294967295, "split_state": 4294967295, "seed": 42}),
    ("1 hidden unit", {"hidden_dim": 1}),
    ("3 hidden units", {"hidden_dim": 3, "seed": 5}),
    ("25 hidden units", {"hidden_dim": 25, "lr": 0.003}),
    ("64 hidden units", {"hidden_dim": 64}),
    ("256 hidden units", {"hidden_dim": 256, "epochs": 30}),
    ("1024 hidden units", {"hidden_dim": 1024, "epochs": 20}),
    (
        "2 features",
        {"n_features": 2, "n_redundant": 0, "hidden_dim": 3, "epochs": 60},
    ),
    ("5 features", {"n_features": 5, "n_informative": 3, "n_redundant": 1, "hidden_dim": 4}),
    ("64 features", {"n_samples": 2000, "n_features": 64, "n_informative": 20, "hidden_dim": 25}),
    ("200 features", {"n_samples": 400, "n_features": 200, "n_informative": 40, "hidden_dim": 31}),
    ("the smallest data", {"n_samples": 20, "hidden_dim": 5}),
    ("5,000 samples", {"n_samples": 5000, "epochs": 30, "test_size": 0.25}),
    ("test_size 0.05", {"test_size": 0.05, "n_samples": 333}),
    ("test_size 0.9", {"test_size": 0.9, "split_state": 3}),
    ("the smallest lr", {"lr": 1e-6}),
    ("the largest lr", {"lr": 1, "epochs": 20}),
    ("lr 0.05", {"lr": 0.05, "epochs": 300}),
    ("lr 0.05, 200 epochs", {"lr": 0.05, "epochs": 200}),
    ("lr 0.05, more units", {"lr": 0.05, "epochs": 400, "hidden_dim": 25, "seed": 3}),
    ("500 epochs", {"epochs": 500}),
    ("500 epochs at lr 0.01", {"epochs": 500, "lr": 0.01, "hidden_dim": 16, "seed": 11}),
    ("no sparsity", {"sparsity_factor": 0, "epochs": 100}),
    ("sparsity_factor 1", {"sparsity_factor": 1, "epochs": 100}),
    ("the largest sparsity_factor", {"sparsity_factor": 100, "epochs": 40}),
    ("sparsity_target 0", {"sparsity_target": 0, "sparsity_factor": 0.3}),
    ("sparsity_target 1", {"sparsity_target": 1, "sparsity_factor": 0.5, "lr": 0.01}),
    ("a schedule of the factor", {"sparsity_factor": "0.05,0.2@20"}),
    ("a schedule of the target", {"sparsity_target": "0.05,0.5@11,0.1@31", "sparsity_factor": 1}),
    ("a schedule of the rate", {"lr": "0.001,0.05@15,0.0001@40", "epochs": 60}),
    (
        "all schedules",
        {
            "hidden_dim": 12,
            "sparsity_factor": "0,2@10,0.5@30",
            "sparsity_target": "0.05,0.3@20",
            "lr": "0.01,0.002@25",
            "epochs": 75,
            "seed": 2,
        },
    ),
    (
        "other data",
        {
            "n_samples": 600,
            "n_features": 12,
            "n_informative": 5,
            "n_redundant": 3,
            "n_repeated": 2,
            "n_classes": 3,
            "flip_y": 0.1,
            "class_sep": 2.5,
            "hypercube": False,
            "shift": None,
            "scale": None,
            "shuffle": False,
            "random_state": 2024,
            "epochs": 40,
            "lr": 0.005,
        },
    ),
    ("a few epochs", {"epochs": 7, "lr": 0.02}),
]


def main():
    torch.set_num_threads(1)
    oracle.write(
        "training.json",
        {
            "versions": oracle.versions(torch=torch.__version__),
            "runs": [golden(name, **changed) for name, changed in RUNS],
        },
        "runs",
    )


if __name__ == "__main__":
    main()
