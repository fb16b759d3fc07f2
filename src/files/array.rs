//! An array of numbers as stored in a file.

use std::collections::BTreeSet;

use half::{bf16, f16};

use super::{ArrayFault, Column, Fault, Limits};

/// The type of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F16,
    Bf16,
    F32,
    F64,
}

/// The byte order of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endian {
    Little,
    Big,
}

/// The order of the elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexOrder {
    /// The last index varies fastest.
    C,
    /// The first index varies fastest.
    Fortran,
}

/// The content of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrayLayout {
    pub scalar: Scalar,
    pub endian: Endian,
    pub order: IndexOrder,
    pub shape: Vec<usize>,
}

/// The number of elements of a long list that form a sample.
pub const PIECE: usize = 64;
/// A list with fewer pieces does not contain samples.
pub const FEWEST_PIECES: usize = 20;

/// Numbers in the file's own bytes, which are converted when they are read.
#[derive(Debug, Clone)]
pub struct Array {
    layout: ArrayLayout,
    bytes: Vec<u8>,
    /// The first byte after the header.
    start: usize,
}

impl Scalar {
    /// Returns the size of a number in bytes.
    pub const fn size(self) -> usize {
        match self {
            Self::Bool | Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 | Self::F16 | Self::Bf16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::F64 => 8,
        }
    }

    /// Returns whether its numbers are integers.
    pub const fn is_whole(self) -> bool {
        !matches!(self, Self::F16 | Self::Bf16 | Self::F32 | Self::F64)
    }

    /// The number in the first bytes.
    fn read(self, bytes: &[u8], endian: Endian) -> f64 {
        macro_rules! number {
            ($type:ty) => {{
                let bytes = *bytes.first_chunk().expect("the array's length was checked");
                match endian {
                    Endian::Little => <$type>::from_le_bytes(bytes),
                    Endian::Big => <$type>::from_be_bytes(bytes),
                }
            }};
        }
        match self {
            Self::Bool => f64::from(u8::from(bytes[0] != 0)),
            Self::U8 => f64::from(bytes[0]),
            Self::I8 => f64::from(number!(i8)),
            Self::I16 => f64::from(number!(i16)),
            Self::I32 => f64::from(number!(i32)),
            Self::I64 => number!(i64) as f64,
            Self::U16 => f64::from(number!(u16)),
            Self::U32 => f64::from(number!(u32)),
            Self::U64 => number!(u64) as f64,
            Self::F16 => f64::from(number!(f16)),
            Self::Bf16 => f64::from(number!(bf16)),
            Self::F32 => f64::from(number!(f32)),
            Self::F64 => number!(f64),
        }
    }
}

impl ArrayLayout {
    /// Returns the number of elements, or `None` on overflow.
    pub fn count(&self) -> Option<usize> {
        self.shape.iter().try_fold(1_usize, |count, &side| count.checked_mul(side))
    }

    /// Returns the size of all elements in bytes, or `None` on overflow.
    pub fn bytes(&self) -> Option<usize> {
        self.count()?.checked_mul(self.scalar.size())
    }

    /// Rejects shapes that cannot be samples.
    ///
    /// # Errors
    /// If it has no dimension or more than 3, or too many rows or features.
    pub fn check(&self, limits: &Limits) -> Result<(), Fault> {
        let (rows, features) = (self.samples(), self.features());
        let most = limits.rows_passed().saturating_mul(if self.is_list() { PIECE } else { 1 });
        match self.shape.len() {
            0 => Err(ArrayFault::SingleNumber.into()),
            4.. => Err(ArrayFault::Dimensions { shape: self.shape.clone() }.into()),
            _ if features > limits.features => {
                Err(Fault::TooManyFeatures { features, most: limits.features })
            }
            _ if rows > most => Err(Fault::EndlessRows { more: most }),
            _ => Ok(()),
        }
    }

    /// Returns the length of its first axis.
    pub fn samples(&self) -> usize {
        self.shape.first().copied().unwrap_or(1)
    }

    /// Returns the number of values per sample.
    pub fn features(&self) -> usize {
        self.shape.iter().skip(1).fold(1, |count, &side| count.saturating_mul(side))
    }

    /// Returns whether it contains one number per sample: shape (n,) or (n, 1).
    pub fn is_list(&self) -> bool {
        matches!(self.shape[..], [_] | [_, 1])
    }

    /// Returns whether it contains one row or image per sample.
    pub fn is_samples(&self) -> bool {
        matches!(self.shape.len(), 2 | 3) && !self.is_list()
    }
}

impl Array {
    /// Creates the array that begins at `start` and ends at the end of the bytes.
    ///
    /// # Errors
    /// If the number of bytes differs from the header's, or is 0.
    pub fn new(layout: ArrayLayout, bytes: Vec<u8>, start: usize) -> Result<Self, Fault> {
        let found = bytes.len() - start;
        if layout.bytes().is_some_and(|length| length < found && length > 0) {
            return Err(ArrayFault::Length { shape: layout.shape, size: layout.scalar.size(), found }.into());
        }
        Self::within(layout, bytes, start)
    }

    /// Creates the array that begins at `start`, whatever follows it.
    ///
    /// # Errors
    /// If there are fewer bytes than the header says, or none.
    pub fn within(layout: ArrayLayout, bytes: Vec<u8>, start: usize) -> Result<Self, Fault> {
        let found = bytes.len() - start;
        let size = layout.scalar.size();
        match layout.bytes() {
            Some(0) => Err(ArrayFault::NoNumbers { shape: layout.shape }.into()),
            Some(length) if length <= found => Ok(Self { layout, bytes, start }),
            _ => Err(ArrayFault::Length { shape: layout.shape, size, found }.into()),
        }
    }

