//! Named tensors of a safetensors file, as numbers in single precision.

use half::{bf16, f16};

use super::fault::WeightsFault;
use crate::parameter::excerpt;
use crate::safetensors::{Header, Info, Metadata};
use crate::tensor::Fingerprint;

/// A type of numbers that is read. Only float32 is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dtype {
    F32,
    F16,
    Bf16,
}

impl Dtype {
    fn of(name: &str) -> Option<Self> {
        match name {
            "F32" => Some(Self::F32),
            "F16" => Some(Self::F16),
            "BF16" => Some(Self::Bf16),
            _ => None,
        }
    }

    /// Converts little-endian bytes. Returns `None` if they are not as many as the values.
    fn read(self, bytes: &[u8], values: &mut [f32]) -> Option<()> {
        match self {
            Self::F32 => convert(bytes, values, f32::from_le_bytes),
            Self::F16 => convert(bytes, values, |bytes| f16::from_le_bytes(bytes).to_f32()),
            Self::Bf16 => convert(bytes, values, |bytes| bf16::from_le_bytes(bytes).to_f32()),
        }
    }
}

fn convert<const N: usize>(bytes: &[u8], values: &mut [f32], number: fn([u8; N]) -> f32) -> Option<()> {
    let (numbers, rest) = bytes.as_chunks::<N>();
    if numbers.len() != values.len() || !rest.is_empty() {
        return None;
    }
    values.iter_mut().zip(numbers).for_each(|(value, bytes)| *value = number(*bytes));
    Some(())
}

/// A safetensors file.
pub(super) struct TensorFile<'a> {
    header: Header,
    values: &'a [u8],
}

impl<'a> TensorFile<'a> {
    /// Reads the header and checks that the tensors fill the file.
    pub fn read(file: &'a [u8]) -> Result<Self, WeightsFault> {
        let (header, values) = Header::read(file).map_err(WeightsFault::Unreadable)?;
        Ok(Self { header, values })
    }

    pub fn metadata(&self) -> &Metadata {
        &self.header.metadata
    }

    /// Returns whether the tensors have the names of SAELens.
    pub fn is_of_sae_lens(&self) -> bool {
        let has = |wanted| self.header.tensors.iter().any(|(name, _)| name == wanted);
        has("W_enc") && has("W_dec")
    }

    /// Copies the values of a tensor, row by row, and checks that they are finite.
    pub fn copy_tensor(&self, name: &str, shape: &[usize], into: &mut [f32]) -> Result<(), WeightsFault> {
        let name = || name.to_owned();
        let mut infos =
            self.header.tensors.iter().filter(|(found, _)| *found == name()).map(|(_, info)| info);
        let info =
            infos.next().ok_or_else(|| WeightsFault::Missing { wanted: name(), found: self.listed() })?;
        let Some(dtype) = Dtype::of(&info.dtype) else {
            return Err(WeightsFault::Dtype { name: name(), found: info.dtype.clone() });
        };
        if info.shape != shape {
            let wanted = shape.to_vec();
            return Err(WeightsFault::Shape { name: name(), found: info.shape.clone(), wanted });
        }
        let [start, end] = info.data_offsets;
        self.values
            .get(start..end)
            .and_then(|bytes| dtype.read(bytes, into))
            .ok_or(WeightsFault::Unreadable("a tensor's place is not of its size"))?;
        if into.iter().all(|value| value.is_finite()) { Ok(()) } else { Err(WeightsFault::NotFinite(name())) }
    }

    /// Checks that each tensor's name is known.
    pub fn check_names(&self, is_known: impl Fn(&str) -> bool) -> Result<(), WeightsFault> {
        match self.header.tensors.iter().find(|(name, _)| !is_known(name)) {
            Some((name, _)) => Err(WeightsFault::Extra(name.clone())),
            None => Ok(()),
        }
    }

    /// Checks the values of all tensors against the fingerprint that the file may contain.
    pub fn checked(&self, values: Vec<f32>) -> Result<Vec<f32>, WeightsFault> {
        match self.metadata().fingerprint.as_deref().and_then(Fingerprint::parse) {
            Some(named) if named != Fingerprint::of(&values) => Err(WeightsFault::Altered(named)),
            _ => Ok(values),
        }
    }

    /// Returns the names of the tensors, or some of them if there are many.
    fn listed(&self) -> String {
        const MOST: usize = 6;
        let tensors = &self.header.tensors;
        let more = if tensors.len() > MOST { ", …" } else { "" };
        let names: Vec<_> = tensors.iter().take(MOST).map(|(name, _)| excerpt(name)).collect();
        if names.is_empty() { "no tensors".to_owned() } else { names.join(", ") + more }
    }
}

/// Writes a file of tensors, given by name and shape, whose values follow each other.
pub(super) fn file_of(
    metadata: Metadata,
    tensors: impl IntoIterator<Item = (String, Vec<usize>)>,
    values: &[f32],
) -> Vec<u8> {
    let mut end = 0;
    let tensors = tensors.into_iter().map(|(name, shape)| {
        let start = end;
        end += shape.iter().product::<usize>() * size_of::<f32>();
        (name, Info { data_offsets: [start, end], dtype: "F32".to_owned(), shape })
    });
    let header = Header { metadata, tensors: tensors.collect() };
    [&header.bytes(), bytemuck::cast_slice(values)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_is_read_exactly() {
        let mut values = [0.0; 3];
        let bytes: Vec<u8> =
            [1.5, -0.25, 65504.0].iter().flat_map(|&value| f16::from_f32(value).to_le_bytes()).collect();
        assert_eq!(Dtype::F16.read(&bytes, &mut values), Some(()));
        assert_eq!(values, [1.5, -0.25, 65504.0]);
        let bytes: Vec<u8> =
            [1.5, -0.25, 2e38].iter().flat_map(|&value| bf16::from_f32(value).to_le_bytes()).collect();
        assert_eq!(Dtype::Bf16.read(&bytes, &mut values), Some(()));
        assert_eq!(values[..2], [1.5, -0.25]);
        assert_eq!(values[2], bf16::from_f32(2e38).to_f32());
        assert_eq!(Dtype::F32.read(&bytes, &mut values), None, "the number of bytes differs");
        assert_eq!(Dtype::F16.read(&bytes[1..], &mut values), None);
    }
}
