//! NPY, the format of `numpy.save`.
//!
//! Source: NumPy 2.4, `numpy/lib/_format_impl.py`: a magic string, a version, the header's length, and
//! a Python dictionary with `descr`, `fortran_order` and `shape`; then the numbers.

use super::array::{Array, ArrayLayout, Endian, IndexOrder, Scalar};
use super::given::GivenLabels;
use super::strings::Strings;
use super::{ArrayFault, Fault};

/// The first bytes of a file.
pub const MAGIC: &[u8] = b"\x93NUMPY";
/// No header of numbers is longer, version and length included.
pub const LONGEST_HEADER: usize = 1 << 16;

/// The values that a header describes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    Numbers(ArrayLayout),
    Words(Strings),
}

impl Stored {
    /// Returns whether it contains one value per sample.
    pub fn is_list(&self) -> bool {
        match self {
            Self::Numbers(layout) => layout.is_list(),
            Self::Words(strings) => strings.is_list(),
        }
    }

    /// The length of its first axis.
    pub fn samples(&self) -> usize {
        match self {
            Self::Numbers(layout) => layout.samples(),
            Self::Words(strings) => strings.samples(),
        }
    }

    /// The bytes of its values, or none where they are more than can be counted.
    pub fn bytes(&self) -> Option<usize> {
        match self {
            Self::Numbers(layout) => layout.bytes(),
            Self::Words(strings) => strings.bytes(),
        }
    }

    /// Reads the values that begin at `start`, whatever follows them.
    ///
    /// # Errors
    /// If there are fewer bytes than the header says, or none.
    pub fn read(self, bytes: Vec<u8>, start: usize) -> Result<GivenLabels, Fault> {
        match self {
            Self::Numbers(layout) => Array::within(layout, bytes, start).map(GivenLabels::Numbers),
            Self::Words(strings) if !strings.is_list() => Err(strings.as_samples()),
            Self::Words(strings) => strings.read(&bytes[start..]).map(GivenLabels::Words),
        }
    }
}

/// Reads the first array of a file, with a note on anything that follows it.
///
/// # Errors
/// If the header is invalid, describes more than follows, or has an unsupported type.
pub fn read(bytes: Vec<u8>) -> Result<(GivenLabels, Option<String>), Fault> {
    let (stored, start) = header(&bytes)?;
    let rest = stored.bytes().and_then(|length| bytes.get(start.checked_add(length)?..)).unwrap_or_default();
    let note = match rest {
        [] => None,
        _ if rest.starts_with(MAGIC) => {
            Some("the file holds several arrays: the first was taken, as numpy.load does".to_owned())
        }
        _ => Some(format!("{} bytes after the array were ignored, as numpy.load does", rest.len())),
    };
    Ok((stored.read(bytes, start)?, note))
}

/// Reads the header and returns the position of its end.
///
/// # Errors
/// If it is invalid, or has an unsupported type.
pub fn header(bytes: &[u8]) -> Result<(Stored, usize), Fault> {
    let fault = |reason: &str| header_fault(reason.to_owned());
    let ends = || fault("the file ends within it");
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| fault("it does not begin with \\x93NUMPY"))?;
    let (&[major, _], rest) = rest.split_first_chunk().ok_or_else(ends)?;
    let (length, header) = match major {
        1 => rest.split_first_chunk().map(|(&length, rest)| (usize::from(u16::from_le_bytes(length)), rest)),
        2 | 3 => rest.split_first_chunk().map(|(&length, rest)| (u32::from_le_bytes(length) as usize, rest)),
        _ => return Err(header_fault(format!("its version is {major}, not 1, 2 or 3"))),
    }
    .ok_or_else(ends)?;
    if length > LONGEST_HEADER - 16 {
        return Err(header_fault(format!("it is {length} bytes long")));
    }
    let start = bytes.len() - header.len() + length;
    let header = header.get(..length).ok_or_else(ends)?;
    let header = std::str::from_utf8(header).map_err(|_| fault("it is not text"))?;
    Ok((Literal { rest: header }.stored()?, start))
}

fn header_fault(reason: String) -> Fault {
    ArrayFault::NpyHeader { reason }.into()
}

/// The unread part of a dictionary printed by Python.
struct Literal<'a> {
    rest: &'a str,
}

impl<'a> Literal<'a> {
    fn stored(mut self) -> Result<Stored, Fault> {
        let (mut descr, mut order, mut shape) = (None, None, None);
        self.expect("{")?;
        while !self.takes("}") {
            let key = self.string()?;
            self.expect(":")?;
            match key {
                "descr" if self.rest.trim_start().starts_with('[') => return Err(structured(self.rest)),
                "descr" => descr = Some(self.string()?),
                "fortran_order" => order = Some(self.order()?),
                "shape" => shape = Some(self.shape()?),
                _ => return Err(self.fault("only the keys descr, fortran_order and shape")),
            }
            if !self.takes(",") {
                self.expect("}")?;
                break;
            }
        }
        match (descr, order, shape) {
            (Some(descr), Some(order), Some(shape)) => {
                let (endian, letters) = match descr.split_at_checked(1) {
                    Some((">", rest)) => (Endian::Big, rest),
                    Some(("<" | "|" | "=", rest)) => (Endian::Little, rest),
                    _ => (Endian::Little, descr),
                };
                if let Some((letters, is_wide)) = string_type(letters) {
                    return Ok(Stored::Words(Strings { letters, is_wide, endian, shape }));
                }
                let scalar = number_type(letters, descr)?;
                Ok(Stored::Numbers(ArrayLayout { scalar, endian, order, shape }))
            }
            _ => Err(self.fault("all of the keys descr, fortran_order and shape")),
        }
    }