    /// Returns the content of its header.
    pub fn layout(&self) -> &ArrayLayout {
        &self.layout
    }

    /// Returns the table whose rows are this one's columns.
    ///
    /// # Errors
    /// If it is not a table of rows and columns.
    pub fn transposed(mut self) -> Result<Self, ArrayFault> {
        let ArrayLayout { order, shape, .. } = &mut self.layout;
        if shape.len() != 2 {
            return Err(ArrayFault::NotTransposed { shape: shape.clone() });
        }
        shape.reverse();
        *order = if *order == IndexOrder::C { IndexOrder::Fortran } else { IndexOrder::C };
        Ok(self)
    }

    /// Returns whether a list contains more distinct numbers than labels would.
    fn is_measured(&self) -> bool {
        let mut different = BTreeSet::new();
        (0..self.samples()).any(|sample| {
            different.insert(self.get(sample, 0).to_bits());
            different.len() > Column::MOST_DISTINCT
        })
    }

    /// Returns whether any of its numbers is negative.
    pub fn has_negative(&self) -> bool {
        let features = self.features();
        (0..self.samples()).any(|sample| (0..features).any(|feature| self.get(sample, feature) < 0.0))
    }

    /// Converts it to samples: rows, images, or the pieces of a long list of measured numbers, with a note on
    /// them. A list of few distinct numbers may be labels.
    ///
    /// # Errors
    /// If it is another list, or see [`ArrayLayout::check`].
    pub fn into_samples(mut self, limits: &Limits) -> Result<(Self, Option<String>), Fault> {
        self.layout.check(limits)?;
        let length = self.samples();
        if self.layout.is_list() && length >= FEWEST_PIECES * PIECE && self.is_measured() {
            let (pieces, rest) = (length / PIECE, length % PIECE);
            // One row per sample, as for a series.
            self.layout.shape = vec![pieces, 1, PIECE];
            self.layout.order = IndexOrder::C;
            let without = if rest > 0 { format!(", without the last {rest}") } else { String::new() };
            let note = format!("a list of {length} numbers was cut into {pieces} series of {PIECE}{without}");
            return Ok((self, Some(note)));
        }
        if self.layout.is_list() {
            return Err(ArrayFault::OneDimension { length }.into());
        }
        Ok((self, None))
    }

    /// Returns the length of its first axis.
    pub fn samples(&self) -> usize {
        self.layout.samples()
    }

    /// Returns the number of values per sample.
    pub fn features(&self) -> usize {
        self.layout.features()
    }

    /// A sample's number: `feature` counts in C order, row by row.
    pub fn get(&self, sample: usize, feature: usize) -> f64 {
        let index = match (self.layout.order, &self.layout.shape[..]) {
            (IndexOrder::C, _) => sample * self.features() + feature,
            (IndexOrder::Fortran, &[n, height, width]) => {
                sample + n * (feature / width + height * (feature % width))
            }
            (IndexOrder::Fortran, _) => sample + self.samples() * feature,
        };
        let ArrayLayout { scalar, endian, .. } = self.layout;
        scalar.read(&self.bytes[self.start + index * scalar.size()..], endian)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders_of_pictures() {
        let layout =
            |order| ArrayLayout { scalar: Scalar::U8, endian: Endian::Little, order, shape: vec![2, 3, 4] };
        let c = Array::new(layout(IndexOrder::C), (0..24).collect(), 0).expect("24 bytes");
        let mut bytes = vec![0; 24];
        for (n, h, w) in (0..2).flat_map(|n| (0..3).flat_map(move |h| (0..4).map(move |w| (n, h, w)))) {
            bytes[n + 2 * (h + 3 * w)] = (12 * n + 4 * h + w) as u8;
        }
        let fortran = Array::new(layout(IndexOrder::Fortran), bytes, 0).expect("24 bytes");
        for (sample, feature) in (0..2).flat_map(|sample| (0..12).map(move |feature| (sample, feature))) {
            assert_eq!(c.get(sample, feature), (12 * sample + feature) as f64);
            assert_eq!(fortran.get(sample, feature), c.get(sample, feature));
        }
    }

    #[test]
    fn a_transposed_table_has_the_columns_as_rows() {
        let layout =
            |shape| ArrayLayout { scalar: Scalar::U8, endian: Endian::Little, order: IndexOrder::C, shape };
        let table = Array::new(layout(vec![2, 3]), (0..6).collect(), 0).expect("6 bytes");
        let table = table.transposed().expect("a table");
        assert_eq!((table.samples(), table.features(), table.get(2, 1)), (3, 2, 5.0));
        let table = table.transposed().expect("a table");
        assert_eq!((table.samples(), table.features(), table.get(1, 2)), (2, 3, 5.0));
        let pictures = Array::new(layout(vec![1, 2, 3]), (0..6).collect(), 0).expect("6 bytes");
        assert!(matches!(pictures.transposed(), Err(ArrayFault::NotTransposed { .. })));
    }

    #[test]
    fn a_shape_that_overflows_is_refused() {
        let shape = vec![usize::MAX, 2];
        let layout = ArrayLayout { scalar: Scalar::F64, endian: Endian::Big, order: IndexOrder::C, shape };
        assert!(matches!(Array::new(layout, vec![0; 16], 0), Err(Fault::Array(ArrayFault::Length { .. }))));
    }
}
