//! NPY, the format of `numpy.save`.
//!
//! Source: `NumPy` 2.4, `numpy/lib/_format_impl.py`: a magic string, a version, the header's length, and
//! a Python dictionary with `descr`, `fortran_order` and `shape`; then the numbers.

use super::Fault;
use super::array::{Array, Endian, Layout, Order, Scalar};

/// How a file begins.
pub const MAGIC: &[u8] = b"\x93NUMPY";
/// No header of numbers is longer, version and length included.
pub const LONGEST_HEADER: usize = 1 << 16;

/// Reads a whole file.
///
/// # Errors
/// Where the header is wrong, promises other than what follows, or the type holds no numbers.
pub fn read(bytes: Vec<u8>) -> Result<Array, Fault> {
    let (layout, start) = layout(&bytes)?;
    Array::new(layout, bytes, start)
}

/// What the header says, and where it ends.
///
/// # Errors
/// Where it is wrong, or the type holds no numbers.
pub fn layout(bytes: &[u8]) -> Result<(Layout, usize), Fault> {
    let fault = |reason: &str| Fault::NpyHeader { reason: reason.to_owned() };
    let ends = || fault("the file ends within it");
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| fault("it does not begin with \\x93NUMPY"))?;
    let (&[major, _], rest) = rest.split_first_chunk().ok_or_else(ends)?;
    let (length, header) = match major {
        1 => rest.split_first_chunk().map(|(&length, rest)| (usize::from(u16::from_le_bytes(length)), rest)),
        2 | 3 => rest.split_first_chunk().map(|(&length, rest)| (u32::from_le_bytes(length) as usize, rest)),
        _ => return Err(Fault::NpyHeader { reason: format!("its version is {major}, not 1, 2 or 3") }),
    }
    .ok_or_else(ends)?;
    if length > LONGEST_HEADER - 16 {
        return Err(Fault::NpyHeader { reason: format!("it is {length} bytes long") });
    }
    let start = bytes.len() - header.len() + length;
    let header = header.get(..length).ok_or_else(ends)?;
    let header = std::str::from_utf8(header).map_err(|_| fault("it is not text"))?;
    Ok((Literal { rest: header }.layout()?, start))
}

/// What is left to read of a dictionary that Python printed.
struct Literal<'a> {
    rest: &'a str,
}

impl<'a> Literal<'a> {
    fn layout(mut self) -> Result<Layout, Fault> {
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
                let (scalar, endian) = number_type(descr)?;
                Ok(Layout { scalar, endian, order, shape })
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

    fn order(&mut self) -> Result<Order, Fault> {
        if self.takes("True") {
            Ok(Order::Fortran)
        } else if self.takes("False") {
            Ok(Order::C)
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
            // No file holds more, and so a browser says the same as a machine of 64 bits.
            let side: u32 = rest[..digits].parse().map_err(|_| self.fault("a size that can be counted"))?;
            shape.push(side as usize);
            self.rest = &rest[digits..];
            // Python 2 marks long numbers.
            self.takes("L");
            if !self.takes(",") {
                self.expect(")")?;
                break;
            }
        }
        Ok(shape)
    }

    fn fault(&self, expected: &str) -> Fault {
        let found = super::words::told(self.rest.trim_start());
        Fault::NpyHeader { reason: format!("{expected} should stand at “{found}”") }
    }
}

fn structured(rest: &str) -> Fault {
    Fault::Dtype {
        descr: rest.trim_start().to_owned(),
        what: "records with fields",
        remedy: "save plain numbers: numpy.lib.recfunctions.structured_to_unstructured(x)",
    }
}

/// What `descr` says of a number, such as `<f8`.
fn number_type(descr: &str) -> Result<(Scalar, Endian), Fault> {
    let fault =
        |what: &'static str, remedy: &'static str| Fault::Dtype { descr: descr.to_owned(), what, remedy };
    let (endian, rest) = match descr.split_at_checked(1) {
        Some((">", rest)) => (Endian::Big, rest),
        Some(("<" | "|" | "=", rest)) => (Endian::Little, rest),
        _ => (Endian::Little, descr),
    };
    let scalar = match rest {
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
            return Err(match rest.bytes().next() {
                Some(b'O') => fault("Python objects, a pickle", "save numbers: x.astype(float)"),
                Some(b'U' | b'S' | b'a') => {
                    fault("text", "save numbers; labels by numpy.unique(y, return_inverse=True)[1]")
                }
                Some(b'c') => fault("complex numbers", "save their size: abs(x)"),
                Some(b'M' | b'm') => fault("times", "save numbers: x.astype(float)"),
                Some(b'V') => fault("raw bytes", "save numbers"),
                _ => fault("not a number known here", "save x.astype(float)"),
            });
        }
    };
    Ok((scalar, endian))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout_of(text: &str) -> Result<Layout, Fault> {
        Literal { rest: text }.layout()
    }

    #[test]
    fn headers() {
        let layout = layout_of("{'descr': '>i2', 'fortran_order': True, 'shape': (3, 4), }   \n");
        let shape = vec![3, 4];
        let expected = Layout { scalar: Scalar::I16, endian: Endian::Big, order: Order::Fortran, shape };
        assert_eq!(layout, Ok(expected));
        let python2 = layout_of("{'shape': (3L,), 'fortran_order': False, 'descr': '|u1'}");
        assert_eq!(python2.map(|layout| layout.shape), Ok(vec![3]));
    }

    #[test]
    fn wrong_headers_say_where() {
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
