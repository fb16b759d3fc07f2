//! The conversion of columns: categories, numbers in words, identifiers, times, names and labels.

use sparse_autoencoder::files::{
    Categories, Contents, Missing, MissingCodes, Opening, Reading, Samples, Table, TextLayout, open, open_as,
};
use sparse_autoencoder::view::View;

use crate::made::{array, named};

/// Opens a CSV file of that text.
pub fn samples(text: &str) -> Samples {
    let contents = open(vec![named("table.csv", text)]).unwrap_or_else(|error| panic!("{text}: {error}"));
    let Contents::Samples(samples) = contents else { panic!("it is no picture") };
    samples
}

/// Reads it as it suggests itself.
pub fn read(text: &str) -> Table {
    let samples = samples(text);
    samples.table(&samples.reading(), 1 << 20).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A table with a header and rows that follow from their numbers, from 0.
fn table(header: &str, rows: usize, row: impl Fn(usize) -> String) -> String {
    (0..rows).fold(header.to_owned(), |text, index| text + "\n" + &row(index)) + "\n"
}

fn notes_of(text: &str, part: &str) -> bool {
    read(text).notes.iter().any(|note| note.contains(part))
}

/// Returns a table like that of the Titanic's passengers.
fn ship() -> String {
    table("PassengerId,Survived,Pclass,Name,Sex,Age,Ticket,Fare,Cabin,Embarked", 60, |row| {
        let (sex, age) =
            (["male", "female"][row % 2], if row % 7 == 0 { String::new() } else { (row % 50).to_string() });
        let ticket = if row % 5 == 0 { format!("A/5 {row}") } else { (2000 + 7 * row).to_string() };
        let cabin = if row % 4 == 0 { format!("C{row}") } else { String::new() };
        let (name, fare, port) =
            (format!("\"Mr. {row}, Esq.\""), 7.25 + row as f64 * 1.3, ["S", "C", "Q"][row % 3]);
        format!(
            "{},{},{},{name},{sex},{age},{ticket},{fare},{cabin},{port}",
            row + 1,
            row / 3 % 2,
            1 + row % 3
        )
    })
}

#[test]
fn passengers_are_read_without_identifiers() {
    let samples = samples(&ship());
    let read = samples.table(&samples.reading(), 1 << 20).expect("there are numbers");
    assert_eq!(read.features, ["Pclass", "Age", "Fare"]);
    assert_eq!((read.rows.len(), read.rows[0].as_str()), (read.x.nrows(), "Mr. 1, Esq."));
    assert_eq!(read.labels.expect("some survived").1, ["0", "1"]);
    for part in [
        "column PassengerId only counts the rows",
        "column Name names the rows",
        "column Ticket was left out: 12 of 60 values are words, the first one “A/5 0” in row 2",
        "Sex (male)",
        "--categories onehot",
        "9 rows with missing values",
    ] {
        assert!(read.notes.iter().any(|note| note.contains(part)), "{part}: {:#?}", read.notes);
    }
    let onehot = Reading { categories: Categories::Onehot, missing: Missing::Mean, ..samples.reading() };
    let read = samples.table(&onehot, 1 << 20).expect("there are numbers");
    assert_eq!(
        read.features,
        ["Pclass", "Sex_female", "Sex_male", "Age", "Fare", "Embarked_C", "Embarked_Q", "Embarked_S"]
    );
    assert_eq!(read.x.row(1).to_vec()[1..3], [1.0, 0.0]);
    assert_eq!(read.x.nrows(), 60);
}

#[test]
fn tables_of_words_are_one_hot_encoded() {
    let text = table("cap,gill,ring", 12, |row| {
        format!("{},{},{}", ["x", "b"][row % 2], ["n", "y", "w"][row % 3], ["o", "t"][row / 6])
    });
    let read = read(&text);
    // The last column is the label.
    assert_eq!(read.features, ["cap_b", "cap_x", "gill_n", "gill_w", "gill_y"]);
    assert_eq!(read.labels.expect("there are two rings").1, ["o", "t"]);
    assert_eq!(read.x.row(0).to_vec(), [0.0, 1.0, 1.0, 0.0, 0.0]);
}

#[test]
fn words_that_stand_for_numbers_are_numbers() {
    let text = table("tame,size,volume,kind", 12, |row| {
        format!(
            "{},{},{}K,{}",
            ["yes", "No"][row % 2],
            1.5 + row as f64 * 1.1,
            10 + row * row,
            ["a", "b"][row % 2]
        )
    });
    let samples = samples(&text);
    assert_eq!(samples.reading().categories, Categories::Numbers);
    let read = samples.table(&samples.reading(), 1000).expect("there are numbers");
    assert_eq!(read.features, ["tame", "size", "volume"]);
    assert_eq!(read.x.row(2).to_vec(), [1.0, 3.7, 14_000.0]);
    // An older link does not mention text columns, which are then excluded.
    let linked = Reading { label: Some("kind".to_owned()), ..Reading::default() };
    assert_eq!(samples.table(&linked, 1000).expect("a column is left").features, ["size"]);
}

#[test]
fn lists_in_cells_become_columns() {
    let text = table("emotion,pixels,usage", 12, |row| {
        let pixels: Vec<_> = (0..36).map(|pixel| ((row * 31 + pixel * 7) % 256).to_string()).collect();
        format!("{},{},train", row % 3, pixels.join(" "))
    });
    let pictures = read(&text);
    assert_eq!((pictures.x.dim(), pictures.view), ((12, 36), View::Image { width: 6, height: 6 }));
    assert_eq!(pictures.labels.expect("there are emotions").1, ["0", "1", "2"]);
    assert_eq!((pictures.features[0].as_str(), pictures.x[[1, 0]]), ("pixels 1", 31.0));
    let text = table("text,embedding", 12, |row| format!("t{row},\"[{row}.5, -1e-3, 0.25]\""));
    assert_eq!(read(&text).x.row(3).to_vec(), [3.5, -0.001, 0.25]);
}

#[test]
fn identifiers_row_numbers_and_times_are_excluded() {
    for (name, value, part) in [
        ("PassengerId", (|row| row + 1) as fn(usize) -> usize, "only counts the rows"),
        ("seconds", |row| 10 * row, "rises by the same step"),
        ("id", |row| 863_575 + row * row * 7919 % 65_521, "identifiers"),
        ("", |row| 57 + row * row * 31 % 997, "as an index has"),
        ("timestamp", |row| 1_557_936_053_329 + row * row, "tells the time"),
        ("day", |row| 20_240_101 + row, "tells the time"),
        ("when", |row| 20_240_101 + row * 3 % 28, "tells the time"),
        ("year", |row| 1990 + row / 2, "tells the time"),
    ] {
        let text = table(&format!("{name},mass,size"), 20, |row| {
            format!("{},{}.5,{}.25", value(row), row * 7 % 11, row * row % 13)
        });
        let read = read(&text);
        assert_eq!(read.features, ["mass", "size"], "{name}");
        assert!(read.notes.iter().any(|note| note.contains(part)), "{name}: {:?}", read.notes);
    }
    // Other whole numbers are measured.
    for (name, value) in
        [("people", (|row| row * row * 31 % 997) as fn(usize) -> usize), ("year", |row| 1990 + row % 3)]
    {
        let text = table(&format!("{name},mass"), 20, |row| format!("{},{}.5", value(row), row * 7 % 11));
        assert_eq!(read(&text).features, [name, "mass"]);
    }
}

#[test]
fn a_guessed_label_costs_no_row() {
    let text =
        table("town,lat,seat", 12, |row| format!("t{row},{}.5,{}", row * 5 % 12, ["", "major"][row % 2]));
    let towns = read(&text);
    assert_eq!((towns.x.nrows(), towns.labels), (12, None));
}

#[test]
fn a_plausible_label_is_mentioned_with_its_flag() {
    for (text, part) in [
        (
            table("13.9,2.3,1", 12, |row| format!("{}.5,{}.25,{}", row * 5 % 12, row * 7 % 12, row % 3)),
            "--label 3",
        ),
        (
            table("grade,mass,size", 12, |row| format!("{},{}.5,{}.25", row % 3, row * 5 % 12, row)),
            "--label grade",
        ),
        (table("mass,my class", 12, |row| format!("{}.5,{}", row * 5 % 12, row % 2)), "--label 'my class'"),
    ] {
        assert!(notes_of(&text, part), "{part}");
    }
    assert!(!notes_of(
        &table("a,b,c", 12, |row| format!("{}.5,{}.5,{}.5", row, row * 5 % 12, row)),
        "--label"
    ));
}

#[test]
fn a_y_next_to_an_x_is_a_feature() {
    let text = table("X,Y,rain", 12, |row| format!("{},{},{}.5", row % 5, row % 4, row * 5 % 12));
    assert_eq!(
        (read(&text).features, read(&text).labels),
        (["X", "Y", "rain"].map(str::to_owned).to_vec(), None)
    );
}

#[test]
fn a_mixed_or_infinite_column_costs_no_other() {
    for cell in ["6o", "5,5", "-inf", "1e999"] {
        let read = read(&format!("a,b\n1,2.5\n3,4\n\"{cell}\",6\n"));
        assert_eq!((read.features, read.x.nrows()), (vec!["b".to_owned()], 3), "{cell}");
        let part = format!("column a was left out: 1 of 3 values are words, the first one “{cell}” in row 4");
        assert!(read.notes.iter().any(|note| note.starts_with(&part)), "{:?}", read.notes);
    }
    // With decimal commas, a point is not a decimal separator.
    let comma = read("a;b\n1,5;2,5\n2,5;2,5\n1.23;3,5\n");
    assert_eq!((comma.features, comma.x.nrows()), (vec!["b".to_owned()], 3));
}

#[test]
fn the_column_that_costs_most_rows_is_named() {
    let text = table("pulse,reflux", 12, |row| format!("{}.5,{}", row, if row < 10 { "" } else { "7.5" }));
    assert!(notes_of(&text, "column reflux has no value in most rows: it is left out"));
    let costly = samples(&text).table(&Reading::default(), 1000).expect("two rows are complete");
    assert!(costly.notes.iter().any(|note| note.contains("column reflux costs most rows, 10 of 12")));
    let none = samples("pulse,reflux\n1,\n2,\n,5\n");
    let error = none.table(&none.reading(), 1000).expect_err("no row is complete").to_string();
    assert!(error.contains("most of them in column “reflux”") && error.contains("--missing mean"), "{error}");
}

#[test]
fn possible_codes_of_missing_values_are_reported() {
    let text = table("wind,rain", 12, |row| {
        format!("{}.5,{}", row, if row % 4 == 0 { "-999".to_owned() } else { format!("{row}.25") })
    });
    assert!(notes_of(&text, "column rain: -999 stands in 3 rows, far from all other values (1.25 to 11.25)"));
    assert!(notes_of(&text, "give it as a code of missing values (--missing_code -999)"));
}

#[test]
fn first_rows_that_are_not_samples_are_reported() {
    let text = "1642471872.0,1642471872.0\n32.0,32.0\n-32,41\n17,42\n60,34\n";
    assert!(notes_of(text, "row 1 has numbers far larger than all others") && notes_of(text, "--skip 1"));
    assert!(!notes_of("100,200\n3,4\n5,6\n7,9\n", "--skip"));
}

#[test]
fn samples_in_columns_are_reported() {
    let header = (0..24).fold("gene".to_owned(), |text, sample| format!("{text},tumour_{sample}"));
    let text = table(&header, 12, |row| {
        (0..24).fold(format!("g{row}"), |text, sample| format!("{text},{}.5", row * 31 + sample * 17 % 23))
    });
    assert!(notes_of(&text, "transpose the table"));
}

#[test]
fn a_long_column_beside_dates_is_cut_into_series() {
    let text = table("date,temp", 1300, |row| {
        format!("{}-01-{:02},{}.5", 1900 + row / 31, row % 31 + 1, row * 7919 % 503)
    });
    let samples = samples(&text);
    let reading = samples.reading();
    let series = samples.table(&reading, 1 << 20).expect("it is long enough");
    assert_eq!((series.x.dim(), series.view, reading.cut), ((20, 64), View::Series, 64));
    assert!(series.notes.iter().any(|note| note.ends_with("20 series of 64, without the last 20")));
    let linked = samples.table(&Reading::default(), 1 << 20).expect("an older link cuts nothing");
    assert_eq!(linked.x.dim(), (1300, 1));
    let error =
        samples.table(&Reading { cut: 2000, ..reading }, 1 << 20).expect_err("it is too long").to_string();
    assert!(error.contains("1300 rows are fewer than a series of 2000"), "{error}");
    let two = crate::columns::samples("a,b\n1,2\n3,4\n");
    let error =
        two.table(&Reading { cut: 2, ..Reading::default() }, 1000).expect_err("it has two").to_string();
    assert!(error.contains("only a single column of numbers without labels"), "{error}");
}

#[test]
fn a_table_without_numbers_says_what_words_could_be() {
    let words = samples(&table("a,b,note", 12, |row| {
        format!("{},{},t{row}", ["x", "z"][row % 2], ["u", "v"][row / 6])
    }));
    let error = words.table(&Reading::default(), 1000).expect_err("it has words alone").to_string();
    assert!(error.contains("no column of numbers") && error.contains("--categories onehot"), "{error}");
}

#[test]
fn a_column_names_the_rows_that_are_left() {
    let samples = samples("who,kind,a,b\nann,1,1,2\nbob,2,,3\n,1,4,5\neve,2,6,7\n");
    let reading = |names: Option<&str>| Reading { names: names.map(str::to_owned), ..Reading::default() };
    let read = |names| samples.table(&reading(names), 1000).expect("three rows are complete");
    assert_eq!(read(Some("who")).rows, ["ann", "", "eve"]);
    assert_eq!(read(Some("who")).features, ["kind", "a", "b"]);
    assert_eq!(read(None).rows, [""; 0]);
    // Numbers name rows, too, and are not learned then.
    let numbered = read(Some("kind"));
    assert_eq!(
        (numbered.rows.join(" "), numbered.features.join(" ")),
        ("1 1 2".to_owned(), "a b".to_owned())
    );
    assert!(numbered.notes.iter().any(|note| note == "column kind names the rows: it is not learned"));
    let error = samples.table(&reading(Some("nobody")), 1000).expect_err("no such column").to_string();
    assert!(error.contains("nobody"), "{error}");
}

#[test]
fn codes_of_missing_values_are_missing_in_text_and_arrays() {
    let with_codes = |file, codes: &[&str]| {
        let codes = MissingCodes::of(&codes.iter().map(|&code| code.to_owned()).collect::<Vec<_>>());
        let contents = open_as(vec![file], &Opening { codes, ..Opening::default() });
        let Contents::Samples(samples) = contents.expect("a table") else { panic!("it is no picture") };
        samples
    };
    let text = "wind,rain\n1.5,-999\n2.5,3\nunknown,4\n4.5,5\n6.5,-999.0\n";
    let plain = with_codes(named("t.csv", text), &[]);
    assert_eq!((plain.columns[0].words, plain.columns[1].missing), (1, 0));
    let coded = with_codes(named("t.csv", text), &["-999", "unknown"]);
    assert_eq!((coded.columns[0].words, coded.columns[0].missing, coded.columns[1].missing), (0, 1, 2));
    let table = coded.table(&coded.reading(), 1000).expect("two rows are complete");
    assert_eq!(table.x.into_raw_vec_and_offset().0, [2.5, 3.0, 4.5, 5.0]);
    assert!(table.notes.iter().any(|note| note.contains("here also -999, unknown")), "{:?}", table.notes);
    let bytes: Vec<u8> =
        [1.0_f64, 9999.0, 3.0, 4.0, 5.0, 6.0].iter().flat_map(|it| it.to_le_bytes()).collect();
    let array = with_codes(named("t.npy", array("<f8", "(3, 2)", &bytes)), &["9999"]);
    assert_eq!(array.columns[1].missing, 1);
    let mean = Reading { missing: Missing::Mean, ..Reading::default() };
    let table = array.table(&mean, 1000).expect("means replace it");
    assert_eq!(table.x.into_raw_vec_and_offset().0, [1.0, 5.0, 3.0, 4.0, 5.0, 6.0]);
}

#[test]
fn features_in_rows_are_reported_and_can_be_transposed() {
    let text = table("gene,tumour,normal,other", 12, |row| format!("g{row},{row}.5,{},7.25", row * 3));
    assert!(notes_of(&text, "column gene looks as if it named features"));
    assert!(notes_of(&text, "transpose the table (--transpose true)"));
    assert!(!notes_of(&text.replace("gene", "land"), "transpose"));
    let layout = TextLayout { transpose: true, ..TextLayout::default() };
    let contents = open_as(vec![named("t.csv", text)], &Opening { layout, ..Opening::default() });
    let Contents::Samples(samples) = contents.expect("a table") else { panic!("it is no picture") };
    let read = samples.table(&samples.reading(), 10_000).expect("it has numbers");
    assert_eq!((read.x.dim(), read.features[11].as_str(), read.x[[1, 2]]), ((3, 12), "g11", 6.0));
    assert_eq!(read.rows, ["tumour", "normal", "other"]);
    assert!(!read.notes.iter().any(|note| note.contains("--transpose")), "{:?}", read.notes);
}
