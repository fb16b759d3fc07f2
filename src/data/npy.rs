//! NumPy's format 1.0 of arrays (source: `numpy/lib/_format_impl.py`), as far as it is written here.

/// The `descr` of bytes.
pub const BYTE: &str = "|u1";
/// The `descr` of numbers in double precision.
pub const DOUBLE: &str = "<f8";

/// The header of an array of little-endian numbers in C order: `descr` as in `<f8`, and its shape.
#[must_use]
pub fn header(descr: &str, (rows, columns): (usize, usize)) -> Vec<u8> {
    const ALIGNMENT: usize = 64;
    const MAGIC: &[u8] = b"\x93NUMPY\x01\x00";
    let mut text = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
    let before_values = MAGIC.len() + size_of::<u16>() + text.len() + 1;
    text.push_str(&" ".repeat(before_values.next_multiple_of(ALIGNMENT) - before_values));
    text.push('\n');
    [MAGIC, &(text.len() as u16).to_le_bytes(), text.as_bytes()].concat()
}

/// Returns the data after the header of a file whose content is known.
#[must_use]
pub fn numbers(file: &[u8]) -> &[u8] {
    // Six bytes of magic, two of version, the length of the rest of the header.
    const START: usize = 10;
    let header = file.get(8..START).map_or(0, |length| u16::from_le_bytes([length[0], length[1]]).into());
    file.get(START + header..).unwrap_or_default()
}

/// Returns whether a file whose content is known contains bytes instead of doubles.
#[must_use]
pub fn are_bytes(file: &[u8]) -> bool {
    let header = &file[..file.len() - numbers(file).len()];
    header.windows(BYTE.len()).any(|part| part == BYTE.as_bytes())
}

/// Returns the values in double precision.
pub fn doubles(bytes: &[u8]) -> impl Iterator<Item = f64> + '_ {
    bytes.as_chunks().0.iter().map(|&bytes| f64::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_start_after_the_header() {
        let mut file = header("<f8", (1, 2));
        assert_eq!(file.len() % 64, 0);
        file.extend([1.5_f64, -2.0].iter().flat_map(|number| number.to_le_bytes()));
        assert_eq!(doubles(numbers(&file)).collect::<Vec<_>>(), [1.5, -2.0]);
        assert!(numbers(b"\x93NUM").is_empty());
        assert!(are_bytes(&header(BYTE, (1, 2))) && !are_bytes(&file) && !are_bytes(b""));
    }
}
