//! The orientation of a photo: a JPEG's pixels are stored as the sensor was held, and its EXIF data describe
//! how to rotate them.

use ndarray::{Array2, Axis};

/// The tag of the orientation (CIPA DC-008, EXIF 2.32, section 4.6.4).
const TAG: u16 = 0x0112;

/// Returns the orientation in a JPEG's EXIF data, 1 to 8, or `None` if there is none.
pub fn orientation(exif: &[u8]) -> Option<u8> {
    let is_little = match exif.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = *exif.get(at..)?.first_chunk()?;
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes = *exif.get(at..)?.first_chunk()?;
        Some(if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) } as usize)
    };
    let directory = long(4)?;
    let entries = short(directory)?;
    let mut entries = (0..usize::from(entries)).map_while(|entry| directory.checked_add(2 + 12 * entry));
    let entry = entries.find(|&entry| short(entry) == Some(TAG))?;
    u8::try_from(short(entry.checked_add(8)?)?).ok().filter(|orientation| (1..=8).contains(orientation))
}

/// The picture as it is to be seen.
pub fn upright(picture: Array2<f64>, orientation: u8) -> Array2<f64> {
    // Each orientation swaps axes or mirrors them.
    let (is_lying, flips_rows, flips_columns) = match orientation {
        2 => (false, false, true),
        3 => (false, true, true),
        4 => (false, true, false),
        5 => (true, false, false),
        6 => (true, false, true),
        7 => (true, true, true),
        8 => (true, true, false),
        _ => return picture,
    };
    let mut turned = if is_lying { picture.reversed_axes() } else { picture };
    if flips_rows {
        turned.invert_axis(Axis(0));
    }
    if flips_columns {
        turned.invert_axis(Axis(1));
    }
    turned.as_standard_layout().into_owned()
}

#[cfg(test)]
mod tests {
    use ndarray::arr2;

    use super::*;

    #[test]
    fn orientation_is_read_from_exif() {
        let entry = |tag: u16, value: u16| {
            [&tag.to_be_bytes()[..], &[0, 3, 0, 0, 0, 1], &value.to_be_bytes(), &[0; 2]].concat()
        };
        let data = [&b"MM\0*\0\0\0\x08\0\x02"[..], &entry(0x0100, 7), &entry(TAG, 6)].concat();
        assert_eq!(orientation(&data), Some(6));
        (0..data.len()).for_each(|end| assert!(orientation(&data[..end]).is_none_or(|found| found == 6)));
        assert_eq!(orientation(&[&b"MM\0*\0\0\0\x08\0\x01"[..], &entry(TAG, 9)].concat()), None);
        assert_eq!(orientation(b"MM\0*\xff\xff\xff\xff\0\x01"), None);
    }

    #[test]
    fn orientation_rotates_and_mirrors() {
        let picture = arr2(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
        assert_eq!(upright(picture.clone(), 1), picture);
        assert_eq!(upright(picture.clone(), 3), arr2(&[[6.0, 5.0], [4.0, 3.0], [2.0, 1.0]]));
        assert_eq!(upright(picture.clone(), 6), arr2(&[[5.0, 3.0, 1.0], [6.0, 4.0, 2.0]]));
        assert_eq!(upright(picture, 8), arr2(&[[2.0, 4.0, 6.0], [1.0, 3.0, 5.0]]));
    }
}
