"""Golden data files: real files by NumPy, gzip, csv and Pillow, in files/, and what they hold.

Format of files.json: {"versions": {...}, "cases": [CASE, ...]}, one case a line. A CASE has
    files     names in files/, opened together
    missing   "drop" or "mean"
    part      which of several tables in the file (not where the reader chooses)
    shape     of the table, or of the picture
    x         its values, row by row, as NumPy reads them
    features  the columns' names
    labels    each sample's class (not where there are none), as scikit-learn encodes them
    classes   the classes' names
    view      how a sample is looked at, as links have it
    picture   true for a picture, whose values are 0 to 1
    error     how much a value may differ: 0, but for JPEG, whose standard leaves rounding open
"""

import csv
import datetime
import gzip
import io
import struct
import zlib

import numpy
import openpyxl
import oracle
import pandas
import PIL
import safetensors.torch
import torch
from PIL import ExifTags, Image, ImageOps
from sklearn.datasets import load_digits, load_iris
from sklearn.preprocessing import LabelEncoder

FOLDER = oracle.FOLDER / "files"
CASES = []


def case(files, x, view="table", labels=None, missing="drop", features=None, picture=False, error=0, part=None):
    x = numpy.asarray(x, dtype=float)
    entry = {"files": files, "missing": missing, "shape": x.shape, "view": view, "picture": picture}
    if part is not None:
        entry["part"] = part
    entry |= {"x": x.ravel().tolist(), "error": error}
    if not picture:
        entry["features"] = features or [str(column) for column in range(1, x.shape[1] + 1)]
    if labels is not None:
        encoder = LabelEncoder().fit(labels)
        entry["labels"] = encoder.transform(labels).tolist()
        entry["classes"] = [str(name) for name in encoder.classes_]
    CASES.append(entry)


def write(name, data):
    (FOLDER / name).write_bytes(data)
    return name


def saved(write_to, *arguments, **named):
    """The bytes that a function writes to its first argument."""
    buffer = io.BytesIO()
    write_to(buffer, *arguments, **named)
    return buffer.getvalue()


def texts():
    iris = load_iris()
    rows = [0, 1, 50, 51, 100, 101]
    names = [iris.target_names[label] for label in iris.target[rows]]
    features = ["sepal, length", 'sepal "width"', "petal length", "petal width"]
    cells = [[f"{value:g}" for value in row] for row in iris.data[rows]]
    cells[1][2], cells[4][0] = "NA", ""
    text = io.StringIO()
    writer = csv.writer(text)  # ends lines with CRLF
    writer.writerow([*features, "species"])
    writer.writerows([*row, name] for row, name in zip(cells, names))
    file = write("iris.csv", text.getvalue().encode())
    x = numpy.genfromtxt(
        io.StringIO(text.getvalue()), delimiter=",", skip_header=1, usecols=range(4), missing_values=["NA"]
    )
    complete = ~numpy.isnan(x).any(axis=1)
    case([file], x[complete], labels=numpy.array(names)[complete], features=features)
    mean = numpy.where(numpy.isnan(x), numpy.nanmean(x, axis=0), x)
    case([file], mean, labels=names, features=features, missing="mean")

    x = numpy.round(numpy.random.RandomState(0).normal(size=(5, 3)), 3)
    german = "\n".join(";".join(f"{value:.3f}".replace(".", ",") for value in row) for row in x)
    features = ["Größe", "Länge", "Höhe"]
    for name, encoding in [("german_bom.csv", "utf-8-sig"), ("german_latin1.csv", "latin-1")]:
        file = write(name, (";".join(features) + "\n" + german + "\n").encode(encoding))
        case([file], x, features=features)
    tabs = write("tabs.tsv", saved(numpy.savetxt, x, delimiter="\t", header="a\tb\tc", comments=""))
    case([tabs], numpy.loadtxt(FOLDER / tabs, skiprows=1), features=["a", "b", "c"])
    blanks = write("savetxt.txt", saved(numpy.savetxt, x))
    case([blanks], numpy.loadtxt(FOLDER / blanks))
    named = write("savetxt_named.txt", saved(numpy.savetxt, x, header="a comment\na b c"))
    case([named], numpy.loadtxt(FOLDER / named), features=["a", "b", "c"])
    packed = write("savetxt.csv.gz", gzip.compress(saved(numpy.savetxt, x, delimiter=","), mtime=0))
    case([packed], numpy.loadtxt(FOLDER / packed, delimiter=","))


