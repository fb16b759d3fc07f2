//! Weights files: what is written can be read, and nothing else is accepted.

use std::hash::Hasher;

use proptest::prelude::*;
use safetensors::{Dtype, SafeTensors};
use serde::Deserialize;
use serde_json::{Value, json};
use sparse_autoencoder::experiment::Link;
use sparse_autoencoder::model::Architecture;
use sparse_autoencoder::training::{Progress, Trainer};
use sparse_autoencoder::weights::{WeightsProvenance, is_weights, load, origin, save};

fn trainer(link: &str) -> Trainer {
    let link = Link::parse(link);
    assert_eq!(link.problems, []);
    Trainer::new(link.experiment).expect("the data can be made")
}

fn trained(link: &str) -> Trainer {
    let mut trainer = trainer(link);
    trainer.run().expect("it does not diverge");
    trainer
}

fn architecture(link: &str) -> Architecture {
    Architecture::from(&*Link::parse(link).experiment)
}

/// A file of this header and these bytes after it.
fn file(header: &Value, values: &[u8]) -> Vec<u8> {
    raw(header.to_string().as_bytes(), values)
}

fn raw(header: &[u8], values: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header, values].concat()
}

/// Header and values of a file.
fn taken_apart(file: &[u8]) -> (Value, Vec<u8>) {
    let length = u64::from_le_bytes(*file.first_chunk().expect("it has a length")) as usize;
    let header = serde_json::from_slice(&file[8..8 + length]).expect("the header is JSON");
    (header, file[8 + length..].to_vec())
}

/// A small model's file, and what is wrong with it after a change of its header.
fn refusal(change: impl FnOnce(&mut Value)) -> String {
    let (mut header, values) = taken_apart(&save(&trainer("n_features=4&hidden_dim=2").trained_model()));
    change(&mut header);
    let refusal = load(&file(&header, &values), &architecture("n_features=4&hidden_dim=2"));
    refusal.expect_err("it was made wrong").to_string()
}

#[test]
fn weights_files_state_their_origin() {
    let trainer = trained("hidden_dim=3&epochs=4");
    let file = save(&trainer.trained_model());
    assert_eq!(file, save(&trainer.trained_model()), "the same weights are the same bytes");
    let (header, _) = taken_apart(&file);
    assert_eq!(
        header["__metadata__"],
        json!({
            "format": "pt", "link": "hidden_dim=3&epochs=4", "epoch": "4",
            "fingerprint": trainer.fingerprint().to_string(),
        })
    );
    let expected =
        WeightsProvenance { link: Some("hidden_dim=3&epochs=4".to_owned()), epoch: Some(4), initial: None };
    assert_eq!(origin(&file).expect("it is whole"), expected);
    let by_library = SafeTensors::deserialize(&file).expect("the format's own library reads it");
    let bias = by_library.tensor("encoder.bias").expect("it is there");
    assert_eq!((bias.shape(), bias.dtype()), (&[3][..], Dtype::F32));
    let weights = load(&file, trainer.model().architecture()).expect("it is whole");
    assert_eq!((weights.parameters.as_slice(), weights.origin), (trainer.parameters(), expected));
}

#[test]
fn a_run_begins_with_given_weights() {
    let first = trained("epochs=3");
    let mut second = trainer("epochs=3");
    second.begin_with(first.parameters());
    assert_eq!(second.fingerprint(), first.fingerprint());
    while !second.is_tested() {
        second.advance();
    }
    assert_eq!(second.test_result(), first.test_result());
    second.run().expect("it does not diverge");
    assert_ne!(second.fingerprint(), first.fingerprint());
    assert_eq!(
        origin(&save(&second.trained_model())).expect("it is whole").initial,
        Some(first.fingerprint()),
        "the link alone does not lead to these weights"
    );
}

#[test]
fn within_an_epoch_the_weights_are_those_before_it() {
    let mut trainer = trainer("batch_size=100&epochs=3");
    while trainer.advance() != Progress::Epoch {}
    let file = save(&trainer.trained_model());
    let mut moved = false;
    while trainer.advance() == Progress::Working {
        moved |= trainer.model().parameters() != trainer.parameters();
        assert!(save(&trainer.trained_model()) == file, "the epoch is not complete");
    }
    assert!(moved, "an epoch has several steps");
    assert!(save(&trainer.trained_model()) != file);
}

#[test]
fn a_file_by_pytorch_needs_no_metadata() {
    let link = "n_features=4&hidden_dim=2";
    let (mut header, values) = taken_apart(&save(&trainer(link).trained_model()));
    header.as_object_mut().expect("an object").remove("__metadata__");
    let weights = load(&file(&header, &values), &architecture(link)).expect("it is whole");
    assert_eq!(weights.origin, WeightsProvenance::default());
    assert_eq!(weights.parameters, trainer(link).parameters());
}

