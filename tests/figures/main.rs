//! Figures draw any numbers at any size, and save what they show.

mod any_numbers;

use roxmltree::{Document, Node};

use sparse_autoencoder::figure::{
    ActivationFigure, AxisScale, Colors, DensityFigure, DirectionsFigure, Figure, LossFigure, Palette,
    ParameterChange, Ray, ReconstructionFigure, SimilarityFigure, Spot, svg,
};
use sparse_autoencoder::training::Activity;
use sparse_autoencoder::training::{Curve, HeatmapColumn, History};

const SIZES: [(u32, u32); 5] = [(740, 300), (1000, 172), (360, 254), (120, 90), (50, 30)];

/// A history whose curves are made of their place in the list.
fn history(curve: impl Fn(usize) -> Vec<f32>) -> History {
    History::from(std::array::from_fn(curve))
}

fn loss(history: &History) -> LossFigure<'_> {
    LossFigure {
        history,
        penalties: &[Curve::Sparsity],
        test: Curve::TestMse,
        epochs: 50,
        spread: AxisScale::Linear,
        marks: &[],
        hovered: None,
        legend: true,
    }
}

fn density<'a>(active: &'a [f32], history: &'a History) -> DensityFigure<'a> {
    DensityFigure {
        active,
        rule: Activity::NotZero,
        samples: 200,
        history,
        epochs: 50,
        marks: &[],
        hovered: None,
    }
}

/// Draws a figure at every size in both themes. Each drawing must be a document with plain numbers.
fn draw_everywhere<F: Figure>(figure: &F) {
    for size in SIZES {
        for palette in [Palette::light(), Palette::dark()] {
            let text = svg(figure, size, &palette);
            let document = Document::parse(&text).expect("an SVG is XML");
            let attributes = document.descendants().flat_map(|node| node.attributes());
            for attribute in attributes {
                let value = attribute.value();
                assert!(!value.contains("NaN") && !value.contains("inf"), "{value}");
            }
        }
    }
    assert!(!figure.summary().is_empty());
}

fn texts(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).expect("an SVG is XML");
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.filter_map(|node| node.text().map(str::to_owned)).collect()
}

/// The numbers below a header row.
fn rows(csv: &str) -> Vec<Vec<f32>> {
    let number = |cell: &str| cell.parse().expect("a cell is a number");
    csv.lines().skip(1).map(|line| line.split(',').map(number).collect()).collect()
}

fn same_bits<'a>(a: impl IntoIterator<Item = &'a f32>, b: &[f32]) -> bool {
    let a: Vec<f32> = a.into_iter().copied().collect();
    let same = |(a, b): (&f32, &f32)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
    a.len() == b.len() && a.iter().zip(b).all(same)
}

#[test]
fn figures_without_data_draw_axes() {
    draw_everywhere(&loss(&History::default()));
    draw_everywhere(&density(&[], &History::default()));
    draw_everywhere(&SimilarityFigure { similarity: &[], units: &[], hovered: Some((0, 0)), legend: true });
    draw_everywhere(&DirectionsFigure { truth: &[], learned: &[], reach: 0.0, hovered: Some(Ray::True(0)) });
    draw_everywhere(&ReconstructionFigure {
        sample: 0,
        name: "",
        original: &[],
        noisy: &[],
        reconstruction: &[],
        reach: 0.0,
        hovered: Some(0),
        axes: ("feature", "value"),
        first: 0,
    });
    draw_everywhere(&ActivationFigure {
        classes: &[],
        codes: &[],
        units: 0,
        columns: &[],
        mean_activation: &[],
        active: &[],
        rule: Activity::NotZero,
        colors: Colors::FromZero,
        scale: None,
        target: Some(0.05),
        selected: Some(0),
        hovered: Some(0),
        legend: true,
    });
}

#[test]
fn a_million_epochs_keep_their_spike() {
    let history = history(|curve| {
        let mut values: Vec<_> =
            (0..1_000_000_u32).map(|i| 1.2 - curve as f32 * 0.1 + (i % 7) as f32 * 0.001).collect();
        values[654_321] = if curve == Curve::Total as usize { 40.0 } else { 1.0 };
        values
    });
    let figure = LossFigure { epochs: 1_000_000, penalties: &Curve::PENALTIES, ..loss(&history) };
    let drawing = svg(&figure, (740, 300), &Palette::light());
    assert!(drawing.len() < 200_000, "{} bytes", drawing.len());
    assert!(texts(&drawing).contains(&"1,000,000".to_owned()));
    let total = Palette::light().color(sparse_autoencoder::figure::Token::Total);
    let stroke = format!("#{:02x}{:02x}{:02x}", total.0, total.1, total.2);
    let document = Document::parse(&drawing).expect("an SVG is XML");
    let thick = |node: &Node| node.attribute("stroke-width") == Some("2.3");
    let curve = document.descendants().filter(thick).find(|node| node.attribute("stroke") == Some(&stroke));
    let points = curve.and_then(|node| node.attribute("points")).expect("the total is drawn");
    let highest = points.split(' ').filter_map(|point| point.split(',').nth(1)?.parse::<f64>().ok());
    assert!(highest.fold(f64::INFINITY, f64::min) < 50.0, "the spike is gone");
}

