//! The header of a safetensors file: its length, then JSON that gives the position of each tensor in the
//! bytes that follow.

use nanoserde::SerJson;

use super::json::{self, Json};
use crate::ranking;

const METADATA: &str = "__metadata__";
/// A longer header is refused: reading it would take many times its size in memory.
const LONGEST_HEADER: usize = 1_000_000;
/// A page never makes a longer link.
const LONGEST_LINK: usize = 64_000;

/// The content of a file.
#[derive(Debug, Default)]
pub struct Header {
    pub metadata: Metadata,
    pub tensors: Vec<(String, Info)>,
}

/// The metadata of this project's files; others are ignored.
#[derive(Debug, Default)]
pub struct Metadata {
    pub epoch: Option<String>,
    pub fingerprint: Option<String>,
    pub format: Option<String>,
    pub initial: Option<String>,
    pub link: Option<String>,
}

#[derive(Debug, SerJson)]
pub struct Info {
    /// Its first byte after the header, and the one after its last.
    pub data_offsets: [usize; 2],
    pub dtype: String,
    pub shape: Vec<usize>,
}

impl Header {
    /// Header and values of a file, which the tensors fill without gap and overlap.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn read(file: &[u8]) -> Result<(Self, &[u8]), &'static str> {
        let (length, rest) = file.split_first_chunk().ok_or("it is shorter than its header's length")?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok();
        let parts = length.and_then(|length| rest.split_at_checked(length));
        let (header, values) = parts.ok_or("its header is longer than the file")?;
        if header.len() > LONGEST_HEADER {
            return Err("its header is longer than 1 MB");
        }
        let header = std::str::from_utf8(header).map_err(|_| "its header is not text")?;
        let header = json::parse(header).and_then(Self::of).ok_or("its header is not JSON of that format")?;
        let places: Vec<_> = header.tensors.iter().map(|(_, info)| info.data_offsets.into()).collect();
        // By their middles: where they do not overlap, that is one after the other.
        let middle = |&(from, to): &(usize, usize)| from as f64 + to as f64;
        let end = ranking::ascending(places.iter().map(middle))
            .into_iter()
            .map(|place| places[place])
            .try_fold(0, |end, (from, to): (usize, usize)| (from == end && to >= from).then_some(to));
        match end {
            None => Err("its tensors overlap or leave gaps"),
            Some(end) if end != values.len() => Err("its tensors do not end where the file does"),
            Some(_) => Ok((header, values)),
        }
    }

    /// The file up to its values, which begin at a multiple of 8 bytes: aligned where it is mapped into
    /// memory.
    pub fn bytes(&self) -> Vec<u8> {
        let metadata = self.metadata.entries().into_iter().filter_map(|(name, value)| {
            value.as_ref().map(|value| format!("\"{name}\":{}", value.serialize_json()))
        });
        let metadata = metadata.collect::<Vec<_>>().join(",");
        let tensors = self.tensors.iter();
        let tensors =
            tensors.map(|(name, info)| format!(",{}:{}", name.serialize_json(), info.serialize_json()));
        let tensors: Vec<_> = tensors.collect();
        let mut text = format!("{{\"{METADATA}\":{{{metadata}}}{}}}", tensors.concat()).into_bytes();
        text.resize(text.len().next_multiple_of(8), b' ');
        [&(text.len() as u64).to_le_bytes(), text.as_slice()].concat()
    }

    fn of(json: Json) -> Option<Self> {
        let Json::Object(entries) = json else { return None };
        let mut header = Self::default();
        for (name, value) in entries {
            if name == METADATA {
                header.metadata = Metadata::of(value)?;
            } else {
                header.tensors.push((name, Info::of(value)?));
            }
        }
        Some(header)
    }
}

impl Metadata {
    /// Returns the entries in alphabetical order.
    fn entries(&self) -> [(&'static str, &Option<String>); 5] {
        let Self { epoch, fingerprint, format, initial, link } = self;
        [
            ("epoch", epoch),
            ("fingerprint", fingerprint),
            ("format", format),
            ("initial", initial),
            ("link", link),
        ]
    }

    fn of(json: Json) -> Option<Self> {
        let Json::Object(entries) = json else { return None };
        let mut metadata = Self::default();
        for (name, value) in entries {
            let word = match name.as_str() {
                "epoch" => &mut metadata.epoch,
                "fingerprint" => &mut metadata.fingerprint,
                "format" => &mut metadata.format,
                "initial" => &mut metadata.initial,
                "link" => &mut metadata.link,
                _ => continue,
            };
            let Json::Text(text) = value else { return None };
            *word = (text.len() <= LONGEST_LINK).then_some(text);
        }
        Some(metadata)
    }
}

impl Info {
    fn of(json: Json) -> Option<Self> {
        let Json::Object(entries) = json else { return None };
        let (mut data_offsets, mut dtype, mut shape) = (None, None, None);
        for (name, value) in entries {
            match (name.as_str(), value) {
                ("data_offsets", value) => data_offsets = Some(counts(value)?.try_into().ok()?),
                ("dtype", Json::Text(text)) => dtype = Some(text),
                ("shape", value) => shape = Some(counts(value)?),
                _ => {}
            }
        }
        Some(Self { data_offsets: data_offsets?, dtype: dtype?, shape: shape? })
    }
}

fn counts(json: Json) -> Option<Vec<usize>> {
    let Json::Array(values) = json else { return None };
    values.into_iter().map(|value| if let Json::Count(count) = value { Some(count) } else { None }).collect()
}
