//! Small squares cut out of whitened pictures at random places: the data of the classic exercise.

use ndarray::{Array2, Array3, ArrayView3, s};

use super::{DataError, DataFile, DataScript, DataSource, DatasetNames, Labelled, npy};
use crate::experiment::{Key, Settings};
use crate::random::RandomState;
use crate::view::View;

/// Parameters of the extraction of patches.
#[derive(Clone, Debug, PartialEq)]
pub struct PatchParams {
    /// Side of a patch in pixels, at least 2; default 8.
    pub patch_size: usize,
    /// Number of patches; default 10,000.
    pub n_samples: usize,
    /// Seed of the places; default 42.
    pub random_state: u32,
}

impl Default for PatchParams {
    fn default() -> Self {
        Self { patch_size: 8, n_samples: 10_000, random_state: 42 }
    }
}

/// Draws patches from `tiles` (tiles × rows × columns): shape (patches, pixels), row by row, scaled to 0.1 to
/// 0.9. Each patch's mean is subtracted, and the result is clipped at three standard deviations of all
/// patches.
///
/// Source: UFLDL's exercise "Sparse Autoencoder", `sampleIMAGES.m`. The positions are drawn from NumPy's
/// `RandomState(random_state)`: all tiles first, then all rows, then all columns.
///
/// # Errors
/// If no patch is requested, a patch is smaller than 2 pixels or larger than a tile, or all patches are
/// constant.
pub fn patches<T: Copy + Into<f64>>(
    tiles: ArrayView3<T>,
    params: &PatchParams,
) -> Result<Array2<f64>, DataError> {
    let PatchParams { patch_size, n_samples, random_state } = *params;
    let (n_tiles, rows, columns) = tiles.dim();
    for (name, value, minimum) in [("patch_size", patch_size, 2), ("n_samples", n_samples, 1)] {
        if value < minimum {
            return Err(DataError::TooSmall { name, value, minimum });
        }
    }
    if n_tiles == 0 || patch_size > rows.min(columns) {
        return Err(DataError::NoPatch { patch_size, tiles: (n_tiles, rows, columns) });
    }

    let mut random = RandomState::new(random_state);
    let mut places = |count: usize| -> Vec<usize> {
        let bound = u32::try_from(count).expect("a picture has fewer than 2^32 places");
        (0..n_samples).map(|_| random.randint(bound) as usize).collect()
    };
    let tile = places(n_tiles);
    let top = places(rows - patch_size + 1);
    let left = places(columns - patch_size + 1);

    let mut x = Array2::zeros((n_samples, patch_size * patch_size));
    for (sample, mut out) in x.rows_mut().into_iter().enumerate() {
        let (top, left) = (top[sample], left[sample]);
        let patch = tiles.slice(s![tile[sample], top..top + patch_size, left..left + patch_size]);
        out.iter_mut().zip(patch).for_each(|(out, &pixel)| *out = pixel.into());
        let mean = out.sum() / out.len() as f64;
        out -= mean;
    }
    let limit = 3.0 * x.std(0.0);
    if limit == 0.0 {
        return Err(DataError::FlatPatches { patch_size, n_samples });
    }
    x.mapv_inplace(|pixel| (pixel.clamp(-limit, limit) / limit + 1.0) * 0.4 + 0.1);
    Ok(x)
}

impl PatchParams {
    /// The lines of a script that make the same `X`; they need `gzip` and `numpy as np`.
    #[must_use]
    pub fn python(&self) -> String {
        format!(
            "data = np.load(gzip.open(\"patches.npy.gz\"))  # data/patches.npy.gz of the page\n{}",
            self.python_cut()
        )
    }

    /// The lines that cut them out of `data`, shape (tiles, rows, columns).
    #[must_use]
    pub(super) fn python_cut(&self) -> String {
        let Self { patch_size: size, n_samples: n, random_state } = self;
        format!(
            r"rng = np.random.RandomState({random_state})
tile = rng.randint(len(data), size={n})
top, left = (rng.randint(side - {size} + 1, size={n}) for side in data.shape[1:])
windows = np.lib.stride_tricks.sliding_window_view(data, ({size}, {size}), axis=(1, 2))
X = windows[tile, top, left].reshape({n}, -1).astype(float)
X -= X.mean(axis=1, keepdims=True)
limit = 3 * X.std()
X = (np.clip(X, -limit, limit) / limit + 1) * 0.4 + 0.1
"
        )
    }
}

/// The dataset of natural images.
#[derive(Debug)]
pub struct Patches;

/// Tiles, rows and columns of the file.
const TILES: (usize, usize, usize) = (25, 256, 256);