def arrays():
    x = numpy.random.RandomState(1).normal(size=(3, 4)) * 50
    for dtype in "b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8".split():
        for endian, order in [("<", "C"), (">", "F")]:
            array = numpy.array(abs(x) if dtype[0] == "u" else x)
            array = numpy.array(array > 0 if dtype == "b1" else array, dtype=endian + dtype, order=order)
            file = write(f"{dtype}_{'big_fortran' if order == 'F' else 'little'}.npy", saved(numpy.save, array))
            case([file], numpy.load(FOLDER / file).astype(float))
    pictures = numpy.random.RandomState(2).randint(0, 256, (4, 2, 3)).astype("u1")
    for order in "CF":
        file = write(f"pictures_{order}.npy", saved(numpy.save, numpy.array(pictures, order=order)))
        case([file], numpy.load(FOLDER / file).reshape(4, -1), view="3x2")
    labels = write("labels.npy", saved(numpy.save, numpy.array([7, -1, 7, 3])))
    case([labels, "pictures_C.npy"], pictures.reshape(4, -1), view="3x2", labels=[7, -1, 7, 3])
    nan = numpy.array([[1.5, numpy.nan], [2.5, 4.0], [5.0, 6.0]], dtype="f4")
    file = write("nan.npy", saved(numpy.save, nan))
    case([file], nan[1:])
    case([file], numpy.where(numpy.isnan(nan), numpy.nanmean(nan, axis=0), nan), missing="mean")


def archives():
    x = numpy.random.RandomState(3).normal(size=(4, 3))
    y = numpy.array([2, 0, 2, 1])
    names = numpy.array(["a", None, "c"], dtype=object)
    file = write("stored.npz", saved(numpy.savez, x=x, y=y))
    case([file], numpy.load(FOLDER / file)["x"], labels=y)
    file = write("deflated.npz", saved(numpy.savez_compressed, measured=x, names=names, kind=y, weight=x[:, 0]))
    case([file], numpy.load(FOLDER / file)["measured"], labels=y)
    pictures = numpy.random.RandomState(4).randint(0, 256, (4, 3, 2)).astype("u1")
    named = {"x_test": pictures[:2], "x_train": pictures, "y_train": y.astype("u1"), "y_test": y[:2].astype("u1")}
    file = write("keras.npz", saved(numpy.savez_compressed, **named))
    case([file], pictures.reshape(4, -1), view="2x3", labels=y)
    file = write("positional.npz", saved(numpy.savez, x, y))
    case([file], x, labels=y)
    words = numpy.array(["bob", "ann", "bob", "zoé"])
    file = write("words.npz", saved(numpy.savez, x=x, y=words))
    case([file], numpy.load(FOLDER / file)["x"], labels=words)
    file = write("bytes.npz", saved(numpy.savez, x, words.astype(">U4")[:, None], numpy.array([b"a", b"b"])))
    case([file], x, labels=words)
    of = write("words.npy", saved(numpy.save, numpy.array([b"bob", b"ann", b"bob"])))
    case([of, "f8_little.npy"], numpy.load(FOLDER / "f8_little.npy"), labels=["bob", "ann", "bob"])
    two = write("two.npy", saved(numpy.save, x) + saved(numpy.save, y))
    case([two], numpy.load(FOLDER / two))


