//! Figures of several runs can be compared: scales stay, a class keeps its colour, and curves on one
//! axis measure the same quantity.

use roxmltree::Document;

use sparse_autoencoder::evaluation::{
    Evaluation, Importance, Map, Projection, ReconstructionErrors, Representation,
};
use sparse_autoencoder::experiment::Link;
use sparse_autoencoder::figure::{
    ActivationFigure, ActivationScale, AxisScale, Colors, Figure, ImportanceFigure, LossFigure, MapFigure,
    Palette, Placed, RankedSample, SamplesFigure, Token, UnitsFigure, svg,
};
use sparse_autoencoder::model::Loss;
use sparse_autoencoder::training::{Activity, Curve, HeatmapColumn, Trainer};
use sparse_autoencoder::view::View;

const SIZE: (u32, u32) = (1000, 172);

fn texts(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).expect("an SVG is XML");
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.filter_map(|node| node.text().map(str::to_owned)).collect()
}

/// Returns whether a drawing has a shape filled with a class' colour.
fn has_class(svg: &str, class: usize) -> bool {
    let color = Palette::light().color(Token::of_class(class));
    let fill = format!("#{:02x}{:02x}{:02x}", color.0, color.1, color.2);
    let document = Document::parse(svg).expect("an SVG is XML");
    document
        .descendants()
        .any(|node| node.attribute("fill").is_some_and(|own| own.eq_ignore_ascii_case(&fill)))
}

/// Returns a column per label.
fn columns(labels: impl IntoIterator<Item = u32>) -> Vec<HeatmapColumn> {
    (0..).zip(labels).map(|(sample, label)| HeatmapColumn { sample, label }).collect()
}

fn heatmap<'a>(
    codes: &'a [f32],
    columns: &'a [HeatmapColumn],
    classes: &'a [String],
) -> ActivationFigure<'a> {
    ActivationFigure {
        codes,
        units: codes.len() / columns.len(),
        columns,
        classes,
        mean_activation: &[],
        active: &[],
        rule: Activity::NotZero,
        colors: Colors::FromZero,
        scale: None,
        target: None,
        selected: None,
        hovered: None,
        legend: true,
    }
}

/// The mean brightness of a trained experiment's heatmap on a scale, and its own scale.
fn brightness(link: &str, scale: Option<ActivationScale>) -> (f64, ActivationScale) {
    let experiment = Link::parse(link).experiment;
    let mut trainer = Trainer::new(experiment.clone()).expect("it can be trained");
    trainer.run().expect("it does not diverge");
    let result = trainer.test_result();
    let codes: Vec<f32> = result.codes.view().iter().copied().collect();
    let columns = trainer.columns();
    let figure = ActivationFigure {
        mean_activation: &result.mean_activation,
        scale,
        target: experiment.target_at(trainer.epoch()),
        ..heatmap(&codes, &columns, &[])
    };
    let mut pixels = Vec::new();
    figure.rgba_into(&mut pixels);
    // Viridis goes from dark to bright: its green rises all the way.
    let greens = pixels.iter().skip(1).step_by(4).map(|&green| f64::from(green));
    (greens.sum::<f64>() / (pixels.len() / 4) as f64, figure.own_scale().expect("some unit is active"))
}

#[test]
fn a_fixed_scale_shows_the_effect_of_the_sparsity_factor() {
    for data in ["", "data=digits&epochs=10&"] {
        let (dense, scale) = brightness(&format!("{data}sparsity_factor=0"), None);
        let (sparse, _) = brightness(&format!("{data}sparsity_factor=5"), Some(scale));
        assert!(sparse < 0.75 * dense, "{data}: {dense} becomes {sparse}");
    }
}

#[test]
fn activations_above_a_fixed_scale_are_reported() {
    let columns = columns([0, 1]);
    let figure = heatmap(&[0.5, 1.0], &columns, &[]);
    assert_eq!(figure.maximum_text(), "1");
    let scale = Some(ActivationScale { activation: 0.8, mean: 0.1 });
    assert_eq!(ActivationFigure { scale, ..figure }.maximum_text(), "≥ 0.8");
    let scale = Some(ActivationScale { activation: 2.0, mean: 0.1 });
    assert_eq!(ActivationFigure { scale, ..figure }.maximum_text(), "2");
}