#[test]
fn another_model_is_named_with_a_remedy() {
    let saved = save(&trained("hidden_dim=16&epochs=1").trained_model());
    let message = load(&saved, &architecture("")).expect_err("the widths differ").to_string();
    assert_eq!(
        message,
        "encoder.weight has the shape [16, 20], the experiment's model [8, 20]. Open the file's own experiment \
         first: #hidden_dim=16&epochs=1"
    );
}

#[test]
fn tensors_match_the_models() {
    let renamed = refusal(|header| {
        header["fc1.weight"] =
            header.as_object_mut().and_then(|it| it.remove("encoder.weight")).expect("it was there");
    });
    assert!(
        renamed.starts_with("encoder.weight is missing; the file has decoder.bias, decoder.weight"),
        "{renamed}"
    );
    let extra = refusal(|header| {
        header["scale"] = json!({ "dtype": "F32", "shape": [0], "data_offsets": [0, 0] });
    });
    assert!(extra.starts_with("scale is one tensor too many"), "{extra}");
    let foreign = refusal(|header| {
        header["<img src=x>".repeat(50)] = json!({ "dtype": "F32", "shape": [0], "data_offsets": [0, 0] });
    });
    assert!(foreign.len() < 250, "foreign names are shortened: {foreign}");
    let integers = refusal(|header| header["encoder.bias"]["dtype"] = json!("I32"));
    assert!(integers.starts_with("encoder.bias is of type I32, not F32, F16 or BF16. Convert"), "{integers}");
    let turned = refusal(|header| header["encoder.weight"]["shape"] = json!([4, 2]));
    assert!(
        turned.contains("encoder.weight has the shape [4, 2], the experiment's model [2, 4]"),
        "{turned}"
    );
}

#[test]
fn no_tensor_is_named_twice() {
    let (header, values) = taken_apart(&save(&trainer("n_features=4&hidden_dim=2").trained_model()));
    let twice = r#""encoder.bias":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#;
    let header = header.to_string();
    let header = format!("{},{twice}", header.strip_suffix('}').expect("it is an object"));
    let refusal = load(&raw(header.as_bytes(), &values), &architecture("n_features=4&hidden_dim=2"));
    // In JSON the last of equal keys counts, so the first tensor's values would be unused.
    let refusal = refusal.expect_err("it is ambiguous").to_string();
    assert!(refusal.contains("its tensors overlap or leave gaps"), "{refusal}");
}

#[test]
fn values_are_finite_and_match_the_fingerprint() {
    let link = "n_features=4&hidden_dim=2";
    let (mut header, mut values) = taken_apart(&save(&trainer(link).trained_model()));
    values[4..8].copy_from_slice(&1.5_f32.to_le_bytes());
    let altered =
        load(&file(&header, &values), &architecture(link)).expect_err("a value differs").to_string();
    assert!(altered.contains("it is damaged. Save the weights again"), "{altered}");
    header.as_object_mut().expect("an object").remove("__metadata__");
    for bad in [f32::NAN, f32::INFINITY] {
        values[4..8].copy_from_slice(&bad.to_le_bytes());
        let refusal = load(&file(&header, &values), &architecture(link)).expect_err("a value is not finite");
        assert!(
            refusal.to_string().starts_with("encoder.weight holds values that are not finite"),
            "{refusal}"
        );
    }
}

#[test]
fn hostile_headers_are_refused() {
    let tensor = |shape: Value, offsets: Value| json!({ "a": { "dtype": "F32", "shape": shape, "data_offsets": offsets } });
    let huge = u64::MAX.to_le_bytes();
    for bytes in [
        Vec::new(),
        vec![0; 7],
        vec![0; 8],
        huge.to_vec(),
        [&huge[..], b"{}"].concat(),
        [&(1_u64 << 31).to_le_bytes()[..], b"{}"].concat(),
        raw(b"not JSON", &[]),
        raw(b"[]", &[]),
        raw(b"\xff\xfe", &[]),
        raw(&b"[".repeat(100_000), &[]),
        file(&json!({ "a": 1 }), &[]),
        file(&json!({ "__metadata__": { "link": 5 } }), &[]),
        file(&tensor(json!([1]), json!([0, 8])), &[0; 8]),
        file(&tensor(json!([1]), json!([4, 8])), &[0; 8]),
        file(&tensor(json!([1]), json!([4, 0])), &[0; 4]),
        file(&tensor(json!([1]), json!([0, 4])), &[0; 9]),
        file(&tensor(json!([1_u64 << 62, 8]), json!([0, 4])), &[0; 4]),
        file(&tensor(json!([-1]), json!([0, 4])), &[0; 4]),
        file(&tensor(json!([1]), json!([0, u64::MAX])), &[0; 4]),
        file(
            &json!({
                "a": { "dtype": "F32", "shape": [2], "data_offsets": [0, 8] },
                "b": { "dtype": "F32", "shape": [2], "data_offsets": [4, 12] },
            }),
            &[0; 12],
        ),
    ] {
        assert!(SafeTensors::deserialize(&bytes).is_err(), "the format's own library is as strict");
        let refusal = load(&bytes, &architecture("")).expect_err("it is no file of weights").to_string();
        // Only the position of a tensor that the model lacks is checked.
        let named = ["It is not a whole safetensors file (", "encoder.weight is missing; the file has a."];
        assert!(named.iter().any(|start| refusal.starts_with(start)), "{refusal}");
    }
    let empty = load(&file(&json!({}), &[]), &architecture("")).expect_err("it has no tensor").to_string();
    assert!(empty.starts_with("encoder.weight is missing; the file has no tensors"), "{empty}");
}

