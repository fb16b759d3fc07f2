//! Heart beats cut out of an electrocardiogram.

use ndarray::{Array1, Array2, ArrayView2, Axis};

use super::{DataError, DataFile, DataScript, DataSource, DatasetNames, Labelled, npy};
use crate::experiment::{Key, Settings};
use crate::view::View;

/// Samples a second in the record.
const FREQUENCY: f64 = 360.0;
/// The recorded value at 0 mV, and the increase per millivolt.
const ZERO: f64 = 1024.0;
const GAIN: f64 = 200.0;

/// Parameters that determine how beats are cut out.
#[derive(Clone, Debug, PartialEq)]
pub struct EcgParams {
    /// Numbers of a beat, evenly spaced; at least 2; default 64.
    pub window: usize,
    /// The length of a window in seconds, a third of it before the R peak. The default 0.6 reaches from the P
    /// wave to the T wave, and no window contains another R peak.
    pub window_seconds: f64,
}

impl Default for EcgParams {
    fn default() -> Self {
        Self { window: 64, window_seconds: 0.6 }
    }
}

/// The beats of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Beats {
    /// Shape (beats, window).
    pub x: Array2<f64>,
    /// One caption per beat.
    pub captions: Vec<String>,
}

/// Cuts the beats out of `record` (samples at 360 Hz × (signal, 1 at an R peak)): shape (beats, window),
/// in millivolts, each beat with mean 0. Between two samples it goes straight (`numpy.interp`). A beat
/// whose window leaves the record is left out.
///
/// # Errors
/// When `window` is below 2, or the record has no whole beat.
pub fn beats<T: Copy + Into<f64>>(record: ArrayView2<T>, params: &EcgParams) -> Result<Beats, DataError> {
    let window = params.window;
    if window < 2 {
        return Err(DataError::TooSmall { name: "window", value: window, minimum: 2 });
    }
    let record = record.mapv(Into::into);
    let (signal, is_peak) = (record.column(0), record.column(1));
    let offsets = params.offsets();
    let last = signal.len().saturating_sub(1) as f64;
    let is_inside = |peak: &f64| peak + offsets[0] >= 0.0 && peak + offsets[window - 1] <= last;
    let peaks = is_peak.iter().enumerate().filter(|&(_, &is_peak)| is_peak == 1.0);
    let peaks: Vec<f64> = peaks.map(|(place, _)| place as f64).filter(is_inside).collect();
    if peaks.is_empty() {
        return Err(DataError::NoBeat { samples: signal.len() });
    }
    let captions = peaks.iter().enumerate().map(|(beat, &peak)| caption(beat, peak)).collect();

    let mut x = Array2::from_shape_fn((peaks.len(), window), |(beat, number)| {
        let place = peaks[beat] + offsets[number];
        let before = place as usize;
        let after = (before + 1).min(signal.len() - 1);
        let value = (signal[after] - signal[before]) * (place - before as f64) + signal[before];
        (value - ZERO) / GAIN
    });
    let means = x.mean_axis(Axis(1)).expect("a window has numbers");
    x -= &means.insert_axis(Axis(1));
    Ok(Beats { x, captions })
}

/// Returns the caption of a beat: its number, and the minutes and seconds from the start of the record to its peak.
fn caption(beat: usize, peak: f64) -> String {
    let seconds = (peak / FREQUENCY) as u32;
    format!("beat {} at {}:{:02}", beat + 1, seconds / 60, seconds % 60)
}

impl EcgParams {
    /// Samples before and after the R peak.
    fn extent(&self) -> (f64, f64) {
        let samples = self.window_seconds * FREQUENCY;
        (samples / 3.0, samples * 2.0 / 3.0)
    }

    /// Returns the positions of a beat's values in samples from the R peak (`numpy.linspace`).
    fn offsets(&self) -> Array1<f64> {
        let (before, stop) = self.extent();
        let step = (stop + before) / (self.window - 1) as f64;
        Array1::from_shape_fn(
            self.window,
            |i| if i + 1 == self.window { stop } else { i as f64 * step - before },
        )
    }

