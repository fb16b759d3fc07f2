"""The same step in PyTorch on one thread: prints milliseconds an epoch, a line a shape."""

import json
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)


def epoch_ms(samples, features, units, ms):
    torch.manual_seed(0)
    x = torch.randn(samples, features)
    encoder, decoder = nn.Linear(features, units), nn.Linear(units, features)
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=0.001)

    def epoch():
        encoded = torch.relu(encoder(x))
        decoded = torch.sigmoid(decoder(encoded))
        penalty = torch.sum(torch.abs(encoded.mean(dim=0) - 0.05))
        loss = nn.functional.mse_loss(decoded, x) + 0.05 * penalty
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    for _ in range(5):
        epoch()
    epochs, began = 0, time.perf_counter()
    while (time.perf_counter() - began) * 1000 < ms:
        epoch()
        epochs += 1
    return (time.perf_counter() - began) * 1000 / epochs


for line in sys.stdin:
    print(epoch_ms(**json.loads(line)), flush=True)