#[test]
fn a_class_has_its_colour_in_every_figure() {
    let classes = ["healthy", "ill"].map(str::to_owned);
    let columns = columns([0, 0, 1, 1]);
    let heatmap = heatmap(&[0.5, 1.0, 0.0, 0.3], &columns, &classes);
    let map = Map {
        of: Representation::Codes,
        by: Projection::Pca,
        trustworthiness: 1.0,
        perplexity: None,
        divergence: None,
        samples: vec![0, 1],
        x: vec![0.0, 1.0],
        y: vec![0.0, 1.0],
    };
    let maps = MapFigure {
        maps: vec![&map],
        rows: &[0, 1],
        names: &[],
        labels: &[0, 1],
        classes: &classes,
        selected: 0,
        hovered: None,
    };
    let sample = |class: usize| RankedSample {
        sample: class,
        row: class,
        name: "",
        rank: class + 1,
        error: 0.5,
        beside: Vec::new(),
        class: Some((class, &classes[class])),
        anomalous: class == 1,
        original: &[0.0, 1.0],
        reconstruction: &[0.5, 0.5],
    };
    let samples = SamplesFigure {
        view: View::Table,
        rows: [vec![sample(0), sample(1)], Vec::new()],
        of: 2,
        selected: 0,
        hovered: None,
        most: 2,
    };
    for class in 0..2 {
        for drawing in [
            svg(&heatmap, SIZE, &Palette::light()),
            svg(&maps, (600, 300), &Palette::light()),
            svg(&samples, (600, 300), &Palette::light()),
        ] {
            assert!(has_class(&drawing, class), "class {class} in {drawing}");
        }
    }
}

#[test]
fn classes_are_all_named_or_all_numbered() {
    let classes = ["healthy", "a long name of an illness"].map(str::to_owned);
    let columns = columns((0..10).map(|sample| u32::from(sample > 7)));
    let figure = heatmap(&[0.5; 10], &columns, &classes);
    let wide = texts(&svg(&figure, SIZE, &Palette::light()));
    assert!(classes.iter().all(|name| wide.contains(name)), "{wide:?}");
    let narrow = texts(&svg(&figure, (360, 172), &Palette::light()));
    assert!(classes.iter().all(|name| !narrow.contains(name)), "{narrow:?}");
    assert!(["0", "1"].iter().all(|number| narrow.contains(&(*number).to_owned())), "{narrow:?}");
}

#[test]
fn the_curves_of_one_axis_measure_the_same_quantity() {
    assert_eq!(Curve::test_of(Loss::Mse), Curve::TestMse);
    for loss in ["half_sse", "bce"] {
        let link = format!("data=digits&loss={loss}&sparsity=none&epochs=20");
        let experiment = Link::parse(&link).experiment;
        let mut trainer = Trainer::new(experiment.clone()).expect("it can be trained");
        trainer.run().expect("it does not diverge");
        let test = Curve::test_of(experiment.loss);
        let history = trainer.history();
        let [of_training, of_test] = [Curve::Reconstruction, test].map(|curve| f64::from(history[curve][19]));
        assert!((of_test / of_training - 1.0).abs() < 0.2, "{loss}: training {of_training}, test {of_test}");
        let figure = LossFigure {
            history,
            penalties: &[],
            test,
            epochs: 20,
            spread: AxisScale::Linear,
            marks: &[],
            hovered: None,
            legend: true,
        };
        let names = texts(&svg(&figure, (740, 300), &Palette::light()));
        assert!(names.contains(&"test reconstruction".to_owned()), "{names:?}");
        assert!(!names.contains(&"test MSE".to_owned()), "{names:?}");
    }
}

#[test]
fn small_units_have_a_number_for_each_row() {
    let (units, features) = (256, 20);
    for view in [View::Table, View::Image { width: 5, height: 4 }] {
        let figure = UnitsFigure {
            weights: &vec![0.5; units * features],
            features,
            view,
            side: "decoder",
            units,
            active: &[],
            hovered: None,
            selected: None,
        };
        let size = (950, 330);
        let columns = figure.geometry((950.0, 330.0)).columns();
        let drawn = texts(&svg(&figure, size, &Palette::light()));
        let first_rows = [0, columns, 2 * columns];
        assert!(first_rows.iter().all(|unit| drawn.contains(&unit.to_string())), "{columns}: {drawn:?}");
    }
}

#[test]
fn features_that_change_nothing_are_not_listed() {
    let errors = ReconstructionErrors {
        mse: 1.0,
        r2: 0.0,
        explained_variance: 0.0,
        feature_mse: vec![1.0; 3],
        feature_r2: vec![0.0; 3],
        sample_mse: vec![1.0],
        ranked: vec![0],
    };
    let importance = Importance { mse: 1.0, rise: vec![0.0; 3], rise_of_others: vec![0.0; 3] };
    for view in [View::Table, View::Series, View::Image { width: 3, height: 1 }] {
        let figure = ImportanceFigure {
            view,
            importance: &importance,
            errors: &errors,
            evaluation: &Evaluation::default(),
            names: &[],
            hovered: None,
        };
        let drawn = texts(&svg(&figure, (460, 280), &Palette::light()));
        assert_eq!(drawn[0], "The model relies on no feature.");
        assert_eq!((drawn.len(), figure.count()), (2, 0), "{drawn:?}");
        assert!(figure.summary().starts_with(&drawn[0]));
    }
}
