"""The same experiment in PyTorch on one thread: takes {script, ms}, prints milliseconds an epoch.

The script is the exported one; its training loop is run with more and more epochs. SciPy's
minimisation is run once, as a whole.
"""

import contextlib
import io
import json
import sys
import time

import torch

torch.set_num_threads(1)
LOOP = "for epoch in range(1, epochs + 1):"
DESCENT = "weights = descend(weights, epochs)"


def minimisation_ms(script):
    head, _ = script.split("\n" + DESCENT)
    names = {}
    exec(head, names)
    began = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        exec(DESCENT, names)
    return (time.perf_counter() - began) * 1000 / names["epochs"]


def epoch_ms(script, ms):
    if DESCENT in script:
        return minimisation_ms(script)
    head, rest = script.split("\n" + LOOP)
    body = rest.split("\nmodel.eval()")[0]
    loop = compile(LOOP + body, "loop", "exec")
    names = {}
    exec(head, names)

    def run(epochs):
        names["epochs"] = epochs
        began = time.perf_counter()
        exec(loop, names)
        return (time.perf_counter() - began) * 1000

    with contextlib.redirect_stdout(io.StringIO()):
        run(3)
        few = run(3) / 3
        epochs = max(3, round(ms / few))
        return run(epochs) / epochs


print(epoch_ms(**json.load(sys.stdin)))
