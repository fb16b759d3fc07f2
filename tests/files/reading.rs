//! Previews, and the effect of reading options.

use sparse_autoencoder::files::{
    Content, Contents, FileKind, Limits, Missing, NamedFile, Opening, Reading, Samples, open, open_as,
    open_within,
};
use sparse_autoencoder::view::View;

use crate::made::{archive, array, doubles, golden, named};

fn samples(name: &str, bytes: impl Into<Vec<u8>>) -> Samples {
    of(open(vec![named(name, bytes)]).unwrap_or_else(|error| panic!("{error}")))
}

fn of(contents: Contents) -> Samples {
    let Contents::Samples(samples) = contents else { panic!("it is no picture") };
    samples
}

const PEOPLE: &str =
    "height;weight;name;sex\n1,80;80;Ann;f\n;70;Bob;m\n1,60;?;Cid;m\n1,70;60;Dee;f\n1,90;90;Eve;-\n";

#[test]
fn preview_describes_columns_and_suggests_labels() {
    let samples = samples("people.csv", PEOPLE);
    assert_eq!((samples.kind, samples.rows, samples.view), (FileKind::Csv, 5, View::Table));
    // A guessed label would cost a row.
    assert_eq!(samples.label, None);
    let columns: Vec<_> = samples
        .columns
        .iter()
        .map(|column| (column.name.as_str(), column.content, column.missing, column.distinct))
        .collect();
    assert_eq!(
        columns,
        [
            ("height", Content::Number, 1, Some(4)),
            ("weight", Content::Number, 1, Some(4)),
            ("name", Content::Text, 0, Some(5)),
            ("sex", Content::Text, 1, Some(2)),
        ]
    );
    assert_eq!(samples.columns[0].examples, ["1.8", "1.6", "1.7", "1.9"]);
    assert_eq!(
        samples.notes,
        [
            "columns are separated by semicolons, and a decimal comma",
            "row 1 is the header",
            "column name names the rows: it is not learned",
            "column sex has few different values (f, m), as a label has, but none in 1 of 5 rows, which would be \
             dropped: to use it as the label, choose label sex (--label sex)",
        ]
    );
}

#[test]
fn notes_describe_every_change() {
    let samples = samples("people.csv", PEOPLE);
    let reading = Reading { label: Some("sex".to_owned()), ..samples.reading() };
    let dropped = samples.table(&reading, 1000).expect("two rows are complete");
    assert_eq!(dropped.x, ndarray::arr2(&[[1.8, 80.0], [1.7, 60.0]]));
    assert_eq!(dropped.labels, Some((vec![0, 0], vec!["f".to_owned()])));
    assert_eq!((dropped.rows.len(), dropped.rows[0].as_str()), (2, "Ann"));
    assert_eq!(
        dropped.notes[4..],
        [
            "labels are column sex",
            "1 row without a label dropped",
            "2 rows with missing values (empty, NA, NaN, null, ? or -) dropped",
        ]
    );
    let reading = Reading { missing: Missing::Mean, ..Reading::default() };
    let filled = samples.table(&reading, 1000).expect("there are means");
    assert_eq!(filled.x, ndarray::arr2(&[[1.8, 80.0], [1.75, 70.0], [1.6, 75.0], [1.7, 60.0], [1.9, 90.0]]));
    assert_eq!(filled.labels, None);
    assert_eq!(
        filled.notes.last().expect("a note"),
        "2 missing values were replaced by the mean of their column"
    );
}

#[test]
fn columns_are_left_out_by_name_or_number() {
    let samples = samples("numbers.csv", "1,2,3\n4,5,6\n7,8,9\n");
    assert_eq!(samples.notes[1], "there is no header: columns are numbered from 1");
    let leave_out = vec!["2".to_owned()];
    let reading = Reading { label: Some("1".to_owned()), leave_out, ..Reading::default() };
    let table = samples.table(&reading, 1000).expect("a column is left");
    assert_eq!((table.x, table.features), (ndarray::arr2(&[[3.0], [6.0], [9.0]]), vec!["3".to_owned()]));
    assert_eq!(table.labels, Some((vec![0, 1, 2], ["1", "4", "7"].map(str::to_owned).to_vec())));
}

