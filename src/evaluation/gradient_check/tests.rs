use super::*;
use crate::experiment::Link;
use crate::model::{Architecture, Loss, Output};

/// Fixed numbers without a pattern, between −1 and 1.
fn scattered(index: usize) -> f64 {
    let hash = (index as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (hash >> 11) as f64 / (1u64 << 52) as f64 - 1.0
}

fn problem<'a>(experiment: &'a Experiment, architecture: &Architecture) -> CheckedLoss<'a> {
    let count = architecture.parameters();
    let model = Autoencoder::new(architecture.clone(), (0..count).map(scattered).collect());
    let share = architecture.loss == Loss::Bce;
    let numbers = |columns: usize, seed: usize| {
        Matrix::from_array(ndarray::Array2::from_shape_fn((70, columns), |(i, j)| {
            let value = scattered(seed + i * columns + j);
            if share { f64::midpoint(value, 1.0) } else { 2.0 * value }
        }))
    };
    let target = numbers(architecture.input, 1000);
    CheckedLoss {
        gradient: Gradient::new(&model, 70),
        dead: vec![false; architecture.code()],
        input: if experiment.noise_level.at(1) == 0.3 {
            target.clone()
        } else {
            numbers(architecture.input, 5000)
        },
        target,
        epsilon: architecture.variational.then(|| numbers(architecture.code(), 9000)),
        method: experiment.sparsity.at(experiment, 1),
        experiment,
        model,
    }
}

/// Compares all derivatives but the `left_out` and returns at how many the loss has a kink.
fn check(mut problem: CheckedLoss, left_out: usize) -> usize {
    let result = problem.check();
    let (link, architecture) = (problem.experiment.link(), problem.model.architecture());
    assert!(result.parameters <= PARAMETERS, "{link}: every parameter is compared");
    let compared = result.checked + result.kinks;
    assert_eq!(compared, result.parameters - left_out, "{link}, {architecture:?}: {result:?}");
    assert_eq!(result.left_out.is_some(), left_out > 0, "{link}: {result:?}");
    assert!(result.largest < 1e-7, "{link}, {architecture:?}: {result:?}");
    result.kinks
}

#[test]
fn gradient_matches_central_differences_for_every_method() {
    let mut kinks = 0;
    for (link, left_out) in [
        ("sparsity_factor=0", 0),
        ("sparsity_factor=3&sparsity_target=0.3", 0),
        ("sparsity=none&activation=leaky_relu&output=linear&weight_decay=0.1", 0),
        ("sparsity=none&activation=tanh&loss=half_sse", 0),
        ("sparsity=none&activation=silu&output=linear&loss=half_sse", 0),
        ("sparsity=l1&sparsity_factor=0.7&activation=tanh", 0),
        ("sparsity=l1&sparsity_factor=0.7&output=linear&l1_decoder_norm=true", 0),
        ("sparsity=kl&sparsity_factor=3&sparsity_target=0.1&activation=sigmoid&loss=half_sse", 0),
        ("sparsity=topk&k=2&output=linear", 0),
        ("sparsity=topk&k=3&activation=tanh", 0),
        // There is one threshold.
        ("sparsity=batch_topk&k=2&output=linear", 1),
        // There is one threshold per unit.
        ("sparsity=jumprelu&sparsity_factor=0.3&output=linear", 5),
        ("sparsity=gated&sparsity_factor=0.3", 0),
        ("sparsity=gated&sparsity_factor=0.3&weight_decay=0.1&output=linear", 0),
        ("sparsity=l1&sparsity_factor=3&per_feature=true&output=linear&l1_decoder_norm=true", 0),
        ("sparsity=kl&sparsity_factor=9&per_feature=true&sparsity_target=0.1&activation=sigmoid", 0),
        ("sparsity=jumprelu&sparsity_factor=3&per_feature=true&output=linear", 5),
        ("sparsity=gated&sparsity_factor=3&per_feature=true", 0),
        ("variational=true&beta=0.7", 0),
        ("variational=true&beta=0.7&sparsity=l1&loss=half_sse&output=linear&sparsity_factor=0.2", 0),
        ("noise=gaussian&noise_level=0.5&sparsity=none&activation=tanh", 0),
    ] {
        for variant in ["", "&tied=true", "&pre_bias=true", "&tied=true&pre_bias=true"] {
            let link = Link::parse(&format!("{link}{variant}"));
            assert_eq!(link.problems, []);
            for widths in [vec![5], vec![6, 5], vec![9, 4, 5]] {
                let architecture = Architecture { input: 7, widths, ..Architecture::from(&*link.experiment) };
                kinks += check(problem(&link.experiment, &architecture), left_out);
                if architecture.output == Output::Sigmoid {
                    let loss = Loss::Bce;
                    kinks +=
                        check(problem(&link.experiment, &Architecture { loss, ..architecture }), left_out);
                }
            }
        }
    }
    assert_eq!(kinks, 0, "the fixed numbers lie so near a kink in so many derivatives");
}

#[test]
fn gradient_matches_central_differences_with_matryoshka_prefixes() {
    for link in ["", "&output=linear&tied=true", "&loss=half_sse&pre_bias=true"] {
        let link = Link::parse(&format!("sparsity=matryoshka&hidden_dim=11&k=2{link}"));
        assert_eq!(link.problems, []);
        let architecture = Architecture { input: 7, ..Architecture::from(&*link.experiment) };
        assert_eq!(architecture.prefixes, [3, 6, 11]);
        let threshold = 1;
        assert_eq!(check(problem(&link.experiment, &architecture), threshold), 0);
    }
}

