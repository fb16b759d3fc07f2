//! The segments of a JPEG file, read before it is decoded.
//!
//! The decoder either refuses harmless stray bytes between segments, or fills up pictures whose data end
//! early. So the stray bytes are taken out here, the data of a sequential picture are counted, and its
//! decoder can be strict. Source: ITU-T T.81, annexes B and F.

use super::entropy::{HuffmanTable, count_blocks};

/// A file without stray bytes, and its frame.
#[derive(Debug)]
pub struct Segments {
    pub bytes: Vec<u8>,
    pub frame: JpegFrame,
}

/// The content of a frame's header.
#[derive(Debug, Default)]
pub struct JpegFrame {
    pub width: usize,
    pub height: usize,
    /// True if each scan contains complete blocks with Huffman codes.
    is_sequential: bool,
    components: Vec<Component>,
}

/// A channel of the picture.
#[derive(Debug)]
struct Component {
    id: u8,
    /// The number of blocks per unit of several components, horizontally and vertically.
    sampling: (usize, usize),
    /// True if all its blocks were found.
    is_whole: bool,
}

/// The tables used to decode scans.
#[derive(Debug, Default)]
struct Tables {
    /// For the first coefficients and for all others, by number.
    huffman: [[Option<HuffmanTable>; 4]; 2],
    /// The number of units between two restart markers, or 0 without them.
    restart: usize,
    /// Number of tables that were defined.
    defined: usize,
}

/// The standard allows no more components in a scan.
const MOST_COMPONENTS: usize = 4;
/// No encoder defines more tables. Each of them takes a while to build.
const MOST_TABLES: usize = 1000;

type Refused<T> = Result<T, &'static str>;

const CUT_OFF: &str = "it ends early";
const ENDS_EARLY: &str = "its data end before the picture is full";
const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const DRI: u8 = 0xdd;
const DHT: u8 = 0xc4;

impl Segments {
    /// Reads the segments up to the end of the picture.
    ///
    /// # Errors
    /// Where the file, a segment or the data of a scan end early.
    pub fn read(file: &[u8]) -> Refused<Self> {
        let mut bytes = vec![0xff, SOI];
        bytes.reserve(file.len());
        let (mut frame, mut tables, mut data) = (JpegFrame::default(), Tables::default(), 0);
        let mut place = 2;
        loop {
            place = next_marker(file, place).ok_or(CUT_OFF)?;
            let code = file[place + 1];
            place += 2;
            if code == EOI {
                break;
            }
            if is_alone(code) {
                continue;
            }
            let length = file.get(place..).and_then(<[u8]>::first_chunk).ok_or(CUT_OFF)?;
            let length = usize::from(u16::from_be_bytes(*length));
            let segment = file.get(place + 2..place + length).ok_or(CUT_OFF)?;
            bytes.extend_from_slice(&[0xff, code]);
            bytes.extend_from_slice(&file[place..place + length]);
            place += length;
            match code {
                DHT => tables.define(segment)?,
                DRI => {
                    tables.restart = segment.first_chunk().map_or(0, |&pair| u16::from_be_bytes(pair).into());
                }
                SOS => {
                    let end = end_of_scan(file, place);
                    bytes.extend_from_slice(&file[place..end]);
                    frame.scan(segment, &file[place..end], &tables)?;
                    data += end - place;
                    place = end;
                }
                _ if is_frame(code) => frame = JpegFrame::read(code, segment)?,
                _ => {}
            }
        }
        bytes.extend_from_slice(&[0xff, EOI]);
        frame.check(data)?;
        Ok(Self { bytes, frame })
    }
}

impl JpegFrame {
    fn read(code: u8, segment: &[u8]) -> Refused<Self> {
        let (&[_, high, low, upper, lower, count], components) =
            segment.split_first_chunk().ok_or("its frame has no size")?;
        let components = components.as_chunks().0.iter().take(count.into()).map(|&[id, sampling, _]| {
            let sampling = (usize::from(sampling >> 4).max(1), usize::from(sampling & 15).max(1));
            Component { id, sampling, is_whole: false }
        });
        let frame = Self {
            width: u16::from_be_bytes([upper, lower]).into(),
            height: u16::from_be_bytes([high, low]).into(),
            is_sequential: matches!(code, 0xc0 | 0xc1),
            components: components.collect(),
        };
        if frame.width == 0 || frame.height == 0 || frame.components.is_empty() {
            return Err("its frame has no size");
        }
        Ok(frame)
    }