#[test]
fn reading_rejects_columns_that_do_not_exist() {
    let samples = samples("numbers.csv", "a,b\n1,2\n3,4\n");
    let text = |reading: Reading| samples.table(&reading, 1000).expect_err("it asks too much").to_string();
    let reading = Reading { label: Some("c".to_owned()), ..Reading::default() };
    assert_eq!(text(reading), "numbers.csv: there is no column “c”; columns are a, b");
    let reading = Reading { leave_out: vec!["a".to_owned(), "b".to_owned()], ..Reading::default() };
    assert_eq!(
        text(reading),
        "numbers.csv: no column of numbers is left for features; columns are a (numbers), b (numbers)"
    );
    let reading = Reading { view: Some(View::Image { width: 3, height: 2 }), ..Reading::default() };
    assert_eq!(
        text(reading),
        "numbers.csv: view 3x2 does not fit: it takes 6 numbers a sample, but there are 2 features"
    );
}

#[test]
fn measurements_are_not_labels() {
    let rows: Vec<_> = (0..1001).map(|row| format!("{row},{}\n", row % 7)).collect();
    let samples = samples("classes.csv", format!("label,a\n{}", rows.concat()));
    assert_eq!((samples.columns[0].distinct, samples.label.as_deref()), (None, None));
    let reading = Reading { label: Some("label".to_owned()), ..Reading::default() };
    let error = samples.table(&reading, 1 << 20).expect_err("1001 classes are too many");
    let said = "classes.csv: label column “label” has more than 1000 different values";
    assert!(error.to_string().starts_with(said), "{error}");
}

#[test]
fn too_large_a_table_is_subsampled() {
    let values: Vec<_> = (0..20).map(f64::from).collect();
    let samples = samples("large.npy", array("<f8", "(10, 2)", &doubles(&values)));
    let error = samples.table(&Reading::default(), 70).expect_err("160 bytes are too many");
    assert_eq!(
        error.to_string(),
        "large.npy: 10 rows of 2 features take 160 bytes, more than the 70 bytes there are; take one row in 3"
    );
    let table = samples.table(&Reading { every: 3, ..Reading::default() }, 70).expect("it fits");
    assert_eq!(table.x, ndarray::arr2(&[[0.0, 1.0], [6.0, 7.0], [12.0, 13.0], [18.0, 19.0]]));
    assert_eq!(table.notes, ["one row in 3 was read: 4 of 10"]);
    let error = samples.table(&Reading::default(), 15).expect_err("not one row fits");
    assert!(
        error
            .to_string()
            .ends_with("2 features take 16 bytes a row, more than the 15 bytes there are; leave columns out")
    );
}

#[test]
fn files_beyond_the_limits_are_rejected() {
    let limits = Limits::default();
    assert_eq!((limits.file, limits.unpacked), (200_000_000, 1_073_741_824));
    assert_eq!((limits.rows, limits.features), (200_000, 100_000));
    let files = vec![named("long.csv", "a,b\n1,2\n3,4\n5,6\n")];
    let samples = of(open_within(files, &Limits { rows: 2, ..limits }).expect("opening is allowed"));
    let error = samples.table(&Reading::default(), 1000).expect_err("3 rows are too many");
    assert_eq!(error.to_string(), "long.csv: 3 rows are too many, 2 are allowed; take one row in 2");
    assert!(samples.table(&Reading { every: 2, ..Reading::default() }, 1000).is_ok());
}

#[test]
fn labels_from_a_separate_file_are_never_features() {
    let files = vec![golden("labels.npy"), golden("pictures_C.npy")];
    let samples = of(open(files).expect("they belong together"));
    assert_eq!((samples.file.as_str(), samples.label.as_deref()), ("pictures_C.npy", Some("labels")));
    let table = samples.table(&Reading::default(), 1000).expect("it is small");
    assert_eq!((table.x.dim(), table.labels), ((4, 6), None));
}