#[test]
fn truncated_files_are_rejected_and_changed_bytes_cause_no_panic() {
    let link = "n_features=4&hidden_dim=2";
    let (saved, architecture) = (save(&trainer(link).trained_model()), architecture(link));
    for length in 0..saved.len() {
        assert!(load(&saved[..length], &architecture).is_err(), "{length} of {} bytes", saved.len());
    }
    for position in 0..saved.len() {
        for flip in [0x01, 0x20, 0x80, 0xff] {
            let mut changed = saved.clone();
            changed[position] ^= flip;
            let taken = load(&changed, &architecture).is_ok();
            assert!(!taken || SafeTensors::deserialize(&changed).is_ok(), "byte {position} with {flip:#x}");
            // An accepted file has the same weights, with another origin.
            if let Ok(weights) = load(&changed, &architecture) {
                assert_eq!(weights.parameters, trainer(link).parameters(), "byte {position} with {flip:#x}");
            }
        }
    }
}

#[derive(Deserialize)]
struct Golden {
    weights: Vec<Saved>,
}

/// The result of PyTorch for a file (`golden/weights.py`).
#[derive(Deserialize)]
struct Saved {
    link: String,
    file: String,
    test_mse: f64,
}

/// The file is byte for byte the one that `load_state_dict` accepted, and the test error of its weights
/// equals PyTorch's up to the order of summation in float32.
#[test]
fn pytorch_takes_our_files() {
    let golden: Golden =
        serde_json::from_str(include_str!("golden/weights.json")).expect("it is as its script writes it");
    for Saved { link, file, test_mse } in golden.weights {
        let trainer = trained(&link);
        let mut hasher = fnv::FnvHasher::default();
        hasher.write(&save(&trainer.trained_model()));
        assert_eq!(format!("{:016x}", hasher.finish()), file, "{link}: run tests/golden/make weights");
        let ours = trainer.test_result().mse;
        assert!((ours - test_mse).abs() <= 2e-6 * test_mse, "{link}: {ours}, PyTorch {test_mse}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_weights_round_trip(n_features in 4_usize..12, hidden_dim in 1_usize..9, values in prop::collection::vec(-1e30_f32..1e30, 1..40)) {
        let mut trainer = trainer(&format!("n_samples=20&n_features={n_features}&hidden_dim={hidden_dim}"));
        let parameters: Vec<f32> =
            values.iter().copied().cycle().take(trainer.parameters().len()).collect();
        trainer.begin_with(&parameters);
        let weights = load(&save(&trainer.trained_model()), trainer.model().architecture()).expect("it was just saved");
        prop_assert_eq!(weights.parameters, parameters);
    }
}

#[test]
fn hostile_headers_are_refused_before_they_are_read() {
    let long = vec![b' '; 1_000_001];
    let message = origin(&raw(&long, b"")).expect_err("it is too long").to_string();
    assert!(message.contains("its header is longer than 1 MB"), "{message}");
    // No page makes so long a link; parsing it would take many times its size.
    let (mut header, values) = taken_apart(&save(&trainer("n_features=4&hidden_dim=2").trained_model()));
    header["__metadata__"]["link"] = json!("a&".repeat(40_000));
    let origin = origin(&file(&header, &values)).expect("the weights themselves are fine");
    assert_eq!(origin.link, None);
}

#[test]
fn weights_are_distinguished_from_other_tensors() {
    let architecture = architecture("hidden_dim=3");
    let saved = save(&trainer("hidden_dim=3").trained_model());
    assert!(is_weights(&saved, &architecture));
    assert!(
        is_weights(&save(&trainer("hidden_dim=5").trained_model()), &architecture),
        "other sizes are a model's weights too"
    );
    // Like the script's state_dict() as written by PyTorch: without metadata.
    let (mut header, values) = taken_apart(&saved);
    header.as_object_mut().expect("an object").remove("__metadata__");
    assert!(is_weights(&file(&header, &values), &architecture));
    let data = json!({ "embeddings": { "dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16] } });
    assert!(!is_weights(&file(&data, &[0; 16]), &architecture));
    assert!(!is_weights(b"x,y\n1,2\n", &architecture));
}
