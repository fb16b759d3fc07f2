"""What real NumPy makes of the generator's own Python: writes sparse_features.json.

Format: {"versions": {...}, "cases": [CASE, ...]}, one case a line, in the order of `cases` in
tests/sparse_features.rs, which prints the texts. A CASE has
    script       fnv1a64 of the text
    shapes       of X, directions, activations
    step         of their rows, only each so many are listed
    x, directions, activations, y
"""

import json
import subprocess

import numpy
import oracle

NUMBERS = 600


def texts():
    command = ["cargo", "test", "--quiet", "--test", "sparse_features", "texts", "--", "--nocapture"]
    printed = subprocess.run(command, cwd=oracle.FOLDER, capture_output=True, text=True).stdout
    lines = [line for line in printed.splitlines() if line.startswith('{"python":')]
    assert lines, printed
    return [json.loads(line)["python"] for line in lines]


def case(text):
    made = {"np": numpy}
    exec(text, made)
    parts = [made[name] for name in ("X", "directions", "activations")]
    step = max(1, max(part.size for part in parts) // NUMBERS)
    x, directions, activations = ([row.tolist() for row in part[::step]] for part in parts)
    return {
        "script": oracle.fnv1a64(text.encode()),
        "shapes": [part.shape for part in parts],
        "step": step,
        "x": x,
        "directions": directions,
        "activations": activations,
        "y": made["y"].tolist(),
    }


if __name__ == "__main__":
    document = {"versions": oracle.versions(), "cases": [case(text) for text in texts()]}
    oracle.write("sparse_features.json", document, "cases")