impl DataSource for Patches {
    const USES: &'static [Key] = &[Key::n_samples, Key::patch_size, Key::random_state];
    /// The exercise's values, except for the training method.
    const DEFAULTS: &'static [(Key, &'static str)] = &[
        (Key::n_samples, "10000"),
        (Key::scaling, "none"),
        (Key::hidden_dim, "25"),
        (Key::activation, "sigmoid"),
        (Key::batch_size, "100"),
        (Key::lr, "0.01"),
        (Key::sparsity, "kl"),
        (Key::sparsity_factor, "0.1"),
        (Key::sparsity_target, "0.05"),
    ];
    const SOURCE: &'static str = "Olshausen & Field 1996; pictures by danielbuechele and vultilion (CC BY 2.0), and others (CC0, public domain), of scikit-image 0.26, scikit-learn 1.9, SciPy 1.9.3";
    const PAGE: &'static str = "https://doi.org/10.1038/381607a0";
    const IS_SHARE: bool = true;

    fn samples(settings: &Settings) -> usize {
        settings.n_samples
    }

    fn features(settings: &Settings) -> usize {
        settings.patch_size * settings.patch_size
    }

    fn view(settings: &Settings) -> View {
        View::Image { width: settings.patch_size, height: settings.patch_size }
    }

    fn file(_settings: &Settings) -> Option<DataFile> {
        Some(DataFile::bundled("patches.npy", 0x4381_ef1a_81ea_1751))
    }

    fn make(settings: &Settings, file: &[u8]) -> Result<Labelled, DataError> {
        let pixels = npy::numbers(file).to_vec();
        let tiles = Array3::from_shape_vec(TILES, pixels)
            .map_err(|_| DataError::OtherFile { name: "patches.npy".to_owned() })?;
        let x = patches(tiles.view(), &PatchParams::from(settings))?;
        Ok(Labelled { y: vec![0; x.nrows()], x, names: DatasetNames::default() })
    }

    fn python(settings: &Settings) -> DataScript {
        let code = PatchParams::from(settings).python();
        DataScript { imports: "import gzip\n", numpy: true, code, ..DataScript::default() }
    }
}

impl From<&Settings> for PatchParams {
    fn from(settings: &Settings) -> Self {
        let Settings { patch_size, n_samples, random_state, .. } = *settings;
        Self { patch_size, n_samples, random_state }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array3;

    use super::*;

    /// A slope of 1 a column and 10 a row.
    fn slope(side: usize) -> Array3<u8> {
        Array3::from_shape_fn((2, side, side), |(_, row, column)| (10 * row + column) as u8)
    }

    #[test]
    fn patches_of_a_slope_are_equal_and_symmetric() {
        let params = PatchParams { patch_size: 2, n_samples: 30, random_state: 0 };
        let x = patches(slope(5).view(), &params).expect("patches fit");
        // The standard deviation of -5.5, -4.5, 4.5 and 5.5 is √25.25.
        let expected = [-5.5, -4.5, 4.5, 5.5].map(|d| (d / (3.0 * 25.25_f64.sqrt()) + 1.0) * 0.4 + 0.1);
        for row in x.rows() {
            assert!(row.iter().zip(expected).all(|(x, e)| (x - e).abs() < 1e-15), "{row}");
        }
    }

    #[test]
    fn patches_clip_pixels_at_three_standard_deviations() {
        let mut tiles = Array3::zeros((1, 8, 8));
        tiles[(0, 3, 3)] = 255_u8;
        let x = patches(tiles.view(), &PatchParams { n_samples: 3, ..PatchParams::default() });
        let x = x.expect("a tile is its only patch");
        assert!(x.iter().all(|&x| (0.1..=0.9).contains(&x)));
        assert_eq!(x[(0, 27)], 0.9);
    }

    #[test]
    fn patches_reject_invalid_parameters() {
        let refused = |patch_size, n_samples| {
            let params = PatchParams { patch_size, n_samples, random_state: 0 };
            patches(slope(5).view(), &params).expect_err("it is refused").to_string()
        };
        assert_eq!(refused(1, 1), "patch_size=1 must be at least 2.");
        assert_eq!(refused(2, 0), "n_samples=0 must be at least 1.");
        assert_eq!(refused(6, 1), "patch_size=6 does not fit into 2 tiles of 5×5 pixels. Lower patch_size.");
        let flat = patches(Array3::<u8>::ones((1, 9, 9)).view(), &PatchParams::default());
        let message = "All patches are flat with patch_size=8 and n_samples=10000. \
                       Raise one of them, change random_state, or take another picture.";
        assert_eq!(flat.expect_err("it is refused").to_string(), message);
    }
}
