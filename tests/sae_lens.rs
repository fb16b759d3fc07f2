//! Folders of SAELens: SAELens computes the same with ours, and we with theirs (`golden/saelens.py`).

use std::hash::Hasher;
use std::path::Path;

use ndarray::{Array2, ArrayView2};
use serde::Deserialize;
use sparse_autoencoder::experiment::Link;
use sparse_autoencoder::model::Architecture;
use sparse_autoencoder::tensor::Matrix;
use sparse_autoencoder::training::{TrainedModel, Trainer};
use sparse_autoencoder::weights::load;
use sparse_autoencoder::weights::sae_lens::{CONFIG_FILE, SaeLensFolder, WEIGHTS_FILE, check, save};

/// The largest difference from SAELens.
const TOLERANCE: f32 = 1e-5;

#[derive(Deserialize)]
struct Golden {
    foreign: Vec<Foreign>,
    saved: Vec<Saved>,
}

/// A folder that SAELens wrote, and its codes and reconstructions of some inputs.
#[derive(Deserialize)]
struct Foreign {
    folder: String,
    link: String,
    inputs: Vec<Vec<f32>>,
    codes: Vec<Vec<f32>>,
    reconstructions: Vec<Vec<f32>>,
}

/// A folder that `sae train` wrote, and SAELens's codes and reconstructions of some test samples.
#[derive(Deserialize)]
struct Saved {
    link: String,
    config: String,
    weights: String,
    samples: Vec<usize>,
    codes: Vec<Vec<f32>>,
    reconstructions: Vec<Vec<f32>>,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("golden/saelens.json")).expect("it is as its script writes it")
}

fn foreign(name: &str) -> SaeLensFolder {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/saelens").join(name);
    SaeLensFolder {
        config: std::fs::read_to_string(folder.join(CONFIG_FILE)).expect("it was written"),
        weights: std::fs::read(folder.join(WEIGHTS_FILE)).expect("it was written"),
    }
}

fn trained(link: &str) -> Trainer {
    let parsed = Link::parse(link);
    assert_eq!(parsed.problems, [], "{link}");
    let mut trainer = Trainer::new(parsed.experiment).expect("the data can be made");
    trainer.run().expect("it does not diverge");
    trainer
}

fn saved(trainer: &Trainer) -> SaeLensFolder {
    save(&trainer.trained_model(), &trainer.facts().scaler).expect("it has a counterpart")
}

fn architecture(link: &str) -> Architecture {
    Architecture::from(&*Link::parse(link).experiment)
}

fn hash(bytes: &[u8]) -> String {
    let mut hasher = fnv::FnvHasher::default();
    hasher.write(bytes);
    format!("{:016x}", hasher.finish())
}

fn array(rows: &[Vec<f32>]) -> Array2<f32> {
    Array2::from_shape_fn((rows.len(), rows[0].len()), |(row, column)| rows[row][column])
}

/// Checks codes and reconstructions of samples.
fn agrees(model: &TrainedModel, samples: ArrayView2<f32>, [codes, decoded]: [&[Vec<f32>]; 2], name: &str) {
    let outputs = model.apply(samples);
    for (ours, theirs) in [(outputs.codes, array(codes)), (outputs.reconstructions, array(decoded))] {
        assert_eq!(ours.dim(), theirs.dim(), "{name}");
        for (ours, theirs) in ours.iter().zip(&theirs) {
            let difference = (ours - theirs).abs();
            assert!(difference <= TOLERANCE, "{name}: {ours}, SAELens {theirs}");
        }
    }
}

#[test]
fn sae_lens_computes_the_same_with_our_folders() {
    for Saved { link, config, weights, samples, codes, reconstructions } in golden().saved {
        let trainer = trained(&link);
        let folder = saved(&trainer);
        assert_eq!(hash(folder.config.as_bytes()), config, "{link}: run tests/golden/make saelens");
        assert_eq!(hash(&folder.weights), weights, "{link}: run tests/golden/make saelens");
        let test = &trainer.facts().split.test;
        let rows: Vec<_> = samples
            .iter()
            .map(|sample| test.iter().position(|it| it == sample).expect("it is a test sample"))
            .map(|place| trainer.test_samples().row(place).to_vec())
            .collect();
        let model = trainer.trained_model();
        agrees(&model, array(&rows).view(), [&codes, &reconstructions], &link);
        assert!(codes.iter().flatten().any(|&code| code > 0.0), "{link}: some unit is active");
    }
}

#[test]
fn we_compute_the_same_with_folders_by_sae_lens() {
    for Foreign { folder, link, inputs, codes, reconstructions } in golden().foreign {
        let parsed = Link::parse(&link);
        assert_eq!(parsed.problems, [], "{link}");
        let weights = foreign(&folder).load(&architecture(&link)).expect("the model has its architecture");
        assert_eq!(weights.origin.link, None, "{folder}: SAELens knows no experiment");
        let experiment = parsed.experiment.as_of(1);
        let model =
            TrainedModel::with_weights(experiment, weights.parameters, &Matrix::from_array(array(&inputs)));
        agrees(&model, array(&inputs).view(), [&codes, &reconstructions], &folder);
        assert!(codes.iter().flatten().any(|&code| code > 0.0), "{folder}: some unit is active");
    }
}