    fn takes(&mut self, mark: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, mark: &str) -> Result<(), Fault> {
        if self.takes(mark) { Ok(()) } else { Err(self.fault(mark)) }
    }

    fn string(&mut self) -> Result<&'a str, Fault> {
        let quote = if self.takes("'") {
            '\''
        } else if self.takes("\"") {
            '"'
        } else {
            return Err(self.fault("a string"));
        };
        let (string, rest) = self.rest.split_once(quote).ok_or_else(|| self.fault("the string's end"))?;
        self.rest = rest;
        Ok(string)
    }

    fn order(&mut self) -> Result<IndexOrder, Fault> {
        if self.takes("True") {
            Ok(IndexOrder::Fortran)
        } else if self.takes("False") {
            Ok(IndexOrder::C)
        } else {
            Err(self.fault("True or False"))
        }
    }

    fn shape(&mut self) -> Result<Vec<usize>, Fault> {
        self.expect("(")?;
        let mut shape = Vec::new();
        while !self.takes(")") {
            let rest = self.rest;
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            // No file is larger, so a browser gives the same message as a 64-bit machine.
            let side: u32 = rest[..digits].parse().map_err(|_| self.fault("a size that can be counted"))?;
            shape.push(side as usize);
            self.rest = &rest[digits..];
            // Python 2 appends L to long integers.
            self.takes("L");
            if !self.takes(",") {
                self.expect(")")?;
                break;
            }
        }
        Ok(shape)
    }

    fn fault(&self, expected: &str) -> Fault {
        let found = super::words::quoted(self.rest.trim_start());
        header_fault(format!("{expected} should stand at “{found}”"))
    }
}

fn structured(rest: &str) -> Fault {
    ArrayFault::Dtype {
        descr: rest.trim_start().to_owned(),
        what: "records with fields",
        remedy: "save plain numbers: numpy.lib.recfunctions.structured_to_unstructured(x)",
    }
    .into()
}

/// The letters of each string and whether they are wide, where `U5` or `S5` is the type.
fn string_type(text: &str) -> Option<(usize, bool)> {
    let is_wide = text.starts_with('U');
    let letters = text.strip_prefix(['U', 'S', 'a'])?;
    let letters: u32 = letters.parse().ok()?;
    Some((letters as usize, is_wide))
}

/// Converts a type such as `f8`; `descr` is the type as written in the header.
fn number_type(text: &str, descr: &str) -> Result<Scalar, Fault> {
    let fault = |what: &'static str, remedy: &'static str| {
        Err(ArrayFault::Dtype { descr: descr.to_owned(), what, remedy }.into())
    };
    Ok(match text {
        "b1" => Scalar::Bool,
        "i1" => Scalar::I8,
        "i2" => Scalar::I16,
        "i4" => Scalar::I32,
        "i8" => Scalar::I64,
        "u1" => Scalar::U8,
        "u2" => Scalar::U16,
        "u4" => Scalar::U32,
        "u8" => Scalar::U64,
        "f2" => Scalar::F16,
        "f4" => Scalar::F32,
        "f8" => Scalar::F64,
        _ => {
            return match text.bytes().next() {
                Some(b'O') => fault("Python objects, a pickle", "save numbers: x.astype(float)"),
                Some(b'c') => fault("complex numbers", "save their size: abs(x)"),
                Some(b'M' | b'm') => fault("times", "save numbers: x.astype(float)"),
                Some(b'V') => fault("raw bytes", "save numbers"),
                _ => fault("not a number known here", "save x.astype(float)"),
            };
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout_of(text: &str) -> Result<ArrayLayout, Fault> {
        match (Literal { rest: text }).stored()? {
            Stored::Numbers(layout) => Ok(layout),
            Stored::Words(strings) => panic!("{strings:?}"),
        }
    }

    #[test]
    fn npy_headers_are_parsed() {
        let layout = layout_of("{'descr': '>i2', 'fortran_order': True, 'shape': (3, 4), }   \n");
        let shape = vec![3, 4];
        let expected =
            ArrayLayout { scalar: Scalar::I16, endian: Endian::Big, order: IndexOrder::Fortran, shape };
        assert_eq!(layout, Ok(expected));
        let python2 = layout_of("{'shape': (3L,), 'fortran_order': False, 'descr': '|u1'}");
        assert_eq!(python2.map(|layout| layout.shape), Ok(vec![3]));
    }

    #[test]
    fn npy_header_errors_name_the_position() {
        for (text, word) in [
            ("", "{ should stand"),
            ("{'descr': '<f8'", "} should stand"),
            ("{'descr': '<f8', 'shape': (3,)}", "all of the keys"),
            ("{'descr': '<f8', 'fortran_order': 1}", "True or False should stand at “1}”"),
            ("{'shape': (-3,)}", "a size"),
            ("{'shape': (99999999999999999999,)}", "a size"),
            ("{'descr': [('a', '<f8')]}", "records"),
            ("{'descr': '<f16', 'fortran_order': False, 'shape': ()}", "<f16"),
            ("{'more': 1}", "only the keys"),
        ] {
            let message = layout_of(text).expect_err(text).to_string();
            assert!(message.contains(word), "{text}: {message}");
        }
    }
}