def tensors():
    x = numpy.random.RandomState(6).normal(size=(5, 3)).astype("f4")
    y = numpy.array([1, 0, 1, 1, 2])
    for dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int8, torch.bool):
        named = {"bias": torch.zeros(3), "labels": torch.tensor(y), "codes": torch.tensor(x * 50).to(dtype)}
        file = write(f"{str(dtype).split('.')[1]}.safetensors", safetensors.torch.save(named))
        tensor = safetensors.torch.load((FOLDER / file).read_bytes())["codes"]
        case([file], tensor.double().numpy(), labels=y)
    named = {"small": torch.tensor(x[:2]), "large": torch.tensor(x), "cube": torch.zeros(2, 2, 2)}
    file = write("several.safetensors", safetensors.torch.save(named))
    case([file], x)
    case([file], x[:2], part="small")


def workbooks():
    """Cells of every type, below a title in another column than the first, with a gap; a sheet of notes before."""
    x = numpy.round(numpy.random.RandomState(7).normal(size=(12, 3)) * [1, 1e-7, 1e6], 9)
    book = openpyxl.Workbook()
    book.active.title = "Empty"
    sheet = book.create_sheet("Measured")
    words = ["ann", "bob, jr", 'cid "c"'] * 4
    sheet["B2"] = "Measured in 2024"
    for column, name in enumerate(["small", "tiny", "large", "day", "who"]):
        sheet.cell(4, 2 + column, name)
    for row in range(12):
        day = datetime.datetime(2024, 1, 31, 12) + datetime.timedelta(days=37 * row % 101)
        for column, value in enumerate([*x[row].tolist(), day, words[row]]):
            sheet.cell(5 + row, 2 + column, value)
    sheet["C7"] = None
    other = book.create_sheet("Other")
    for row in range(4):
        other.append([row * row, row == 2, 2.5 - row])
    file = write("book.xlsx", saved(lambda buffer: book.save(buffer)))
    features = ["small", "tiny", "large"]
    table = pandas.read_excel(FOLDER / file, sheet_name="Measured", skiprows=3, usecols="B:F")
    complete = table["tiny"].notna()
    case([file], table[features][complete], labels=table["who"][complete], features=features)


def idx():
    """As MNIST's files, with scikit-learn's digits."""
    digits = load_digits()
    images, labels = digits.images[:6].astype("u1"), digits.target[:6].astype("u1")
    head = struct.pack(">4B3I", 0, 0, 8, 3, *images.shape)
    plain = write("digits-images-idx3-ubyte", head + images.tobytes())
    packed = write("digits-images-idx3-ubyte.gz", gzip.compress(head + images.tobytes(), mtime=0))
    of = write("digits-labels-idx1-ubyte.gz", gzip.compress(struct.pack(">4BI", 0, 0, 8, 1, 6) + labels.tobytes(), mtime=0))
    x = digits.data[:6]
    case([plain], x, view="8x8")
    case([packed, of], x, view="8x8", labels=labels)
    case([of, plain], x, view="8x8", labels=labels)
    floats = numpy.linspace(-1, 1, 6).reshape(2, 3).astype(">f4")
    file = write("floats.idx2", struct.pack(">4B2I", 0, 0, 0x0D, 2, 2, 3) + floats.tobytes())
    case([file], floats)


