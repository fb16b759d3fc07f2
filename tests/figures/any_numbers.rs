//! Figures of any numbers can be drawn, and their parts are found where they were drawn.

use proptest::prelude::*;

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_history_can_be_drawn_and_pointed_at(
        rows_in in prop::collection::vec(any::<[u32; Curve::COUNT]>(), 0..40),
        repeat in 1_usize..60,
        epochs in any::<u32>(),
        hovered in prop::option::of(any::<u32>()),
        marks in prop::collection::vec((any::<u32>(), ".{0,12}"), 0..5),
        logarithmic in any::<bool>(),
        penalties in prop::sample::subsequence(Curve::PENALTIES.to_vec(), 0..=4),
    ) {
        let history = history(|column| {
            let bits = rows_in.iter().map(|row| f32::from_bits(row[column]));
            bits.flat_map(|value| std::iter::repeat_n(value, repeat)).collect::<Vec<_>>()
        });
        let marks: Vec<_> = marks.into_iter().map(|(epoch, text)| ParameterChange { epoch, text }).collect();
        let spread = if logarithmic { AxisScale::Logarithmic } else { AxisScale::Linear };
        let hovered = hovered.map(|epoch| epoch % 50);
        let figure = LossFigure { epochs, marks: &marks, hovered, spread, penalties: &penalties, ..loss(&history) };
        draw_everywhere(&figure);
        draw_everywhere(&LossFigure { epochs: 50, ..figure });
        let rows = rows(&figure.csv());
        for (column, values) in history.columns().into_iter().enumerate() {
            prop_assert!(same_bits(rows.iter().map(|row| &row[column + 1]), values));
        }
    }

    #[test]
    fn any_fractions_can_be_drawn_and_pointed_at(
        bits in prop::collection::vec(any::<u32>(), 0..40),
        samples in any::<u32>(),
        epochs in any::<u32>(),
        trained in 0_usize..30,
        spot in prop::option::of((any::<bool>(), 0_u32..60)),
    ) {
        let active: Vec<_> = bits.iter().copied().map(f32::from_bits).collect();
        let history = history(|curve| (0..trained).map(|epoch| f32::from_bits(bits.get(epoch + curve).copied().unwrap_or(1))).collect());
        let hovered = spot.map(|(bin, at)| if bin { Spot::Bin(at as usize) } else { Spot::Epoch(at) });
        let figure = DensityFigure { samples, epochs, hovered, ..density(&active, &history) };
        draw_everywhere(&figure);
        let csv = figure.csv();
        let values = csv.lines().skip(1).map(|line| line.rsplit(',').next()?.parse::<f32>().ok());
        let values: Vec<_> = values.map(|value| value.expect("a row ends with a number")).collect();
        prop_assert_eq!(values.len(), active.len() + 2 * trained);
        prop_assert!(same_bits(&values[..active.len()], &active));
    }

    #[test]
    fn any_sample_can_be_drawn_and_pointed_at(
        bits in prop::collection::vec(any::<(u32, u32)>(), 0..120),
        reach in any::<f64>(),
        hovered in prop::option::of(0_u32..130),
    ) {
        let (original, reconstruction): (Vec<_>, Vec<_>) =
            bits.into_iter().map(|(a, b)| (f32::from_bits(a), f32::from_bits(b))).unzip();
        let figure = ReconstructionFigure {
            sample: 7,
            name: "",
            original: &original,
            noisy: &[],
            reconstruction: &reconstruction,
            reach,
            hovered,
            axes: ("feature", "value"),
            first: 0,
        };
        draw_everywhere(&figure);
        let rows = rows(&figure.csv());
        prop_assert!(same_bits(rows.iter().map(|row| &row[1]), &original));
        prop_assert!(same_bits(rows.iter().map(|row| &row[2]), &reconstruction));
    }

    #[test]
    fn any_codes_can_be_drawn_and_pointed_at(
        units in 0_usize..40,
        labels in prop::collection::vec(any::<u32>(), 0..30),
        bits in prop::collection::vec(any::<u32>(), 0..1200),
        signed in any::<bool>(),
        target in any::<Option<f64>>(),
        selected in prop::option::of(0_u32..30),
        hovered in prop::option::of(0_usize..40),
    ) {
        let codes: Vec<_> = bits.into_iter().map(f32::from_bits).collect();
        let columns: Vec<_> =
            (0..).zip(labels).map(|(sample, label)| HeatmapColumn { sample, label }).collect();
        let figure = ActivationFigure {
        classes: &[],
            codes: &codes,
            units,
            columns: &columns,
            mean_activation: &codes[..units.min(codes.len())],
            active: &codes[..units.min(codes.len())],
            rule: Activity::NotZero,
            colors: if signed { Colors::Signed } else { Colors::FromZero },
            scale: None,
            target,
            selected,
            hovered,
            legend: true,
        };
        draw_everywhere(&figure);
        let table = figure.csv();
        for (unit, line) in table.lines().skip(1).enumerate() {
            for (column, cell) in line.split(',').skip(3).enumerate() {
                let code = codes.get(column * units + unit).copied();
                prop_assert!(same_bits(code.iter(), &cell.parse().ok().into_iter().collect::<Vec<f32>>()));
                prop_assert_eq!(figure.cell(unit, column).is_some(), code.is_some());
            }
        }
    }

    #[test]
    fn any_similarities_can_be_drawn_and_pointed_at(
        units in prop::collection::vec(any::<u32>(), 0..30),
        bits in prop::collection::vec(any::<u32>(), 0..900),
        hovered in prop::option::of((0_usize..40, 0_usize..40)),
        legend in any::<bool>(),
    ) {
        let similarity: Vec<_> = bits.into_iter().map(f32::from_bits).collect();
        let figure = SimilarityFigure { similarity: &similarity, units: &units, hovered, legend };
        draw_everywhere(&figure);
        let rows = rows(&figure.csv());
        prop_assert_eq!(rows.len(), figure.features());
        for (row, values) in rows.iter().zip(similarity.chunks(units.len().max(1))) {
            prop_assert!(same_bits(&row[1..], values));
        }
    }

    #[test]
    fn any_directions_can_be_drawn_and_pointed_at(
        truth in prop::collection::vec(any::<[u32; 2]>(), 0..50),
        learned in prop::collection::vec(any::<[u32; 2]>(), 0..50),
        reach in any::<f64>(),
        hovered in prop::option::of((any::<bool>(), 0_usize..50)),
    ) {
        let floats = |bits: Vec<[u32; 2]>| bits.into_iter().map(|pair| pair.map(f32::from_bits)).collect::<Vec<_>>();
        let (truth, learned) = (floats(truth), floats(learned));
        let hovered = hovered.map(|(is_true, at)| if is_true { Ray::True(at) } else { Ray::Learned(at) });
        let figure = DirectionsFigure { truth: &truth, learned: &learned, reach, hovered };
        draw_everywhere(&figure);
        let csv = figure.csv();
        for (line, vector) in csv.lines().skip(1).zip(truth.iter().chain(&learned)) {
            let cells = line.split(',').skip(2).map(|cell| cell.parse().expect("a cell is a number"));
            prop_assert!(same_bits(&cells.collect::<Vec<f32>>(), vector));
        }
    }

    #[test]
    fn every_point_of_the_image_is_a_cell(
        units in 1_usize..1025,
        columns in 1_usize..801,
        x in 0.0..1.0_f64,
        y in 0.0..1.0_f64,
    ) {
        let names: Vec<_> = (0..columns as u32).map(|sample| HeatmapColumn { sample, label: 0 }).collect();
        let codes = vec![0.0; units * columns];
        let figure = ActivationFigure {
        classes: &[],
            codes: &codes,
            units,
            columns: &names,
            mean_activation: &[],
            active: &[],
            rule: Activity::NotZero,
            colors: Colors::FromZero,
            scale: None,
            target: None,
            selected: None,
            hovered: None,
            legend: false,
        };
        let geometry = figure.geometry(1000.0, 172.0);
        let image = geometry.image;
        let cell = geometry.cell_at(image.left + x * image.width, image.top + y * image.height);
        let (unit, column) = cell.expect("it is on the image");
        prop_assert!(figure.cell(unit, column).is_some());
        prop_assert!(geometry.row(unit).grown(1.0).contains(image.middle_x(), image.top + y * image.height));
        prop_assert!(geometry.column(column).grown(1.0).contains(image.left + x * image.width, image.middle_y()));
    }
}
