//! Other file formats: how they are recognised, and how to convert them.

/// The way to convert a file that is not supported.
#[derive(Debug, Clone, Copy)]
pub enum ForeignRemedy {
    /// An instruction in words.
    Words(&'static str),
    /// Two lines of Python that write `data.csv`. `FILE` stands for the file's name.
    Csv(&'static str, &'static str),
    /// Two lines of Python that write `data.npy`.
    Npy(&'static str, &'static str),
}

use ForeignRemedy::{Csv, Npy, Words};

/// A format that is known, but not read.
#[derive(Debug)]
pub struct ForeignFormat {
    pub what: &'static str,
    pub remedy: ForeignRemedy,
}

const fn format(what: &'static str, remedy: ForeignRemedy) -> ForeignFormat {
    ForeignFormat { what, remedy }
}

const PICTURE: ForeignRemedy = Words("save it as PNG or JPEG");
const UNPACK: ForeignRemedy = Words("unpack it and choose a file in it");
const UTF_16: ForeignFormat = format("text in UTF-16", Words("save it as CSV in UTF-8"));
const MAT: ForeignFormat = format(
    "a MATLAB file",
    Npy("import numpy, scipy.io", "numpy.save(\"data.npy\", scipy.io.loadmat(FILE)[\"NAME\"])"),
);
const MAT_73: ForeignFormat = format(
    "a MATLAB 7.3 file (HDF5)",
    Npy("import h5py, numpy", "numpy.save(\"data.npy\", h5py.File(FILE)[\"NAME\"][:].T)"),
);
const HDF5: ForeignFormat = format(
    "an HDF5 file",
    Npy("import h5py, numpy", "numpy.save(\"data.npy\", h5py.File(FILE)[\"NAME\"][:])"),
);
const ANNDATA: ForeignFormat = format(
    "an AnnData file (HDF5)",
    Csv("import anndata", "anndata.read_h5ad(FILE).to_df().to_csv(\"data.csv\", index=False)"),
);
const NETCDF: ForeignFormat = format(
    "a NetCDF file",
    Csv("import xarray", "xarray.open_dataset(FILE).to_dataframe().to_csv(\"data.csv\")"),
);
const PARQUET: ForeignFormat = format(
    "a Parquet file",
    Csv("import pandas", "pandas.read_parquet(FILE).to_csv(\"data.csv\", index=False)"),
);
const FEATHER: ForeignFormat = format(
    "an Arrow or Feather file",
    Csv("import pandas", "pandas.read_feather(FILE).to_csv(\"data.csv\", index=False)"),
);
const ARROW_STREAM: ForeignFormat = format(
    "an Arrow stream",
    Csv("import pyarrow", "pyarrow.ipc.open_stream(FILE).read_pandas().to_csv(\"data.csv\", index=False)"),
);
const PICKLE: ForeignFormat = format(
    "a pickle",
    Npy("import numpy, pandas", "numpy.save(\"data.npy\", numpy.asarray(pandas.read_pickle(FILE), float))"),
);
const JOBLIB: ForeignFormat = format(
    "a joblib file",
    Npy("import joblib, numpy", "numpy.save(\"data.npy\", numpy.asarray(joblib.load(FILE), float))"),
);
pub const PYTORCH: ForeignFormat = format(
    "a PyTorch file",
    Npy(
        "import numpy, torch",
        "numpy.save(\"data.npy\", torch.load(FILE, map_location=\"cpu\").float().numpy())",
    ),
);
const R: ForeignFormat = format(
    "an R file",
    Csv("import pyreadr", "next(iter(pyreadr.read_r(FILE).values())).to_csv(\"data.csv\", index=False)"),
);
const FITS: ForeignFormat = format(
    "a FITS file",
    Npy(
        "import astropy.io.fits, numpy",
        "numpy.save(\"data.npy\", astropy.io.fits.getdata(FILE).astype(float))",
    ),
);
const STATA: ForeignFormat =
    format("a Stata file", Csv("import pandas", "pandas.read_stata(FILE).to_csv(\"data.csv\", index=False)"));
const SAS: ForeignFormat =
    format("a SAS file", Csv("import pandas", "pandas.read_sas(FILE).to_csv(\"data.csv\", index=False)"));
const SPSS: ForeignFormat =
    format("an SPSS file", Csv("import pandas", "pandas.read_spss(FILE).to_csv(\"data.csv\", index=False)"));
const ORC: ForeignFormat =
    format("an ORC file", Csv("import pandas", "pandas.read_orc(FILE).to_csv(\"data.csv\", index=False)"));
const AVRO: ForeignFormat = format(
    "an Avro file",
    Csv(
        "import fastavro, pandas",
        "pandas.DataFrame(fastavro.reader(open(FILE, \"rb\"))).to_csv(\"data.csv\")",
    ),
);
const SQLITE: ForeignFormat = format(
    "an SQLite database",
    Csv(
        "import pandas, sqlite3",
        "pandas.read_sql(\"SELECT * FROM NAME\", sqlite3.connect(FILE)).to_csv(\"data.csv\", index=False)",
    ),
);
const WAV: ForeignFormat = format(
    "a sound (WAV)",
    Npy("import numpy, scipy.io.wavfile", "numpy.save(\"data.npy\", scipy.io.wavfile.read(FILE)[1])"),
);
const SOUND: ForeignFormat = format(
    "a sound",
    Npy("import librosa, numpy", "numpy.save(\"data.npy\", librosa.load(FILE, sr=None)[0])"),
);
const FILM: ForeignFormat = format("a film", Words("save its frames as PNG, or as one NPY array"));
const DICOM: ForeignFormat = format(
    "a DICOM picture",
    Npy("import numpy, pydicom", "numpy.save(\"data.npy\", pydicom.dcmread(FILE).pixel_array)"),
);
const NIFTI: ForeignFormat = format(
    "a NIfTI scan",
    Npy("import nibabel, numpy", "numpy.save(\"data.npy\", nibabel.load(FILE).get_fdata())"),
);
const ROOT: ForeignFormat = format(
    "a ROOT file",
    Csv(
        "import uproot",
        "uproot.open(FILE)[\"NAME\"].arrays(library=\"pd\").to_csv(\"data.csv\", index=False)",
    ),
);
const EDF: ForeignFormat = format(
    "an EDF recording",
    Npy("import mne, numpy", "numpy.save(\"data.npy\", mne.io.read_raw_edf(FILE).get_data().T)"),
);
const MODEL: ForeignFormat =
    format("a model, not data", Words("run it on your samples, and save its activations with numpy.save"));
pub const WORD2VEC: ForeignFormat = format(
    "word2vec's binary format",
    Npy(
        "import gensim, numpy",
        "numpy.save(\"data.npy\", gensim.models.KeyedVectors.load_word2vec_format(FILE, binary=True).vectors)",
    ),
);
pub const TAR: ForeignFormat =
    format("a tar archive", Words("unpack it with tar -xf and choose a file in it"));
pub const LFS: ForeignFormat = format(
    "a Git LFS pointer, not the data themselves",
    Words("run git lfs pull in its repository, or download the file from the page that shows it"),
);
pub const SVG: ForeignFormat = format("a drawing (SVG)", Words("save it as PNG"));
pub const PAGE: ForeignFormat =
    format("a web page or XML", Words("download the data themselves, not the page about them"));
pub const JSON: ForeignFormat =
    format("JSON", Csv("import pandas", "pandas.read_json(FILE).to_csv(\"data.csv\", index=False)"));
pub const JSON_LINES: ForeignFormat = format(
    "JSON lines",
    Csv("import pandas", "pandas.read_json(FILE, lines=True).to_csv(\"data.csv\", index=False)"),
);
pub const ARFF: ForeignFormat = format(
    "an ARFF file, of Weka",
    Csv(
        "import pandas, scipy.io.arff",
        "pandas.DataFrame(scipy.io.arff.loadarff(FILE)[0]).to_csv(\"data.csv\", index=False)",
    ),
);
pub const LIBSVM: ForeignFormat = format(
    "LIBSVM text, which leaves out zeros",
    Npy(
        "import numpy, sklearn.datasets",
        "numpy.save(\"data.npy\", sklearn.datasets.load_svmlight_file(FILE)[0].toarray())",
    ),
);
pub const SPARSE_MATRIX: ForeignFormat = format(
    "a Matrix Market file",
    Npy("import numpy, scipy.io", "numpy.save(\"data.npy\", scipy.io.mmread(FILE).toarray())"),
);
pub const DENSE_MATRIX: ForeignFormat = format(
    "a Matrix Market file",
    Npy("import numpy, scipy.io", "numpy.save(\"data.npy\", scipy.io.mmread(FILE))"),
);
pub const WORKBOOK: ForeignFormat =
    format("an Excel workbook", Words("give it the ending .xlsx, or save its sheet as CSV"));
pub const PNG: ForeignFormat = format("a PNG picture", Words("give it the ending .png"));
pub const JPEG: ForeignFormat = format("a JPEG picture", Words("give it the ending .jpg"));
pub const BMP: ForeignFormat = format("a BMP picture", PICTURE);
pub const HEIC: ForeignFormat = format("a HEIC or AVIF photo, or a film", Words("save the photo as JPEG"));

/// Formats by the first bytes and, where several begin alike, by the ending, which is empty for any.
pub const MAGICS: &[(&[u8], &str, ForeignFormat)] = &[
    (b"\xff\xfe", "", UTF_16),
    (b"\xfe\xff", "", UTF_16),
    (b"PAR1", "", PARQUET),
    (b"ARROW1", "", FEATHER),
    (b"FEA1", "", FEATHER),
    (b"\xff\xff\xff\xff", "arrow", ARROW_STREAM),
    (b"SQLite format 3", "", SQLITE),
    (b"%PDF", "", format("a PDF", Words("save its table as CSV"))),
    (b"\x89HDF", "h5ad", ANNDATA),
    (b"\x89HDF", "nc", NETCDF),
    (b"\x89HDF", "mat", MAT_73),
    (b"\x89HDF", "", HDF5),
    (b"CDF\x01", "", NETCDF),
    (b"CDF\x02", "", NETCDF),
    (b"CDF\x05", "", NETCDF),
    (b"MATLAB 7.3", "", MAT_73),
    (b"MATLAB", "", MAT),
    (b"\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", "", PYTORCH),
    (b"\x80\x02", "joblib", JOBLIB),
    (b"\x80\x03", "joblib", JOBLIB),
    (b"\x80\x04", "joblib", JOBLIB),
    (b"\x80\x05", "joblib", JOBLIB),
    (b"\x80\x02", "", PICKLE),
    (b"\x80\x03", "", PICKLE),
    (b"\x80\x04", "", PICKLE),
    (b"\x80\x05", "", PICKLE),
    (b"RDX2\n", "", R),
    (b"RDX3\n", "", R),
    (b"RDA2\n", "", R),
    (b"RDA3\n", "", R),
    (b"X\n\0\0\0\x02", "", R),
    (b"X\n\0\0\0\x03", "", R),
    (b"SIMPLE  =", "", FITS),
    (b"<stata_dta>", "", STATA),
    (b"$FL2", "", SPSS),
    (b"$FL3", "", SPSS),
    (b"HEADER RECORD*******", "", SAS),
    (b"ORC", "orc", ORC),
    (b"Obj\x01", "", AVRO),
    (b"root", "root", ROOT),
    (b"GGUF", "", MODEL),
    (b"GIF8", "", format("a GIF", PICTURE)),
    (b"fLaC", "", SOUND),
    (b"OggS", "", format("a sound or a film", SOUND.remedy)),
    (b"ID3", "mp3", SOUND),
    (b"\xff\xfb", "mp3", SOUND),
    (b"II*\0", "", format("a TIFF", PICTURE)),
    (b"MM\0*", "", format("a TIFF", PICTURE)),
    (b"BZh", "rda", R),
    (b"BZh", "rds", R),
    (b"BZh", "rdata", R),
    (b"\xfd7zXZ", "rda", R),
    (b"\xfd7zXZ", "rds", R),
    (b"\xfd7zXZ", "rdata", R),
    (b"BZh", "", format("a bzip2 archive", UNPACK)),
    (b"\xfd7zXZ", "", format("an xz archive", UNPACK)),
    (b"7z\xbc\xaf", "", format("a 7-Zip archive", UNPACK)),
    (b"\x28\xb5\x2f\xfd", "", format("a Zstandard archive", UNPACK)),
    (b"Rar!", "", format("a RAR archive", UNPACK)),
];

/// Formats recognised by bytes at a later position: the position, the bytes and the format.
pub const INSIDE: &[(usize, &[u8], ForeignFormat)] = &[
    (257, b"ustar", TAR),
    (128, b"DICM", DICOM),
    (344, b"n+1\0", NIFTI),
    (12, b"\xc2\xea\x81\x60\xb3\x14\x11\xcf", SAS),
    // A MATLAB 7.3 file is HDF5 behind 512 bytes of text.
    (512, b"\x89HDF", MAT_73),
];

/// Formats inside a RIFF file, recognised from its ninth byte on.
pub const RIFFS: &[(&[u8], ForeignFormat)] =
    &[(b"WAVE", WAV), (b"WEBP", format("a WebP picture", PICTURE)), (b"AVI ", FILM)];

/// Formats of files that begin in no certain way, by their endings; they are binary.
pub const ENDINGS: &[(&str, ForeignFormat)] = &[
    ("pt", PYTORCH),
    ("pth", PYTORCH),
    ("mat", MAT),
    ("pkl", PICKLE),
    ("pickle", PICKLE),
    ("joblib", JOBLIB),
    ("arrow", ARROW_STREAM),
    ("dta", STATA),
    ("sas7bdat", SAS),
    ("sav", SPSS),
    ("rds", R),
    ("rda", R),
    ("rdata", R),
    ("tar", TAR),
    ("tgz", TAR),
    ("edf", EDF),
    ("onnx", MODEL),
    ("tflite", MODEL),
    ("tfrecord", format("a TFRecord file", Words("save its samples with numpy.save, as .npy"))),
    ("mp3", SOUND),
    ("bin", format("a binary file of unknown form", Words("save its array with numpy.save, as .npy"))),
    ("dat", format("a binary file of unknown form", Words("save its array with numpy.save, as .npy"))),
];

/// Files inside an archive without arrays; a name that begins with a slash may be in any folder.
pub const ARCHIVES: &[(&str, ForeignFormat)] = &[
    ("/data.pkl", PYTORCH),
    ("/constants.pkl", MODEL),
    ("xl/", WORKBOOK),
    ("word/", format("a Word document", Words("save its table as CSV"))),
    ("ppt/", format("a PowerPoint document", Words("save its table as CSV"))),
    ("content.xml", format("an OpenDocument file", Words("save its sheet as .xlsx or CSV"))),
    ("mimetype", format("an OpenDocument file or a book", Words("save its sheet as CSV"))),
    ("[Content_Types].xml", format("an Office document", Words("save its table as CSV"))),
    ("Index/", format("a Numbers document", Words("export its table as CSV"))),
    ("Index.zip", format("a Numbers document", Words("export its table as CSV"))),
    ("config.json", format("a Keras model, not data", MODEL.remedy)),
    (".zarray", format("a Zarr archive", UNPACK)),
];

/// An old Excel workbook, which starts like other old Office documents.
pub const OLD_OFFICE: (&[u8], ForeignFormat) = (
    b"\xd0\xcf\x11\xe0",
    format(
        "an old Excel workbook, or one with a password",
        Words("save it as .xlsx without one, or its sheet as CSV"),
    ),
);
