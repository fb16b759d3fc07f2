//! The header of a safetensors file: its length, then JSON that says where each tensor lies in the
//! bytes that follow.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

const METADATA: &str = "__metadata__";

/// What a file holds.
#[derive(Debug, Default)]
pub struct Header {
    pub metadata: Metadata,
    /// With their names.
    pub tensors: Vec<(String, Info)>,
}

/// What these files say of themselves; of others' words nothing is taken.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Metadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epoch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// One tensor.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
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
        let header = std::str::from_utf8(header).map_err(|_| "its header is not text")?;
        let header: Self =
            serde_json::from_str(header).map_err(|_| "its header is not JSON of that format")?;
        let mut places: Vec<_> = header.tensors.iter().map(|(_, info)| info.data_offsets.into()).collect();
        places.sort_unstable();
        let end = places
            .into_iter()
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
        let mut text = serde_json::to_string(self).expect("a header is plain values").into_bytes();
        text.resize(text.len().next_multiple_of(8), b' ');
        [&(text.len() as u64).to_le_bytes(), text.as_slice()].concat()
    }
}

impl Serialize for Header {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(METADATA, &self.metadata)?;
        for (name, info) in &self.tensors {
            map.serialize_entry(name, info)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Header;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("tensors by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Header, A::Error> {
                let mut header = Header::default();
                while let Some(name) = map.next_key::<String>()? {
                    if name == METADATA {
                        header.metadata = map.next_value()?;
                    } else {
                        header.tensors.push((name, map.next_value()?));
                    }
                }
                Ok(header)
            }
        }
        deserializer.deserialize_map(Entries)
    }
}