#[test]
fn spreadsheets_of_all_kinds_are_read() {
    let read = |text: &str| {
        let samples = samples("table.csv", text);
        let table = samples.table(&Reading::default(), 1000).unwrap_or_else(|error| panic!("{error}"));
        (table.x.into_raw_vec_and_offset().0, table.features, samples.notes)
    };
    // Excel's line that states the separator, and row numbers below it.
    let (x, features, notes) = read("sep=;\r\na;b\r\n1,5;2\r\n3,5;4\r\n");
    assert_eq!((x, features), (vec![1.5, 2.0, 3.5, 4.0], vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(notes[0], "columns are separated by semicolons, and a decimal comma");
    let faulty = samples("table.csv", "sep=|\na|b\n1|2\n3|4\n5|x\n7|8\n");
    let notes = faulty.table(&Reading::default(), 1000).expect("a column is left").notes;
    assert!(notes[2].contains("“x” in row 5"), "{notes:?}");
    // Commas within quotes: thousands, or a decimal comma.
    let (x, _, notes) = read("a,b\n\"1,234.5\",2\n\"1,234,567\",4\n");
    assert_eq!(x, [1234.5, 2.0, 1_234_567.0, 4.0]);
    assert_eq!(notes[1], "commas within numbers separate thousands");
    let (x, _, notes) = read("a,b\n\"1,5\",\"2,25\"\n\"1,125\",4\n");
    assert_eq!(x, [1.5, 2.25, 1.125, 4.0]);
    assert_eq!(notes[0], "columns are separated by commas, and a decimal comma");
    assert_eq!(read("a;b\n1.234,5;2\n7,25;4\n").0, [1234.5, 2.0, 7.25, 4.0]);
    // A fraction that comes late.
    let late = format!("a;b\n{}1,5;2\n", "1;2\n".repeat(300));
    assert_eq!(
        samples("late.csv", late).table(&Reading::default(), 1 << 20).map(|table| table.x[[300, 0]]),
        Ok(1.5)
    );
    // Years above numbers.
    let years = "country,2019,2020,2021\nFrance,3,5,9\nItaly,4,4,4\n";
    assert_eq!(read(years).1, ["2019", "2020", "2021"]);
    assert_eq!(read("2019,2020,2021\n3,5,9\n4,4,4\n").1, ["2019", "2020", "2021"]);
    assert_eq!(read("1,2,3\n4,5,6\n").0.len(), 6, "rows that all count have no header");
    // Wavelengths, next to labels and alone; negative numbers in accountants' notation.
    let spectra = "species,400,405,410\nsetosa,0.1,0.2,0.3\nsetosa,0.2,0.3,0.5\n";
    assert_eq!(read(spectra).1, ["400", "405", "410"]);
    let (x, features, _) = read("400,402,404,406\n0.1,0.3,0.2,0.5\n0.2,0.1,0.4,0.4\n");
    assert_eq!((x.len(), features[3].as_str()), (8, "406"));
    assert_eq!(read("a,b\n(1.62),2\n\"$(1,234.50)\",4\n").0, [-1.62, 2.0, -1234.5, 4.0]);
}

#[test]
fn text_around_a_table_is_ignored() {
    let read = |text: &str| {
        let samples = samples("table.csv", text);
        let table = samples.table(&samples.reading(), 1000).unwrap_or_else(|error| panic!("{text}: {error}"));
        (table.x.into_raw_vec_and_offset().0, table.features.join(" "), table.notes)
    };
    let expected = [1.0, 2.5, 3.0, 4.5];
    for (text, note) in [
        ("# by me\n# 2024\na,b\n1,2.5\n3,4.5\n", "rows 1 to 2 are comments (#)"),
        ("# a b\n1 2.5\n3 4.5\n", "row 1 is the header"),
        ("Report,,\n,,\na,b,\n1,2.5,\n3,4.5,\n", "titles above the table were left out: Report"),
        (
            "Source,Bank\n\nUpdated,2024\n\na,b,,\n1,2.5,,\n3,4.5,,\n",
            "titles above the table were left out: Source, Updated",
        ),
        ("a,b\nm,kg\n1,2.5\n3,4.5\n", "row 2 was left out: no numbers, but units (m, kg)"),
        ("a,b\n1,2.5,\n3,4.5,\n", "columns without values were left out: 3"),
        ("  a    b\nx  1  2.5\ny  3  4.5\n", "the first column has no name in the header"),
        ("a;b\n1 %;2,5 €\n3 %;4,5 €\n", "columns are separated by semicolons, and a decimal comma"),
        ("a;b\n1;2,5\n3;4,5\n#NV;1,5\n", "1 row with missing values (empty, NA, NaN, null, ? or -) dropped"),
    ] {
        let (x, features, notes) = read(text);
        assert_eq!((&x[..], features.as_str()), (&expected[..], "a b"), "{text}");
        assert!(notes.iter().any(|found| found == note), "{text}: {notes:?}");
    }
    let (x, _, notes) = read("town;people\nA;2.471\nB;367\nC;1.024.000\n");
    assert_eq!(
        (x, notes[1].as_str()),
        (vec![2471.0, 367.0, 1_024_000.0], "points within numbers separate thousands")
    );
}

#[test]
fn tables_that_resemble_other_formats_are_read_unchanged() {
    let read = |text: &str| {
        let samples = samples("table.csv", text);
        let table = samples.table(&samples.reading(), 1000).unwrap_or_else(|error| panic!("{text}: {error}"));
        (table.x.column(0).to_vec(), table.features.join(" "))
    };
    for (text, x, features) in [
        ("0 1 2\n21.437 22.1 3\n22.437 20.1 4\n", [21.437, 22.437], "0 1 2"),
        ("400;401;402\n21,437;22,113;1,456\n23,456;22,113;1,456\n", [21.437, 23.456], "400 401 402"),
        ("weight height\n65 172\n80 185\n", [65.0, 80.0], "weight height"),
        ("x,comment,note\n2,good,bad\n3,,\n", [2.0, 3.0], "x"),
        ("# Source: x, y\na,b\n1,2.5\n3,4.5\n", [1.0, 3.0], "a b"),
        ("abc,ftype\n1,2.5\n3,4.5\n", [1.0, 3.0], "abc ftype"),
        ("a,b\n\"-$1,200\",2.5\n$900,4.5\n", [-1200.0, 900.0], "a b"),
    ] {
        assert_eq!(read(text), (x.to_vec(), features.to_owned()), "{text}");
    }
}

#[test]
fn row_numbers_are_left_out_unless_asked_for() {
    let rows: Vec<_> = (1..=12).map(|row| format!("{row},{}\n", row % 5)).collect();
    let samples = samples("iris.csv", format!("Id,a\n{}", rows.concat()));
    let features = |reading: &Reading| samples.table(reading, 1000).expect("it is small").features;
    assert_eq!(features(&samples.reading()), ["a"]);
    assert_eq!(features(&Reading::default()), ["Id", "a"]);
    let note = "column Id only counts the rows: it is left out, unless you say otherwise";
    assert_eq!(samples.notes.last().map(String::as_str), Some(note));
}

#[test]
fn a_long_list_is_cut_into_series() {
    let list: Vec<f64> = (0..1300).map(f64::from).collect();
    for (name, bytes) in [
        ("list.npy", array("<f8", "(1300,)", &doubles(&list))),
        ("list.csv", list.iter().map(f64::to_string).collect::<Vec<_>>().join("\n").into_bytes()),
        ("list.npz", archive(&[("signal.npy", array("<f8", "(1300, 1)", &doubles(&list)))])),
    ] {
        let samples = samples(name, bytes);
        assert_eq!((samples.rows, samples.columns.len(), samples.view), (20, 64, View::Series));
        assert!(samples.notes[0].ends_with("1300 numbers was cut into 20 series of 64, without the last 20"));
        let table = samples.table(&samples.reading(), 1 << 20).expect("it fits");
        assert_eq!((table.x[[1, 0]], table.view), (64.0, View::Series));
    }
}

#[test]
fn an_npy_file_gives_its_first_array_and_says_what_follows() {
    let two = samples("two.npy", golden("two.npy").bytes);
    assert_eq!((two.rows, two.columns.len()), (4, 3));
    assert_eq!(two.notes[0], "the file holds several arrays: the first was taken, as numpy.load does");
    let more = samples("more.npy", [&golden("f8_little.npy").bytes[..], b"more"].concat());
    assert_eq!(more.rows, 3);
    assert_eq!(more.notes[0], "4 bytes after the array were ignored, as numpy.load does");
}

#[test]
fn labels_that_cannot_be_read_cost_no_samples() {
    let x = array("<f8", "(3, 2)", &doubles(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
    let objects = array("|O", "(3,)", b"\x80\x04.");
    let samples = samples("objects.npz", archive(&[("x.npy", x), ("y.npy", objects)]));
    assert_eq!((samples.rows, samples.label.as_deref()), (3, None));
    let note = &samples.notes[1];
    assert!(note.starts_with("labels y are not read: its type is |O (Python objects"), "{note}");
}

#[test]
fn the_largest_array_is_taken_unless_another_is_asked_for() {
    let file = || vec![golden("several.safetensors")];
    let largest = of(open(file()).expect("it has samples"));
    assert_eq!(
        (largest.kind, largest.part.as_deref(), largest.rows),
        (FileKind::Safetensors, Some("large"), 5)
    );
    assert_eq!(largest.parts, ["cube", "large", "small"]);
    let note = "array large of cube (2, 2, 2), large (5, 3), small (2, 3) was taken";
    let as_data = "its tensors are not the weights of a model of this page, so they are read as data";
    assert_eq!(largest.notes, [note, as_data]);
    let ask = |part: &str| {
        let opening = Opening { part: Some(part.to_owned()), ..Opening::default() };
        open_as(file(), &opening)
    };
    let cube = of(ask("cube").expect("it is there"));
    assert_eq!((cube.part.as_deref(), cube.columns.len()), (Some("cube"), 4));
    let message = ask("tiny").expect_err("it is not there").to_string();
    assert_eq!(
        message,
        "several.safetensors: there is nothing called “tiny” in it, but cube, large, small; choose one of them"
    );
    let opening = Opening { part: Some("x".to_owned()), ..Opening::default() };
    let message = open_as(vec![golden("iris.csv")], &opening).expect_err("it has no parts").to_string();
    assert_eq!(message, "iris.csv: it holds one table only: leave out the part “x”");
}

#[test]
fn activations_by_position_are_not_images() {
    let values: Vec<_> = (0..24).map(|value| f64::from(value) - 12.0).collect();
    let activations = samples("acts.npy", array("<f8", "(2, 3, 4)", &doubles(&values)));
    assert_eq!((activations.view, activations.columns.len()), (View::Table, 12));
    assert_eq!(
        activations.notes,
        ["each sample of 3 × 4 numbers became a row of 12; for a row of 4 at each of the 3 positions, save \
             x.reshape(-1, 4)"]
    );
}

#[test]
fn stray_bytes_in_a_jpeg_are_tolerated() {
    let picture = |name: &str| match open(vec![golden(name)]) {
        Ok(Contents::Picture(picture)) => picture.grey,
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(picture("stray.jpg"), picture("colours_420.jpg"));
}

#[test]
fn an_archive_of_many_files_is_refused_before_they_are_read() {
    let names: Vec<_> = (0..10_001).map(|file| format!("{file}.npy")).collect();
    let entries: Vec<_> = names.iter().map(|name| (name.as_str(), Vec::new())).collect();
    let message =
        open(vec![named("many.npz", archive(&entries))]).expect_err("they are too many").to_string();
    assert!(message.contains("holds 10001 files, of which 10000 are allowed"), "{message}");
}

#[test]
fn a_text_of_one_column_holds_the_labels_of_an_array() {
    let values: Vec<_> = (0..6).map(f64::from).collect();
    let labels_of = |text: &str| {
        let array = named("embeddings.npy", array("<f8", "(3, 2)", &doubles(&values)));
        let samples =
            of(open(vec![array, named("labels.csv", text)]).unwrap_or_else(|error| panic!("{error}")));
        let table = samples.table(&samples.reading(), 1000).expect("it is small");
        (table.labels.expect("there are labels").1, table.notes)
    };
    for (text, classes) in [
        ("cat\ndog\ncat\n", &["cat", "dog"][..]),
        ("kind\ncat\ndog\n\"a, b\"\n", &["a, b", "cat", "dog"]),
        ("kind\n0\n1\n1\n", &["0", "1"]),
        ("7\n8\n7\n", &["7", "8"]),
    ] {
        assert_eq!(labels_of(text).0, classes, "{text}");
    }
    let notes = labels_of("kind\ncat\ndog\ncat\n").1;
    assert!(notes.contains(&"row 1 of labels.csv is its header (kind)".to_owned()), "{notes:?}");
}

#[test]
fn a_reader_that_is_not_linked_is_named_by_extension() {
    for (name, given, wanted) in [
        ("colours.png", "colours.dat", "a PNG picture; give it the ending .png"),
        ("colours.jpg", "colours", "a JPEG picture; give it the ending .jpg"),
    ] {
        let file = NamedFile { name: given.to_owned(), ..golden(name) };
        let error = open_as(vec![file], &Opening::default()).expect_err("it is not linked").to_string();
        assert!(error.contains(wanted), "{error}");
    }
}
