//! Messages between the page and its workers.
//!
//! A message consists of its bytes (nanoserde's binary format) and at most one file. The browser transfers
//! both without copying. Messages about a run contain its id, so that late ones can be ignored. In the
//! encoded message the field of a file is empty, because it is sent separately.

mod command;
mod evaluated;
mod event;
mod frame;
mod key;
mod preview;

use nanoserde::{DeBin, SerBin};

pub use command::{Command, FilePart};
pub use evaluated::{Evaluated, RankedSamples};
pub use event::Event;
pub use frame::{Frame, Numbers, Start};
pub use preview::{Learned, Preview, PreviewColumn, PreviewRole, PreviewRow};

/// Hash of the sources that this program was built from (build.rs). Page and workers are separate files,
/// which a server or browser may cache separately. A worker reports its build first, and the page offers a
/// reload if it differs from its own.
pub const BUILD: u64 = parse_hex(env!("SAE_BUILD"));

const fn parse_hex(text: &str) -> u64 {
    match u64::from_str_radix(text, 16) {
        Ok(build) => build,
        Err(_) => panic!("build.rs writes a hexadecimal number"),
    }
}

/// The speed of training, which is not part of the experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SerBin, DeBin)]
pub enum Pace {
    /// Five epochs per second.
    Slow,
    /// One epoch per frame that the page requests.
    Normal,
    /// As fast as possible.
    Fast,
}

/// The purpose of requested weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SerBin, DeBin)]
pub enum Purpose {
    /// To be saved as a file.
    File,
    /// To be evaluated.
    Evaluation,
}

/// A message as the browser carries it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The message without its file.
    pub message: Vec<u8>,
    /// The file, or empty.
    pub file: Vec<u8>,
}

/// The error for a message that cannot be decoded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a message between page and worker cannot be read: {0}. Reload the page.")]
pub struct Unreadable(String);

fn read<T: DeBin>(message: &[u8]) -> Result<T, Unreadable> {
    T::deserialize_bin(message).map_err(|error| Unreadable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::{RecoveryReport, RecoveryScores};
    use crate::model::Side;
    use crate::tensor::Fingerprint;
    use crate::weights::WeightsProvenance;

    #[test]
    fn commands_round_trip() {
        let link = || "hidden_dim=4".to_owned();
        for command in [
            Command::Start {
                run: 3,
                link: link(),
                running: true,
                reached: 2,
                watch: Some(9),
                weights: vec![4, 5],
            },
            Command::LoadWeights { name: "a.safetensors".to_owned(), link: link(), file: vec![1, 2, 3] },
        ] {
            assert_eq!(Command::decode(command.clone().encode()), Ok(command));
        }
        assert!(Command::decode(Envelope { message: b"{}".to_vec(), ..Envelope::default() }).is_err());
        assert!(Command::decode(Envelope::default()).is_err());
    }

    #[test]
    fn events_round_trip_completely_or_not_at_all() {
        let events = [
            Event::Stopped { run: 1, stop_reason: None, epoch: 5 },
            Event::Changed { run: 1, problem: None, link: "\"quoted\"".to_owned() },
            Event::Loaded { name: "a".to_owned(), file: Vec::new(), origin: WeightsProvenance::default() },
        ];
        for event in events {
            let envelope = event.clone().encode();
            let mut cut = envelope.clone();
            cut.message.pop();
            assert_eq!(Event::decode(envelope), Ok(event));
            assert!(Event::decode(cut).is_err());
        }
    }

    #[test]
    fn files_are_sent_separately() {
        let event = Event::Saved { run: 1, purpose: Purpose::File, epoch: 50, file: vec![0, 255, 7] };
        let envelope = event.clone().encode();
        assert_eq!(envelope.file, [0, 255, 7]);
        assert!(!envelope.message.contains(&255));
        assert_eq!(Event::decode(envelope), Ok(event));
    }

    #[test]
    fn frames_round_trip_with_their_arrays() {
        let marks = RecoveryScores::default();
        let columns = vec![[0.5, -1.0]];
        let marked = RecoveryReport { marks, similarity: vec![0.25], units: vec![0], columns };
        let frame = Event::Frame(Frame {
            run: 1,
            epoch: 2,
            share: 0.25,
            running: false,
            tested: true,
            settled: true,
            stop_reason: None,
            fingerprint: Fingerprint::of(&[1.0]),
            test_mse: 0.5,
            explained_variance: Some(0.75),
            l0: 1.5,
            epoch_ms: None,
            sample: 0,
            known: 1,
            marked: Some(marked),
            weights: Some(Side::Decoder),
            numbers: Numbers { codes: vec![1.0, f32::NAN.max(2.0)], ..Numbers::default() },
        });
        let envelope = frame.clone().encode();
        assert_eq!(Event::decode(envelope), Ok(frame));
    }
}
