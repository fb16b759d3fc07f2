//! Datasets and initial weights against golden numbers by scikit-learn and `PyTorch`.

use serde_json::Value;
use sparse_autoencoder::random::TorchGenerator;

#[test]
fn initial_weights() {
    let golden: Value = serde_json::from_str(include_str!("golden/training.json")).expect("JSON");
    for run in golden["runs"].as_array().expect("runs") {
        let number = |key: &str, default: usize| {
            run["link"]
                .as_str()
                .expect("a link")
                .split('&')
                .filter_map(|part| part.split_once('='))
                .find(|(name, _)| *name == key)
                .map_or(default, |(_, value)| value.parse().expect("a number"))
        };
        let (features, hidden) = (number("n_features", 20), number("hidden_dim", 8));
        let seed = u32::try_from(number("seed", 0)).expect("a seed");
        let mut random = TorchGenerator::new(seed);
        let encoder = random.linear_init(hidden, features);
        let decoder = random.linear_init(features, hidden);
        let bytes = [&encoder, &decoder].into_iter().flat_map(|layer| {
            let values = layer.weight.iter().chain(&layer.bias);
            values.flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>()
        });
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        assert_eq!(format!("{hash:016x}"), run["initial"]["fnv1a64"], "{}", run["name"]);
    }
}
