"""Golden random numbers by real NumPy and real PyTorch: streams.json.

Format: {"versions": {...}, "streams": [STREAM, ...]}, one stream a line. A STREAM has
    seed
    random_sample    NumPy: the first numbers of RandomState(seed).random_sample(), as text, which
                     reads back to the bits in every reader
    standard_normal  ... of a new RandomState(seed).standard_normal()
    mixed            ... of a new one: normal, uniform, normal, normal, uniform
    randint          {bound: ... of a new RandomState(seed).randint(bound)}
    permutation      {n: RandomState(seed).permutation(n)}
    uniform          PyTorch: [[from, to, the first numbers of uniform_(from, to)], ...], float32
    linear           [[outputs, inputs, fnv1a64], ...]: nn.Linear's initial weight and bias, their
                     little-endian float32
    drawn            [[what, n, numbers], ...], one after the other from one generator: "rand" or
                     "randn" of n, float32 (of more than 40, every 7th from the last one down), or
                     randperm(n)
"""

import numpy
import oracle
import torch

SEEDS = [0, 1, 42, 2024, 2**31 - 1, 2**31, 2**32 - 1]
BOUNDS = [1, 2, 3, 7, 8, 1000, 2**20, 2**30, 2**31, 2**32 - 1]
SIZES = [1, 2, 10, 64]
RANGES = [(0.0, 1.0), (-1.0, 1.0), (-0.2236068, 0.2236068), (3.0, 3.5), (-1e6, 1e-6)]
LAYERS = [(1, 1), (8, 20), (20, 8), (3, 7), (1024, 20), (2, 1000), (31, 64)]
# Counts below 16 leave a normal behind or take one that was left, whatever comes between.
DRAWS = [
    ("randn", 1),
    ("rand", 3),
    ("randperm", 5),
    ("randn", 16),
    ("randn", 5),
    ("randn", 17),
    ("randn", 1),
    ("randn", 15),
    ("rand", 20),
    ("randn", 31),
    ("randn", 2),
    ("randn", 33),
    ("randperm", 40),
    ("randn", 160),
    ("randn", 3),
    ("rand", 1),
    ("randn", 1000),
    ("randn", 4),
    ("rand", 2),
]


def stream(seed):
    def numbers():
        return numpy.random.RandomState(seed)

    def torch_uniform(low, high):
        torch.manual_seed(seed)
        return [oracle.single(v) for v in torch.empty(9).uniform_(low, high)]

    def linear(outputs, inputs):
        torch.manual_seed(seed)
        layer = torch.nn.Linear(inputs, outputs)
        parts = (layer.weight.detach().numpy(), layer.bias.detach().numpy())
        return oracle.fnv1a64(b"".join(part.astype("<f4").tobytes() for part in parts))

    def drawn():
        torch.manual_seed(seed)
        for what, n in DRAWS:
            values = getattr(torch, what)(n).tolist()
            if what == "randperm":
                yield [what, n, values]
            else:
                step = 1 if n <= 40 else -7
                yield [what, n, [oracle.single(value) for value in values[::step]]]

    mixed = numbers()
    return {
        "seed": seed,
        "random_sample": [repr(v) for v in numbers().random_sample(5).tolist()],
        "standard_normal": numbers().standard_normal(9).tolist(),
        "mixed": [
            mixed.standard_normal(),
            mixed.uniform(),
            mixed.standard_normal(),
            mixed.standard_normal(),
            mixed.uniform(),
        ],
        "randint": {b: numbers().randint(b, size=6).tolist() for b in BOUNDS},
        "permutation": {n: numbers().permutation(n).tolist() for n in SIZES},
        "uniform": [[low, high, torch_uniform(low, high)] for low, high in RANGES],
        "linear": [[outputs, inputs, linear(outputs, inputs)] for outputs, inputs in LAYERS],
        "drawn": list(drawn()),
    }


def main():
    oracle.write(
        "streams.json",
        {
            "versions": oracle.versions(torch=torch.__version__),
            "streams": [stream(seed) for seed in SEEDS],
        },
        "streams",
    )


if __name__ == "__main__":
    main()
