//! A safetensors file as data: one of its tensors, and perhaps another with their labels.

use super::array::{Array, ArrayLayout, Endian, IndexOrder, Scalar};
use super::choice::{self, ArrayEntry, LabelChoice};
use super::given::GivenLabels;
use super::npy::Stored;
use super::several::TakenArrays;
use super::{ArrayFault, Fault, Limits};
use crate::safetensors::{Header, Info};

/// Reads the chosen tensor, and its labels where there are any.
///
/// # Errors
/// Where the file is not whole, or has no tensor of samples or none of that name.
pub fn read(bytes: Vec<u8>, part: Option<&str>, limits: &Limits) -> Result<TakenArrays, Fault> {
    let (header, values) = Header::read(&bytes).map_err(|reason| ArrayFault::Safetensors { reason })?;
    let start = bytes.len() - values.len();
    let entries: Vec<_> = header
        .tensors
        .iter()
        .map(|(name, info)| ArrayEntry { name: name.clone(), stored: layout(info).map(Stored::Numbers) })
        .collect();
    let begin = |place: usize| start + header.tensors[place].1.data_offsets[0];
    let place = choice::choose_samples(&entries, part)?;
    let chosen = &entries[place];
    let in_chosen = |fault: Fault| fault.in_array(&chosen.name);
    let layout = chosen.numbers().map_err(in_chosen)?;
    layout.check(limits).map_err(in_chosen)?;
    let LabelChoice { labels, mut notes } = choice::choose_labels(&entries, place, layout.samples())?;
    notes
        .push("its tensors are not the weights of a model of this page, so they are read as data".to_owned());
    let labels = labels.and_then(|place| {
        let layout = entries[place].numbers().ok()?;
        let from = begin(place);
        let numbers = bytes[from..from + layout.bytes()?].to_vec();
        Some((entries[place].name.clone(), GivenLabels::Numbers(Array::new(layout, numbers, 0).ok()?)))
    });
    let start = begin(place);
    let samples = Array::within(layout, bytes, start).map_err(in_chosen)?;
    Ok(TakenArrays { samples, labels, notes, chosen: chosen.name.clone(), parts: choice::parts(&entries) })
}

/// Returns the type and shape of a tensor's values.
fn layout(info: &Info) -> Result<ArrayLayout, Fault> {
    let scalar = match info.dtype.as_str() {
        "BOOL" => Scalar::Bool,
        "I8" => Scalar::I8,
        "I16" => Scalar::I16,
        "I32" => Scalar::I32,
        "I64" => Scalar::I64,
        "U8" => Scalar::U8,
        "U16" => Scalar::U16,
        "U32" => Scalar::U32,
        "U64" => Scalar::U64,
        "F16" => Scalar::F16,
        "BF16" => Scalar::Bf16,
        "F32" => Scalar::F32,
        "F64" => Scalar::F64,
        other => {
            return Err(ArrayFault::Dtype {
                descr: other.to_owned(),
                what: "not a number known here",
                remedy: "save the tensor as x.float()",
            }
            .into());
        }
    };
    let layout =
        ArrayLayout { scalar, endian: Endian::Little, order: IndexOrder::C, shape: info.shape.clone() };
    let [from, to] = info.data_offsets;
    if layout.bytes() != Some(to - from) {
        return Err(ArrayFault::Length { shape: layout.shape, size: scalar.size(), found: to - from }.into());
    }
    Ok(layout)
}
