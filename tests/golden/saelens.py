"""What the real SAELens computes with folders of weights: writes saelens.json and the folders in saelens/.

Format: {"versions": {...}, "foreign": [FOREIGN, ...], "saved": [SAVED, ...]}, one SAVED a line. A SAVED is a folder
that `sae train LINK --save DIR --format saelens` wrote and `SAE.load_from_disk` of SAELens loaded:
    link             the experiment
    config           fnv1a64 of cfg.json
    weights          fnv1a64 of sae_weights.safetensors
    samples          the first test samples, as rows of `sae data LINK`
    codes            `encode` of these samples, scaled as cfg.json says, float32
    reconstructions  `decode` of the codes, float32
A FOREIGN is a folder that SAELens itself wrote, with random weights:
    folder           its name in saelens/
    link             an experiment whose model has these weights
    inputs, codes, reconstructions

Needs `cargo build --release` before; the environment variable SAE names another build.
"""

import csv
import io
import json
import os
import subprocess
import tempfile
import warnings
from pathlib import Path

import numpy
import oracle
import sae_lens
import torch
from sae_lens import SAE

PROGRAM = os.path.abspath(os.environ.get("SAE", oracle.FOLDER / "../../target/release/sae"))
FOLDERS = oracle.FOLDER / "saelens"
SAMPLES = 4

LINKS = [
    "output=linear&sparsity=none&epochs=5&lr=0.01",
    "output=linear&epochs=5&lr=0.01",
    "output=linear&sparsity=l1&pre_bias=true&epochs=5&lr=0.01",
    "output=linear&sparsity=l1&scaling=minmax&decoder_norm=true&epochs=5&lr=0.01",
    "output=linear&sparsity=topk&k=2&hidden_dim=16&epochs=5&lr=0.01",
    "output=linear&sparsity=topk&k=4,2@3&pre_bias=true&scaling=unit&epochs=5&lr=0.01",
    "output=linear&sparsity=batch_topk&k=2&hidden_dim=16&epochs=5&lr=0.01",
    "output=linear&sparsity=batch_topk&k=3&pre_bias=true&scaling=common&epochs=5&lr=0.01",
    "output=linear&sparsity=matryoshka&k=2&hidden_dim=16&epochs=5&lr=0.01",
    "output=linear&sparsity=matryoshka&k=3&pre_bias=true&epochs=5&lr=0.01",
    "output=linear&sparsity=jumprelu&epochs=5",
    "output=linear&sparsity=jumprelu&pre_bias=true&scaling=none&epochs=5",
    "output=linear&sparsity=gated&epochs=5&lr=0.01",
    "output=linear&sparsity=gated&pre_bias=true&scaling=minmax&epochs=5&lr=0.01",
    "data=wdbc&output=linear&scaling=standard&sparsity=topk&k=3&pre_bias=true&epochs=3&lr=0.01",
]


def sae(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=True).stdout


def rows(matrix):
    return [[oracle.single(value) for value in row] for row in matrix.tolist()]


def applied(folder, x):
    """Codes and reconstructions of samples by the model in a folder, in float32."""
    model = SAE.load_from_disk(folder, dtype="float32")
    with torch.no_grad():
        codes = model.encode(x)
        return {"codes": rows(codes), "reconstructions": rows(model.decode(codes))}


def saved(link, folder):
    folder = Path(folder) / "saved"
    sae("train", link, "--save", folder, "--format", "saelens")
    data = list(csv.reader(io.StringIO(sae("data", link))))[1:]
    samples = [index for index, row in enumerate(data) if row[-1] == "test"][:SAMPLES]
    raw = numpy.array([data[sample][:-2] for sample in samples], dtype=float)
    scaling = SAE.load_from_disk(folder).cfg.metadata["scaling"]
    x = (raw - scaling["offset"]) / scaling["divisor"]
    x = torch.tensor(x.clip(0, 1) if scaling["clip"] else x, dtype=torch.float32)
    return {
        "link": link,
        "config": oracle.fnv1a64((folder / "cfg.json").read_bytes()),
        "weights": oracle.fnv1a64((folder / "sae_weights.safetensors").read_bytes()),
        "samples": samples,
        **applied(folder, x),
    }


def foreign(architecture, dtype, method, pre_bias, save, **own):
    """A folder with random weights, as SAELens writes it."""
    folder = FOLDERS / f"{architecture}-{dtype}"
    config = {
        "architecture": architecture,
        "d_in": 4,
        "d_sae": 6,
        "dtype": dtype,
        "apply_b_dec_to_input": pre_bias,
        **own,
    }
    generator = torch.Generator().manual_seed(len(architecture) + len(dtype))
    model = save.from_dict(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            values = torch.rand(parameter.shape, generator=generator)
            parameter.copy_(0.3 * values if name == "threshold" else values - 0.4)
        if "topk_threshold" in dict(model.named_buffers()):
            model.topk_threshold.fill_(0.25)
    getattr(model, "save_inference_model", model.save_model)(folder)
    inputs = torch.tensor([[1.0, -0.5, 0.25, 2.0], [0.0, 0.0, 0.0, 0.0], [-1.5, 0.75, 1.0, -0.25]])
    k = f"&k={own['k']:g}" if "k" in own else ""
    flag = oracle.text(pre_bias)
    return {
        "folder": folder.name,
        "link": f"n_features=4&hidden_dim=6&output=linear&pre_bias={flag}&sparsity={method}{k}",
        "inputs": rows(inputs),
        **applied(folder, inputs),
    }


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    training = sae_lens.TrainingSAE
    with tempfile.TemporaryDirectory() as folder:
        oracle.write(
            "saelens.json",
            {
                "versions": oracle.versions(torch=torch.__version__, saelens=sae_lens.__version__),
                "foreign": [
                    foreign("standard", "float32", "l1", True, SAE),
                    foreign("standard", "float16", "none", False, SAE),
                    foreign("standard", "bfloat16", "l1", True, SAE),
                    foreign("topk", "float16", "topk", True, SAE, k=2),
                    foreign("jumprelu", "bfloat16", "jumprelu", False, SAE),
                    foreign("gated", "float16", "gated", True, SAE),
                    foreign("batchtopk", "float32", "batch_topk", True, training, k=2.0),
                    foreign(
                        "matryoshka_batchtopk",
                        "float32",
                        "matryoshka",
                        True,
                        training,
                        k=2.0,
                        matryoshka_widths=[3, 6],
                    ),
                ],
                "saved": [saved(link, folder) for link in LINKS],
            },
            "saved",
        )


if __name__ == "__main__":
    main()
