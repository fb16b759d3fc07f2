//! Heart beats cut out of an electrocardiogram.

use ndarray::{Array1, Array2, ArrayView2, Axis};

use super::{DataError, DataFile, Labelled, Names, Origin, Python, View, npy};
use crate::experiment::Settings;

/// Samples a second in the record.
const FREQUENCY: f64 = 360.0;
/// The window in seconds from the R peak: from the P wave to the T wave, and no beat's window holds
/// another R peak.
const WINDOW: (f64, f64) = (-0.2, 0.4);
/// What the record holds for 0 mV, and how much more for a millivolt.
const ZERO: f64 = 1024.0;
const GAIN: f64 = 200.0;

/// How beats are cut out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EcgParams {
    /// Numbers of a beat, evenly from 0.2 s before its R peak to 0.4 s after it; at least 2; default 64.
    pub window: usize,
}

impl Default for EcgParams {
    fn default() -> Self {
        Self { window: 64 }
    }
}

/// Cuts the beats out of `record` (samples at 360 Hz × (signal, 1 at an R peak)): shape (beats, window),
/// in millivolts, each beat with mean 0. Between two samples it goes straight (`numpy.interp`). A beat
/// whose window leaves the record is left out.
///
/// # Errors
/// When `window` is below 2, or the record has no whole beat.
pub fn beats<T: Copy + Into<f64>>(
    record: ArrayView2<T>,
    params: &EcgParams,
) -> Result<Array2<f64>, DataError> {
    let &EcgParams { window } = params;
    if window < 2 {
        return Err(DataError::TooSmall { name: "window", value: window, minimum: 2 });
    }
    let record = record.mapv(Into::into);
    let (signal, is_peak) = (record.column(0), record.column(1));
    let offsets = offsets(window);
    let last = signal.len().saturating_sub(1) as f64;
    let is_inside = |peak: &f64| peak + offsets[0] >= 0.0 && peak + offsets[window - 1] <= last;
    let peaks = is_peak.iter().enumerate().filter(|&(_, &is_peak)| is_peak == 1.0);
    let peaks: Vec<f64> = peaks.map(|(place, _)| place as f64).filter(is_inside).collect();
    if peaks.is_empty() {
        return Err(DataError::NoBeat { samples: signal.len() });
    }

    let mut x = Array2::from_shape_fn((peaks.len(), window), |(beat, number)| {
        let place = peaks[beat] + offsets[number];
        let before = place as usize;
        let after = (before + 1).min(signal.len() - 1);
        let value = (signal[after] - signal[before]) * (place - before as f64) + signal[before];
        (value - ZERO) / GAIN
    });
    let means = x.mean_axis(Axis(1)).expect("a window has numbers");
    x -= &means.insert_axis(Axis(1));
    Ok(x)
}

/// Where a beat's numbers are, in samples from the R peak (`numpy.linspace`).
fn offsets(window: usize) -> Array1<f64> {
    let (start, stop) = (WINDOW.0 * FREQUENCY, WINDOW.1 * FREQUENCY);
    let step = (stop - start) / (window - 1) as f64;
    Array1::from_shape_fn(window, |i| if i + 1 == window { stop } else { i as f64 * step + start })
}

impl EcgParams {
    /// The lines of a script that make the same `X`; they need `gzip` and `numpy as np`.
    #[must_use]
    pub fn python(&self) -> String {
        let Self { window } = self;
        let (start, stop) = WINDOW;
        format!(
            r#"data = np.load(gzip.open("ecg.npy.gz")).astype(float)  # data/ecg.npy.gz of the page
signal, peaks = (data[:, 0] - {ZERO}) / {GAIN}, np.flatnonzero(data[:, 1])
places = peaks[:, None] + np.linspace({start} * {FREQUENCY}, {stop} * {FREQUENCY}, {window})
places = places[(places[:, 0] >= 0) & (places[:, -1] <= len(signal) - 1)]
X = np.interp(places, np.arange(len(signal)), signal)
X -= X.mean(axis=1, keepdims=True)
"#
        )
    }
}

/// Record 208 of the MIT-BIH arrhythmia database.
#[derive(Debug)]
pub struct Ecg;

/// Samples and columns of the file.
const RECORD: (usize, usize) = (108_000, 2);
/// Beats whose window lies in it.
const BEATS: usize = 497;

impl Origin for Ecg {
    const USES: &'static [&'static str] = &["window"];
    const DEFAULTS: &'static [(&'static str, &'static str)] = &[
        ("hidden_dim", "16"),
        ("output", "linear"),
        ("batch_size", "32"),
        ("lr", "0.005"),
        ("sparsity_factor", "0.001"),
    ];
    const SOURCE: &'static str = "Moody & Mark 2001, MIT-BIH record 208, PhysioNet, ODC-By 1.0";
    const PAGE: &'static str = "https://doi.org/10.13026/C2F305";

    fn samples(_settings: &Settings) -> usize {
        BEATS
    }

    fn features(settings: &Settings) -> usize {
        settings.window
    }

    fn view(_settings: &Settings) -> View {
        View::Series
    }

    fn file(_settings: &Settings) -> Option<DataFile> {
        Some(DataFile::bundled("ecg.npy", 0x3e81_8baa_a34c_cb27))
    }

    fn make(settings: &Settings, file: &[u8]) -> Result<Labelled, DataError> {
        let (pairs, _) = npy::numbers(file).as_chunks();
        let numbers = pairs.iter().map(|&pair| i16::from_le_bytes(pair)).collect();
        let record = Array2::from_shape_vec(RECORD, numbers)
            .map_err(|_| DataError::OtherFile { name: "ecg.npy".to_owned() })?;
        let x = beats(record.view(), &EcgParams { window: settings.window })?;
        Ok(Labelled { y: vec![0; x.nrows()], x, names: Names::default() })
    }

    fn python(settings: &Settings) -> Python {
        let code = EcgParams { window: settings.window }.python();
        Python { imports: "import gzip\n", numpy: true, code, ..Python::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `length` samples that rise by one, with R peaks at `peaks`.
    fn rising(length: usize, peaks: &[usize]) -> Array2<i16> {
        Array2::from_shape_fn((length, 2), |(i, column)| match column {
            0 => i16::try_from(i).expect("a short record"),
            _ => i16::from(peaks.contains(&i)),
        })
    }

    #[test]
    fn a_straight_line_stays_straight() {
        let x = beats(rising(300, &[100, 130]).view(), &EcgParams { window: 7 }).expect("there are beats");
        assert_eq!(x.dim(), (2, 7));
        // 216 samples of a two-hundredth of a millivolt, in six steps.
        let expected = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0].map(|i| i * 36.0 / 200.0);
        for row in x.rows() {
            assert!(row.iter().zip(expected).all(|(x, e)| (x - e).abs() < 1e-12), "{row}");
        }
    }

    #[test]
    fn beats_that_leave_the_record_are_left_out() {
        // 72 samples before the peak, 144 after it.
        let count =
            |peaks: &[usize]| beats(rising(300, peaks).view(), &EcgParams::default()).map(|x| x.nrows());
        assert_eq!(count(&[71, 72, 155, 156]), Ok(2));
        let message = "The record's 300 samples hold no whole beat: take a record with R peaks marked.";
        assert_eq!(count(&[71, 156]).expect_err("none is whole").to_string(), message);
    }

    #[test]
    fn a_window_of_one_number_is_refused() {
        let refused = beats(rising(300, &[100]).view(), &EcgParams { window: 1 });
        assert_eq!(refused.expect_err("no window").to_string(), "window=1 must be at least 2.");
    }
}
