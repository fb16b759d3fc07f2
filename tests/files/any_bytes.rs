//! Opening any bytes never panics.

use proptest::prelude::*;
use sparse_autoencoder::files::{Contents, Limits, Opening, open_as};

use crate::made::{golden, named};

/// Good files of each kind.
const GOOD: [&str; 24] = [
    "iris.csv",
    "german_latin1.csv",
    "tabs.tsv",
    "savetxt.csv.gz",
    "f2_big_fortran.npy",
    "pictures_F.npy",
    "labels.npy",
    "stored.npz",
    "deflated.npz",
    "digits-images-idx3-ubyte",
    "digits-labels-idx1-ubyte.gz",
    "grey.png",
    "palette.png",
    "sixteen.png",
    "grey.jpg",
    "colours.jpg",
    "progressive.jpeg",
    "words.npz",
    "bytes.npz",
    "bfloat16.safetensors",
    "interlaced.png",
    "book.xlsx",
    "colours_420.jpg",
    "colours_restarts.jpg",
];

fn survives(name: &str, bytes: Vec<u8>) {
    let limits = Limits { unpacked: 1 << 20, side: 300, ..Limits::default() };
    match open_as(vec![named(name, bytes)], &Opening { limits, ..Opening::of_all() }) {
        Ok(Contents::Samples(samples)) => {
            // Both may refuse, but neither may panic or give what is not finite.
            if let Ok(table) = samples.table(&samples.reading(), 1 << 20) {
                assert!(table.x.iter().all(|value| value.is_finite()));
                assert_eq!(table.x.ncols(), table.features.len());
                assert!(table.labels.is_none_or(|(labels, _)| labels.len() == table.x.nrows()));
            }
        }
        Ok(Contents::Picture(picture)) => {
            assert!(picture.grey.iter().all(|grey| (0.0..=1.0).contains(grey)));
        }
        Err(error) => assert!(error.to_string().contains(name)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_cause_no_panic(name in "[a-z]{0,4}[.]?(csv|npy|npz|gz|png|jpg|idx|pt|mat|bin|tar|safetensors)?", bytes in any::<Vec<u8>>()) {
        survives(&name, bytes);
    }

    #[test]
    fn random_text_causes_no_panic(bytes in "[0-9a,;\"\r\n\t. -]{0,80}") {
        survives("text.csv", bytes.into_bytes());
    }

    #[test]
    fn random_bytes_after_a_known_start_cause_no_panic(
        magic in prop::sample::select(vec![
            &b"\x93NUMPY\x01\0"[..], b"\x02\0\0\0\0\0\0\0{}", b"PK\x03\x04", b"\x1f\x8b\x08", b"\0\0\x08\x03", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff",
        ]),
        bytes in any::<Vec<u8>>(),
    ) {
        survives("magic", [magic, &bytes[..]].concat());
    }

    #[test]
    fn safetensors_with_any_header_cause_no_panic(
        names in prop::collection::vec("x|y|[a-z]{1,3}", 0..4),
        dtype in prop::sample::select(vec!["F32", "BF16", "I64", "U8", "BOOL", "F8_E4M3"]),
        shape in prop::collection::vec(0_usize..5, 0..5),
        offsets in prop::collection::vec(0_usize..300, 8),
        values in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let entries = names.iter().zip(offsets.chunks(2)).map(|(name, offsets)| {
            format!("\"{name}\":{{\"dtype\":\"{dtype}\",\"shape\":{shape:?},\"data_offsets\":{offsets:?}}}")
        });
        let header = format!("{{{}}}", entries.collect::<Vec<_>>().join(","));
        let length = (header.len() as u64).to_le_bytes();
        survives("x.safetensors", [&length[..], header.as_bytes(), &values].concat());
    }

    #[test]
    fn mutated_files_cause_no_panic(
        name in prop::sample::select(GOOD.to_vec()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        length in any::<prop::sample::Index>(),
        is_cut in prop::bool::weighted(0.3),
    ) {
        let mut bytes = golden(name).bytes;
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if is_cut {
            bytes.truncate(length.index(bytes.len()));
        }
        survives(name, bytes);
    }
}