def interlaced_png(rgb):
    """A PNG in Adam7's seven passes, which Pillow reads but does not write."""
    rows = b""
    for top, left, down, right in [
        (0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)
    ]:
        rows += b"".join(b"\0" + row.tobytes() for row in rgb[top::down, left::right] if row.size)
    height, width, _ = rgb.shape
    chunks = [(b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 1)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    head = b"\x89PNG\r\n\x1a\n"
    return head + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def pictures():
    state = numpy.random.RandomState(5)
    rgb = state.randint(0, 256, (5, 7, 3)).astype("u1")
    alpha = state.randint(0, 256, (5, 7)).astype("u1")
    luma = numpy.array([0.299, 0.587, 0.114])

    def picture(name, image, error=0, **options):
        file = write(name, saved(image.save, **options))
        image = ImageOps.exif_transpose(Image.open(FOLDER / file))
        if image.mode in "P1":
            image = image.convert("RGB" if image.mode == "P" else "L")
        pixels = numpy.asarray(image).astype(float)
        most = 65535 if image.mode.startswith("I") else 255
        grey = pixels / most
        if image.mode in ("RGB", "RGBA"):
            grey = grey[..., :3] @ luma
        if image.mode in ("LA", "RGBA"):
            share = pixels[..., -1] / 255
            grey = (grey[..., 0] if image.mode == "LA" else grey) * share + 1 - share
        case([file], grey, picture=True, error=error or 1e-15)

    grey = Image.fromarray(rgb[..., 0])
    colours = Image.fromarray(rgb)
    picture("grey.png", grey, format="PNG")
    picture("colours.png", colours, format="PNG")
    picture("alpha.png", Image.fromarray(numpy.dstack([rgb, alpha])), format="PNG")
    picture("grey_alpha.png", Image.merge("LA", [grey, Image.fromarray(alpha)]), format="PNG")
    picture("palette.png", colours.quantize(8), format="PNG")
    picture("bits.png", grey.point(lambda value: 255 * (value > 99), mode="1"), format="PNG")
    interlaced = write("interlaced.png", interlaced_png(rgb))
    case([interlaced], numpy.asarray(Image.open(FOLDER / interlaced)) / 255 @ luma, picture=True, error=1e-15)
    picture("sixteen.png", Image.fromarray(state.randint(0, 65536, (5, 7)).astype("u2")), format="PNG")

    # Two decoders differ by a grey level in the inverse cosine transform, and by one in the colours.
    y, x = numpy.mgrid[0:19, 0:21]
    smooth = numpy.dstack([12 * x, 13 * y, 255 - 6 * (x + y)]).clip(0, 255).astype("u1")
    picture("grey.jpg", Image.fromarray(smooth[..., 0]), error=1.5 / 255, format="JPEG", quality=90)
    for turned in range(2, 9):
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = turned
        image = Image.fromarray(smooth[..., 0])
        picture(f"turned_{turned}.jpg", image, error=1.5 / 255, format="JPEG", quality=90, exif=exif)
    colours = Image.fromarray(smooth)
    picture("colours.jpg", colours, error=2 / 255, format="JPEG", quality=90, subsampling=0)
    for name, options in [("420", {"subsampling": 2}), ("422", {"subsampling": 1}), ("restarts", {"restart_marker_blocks": 1})]:
        # The luma of a subsampled JPEG is that of each pixel, but Pillow's colours are blurred before.
        image = Image.open(io.BytesIO(saved(colours.save, format="JPEG", quality=90, **options)))
        file = write(f"colours_{name}.jpg", saved(colours.save, format="JPEG", quality=90, **options))
        image.draft("L", None)
        case([file], numpy.asarray(image.convert("L")) / 255, picture=True, error=1.5 / 255)
    stray = bytearray((FOLDER / "colours_420.jpg").read_bytes())
    after = 4 + int.from_bytes(stray[4:6], "big")  # the first segment
    stray[after:after] = b"stray"
    file = write("stray.jpg", bytes(stray))
    image = Image.open(FOLDER / "colours_420.jpg")
    image.draft("L", None)
    case([file], numpy.asarray(image.convert("L")) / 255, picture=True, error=1.5 / 255)
    picture("progressive.jpeg", colours, error=2 / 255, format="JPEG", quality=90, subsampling=0, progressive=True)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for part in (texts, arrays, archives, tensors, workbooks, idx, pictures):
        part()
    oracle.write("files.json", {"versions": oracle.versions(pillow=PIL.__version__), "cases": CASES}, "cases")
