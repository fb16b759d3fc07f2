//! The page's data files, and the samples cut out of them, against NumPy's (`golden/sources.py`).

use std::collections::BTreeMap;
use std::fs;
use std::hash::Hasher;
use std::io::Read;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use fnv::FnvHasher;
use ndarray::{Array2, ArrayD, Ix2, Ix3};
use serde::Deserialize;
use sparse_autoencoder::data::{EcgParams, PatchParams, beats, patches};
use sparse_autoencoder::experiment::Link;
use xxhash_rust::xxh3::xxh3_64;

#[derive(Deserialize)]
struct Golden {
    files: Vec<DataFile>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct DataFile {
    name: String,
    dtype: String,
    shape: Vec<usize>,
    hash: String,
}

#[derive(Deserialize)]
struct Case {
    #[serde(flatten)]
    params: Params,
    python: String,
    shape: (usize, usize),
    rows: BTreeMap<usize, Vec<f64>>,
    sums: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(tag = "source", content = "params", rename_all = "lowercase")]
enum Params {
    Patches { patch_size: usize, n_samples: usize, random_state: u32 },
    Ecg { window: usize, window_seconds: f64 },
}

impl Params {
    /// The samples, and the script's lines that make them.
    fn samples(&self) -> (Array2<f64>, String) {
        match *self {
            Self::Patches { patch_size, n_samples, random_state } => {
                let params = PatchParams { patch_size, n_samples, random_state };
                let (shape, pixels) = read("patches");
                let tiles = ArrayD::from_shape_vec(shape, pixels).expect("as many as the shape says");
                let tiles = tiles.into_dimensionality::<Ix3>().expect("tiles, rows, columns");
                (patches(tiles.view(), &params).expect("patches fit"), params.python())
            }
            Self::Ecg { window, window_seconds } => {
                let params = EcgParams { window, window_seconds };
                let (shape, bytes) = read("ecg");
                let numbers = bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
                let record = ArrayD::from_shape_vec(shape, numbers.collect()).expect("the same");
                let record = record.into_dimensionality::<Ix2>().expect("samples, columns");
                (beats(record.view(), &params).expect("there are beats").x, params.python())
            }
        }
    }
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("golden/sources.json")).expect("it is JSON")
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("www/data").join(name)
}

/// A data file's array: its shape and its numbers' bytes.
fn read(name: &str) -> (Vec<usize>, Vec<u8>) {
    let DataFile { dtype, shape, .. } =
        golden().files.into_iter().find(|file| file.name == name).expect("the file is listed");
    let packed = fs::read(path(&format!("{name}.npy.gz"))).expect("the file is there");
    let mut bytes = Vec::new();
    GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).expect("it is gzipped");
    assert_eq!(&bytes[..8], b"\x93NUMPY\x01\0", "{name} is of NumPy's format 1.0");
    let end = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = str::from_utf8(&bytes[10..end]).expect("it is text");
    let sides: Vec<_> = shape.iter().map(usize::to_string).collect();
    let sides = sides.join(", ");
    let expected = format!("{{'descr': '{dtype}', 'fortran_order': False, 'shape': ({sides}), }}");
    assert_eq!(header.trim_end(), expected, "{name}");
    (shape, bytes.split_off(end))
}

#[test]
fn data_files_are_read_as_by_numpy() {
    for DataFile { name, hash, .. } in golden().files {
        let mut ours = FnvHasher::default();
        ours.write(&read(&name).1);
        assert_eq!(format!("{:016x}", ours.finish()), hash, "{name}");
    }
}

/// The README lists each file's size and hash, so that an outdated copy can be recognised.
#[test]
fn data_readme_lists_sizes_and_hashes() {
    let readme = fs::read_to_string(path("README.md")).expect("it is there");
    let mut total = 0;
    for DataFile { name, .. } in golden().files {
        let file = format!("{name}.npy.gz");
        let bytes = fs::read(path(&file)).expect("the file is there");
        total += bytes.len();
        let row = readme.lines().find(|line| line.starts_with(&format!("| `{file}`")));
        let row = row.unwrap_or_else(|| panic!("no row for {file}"));
        let told = format!("| {} | `{:016x}` |", bytes.len(), xxh3_64(&bytes));
        assert!(row.ends_with(&told), "{file} is {told}, the README has {row}");
    }
    assert!(total <= 6_300_000, "the page's data take {total} bytes");
}

#[test]
fn number_of_beats_is_known_before_the_file_is_read() {
    for tenths in 1..=20 {
        let window_seconds = f64::from(tenths) / 10.0;
        let (x, _) = Params::Ecg { window: 8, window_seconds }.samples();
        let link = Link::parse(&format!("data=ecg&window=8&window_seconds={window_seconds}"));
        assert_eq!(link.experiment.samples(), x.nrows(), "{window_seconds} s");
    }
}

#[test]
fn samples_equal_numpys() {
    for case in golden().cases {
        let (x, python) = case.params.samples();
        assert_eq!(python, case.python);
        assert_eq!(x.dim(), case.shape, "{python}");
        for (&row, theirs) in &case.rows {
            for (ours, theirs) in x.row(row).iter().zip(theirs) {
                assert!((ours - theirs).abs() <= 1e-12, "row {row}: {ours}, NumPy {theirs}\n{python}");
            }
        }
        let samples = x.nrows() as f64;
        for (feature, theirs) in case.sums.iter().enumerate() {
            let ours = x.column(feature).sum();
            assert!(
                (ours - theirs).abs() <= 1e-12 * samples,
                "feature {feature}: {ours}, NumPy {theirs}\n{python}"
            );
        }
    }
}
