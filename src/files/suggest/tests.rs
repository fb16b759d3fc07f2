use super::*;
use crate::files::column_order::ColumnOrder;

fn column(name: &str, content: Content, distinct: usize, bytes: bool) -> Column {
    let distinct = Some(distinct);
    Column {
        name: name.to_owned(),
        is_unnamed: false,
        content,
        missing: 0,
        words: 0,
        distinct,
        bytes,
        order: ColumnOrder::default(),
        form: None,
        categories: Vec::new(),
        outlier: None,
        first_word: None,
        examples: Vec::new(),
    }
}

fn ordered(name: &str, order: ColumnOrder) -> Column {
    Column { order, distinct: None, ..column(name, Content::Number, 50, false) }
}

#[test]
fn labels_go_by_name_then_by_words() {
    let mut columns = vec![
        column("id", Content::Text, 60, false),
        column("kind", Content::Text, 3, false),
        column("width", Content::Number, 50, false),
    ];
    assert_eq!(label(&columns, 100).as_deref(), Some("kind"));
    columns.push(column("Class", Content::Number, 3, true));
    assert_eq!(label(&columns, 100).as_deref(), Some("Class"));
    // A guessed label costs no rows.
    columns[3].missing = 1;
    columns[1].missing = 1;
    assert_eq!(label(&columns, 100), None);
    assert_eq!(other_label(&columns, 100, None).map(|column| column.name.as_str()), Some("Class"));
}

#[test]
fn yes_and_no_are_labels_only_in_the_last_column() {
    let flag = Column { form: Some(Form::Flag), ..column("smokes", Content::Text, 2, false) };
    let kind = column("kind", Content::Text, 3, false);
    let width = column("width", Content::Number, 50, false);
    let of = |columns: &[&Column]| label(&columns.iter().copied().cloned().collect::<Vec<_>>(), 100);
    assert_eq!(of(&[&width, &kind, &flag]).as_deref(), Some("kind"));
    assert_eq!(of(&[&width, &flag]).as_deref(), Some("smokes"));
    assert_eq!(of(&[&flag, &width]), None);
}

#[test]
fn a_y_next_to_an_x_is_a_coordinate() {
    let y = column("Y", Content::Number, 9, true);
    assert_eq!(label(&[column("a", Content::Number, 9, true), y.clone()], 100).as_deref(), Some("Y"));
    assert_eq!(label(&[column("X", Content::Number, 9, true), y], 100), None);
}

#[test]
fn a_last_or_first_column_of_few_whole_numbers_may_be_meant() {
    let (few, measured) =
        (column("rings", Content::Number, 3, true), column("mass", Content::Number, 90, false));
    let of = |columns: &[&Column], label| {
        let columns: Vec<_> = columns.iter().copied().cloned().collect();
        other_label(&columns, 100, label).map(|column| column.name.clone())
    };
    assert_eq!(of(&[&measured, &few], None).as_deref(), Some("rings"));
    assert_eq!(of(&[&few, &measured], None).as_deref(), Some("rings"));
    assert_eq!(of(&[&measured, &few, &measured], None), None);
    assert_eq!(of(&[&few, &few], None), None);
    assert_eq!(of(&[&measured, &few], Some("rings")), None);
}

#[test]
fn times_are_not_labels() {
    let mut columns = vec![column("kind", Content::Text, 3, false), column("when", Content::Text, 24, false)];
    for (word, suggested) in
        [("23:00", "kind"), ("2024-01-31", "kind"), ("20-29", "when"), ("A1", "when"), ("3b", "when")]
    {
        columns[1].examples = vec![word.to_owned()];
        assert_eq!(label(&columns, 100).as_deref(), Some(suggested), "{word}");
    }
}

#[test]
fn row_numbers_identifiers_and_times_are_excluded() {
    let why = |column: Column| why_left_out(1, &column);
    let counts = ColumnOrder {
        counts: true,
        is_regular: true,
        rises: true,
        is_unique: true,
        ..ColumnOrder::default()
    };
    let steps = ColumnOrder { is_regular: true, rises: true, is_unique: true, ..ColumnOrder::default() };
    let unique = ColumnOrder { is_unique: true, is_nearly_unique: true, ..ColumnOrder::default() };
    let moments = ColumnOrder { are_moments: true, ..ColumnOrder::default() };
    let years = ColumnOrder { are_years: true, rises: true, ..ColumnOrder::default() };
    assert_eq!(why(ordered("PassengerId", counts)), Some(Why::Counts));
    assert_eq!(why(ordered("depth", steps)), Some(Why::Steps));
    for name in ["id", "CustomerID", "user_id", "PID"] {
        assert_eq!(why(ordered(name, unique)), Some(Why::Identifier), "{name}");
        assert_eq!(why(ordered(name, ColumnOrder::default())), None, "{name}");
    }
    for name in ["people", "acid", "paid", "humid"] {
        assert_eq!(why(ordered(name, unique)), None, "{name}");
    }
    assert_eq!(why(ordered("3", moments)), Some(Why::Time));
    assert_eq!(why(ordered("year", years)), Some(Why::Time));
    assert_eq!(why(ordered("built", years)), None);
    let unnamed = Column { is_unnamed: true, ..ordered("1", unique) };
    assert_eq!((why_left_out(0, &unnamed), why_left_out(1, &unnamed)), (Some(Why::Index), None));
    let sparse = Column { missing: 6, ..ordered("a", ColumnOrder::default()) };
    assert_eq!(left_out(std::slice::from_ref(&sparse), 11), [(0, Why::Sparse)]);
    assert_eq!(left_out(&[sparse], 12), []);
    let columns = [ordered("a", counts)];
    assert_eq!((left_out(&columns, 9).len(), left_out(&columns, 10).len()), (0, 1));
}

#[test]
fn words_that_are_all_different_name_the_rows() {
    let columns = [column("kind", Content::Text, 3, false), column("person", Content::Text, 60, false)];
    assert_eq!(name(&columns, 60).map(|column| column.name.as_str()), Some("person"));
    assert!(name(&columns, 100).is_none());
}

#[test]
fn view_is_suggested_from_the_columns() {
    let columns = |count: usize, prefix: &str, bytes| -> Vec<_> {
        (0..count).map(|i| column(&format!("{prefix}{i}"), Content::Number, 9, bytes)).collect()
    };
    assert_eq!(view(&columns(64, "pixel", true), None, &[]), View::Image { width: 8, height: 8 });
    assert_eq!(view(&columns(65, "pixel", true), None, &[0]), View::Image { width: 8, height: 8 });
    assert_eq!(view(&columns(64, "pixel", false), None, &[]), View::Table);
    assert_eq!(view(&columns(20, "t", false), None, &[]), View::Series);
    assert_eq!(view(&columns(20, "", false), None, &[]), View::Series);
    assert_eq!(view(&columns(20, "feature_", false), None, &[]), View::Table);
}

#[test]
fn of_two_columns_called_as_labels_the_one_at_an_end_is_meant() {
    let survived = column("survived", Content::Number, 2, true);
    let class = column("class", Content::Text, 3, false);
    let fare = column("fare", Content::Number, 50, false);
    let columns = [survived.clone(), fare.clone(), class.clone(), fare.clone()];
    assert_eq!(label(&columns, 100).as_deref(), Some("survived"));
    assert_eq!(label(&[fare.clone(), class, survived.clone(), fare.clone()], 100).as_deref(), Some("class"));
    let digit = column("label", Content::Number, 10, true);
    assert_eq!(label(&[digit, fare, survived], 100).as_deref(), Some("label"));
}