#[test]
fn the_largest_heatmap_is_a_small_document() {
    let (units, samples) = (1024, 800);
    let codes: Vec<f32> = (0..units * samples).map(|i| (i * 7919 % 1000) as f32 / 500.0).collect();
    let columns: Vec<_> =
        (0..samples as u32).map(|sample| HeatmapColumn { sample, label: sample / 300 }).collect();
    let active: Vec<f32> = (0..units).map(|unit| if unit % 9 == 0 { 0.0 } else { 0.5 }).collect();
    let figure = ActivationFigure {
        classes: &[],
        codes: &codes,
        units,
        columns: &columns,
        mean_activation: &vec![1.0; units],
        active: &active,
        rule: Activity::NotZero,
        colors: Colors::FromZero,
        scale: None,
        target: Some(0.05),
        selected: Some(3),
        hovered: Some(1023),
        legend: true,
    };
    let drawing = svg(&figure, (1000, 220), &Palette::light());
    assert!(drawing.len() < 1_000_000, "{} bytes", drawing.len());
    assert!(texts(&drawing).contains(&"114 dead of 1024".to_owned()));
    let mut image = Vec::new();
    figure.rgba_into(&mut image);
    assert_eq!(image.len(), units * samples * 4);
    draw_everywhere(&figure);
}

#[test]
fn similarity_of_learned_features_is_a_diagonal() {
    let (features, units) = (512, 700);
    let cell = |at: usize| if at / units == at % units { 1.0 } else { (at * 7919 % 1000) as f32 / 2000.0 };
    let similarity: Vec<f32> = (0..features * units).map(cell).collect();
    let order: Vec<u32> = (0..units as u32).rev().collect();
    let figure =
        SimilarityFigure { similarity: &similarity, units: &order, hovered: Some((3, 4)), legend: true };
    let drawing = svg(&figure, (1000, 400), &Palette::light());
    assert!(drawing.len() < 1_000_000, "{} bytes", drawing.len());
    assert!(figure.summary().contains("512 true features have a unit"), "{}", figure.summary());
    let mut image = Vec::new();
    figure.rgba_into(&mut image);
    assert_eq!(image.len(), features * units * 4);
    let pixel = |row: usize, column: usize| &image[(row * units + column) * 4..][..3];
    assert_eq!(pixel(9, 9), [0xfd, 0xe7, 0x25], "what is alike is bright");
    assert!(pixel(9, 10)[0] < 0x80);
    let geometry = blank::draw(&figure, (1000, 400));
    let spot = geometry.cell(300, 600);
    assert_eq!(geometry.cell_at(spot.middle_x(), spot.middle_y()), Some((300, 600)));
    assert_eq!(figure.reading((300, 600)).map(|reading| reading.unit), Some(99));
    draw_everywhere(&figure);
}

#[test]
fn a_pentagon_is_regular_on_the_page() {
    let corner = |corner: u32| std::f32::consts::TAU * corner as f32 / 5.0;
    let truth: Vec<_> = (0..5).map(|it| [libm::cosf(corner(it)), libm::sinf(corner(it))]).collect();
    let learned: Vec<_> = truth.iter().map(|&[across, up]| [across * 0.9, up * 0.9]).collect();
    let figure =
        DirectionsFigure { truth: &truth, learned: &learned, reach: 0.0, hovered: Some(Ray::Learned(2)) };
    for size in [(300, 300), (600, 250), (250, 600)] {
        let geometry = blank::draw(&figure, size);
        let ends: Vec<_> = (0..5).filter_map(|it| geometry.end_of(Ray::True(it))).collect();
        assert_eq!(ends.len(), 5);
        let side = |i: usize| libm::hypot(ends[i].0 - ends[(i + 1) % 5].0, ends[i].1 - ends[(i + 1) % 5].1);
        assert!((1..5).all(|i| (side(i) - side(0)).abs() < 1e-4));
        let (x, y) = geometry.end_of(Ray::Learned(1)).expect("it is drawn");
        assert_eq!(geometry.ray_at(x, y), Some(Ray::Learned(1)));
    }
    let texts = texts(&svg(&figure, (300, 300), &Palette::dark()));
    assert!(
        ["0", "1", "2", "3", "4", "true", "units"].iter().all(|text| texts.contains(&(*text).to_owned()))
    );
    draw_everywhere(&figure);
}

