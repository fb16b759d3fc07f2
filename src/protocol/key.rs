//! Parameters in messages: a [`Key`] is sent as its place in the table.

use nanoserde::{DeBin, DeBinErr, SerBin};

use crate::experiment::{Key, PARAMETERS};

impl SerBin for Key {
    fn ser_bin(&self, output: &mut Vec<u8>) {
        (*self as u8).ser_bin(output);
    }
}

impl DeBin for Key {
    fn de_bin(offset: &mut usize, bytes: &[u8]) -> Result<Self, DeBinErr> {
        let place = usize::from(u8::de_bin(offset, bytes)?);
        let row = PARAMETERS.get(place);
        row.map(|row| row.key).ok_or_else(|| DeBinErr::new(*offset, 1, bytes.len()))
    }
}

const _: () = assert!(PARAMETERS.len() <= 256, "a place fits into a byte");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_round_trip_and_a_place_outside_the_table_is_an_error() {
        for row in PARAMETERS {
            assert_eq!(Key::deserialize_bin(&row.key.serialize_bin()).ok(), Some(row.key));
        }
        assert!(Key::deserialize_bin(&[PARAMETERS.len() as u8]).is_err());
    }
}