    /// The lines of a script that make the same `X`; they need `gzip` and `numpy as np`.
    #[must_use]
    pub fn python(&self) -> String {
        let Self { window, window_seconds } = self;
        format!(
            r#"data = np.load(gzip.open("ecg.npy.gz")).astype(float)  # data/ecg.npy.gz of the page
signal, peaks = (data[:, 0] - {ZERO}) / {GAIN}, np.flatnonzero(data[:, 1])
length = {window_seconds} * {FREQUENCY}
places = peaks[:, None] + np.linspace(-length / 3, length * 2 / 3, {window})
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
/// The number of R peaks in the record.
const PEAKS: usize = 498;
/// The number of samples before the first peak and after the last two: longer windows leave the record. No
/// window is long enough to concern other peaks.
const FIRST: [f64; 1] = [125.0];
const LAST: [f64; 2] = [392.0, 128.0];

impl From<&Settings> for EcgParams {
    fn from(settings: &Settings) -> Self {
        Self { window: settings.window, window_seconds: settings.window_seconds }
    }
}

impl DataSource for Ecg {
    const USES: &'static [Key] = &[Key::window, Key::window_seconds];
    const DEFAULTS: &'static [(Key, &'static str)] = &[
        (Key::hidden_dim, "16"),
        (Key::output, "linear"),
        (Key::batch_size, "32"),
        (Key::lr, "0.005"),
        (Key::sparsity_factor, "0.001"),
    ];
    const SOURCE: &'static str =
        "Moody & Mark 2001, MIT-BIH record 208, PhysioNet, ODC-By 1.0; ecg.dat of SciPy 1.9.3";
    const PAGE: &'static str = "https://doi.org/10.13026/C2F305";

    fn samples(settings: &Settings) -> usize {
        let (before, after) = EcgParams::from(settings).extent();
        let out = |room: &[f64], length: f64| room.iter().filter(|&&room| room < length).count();
        PEAKS - out(&FIRST, before) - out(&LAST, after)
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
        let Beats { x, captions } = beats(record.view(), &EcgParams::from(settings))?;
        Ok(Labelled {
            y: vec![0; x.nrows()],
            x,
            names: DatasetNames { rows: captions, ..DatasetNames::default() },
        })
    }

    fn python(settings: &Settings) -> DataScript {
        let code = EcgParams::from(settings).python();
        DataScript { imports: "import gzip\n", numpy: true, code, ..DataScript::default() }
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
    fn beats_of_a_straight_line_are_straight() {
        let record = rising(800, &[100, 130, 500]);
        let Beats { x, captions } =
            beats(record.view(), &EcgParams { window: 7, ..EcgParams::default() }).expect("there are beats");
        assert_eq!(captions, ["beat 1 at 0:00", "beat 2 at 0:00", "beat 3 at 0:01"]);
        assert_eq!(x.dim(), (3, 7));
        // 216 samples of a two-hundredth of a millivolt, in six steps.
        let expected = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0].map(|i| i * 36.0 / 200.0);
        for row in x.rows() {
            assert!(row.iter().zip(expected).all(|(x, e)| (x - e).abs() < 1e-12), "{row}");
        }
    }

    #[test]
    fn beats_outside_the_record_are_dropped() {
        // 72 samples before the peak, 144 after it.
        let count = |peaks: &[usize]| {
            beats(rising(300, peaks).view(), &EcgParams::default()).map(|beats| beats.x.nrows())
        };
        assert_eq!(count(&[71, 72, 155, 156]), Ok(2));
        let message = "The record's 300 samples hold no whole beat: take a record with R peaks marked.";
        assert_eq!(count(&[71, 156]).expect_err("none is whole").to_string(), message);
    }

    #[test]
    fn beats_reject_a_window_of_one_value() {
        let refused = beats(rising(300, &[100]).view(), &EcgParams { window: 1, ..EcgParams::default() });
        assert_eq!(refused.expect_err("no window").to_string(), "window=1 must be at least 2.");
    }
}
