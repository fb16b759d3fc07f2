//! Files of other formats are called by their names, with what to do.

use sparse_autoencoder::files::open;

use crate::made::{archive, gzip, named};

/// Returns bytes with a mark at a position.
fn at(place: usize, mark: &[u8]) -> Vec<u8> {
    [&vec![0; place][..], mark, &[0; 300]].concat()
}

#[test]
fn foreign_formats_are_named_with_a_remedy() {
    let pytorch = [("archive/data.pkl", b"\x80\x02.".to_vec()), ("archive/version", b"3".to_vec())];
    let files: Vec<(&str, Vec<u8>, &[&str])> = vec![
        (
            "acts.pt",
            archive(&pytorch),
            &["a PyTorch file", "import numpy, torch\n", "torch.load(\"acts.pt\""],
        ),
        ("old.pth", b"\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.".to_vec(), &["a PyTorch file"]),
        ("legacy.pt", at(0, b"\x01\x02"), &["a PyTorch file"]),
        (
            "t.parquet",
            b"PAR1\x15".to_vec(),
            &["a Parquet file", "read_parquet(\"t.parquet\").to_csv(\"data.csv\""],
        ),
        ("t.feather", b"ARROW1\0\0".to_vec(), &["Arrow or Feather", "read_feather"]),
        (
            "t.h5",
            b"\x89HDF\r\n\x1a\n".to_vec(),
            &["an HDF5 file", "with its own name for NAME", "h5py.File(\"t.h5\")"],
        ),
        ("t.h5ad", b"\x89HDF\r\n\x1a\n".to_vec(), &["AnnData", "read_h5ad"]),
        ("t.nc", b"CDF\x01\0".to_vec(), &["NetCDF", "xarray.open_dataset"]),
        ("t.nc", b"\x89HDF\r\n\x1a\n".to_vec(), &["NetCDF"]),
        ("t.mat", b"MATLAB 5.0 MAT-file".to_vec(), &["a MATLAB file", "scipy.io.loadmat(\"t.mat\")"]),
        ("t.mat", at(0, b"\0\0\0\0\x0a\0\0\0"), &["a MATLAB file"]),
        ("t.mat", b"MATLAB 7.3 MAT-file".to_vec(), &["a MATLAB 7.3 file", "h5py"]),
        ("t.rds", gzip(b"X\n\0\0\0\x03\0\x04"), &["an R file", "pyreadr.read_r(\"t.rds\")"]),
        ("t.rda", gzip(b"RDX3\nX\n\0\0"), &["an R file"]),
        ("t.RData", b"\xfd7zXZ\0".to_vec(), &["an R file"]),
        ("t.fits", b"SIMPLE  =                    T".to_vec(), &["a FITS file", "astropy"]),
        ("t.pkl", b"\x80\x05\x95".to_vec(), &["a pickle", "pandas.read_pickle"]),
        ("t.joblib", b"\x80\x05\x95".to_vec(), &["a joblib file", "joblib.load"]),
        ("t.joblib", b"\x78\x9c\x00\x01".to_vec(), &["a joblib file"]),
        ("t.dta", b"<stata_dta><header>".to_vec(), &["a Stata file", "read_stata"]),
        ("t.dta", b"\x73\x02\x01\0".to_vec(), &["a Stata file"]),
        ("t.sav", b"$FL2@(#) SPSS".to_vec(), &["an SPSS file", "read_spss"]),
        ("t.sas7bdat", at(12, b"\xc2\xea\x81\x60\xb3\x14\x11\xcf"), &["a SAS file", "read_sas"]),
        ("t.db", b"SQLite format 3\0".to_vec(), &["an SQLite database", "sqlite3.connect(\"t.db\")"]),
        ("t.tar", at(257, b"ustar\x0000"), &["a tar archive", "tar -xf"]),
        ("t.tgz", gzip(&at(257, b"ustar  \0")), &["a tar archive"]),
        ("t.csv.bz2", b"BZh91AY&SY".to_vec(), &["bzip2", "unpack it"]),
        ("scan.dcm", at(128, b"DICM"), &["a DICOM picture", "pydicom"]),
        ("scan.nii", at(344, b"n+1\0"), &["a NIfTI scan", "nibabel"]),
        (
            "m.mtx",
            b"%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 3\n".to_vec(),
            &["Matrix Market", "mmread", "toarray"],
        ),
        ("w.bin", b"3 2\na \x00\x01\xff\x7f".to_vec(), &["word2vec", "KeyedVectors"]),
        ("t.jsonl", b"{\"a\": 1}\n{\"a\": 2}\n".to_vec(), &["JSON lines", "lines=True"]),
        ("model.gguf", b"GGUF\x03\0\0\0".to_vec(), &["a model, not data"]),
        ("book.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), &["an old Excel workbook"]),
        (
            "leads.csv",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n".to_vec(),
            &["a Git LFS pointer", "git lfs pull"],
        ),
        // A name that Python would not read unchanged is not quoted.
        ("a\".pt", archive(&pytorch), &["torch.load(\"FILE\""]),
    ];
    let mut wrong = Vec::new();
    for (name, bytes, says) in files {
        match open(vec![named(name, bytes)]) {
            Ok(_) => wrong.push(format!("{name} was read")),
            Err(error) => {
                let message = error.to_string();
                if !says.iter().all(|words| message.contains(words)) {
                    wrong.push(format!("{name} must say {says:?}, not: {message}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