    /// Finds out whether a scan has all blocks of its components.
    fn scan(&mut self, header: &[u8], data: &[u8], tables: &Tables) -> Refused<()> {
        let (&count, selectors) = header.split_first().ok_or("a scan has no components")?;
        if usize::from(count) > MOST_COMPONENTS {
            return Err("a scan has too many components");
        }
        let selectors = selectors.as_chunks::<2>().0.iter().take(count.into());
        let mut blocks = Vec::new();
        let is_single = count == 1;
        let mut size = self.units();
        for &[id, numbers] in selectors {
            let (across, down) = self.largest_sampling();
            let component = self.components.iter_mut().find(|component| component.id == id);
            let component = component.ok_or("a scan has a component that the frame has not")?;
            component.is_whole = true;
            let (wide, high) = component.sampling;
            if is_single {
                let blocks = |side: usize, own: usize, most: usize| (side * own).div_ceil(8 * most);
                size = blocks(self.width, wide, across) * blocks(self.height, high, down);
            }
            if self.is_sequential {
                let table =
                    |class: usize, number: u8| tables.huffman[class].get(usize::from(number))?.as_ref();
                let pair = table(0, numbers >> 4).zip(table(1, numbers & 15));
                let pair = pair.ok_or("a scan has no Huffman table")?;
                blocks.extend(std::iter::repeat_n(pair, if is_single { 1 } else { wide * high }));
            }
        }
        if self.is_sequential
            && !blocks.is_empty()
            && count_blocks(data, &blocks, size, tables.restart) < size
        {
            return Err(ENDS_EARLY);
        }
        Ok(())
    }

    fn largest_sampling(&self) -> (usize, usize) {
        let most = |side: fn(&Component) -> usize| self.components.iter().map(side).max().unwrap_or(1);
        (most(|component| component.sampling.0), most(|component| component.sampling.1))
    }

    /// Returns the number of units in a scan of several components.
    fn units(&self) -> usize {
        let (across, down) = self.largest_sampling();
        self.width.div_ceil(8 * across) * self.height.div_ceil(8 * down)
    }

    /// Refuses a picture whose scans do not have all components, or not a bit for each block.
    fn check(&self, data: usize) -> Refused<()> {
        if self.components.is_empty() {
            return Err("it has no frame");
        }
        let blocks = self.components.iter().map(|component| component.sampling.0 * component.sampling.1);
        let blocks = self.units() * if self.components.len() == 1 { 1 } else { blocks.sum() };
        if !self.components.iter().all(|component| component.is_whole) || data.saturating_mul(8) < blocks {
            return Err(ENDS_EARLY);
        }
        Ok(())
    }
}

impl Tables {
    fn define(&mut self, mut segment: &[u8]) -> Refused<()> {
        while let Some((&[place, ref lengths @ ..], rest)) = segment.split_first_chunk::<17>() {
            let count = lengths.iter().map(|&count| usize::from(count)).sum();
            let symbols = rest.get(..count).ok_or(CUT_OFF)?;
            self.defined += 1;
            if self.defined > MOST_TABLES {
                return Err("it has too many Huffman tables");
            }
            let class = self.huffman.get_mut(usize::from(place >> 4));
            let table = class.and_then(|class| class.get_mut(usize::from(place & 15)));
            *table.ok_or("a Huffman table has a wrong number")? = Some(HuffmanTable::new(lengths, symbols));
            segment = &rest[count..];
        }
        Ok(())
    }
}

/// Returns the position of the next marker at or after a position, skipping stray bytes.
fn next_marker(file: &[u8], from: usize) -> Option<usize> {
    let pairs = file.get(from..)?.windows(2);
    pairs
        .into_iter()
        .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff))
        .map(|place| from + place)
}

/// Returns the end of a scan's data: the next marker that cannot occur within them.
fn end_of_scan(file: &[u8], from: usize) -> usize {
    let mut place = from;
    while let Some(found) = next_marker(file, place) {
        if !is_restart(file[found + 1]) {
            return found;
        }
        place = found + 2;
    }
    file.len()
}

/// Returns whether a marker divides the data of a scan.
pub fn is_restart(code: u8) -> bool {
    matches!(code, 0xd0..=0xd7)
}

/// Returns whether a marker has no segment.
fn is_alone(code: u8) -> bool {
    matches!(code, 0x01 | SOI) || is_restart(code)
}

/// Returns whether a segment is the header of a frame.
fn is_frame(code: u8) -> bool {
    matches!(code, 0xc0..=0xcf) && !matches!(code, DHT | 0xc8 | 0xcc)
}