#[test]
fn gradient_matches_central_differences_with_dead_units() {
    let decoder_bias = 7;
    for (link, left_out) in [
        ("", 0),
        ("&output=linear&tied=true", 0),
        ("&loss=half_sse&pre_bias=true&activation=tanh", decoder_bias),
    ] {
        let link = Link::parse(&format!("sparsity=topk&hidden_dim=9&k=2&aux_k=3&aux_factor=2{link}"));
        assert_eq!(link.problems, []);
        let architecture = Architecture { input: 7, ..Architecture::from(&*link.experiment) };
        let mut problem = problem(&link.experiment, &architecture);
        // Far below the others, dead units are never among the two largest.
        let place = problem.model.plan().layers[0].clone();
        for unit in 0..9 {
            let dead = [2, 4, 5, 7].contains(&unit);
            problem.dead[unit] = dead;
            problem.model.update(|parameters, _| {
                parameters[place.bias.start + unit] = if dead { 0.05 } else { 1.5 };
                for weight in &mut parameters[place.weight.clone()][unit * 7..][..7] {
                    *weight *= if dead { 0.02 } else { 0.2 };
                }
            });
        }
        let parameters = problem.model.parameters().to_vec();
        let (losses, _) = problem.compute(&parameters);
        assert!(losses.auxiliary > 0.0, "{losses:?}");
        assert_eq!(check(problem, left_out), 0);
    }
}

#[test]
fn gradient_check_of_an_experiment_compares_every_derivative() {
    for (link, parameters) in [
        ("activation=tanh", 8 * 20 * 2 + 8 + 20),
        ("sparsity=kl&activation=sigmoid&noise=mask", 8 * 20 * 2 + 8 + 20),
        ("variational=true&n_features=5", 8 * 5 * 3 + 2 * 8 + 5),
    ] {
        let check = GradientCheck::new(&Link::parse(link).experiment, &DataFileCache::default())
            .expect("the data can be made");
        assert!(check.largest < 1e-7, "{link}: {check:?}");
        assert_eq!((check.checked, check.kinks, check.parameters), (parameters, 0, parameters), "{link}");
    }
}

#[test]
fn gradient_of_shared_parameters_is_not_that_of_the_whole_loss() {
    // Without this difference, comparing both sides separately would prove nothing.
    let link = Link::parse("sparsity=gated&sparsity_factor=0.3&tied=true&pre_bias=true");
    let architecture = Architecture { input: 7, widths: vec![5], ..Architecture::from(&*link.experiment) };
    let mut problem = problem(&link.experiment, &architecture);
    let parameters = problem.model.parameters().to_vec();
    let (_, gradient) = problem.compute(&parameters);
    let plan = problem.model.plan().clone();
    let mut unshared = Unshared::new(&problem);
    for shared in [plan.layers[0].weight.clone(), plan.layers[1].bias.clone()] {
        let mut most = 0.0_f64;
        for index in shared {
            let whole = derivative(
                |offset| {
                    let mut moved = parameters.clone();
                    moved[index] += offset;
                    problem.compute(&moved).0.total()
                },
                1e-8,
            );
            most = most.max((gradient[index] - whole.expect("the loss is smooth there")).abs());
            let sum = unshared.derivative(&problem, index, 1e-8).expect("the loss is smooth there");
            assert!((gradient[index] - sum).abs() < 1e-7, "{index}: {sum}");
        }
        assert!(most > 1e-3, "{most}");
    }
}

#[test]
fn units_at_their_kink_are_left_out() {
    // Units that no sample reaches stay at 0 without biases.
    for link in ["hidden_dim=20,3&init=tied_unit", "hidden_dim=3,8&sparsity=gated&tied=true"] {
        let check = GradientCheck::new(&Link::parse(link).experiment, &DataFileCache::default())
            .expect("the data can be made");
        assert!(check.largest < 1e-7 && check.kinks > 0 && check.checked > 20, "{link}: {check:?}");
    }
}

#[test]
fn a_steep_loss_is_not_taken_for_a_kink() {
    let link = "sparsity=none&activation=sigmoid&scaling=none&scale=100";
    let check = GradientCheck::new(&Link::parse(link).experiment, &DataFileCache::default())
        .expect("the data can be made");
    assert!(check.largest < check.rounding && check.rounding < 1e-6 && check.kinks == 0, "{check:?}");
    assert!(check.to_string().contains("rounding alone"), "{check}");
}

#[test]
fn the_loss_is_the_mean_over_all_elements_and_the_penalty() {
    // All weights 0: every code is 0, every reconstruction sigmoid(0).
    let experiment = Link::parse("sparsity_factor=2").experiment;
    let architecture = Architecture { input: 7, widths: vec![5], ..Architecture::from(&*experiment) };
    let mut problem = problem(&experiment, &architecture);
    let (losses, _) = problem.compute(&vec![0.0; architecture.parameters()]);
    let expected = problem.target.view().mapv(|x| (0.5 - x) * (0.5 - x)).mean().expect("there are samples");
    assert!((losses.reconstruction - expected).abs() < 1e-12);
    assert!((losses.sparsity - 2.0 * 5.0 * 0.05).abs() < 1e-12);
}