#[test]
fn a_folder_names_an_experiment_with_such_a_model() {
    for (name, link) in [
        ("standard-float16", "scaling=none&hidden_dim=6&output=linear&sparsity=l1"),
        ("topk-float16", "scaling=none&hidden_dim=6&output=linear&pre_bias=true&sparsity=topk&k=2"),
        ("batchtopk-float32", "scaling=none&hidden_dim=6&output=linear&pre_bias=true&sparsity=jumprelu"),
        ("gated-float16", "scaling=none&hidden_dim=6&output=linear&pre_bias=true&sparsity=gated"),
    ] {
        let suggested = Link::parse(&foreign(name).link().expect("it can be read"));
        assert_eq!(suggested.problems, [], "{name}");
        assert_eq!(suggested.experiment.link(), Link::parse(link).experiment.link(), "{name}");
        let model = Architecture { input: 4, ..Architecture::from(&*suggested.experiment) };
        assert!(foreign(name).load(&model).is_ok(), "{name}");
    }
}

#[test]
fn our_folders_round_trip() {
    for Saved { link, .. } in golden().saved {
        let trainer = trained(&link);
        let folder = saved(&trainer);
        let weights = folder.load(&architecture(&link)).expect("it was just saved");
        assert_eq!(weights.origin.link, Some(trainer.experiment().link()));
        assert_eq!(weights.origin.epoch, Some(trainer.epoch()));
        if link.contains("jumprelu") {
            // SAELens stores thresholds, and the model their logarithms.
            let pairs = weights.parameters.iter().zip(trainer.parameters());
            assert!(pairs.into_iter().all(|(a, b)| (a - b).abs() <= 1e-6), "{link}");
        } else {
            assert_eq!(weights.parameters, trainer.parameters(), "{link}");
        }
    }
}

/// Changes a folder's configuration and returns the refusal.
fn refusal(name: &str, link: &str, [from, to]: [&str; 2]) -> String {
    let mut folder = foreign(name);
    assert!(folder.config.contains(from), "{name}: {}", folder.config);
    folder.config = folder.config.replace(from, to);
    folder.load(&architecture(link)).expect_err("it was made wrong").to_string()
}

#[test]
fn folders_of_other_models_are_refused_with_a_remedy() {
    const LINK: &str = "n_features=4&hidden_dim=6&output=linear&pre_bias=true";
    let standard = |change| refusal("standard-float32", LINK, change);
    let same = ["", ""];
    for (message, part) in [
        (standard(["\"standard\"", "\"transcoder\""]), "architecture transcoder; standard, topk, jumprelu"),
        (standard(["\"none\", \"resh", "\"layer_norm\", \"resh"]), "normalises samples by layer_norm"),
        (standard(["\"d_in\"", "\"activation_fn_str\": \"tanh\", \"d_in\""]), "has the activation tanh"),
        (
            standard(["\"apply_b_dec_to_input\": true", "\"apply_b_dec_to_input\": false"]),
            "Set pre_bias=false.",
        ),
        (standard(["{", "["]), "cfg.json is not a configuration of SAELens. Save the folder again"),
        (standard(["\"d_sae\"", "\"width\""]), "cfg.json is not a configuration of SAELens"),
        (standard(["\"standard\"", "\"topk\""]), "the experiment's model standard. Set sparsity to topk."),
        (
            refusal(
                "topk-float16",
                &format!("{LINK}&sparsity=topk"),
                ["decoder_norm\": false", "decoder_norm\": true"],
            ),
            "fold_W_dec_norm()",
        ),
        (
            refusal(
                "jumprelu-bfloat16",
                &format!("{LINK}&pre_bias=false").replace("&pre_bias=true", ""),
                same,
            ),
            "Set sparsity to jumprelu or batch_topk or matryoshka.",
        ),
        (
            refusal("jumprelu-bfloat16", "n_features=4&hidden_dim=6&output=linear&sparsity=batch_topk", same),
            "different thresholds, and the experiment's method has one for all. Set sparsity=jumprelu.",
        ),
        (
            refusal("standard-float32", "n_features=4&hidden_dim=6&pre_bias=true", same),
            "this one ends in a sigmoid",
        ),
        (
            refusal("standard-float32", &LINK.replace("dim=6", "dim=5"), same),
            "W_dec has the shape [6, 4], the experiment's model [5, 4]",
        ),
    ] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn damaged_folders_are_refused() {
    let link = "n_features=4&hidden_dim=2&output=linear&epochs=1";
    let mut folder = saved(&trained(link));
    assert!(folder.load(&architecture(link)).is_ok());
    let last = folder.weights.len() - 2;
    folder.weights[last] ^= 1;
    let message = folder.load(&architecture(link)).expect_err("a value differs").to_string();
    assert!(message.contains("it is damaged"), "{message}");
    folder.weights.truncate(last);
    let message = folder.load(&architecture(link)).expect_err("it is cut off").to_string();
    assert!(message.contains("not a whole safetensors file"), "{message}");
    let cut = &foreign("standard-float32").config;
    for length in 0..cut.len() {
        let folder = SaeLensFolder { config: cut[..length].to_owned(), weights: Vec::new() };
        assert!(folder.origin().is_err(), "{length} bytes of cfg.json");
    }
}

#[test]
fn weights_of_sae_lens_without_their_configuration_are_refused_with_a_remedy() {
    let weights = foreign("standard-float32").weights;
    let message = load(&weights, &architecture("")).expect_err("cfg.json is missing").to_string();
    assert!(
        message.ends_with("Load the folder with both files on the command line: sae train --load FOLDER.")
    );
}

#[test]
fn models_that_sae_lens_lacks_are_not_saved() {
    let trainer = trained("epochs=1");
    let refusal =
        save(&trainer.trained_model(), &trainer.facts().scaler).expect_err("its output is a sigmoid");
    assert_eq!(check(trainer.model().architecture()), Err(refusal));
}
