//! The position of the table in a text, and the user's settings for it.

use sparse_autoencoder::files::{
    Contents, FileError, NamedFile, Opening, Reading, RowRole, Separator, TextLayout, open_as,
};

use crate::columns::{read, samples};
use crate::made::named;

fn open_so(file: NamedFile, layout: TextLayout) -> Result<Contents, FileError> {
    open_as(vec![file], &Opening { layout, ..Opening::default() })
}

#[test]
fn rows_above_and_below_the_table_are_left_out() {
    let expected = [1.0, 2.5, 4.0, 3.0, 4.5, 8.0];
    for (text, note) in [
        (
            "Instrument,XY\nDate,2024\n***,\n\na,b,c\n1,2.5,4\n3,4.5,8\n",
            "rows 1 to 4 above the table were left out: Instrument, Date, ***",
        ),
        ("Operator,Ann\na,b,c\n1,2.5,4\n3,4.5,8\n", "row 1 above the table was left out: Operator"),
        ("a,b,c\n1,2.5,4\n3,4.5,8\nSource: IMF\n", "row 4 below the table was left out: Source: IMF"),
        ("a,b,c\n1,2.5,4\n3,4.5,8\n\nNote\n\"x, y\"\n", "rows 5 to 6 below the table were left out: Note, …"),
        ("%EEG\n%Rate = 250\na,b,c\n1,2.5,4\n3,4.5,8\n", "rows 1 to 2 are comments (%)"),
        ("a,b,c,\n1,2.5,4\n3,4.5,8\n", "the header ends with a separator too many"),
        ("a,b,c\n1,2.5,4\n3,4.5,8\n\x1a", "row 1 is the header"),
        ("a\t\tb\tc\n1\t2.5\t4\n3\t\t4.5\t8\n", "columns are separated by runs of tabs"),
        ("a::b::c\n1::2.5::4\n3::4.5::8\n", "columns are separated by double colons"),
        (
            "2 3\nx 1 2.5 4\ny 3 4.5 8\n",
            "row 1 was left out: it only says that there are 2 rows with 3 numbers each",
        ),
        (
            ",A,,B\nteam,a,b,a\nx,1,2.5,4\ny,3,4.5,8\n",
            "rows 1 to 2 together name the columns: team, A a, A b, B a",
        ),
        ("a,b,c\n1.0D0,2.5D+00,4\n0.3D1,45d-1,8\n", "row 1 is the header"),
    ] {
        let read = read(text);
        assert_eq!(read.x.iter().copied().collect::<Vec<_>>(), expected, "{text}");
        assert!(read.notes.iter().any(|found| found.contains(note)), "{text}: {:#?}", read.notes);
    }
}

#[test]
fn a_title_above_two_columns_is_left_out() {
    let trend = read("Category: All\n\nWeek,cats: (World)\n2024-01-01,18\n2024-01-08,86\n2024-01-15,68\n");
    assert_eq!((trend.features, trend.x.nrows()), (vec!["cats: (World)".to_owned()], 3));
}

#[test]
fn years_and_indices_leave_the_header_a_header() {
    assert_eq!(
        read("land,1952,1957\nFrance,5363.4,5379.5\nItaly,6197.4,4099.9\n").features,
        ["1952", "1957"]
    );
    let mail = samples(",text,kind\n0,good day,ham\n1,you won,spam\n2,hello,ham\n3,click,spam\n");
    assert_eq!(mail.columns[1].name, "text");
}

#[test]
fn missing_values_in_many_spellings() {
    let bank = read("land,y1,y2\nA,1.5,2\nB,..,3\nC,2.5,…\nD,–,1\nE,3.5,4\n");
    assert_eq!((bank.x.nrows(), bank.features.len()), (2, 2));
}

#[test]
fn rows_of_all_lengths_are_named() {
    let error = open_so(
        named("baskets.csv", "bread,milk,salt\nfruit,tea\nmilk\nsoap\nbread\n"),
        TextLayout::default(),
    );
    let error = error.expect_err("it is no table").to_string();
    assert!(error.contains("different numbers of cells, separated by commas (3, 2, 1, 1, 1, …)"), "{error}");
}

#[test]
fn the_user_can_set_the_position_of_the_table() {
    let read = |text: &str, layout: TextLayout| {
        let contents = open_so(named("table.csv", text), layout);
        let Contents::Samples(samples) = contents.unwrap_or_else(|error| panic!("{error}")) else { panic!() };
        let table = samples.table(&Reading::default(), 1000).unwrap_or_else(|error| panic!("{error}"));
        (table.x.iter().copied().collect::<Vec<_>>(), table.features.join(" "))
    };
    let layout = TextLayout::default();
    for (text, layout, x, features) in [
        (
            "1642,1642\n32,32\n-32,41\n17,42\n",
            TextLayout { skip: Some(2), ..layout },
            vec![-32.0, 41.0, 17.0, 42.0],
            "1 2",
        ),
        ("5,6\n1,2\n3,4\n", TextLayout { header: Some(1), ..layout }, vec![1.0, 2.0, 3.0, 4.0], "5 6"),
        (
            "2019,2020,2021\n3,5,9\n",
            TextLayout { header: Some(0), ..layout },
            vec![2019.0, 2020.0, 2021.0, 3.0, 5.0, 9.0],
            "1 2 3",
        ),
        ("a,b\nx,y\n1,2\n3,4\n", TextLayout { header: Some(2), ..layout }, vec![1.0, 2.0, 3.0, 4.0], "a b"),
        (
            "u,\nx,y\n1,2\n",
            TextLayout { header: Some(2), skip: Some(0), ..layout },
            vec![1.0, 2.0],
            "u x u y",
        ),
        (
            "1,5 2,5\n3,5 4,5\n",
            TextLayout { separator: Separator::Space, ..layout },
            vec![1.5, 2.5, 3.5, 4.5],
            "1 2",
        ),
    ] {
        assert_eq!(read(text, layout), (x, features.to_owned()), "{text}");
    }
    let all = open_so(named("t.csv", "1,2\n"), TextLayout { skip: Some(5), ..layout });
    assert!(all.expect_err("there is one line").to_string().contains("5 rows are to be skipped"));
}

#[test]
fn the_first_rows_are_shown_unprocessed() {
    let shown = samples("Sales,,\n,,\na,b,c\n1,2,3\n4,5,6\n").glance;
    let shown: Vec<_> = shown.iter().map(|row| (row.number, row.part, row.cells.join("|"))).collect();
    assert_eq!(shown[0], (1, RowRole::Above, "Sales,,".to_owned()));
    assert_eq!(shown[2], (3, RowRole::Header, "a|b|c".to_owned()));
    assert_eq!(shown[3], (4, RowRole::Data, "1|2|3".to_owned()));
}