#[test]
fn pointer_positions_map_to_parts_of_figures() {
    let history = history(|curve| vec![1.0 - curve as f32 / 8.0; 20]);
    let marks = [ParameterChange { epoch: 7, text: "lr 0.01".to_owned() }];
    let figure = LossFigure { marks: &marks, ..loss(&history) };
    let geometry = blank::draw(&figure, (740, 300));
    let middle = geometry.upper.middle_y();
    for epoch in [1, 7, 20] {
        assert_eq!(geometry.epoch_at(geometry.x_of(epoch), middle), Some(epoch));
    }
    assert_eq!(geometry.epoch_at(geometry.x_of(45), middle), Some(20), "the last trained one");
    assert_eq!(geometry.epoch_at(5.0, middle), None);
    let reading = figure.reading(7).expect("it is trained");
    assert_eq!(reading.marks, ["lr 0.01"]);
    let rows: Vec<_> = reading.rows.iter().map(|row| (row.name, row.text())).collect();
    let expected = [("total", "1"), ("reconstruction", "0.875"), ("sparsity", "0.75"), ("test MSE", "0.25")];
    assert_eq!(rows, expected.map(|(name, text)| (name, text.to_owned())));
    assert!(geometry.lower.is_some_and(|lower| lower.top > geometry.upper.bottom()));
    let alone = blank::draw(&LossFigure { penalties: &[], ..figure }, (740, 300));
    assert_eq!(alone.lower, None);
    assert!(alone.upper.height > geometry.upper.height);
    assert_eq!(figure.reading(21), None);
    assert_eq!(figure.reading(0), None);
}

#[test]
fn the_histogram_says_which_units_are_how_often_active() {
    let history = history(|curve| vec![curve as f32; 20]);
    let active = [0.0, 0.35, 1.0, 0.4];
    let marks = [ParameterChange { epoch: 7, text: "sparsity_factor 1".to_owned() }];
    let figure = DensityFigure { marks: &marks, ..density(&active, &history) };
    for size in [(984, 210), (360, 400)] {
        let geometry = blank::draw(&figure, size);
        let (width, height) = (f64::from(size.0), f64::from(size.1));
        let (x, y) = (geometry.x_of(Spot::Bin(0)), height * 0.3);
        assert_eq!(geometry.spot_at(x, y), Some(Spot::Bin(0)));
        let y = height * 0.7;
        assert_eq!(geometry.spot_at(geometry.x_of(Spot::Epoch(7)), y), Some(Spot::Epoch(7)));
        assert_eq!(geometry.spot_at(2.0, y), None);
        assert_eq!(
            geometry.spot_at(width - 4.0, y),
            Some(Spot::Epoch(20)),
            "the margin beside the last epoch"
        );
    }
    let reading = |spot| figure.reading(spot).expect("it is there");
    let dead = reading(Spot::Bin(0));
    assert_eq!((dead.title.as_str(), dead.rows[0].text()), ("active on no test sample", "1".to_owned()));
    assert_eq!(dead.notes, ["unit 0"]);
    let often = reading(Spot::Bin(figure.bins() - 2));
    assert_eq!(often.title, "active on 32 % to 56 %");
    assert_eq!(often.notes, ["units 1, 3"]);
    let epoch = reading(Spot::Epoch(7));
    let rows: Vec<_> = epoch.rows.iter().map(|row| (row.name, row.text())).collect();
    let value = |curve: Curve| (curve as usize).to_string();
    assert_eq!(rows, [("L0", value(Curve::L0)), ("dead units", value(Curve::Dead))]);
    assert_eq!(epoch.notes, ["sparsity_factor 1"]);
    assert_eq!(figure.reading(Spot::Bin(99)), None);
    assert_eq!(figure.reading(Spot::Epoch(21)), None);
    assert!(figure.summary().contains("1.750 of 4 hidden units"), "{}", figure.summary());
}

/// Drawing for the geometry's sake.
mod blank {
    use std::convert::Infallible;

    use plotters_backend::{BackendColor, BackendCoord, BackendTextStyle, DrawingBackend, DrawingErrorKind};
    use sparse_autoencoder::figure::{Figure, Palette, Surface};

    /// Draws nothing, and fails if plotters itself measures or writes text.
    struct Blank;

    impl DrawingBackend for Blank {
        type ErrorType = Infallible;
        fn get_size(&self) -> (u32, u32) {
            (0, 0)
        }
        fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
            Ok(())
        }
        fn present(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
            Ok(())
        }
        fn draw_pixel(
            &mut self,
            _: BackendCoord,
            _: BackendColor,
        ) -> Result<(), DrawingErrorKind<Infallible>> {
            Ok(())
        }
        fn draw_text<S: BackendTextStyle>(
            &mut self,
            _: &str,
            style: &S,
            _: BackendCoord,
        ) -> Result<(), DrawingErrorKind<Infallible>> {
            assert!((style.size() - 110.0).abs() < 1e-9);
            Ok(())
        }
        fn estimate_text_size<S: BackendTextStyle>(
            &self,
            _: &str,
            _: &S,
        ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
            panic!("the surface measures, not the backend")
        }
    }

    pub fn draw<F: Figure>(figure: &F, size: (u32, u32)) -> F::Geometry {
        let measure = |text: &str, font_size: f64| text.len() as f64 * font_size * 0.6;
        figure
            .draw(&Surface::sheet(Blank, size, measure), &Palette::light())
            .expect("nothing is drawn, so nothing fails")
    }
}
