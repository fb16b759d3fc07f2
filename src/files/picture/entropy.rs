//! The data of a JPEG's scan, decoded as far as it takes to count its blocks.

use super::segments::is_restart;

/// A table for decoding Huffman codes of up to 16 bits.
#[derive(Debug)]
pub struct HuffmanTable {
    /// For the next 16 bits: the length of the code that they begin with, or 0, and its symbol.
    codes: Vec<(u8, u8)>,
}

/// The bits between two restart markers.
struct Bits<'a> {
    bytes: &'a [u8],
    next: usize,
    held: u64,
    count: u32,
    /// Number of held bits that were not in the data.
    missing: u32,
}

impl HuffmanTable {
    /// Creates the table from the number of codes of each length, starting at 1, and the symbols in the order
    /// of their codes.
    pub fn new(lengths: &[u8; 16], symbols: &[u8]) -> Self {
        let mut codes = vec![(0, 0); 1 << 16];
        let (mut place, mut symbols) = (0_usize, symbols.iter());
        for (length, &count) in (1..=16).zip(lengths) {
            let width = 1 << (16 - length);
            for &symbol in symbols.by_ref().take(count.into()) {
                // Damaged tables have more codes than fit.
                if let Some(room) = codes.get_mut(place..place + width) {
                    room.fill((length, symbol));
                }
                place += width;
            }
        }
        Self { codes }
    }
}

/// Counts the units in the data of a scan, up to `most`. Each block of a unit is decoded with two tables: one
/// for the first coefficient and one for the others.
pub fn count_blocks(
    data: &[u8],
    blocks: &[(&HuffmanTable, &HuffmanTable)],
    most: usize,
    restart: usize,
) -> usize {
    let mut count = 0;
    for bytes in sections(data) {
        let end = if restart == 0 { most } else { most.min(count + restart) };
        let mut bits = Bits { bytes, next: 0, held: 0, count: 0, missing: 0 };
        while count < end {
            if blocks.iter().any(|(first, others)| bits.skip_block(first, others).is_none()) {
                return count;
            }
            count += 1;
        }
    }
    count
}

/// The data between restart markers.
fn sections(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(data);
    std::iter::from_fn(move || {
        let data = rest?;
        let end = data.windows(2).position(|pair| pair[0] == 0xff && is_restart(pair[1]));
        rest = end.map(|end| &data[end + 2..]);
        Some(&data[..end.unwrap_or(data.len())])
    })
}

impl Bits<'_> {
    /// Passes over a block; none where the data end within it, or no code fits.
    fn skip_block(&mut self, first: &HuffmanTable, others: &HuffmanTable) -> Option<()> {
        let size = self.symbol(first)?;
        self.skip(size & 15);
        let mut place = 1;
        while place < 64 {
            let symbol = self.symbol(others)?;
            let (zeros, size) = (symbol >> 4, symbol & 15);
            match (zeros, size) {
                (15, 0) => place += 16,
                (_, 0) => break,
                _ => {
                    place += usize::from(zeros) + 1;
                    self.skip(size);
                }
            }
        }
        (self.missing <= self.count).then_some(())
    }

    fn symbol(&mut self, table: &HuffmanTable) -> Option<u8> {
        self.fill();
        let (length, symbol) = table.codes[(self.held >> (self.count - 16)) as usize & 0xffff];
        if length == 0 {
            return None;
        }
        self.count -= u32::from(length);
        Some(symbol)
    }

    fn skip(&mut self, bits: u8) {
        self.fill();
        self.count -= u32::from(bits);
    }

    /// Holds 16 bits at least; beyond the data they are ones.
    fn fill(&mut self) {
        while self.count <= 48 {
            let byte = self.bytes.get(self.next).copied();
            // A byte of ones is followed by a zero.
            self.next += if byte == Some(0xff) { 2 } else { 1 };
            self.missing += if byte.is_none() { 8 } else { 0 };
            self.held = self.held << 8 | u64::from(byte.unwrap_or(0xff));
            self.count += 8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_counted_to_the_last_bit() {
        // One code of one bit each: 0 stands for no bits and for the end of a block.
        let mut lengths = [0; 16];
        lengths[0] = 1;
        let table = HuffmanTable::new(&lengths, &[0]);
        let blocks = [(&table, &table)];
        assert_eq!(count_blocks(&[0], &blocks, 100, 0), 4);
        assert_eq!(count_blocks(&[0, 0], &blocks, 100, 0), 8);
        assert_eq!(count_blocks(&[0, 0], &blocks, 5, 0), 5);
        assert_eq!(count_blocks(&[0xff, 0], &blocks, 100, 0), 0);
        assert_eq!(count_blocks(&[0, 0xff, 0xd0, 0], &blocks, 100, 4), 8);
        assert_eq!(count_blocks(&[0, 0xff, 0xd0, 0], &blocks, 100, 3), 6);
        assert_eq!(count_blocks(&[], &blocks, 100, 0), 0);
    }
}
