//! The glossary's table, docs/glossary.md and the explanations in index.html are equal.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sparse_autoencoder::glossary::TERMS;

fn text(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("the project has this file")
}

/// Returns the texts between each `start` and the next `end`.
fn between<'a>(text: &'a str, start: &str, end: &'a str) -> Vec<&'a str> {
    text.split(start).skip(1).map(|rest| rest.split(end).next().expect("a first part")).collect()
}

#[test]
fn glossary_page_of_the_documentation_equals_the_table() {
    let page = text("docs/glossary.md");
    let rows: Vec<_> = page.lines().filter(|line| line.starts_with("| ")).skip(2).collect();
    let expected: Vec<_> =
        TERMS.iter().map(|term| format!("| {} | {} |", term.name, term.sentence)).collect();
    assert_eq!(rows, expected);
}

#[test]
fn page_explains_the_terms_of_the_table_where_it_shows_them() {
    let page = text("index.html");
    let terms: Vec<_> = TERMS.iter().filter_map(|term| Some((term.id?, term))).collect();
    for (id, term) in &terms {
        let explanation = format!("<p id=\"term-{id}\" popover><b>{}</b>: {}</p>", term.name, term.sentence);
        assert_eq!(page.matches(&explanation).count(), 1, "index.html lacks {explanation}");
    }
    let ids: BTreeSet<_> = terms.iter().map(|(id, _)| *id).collect();
    let shown: BTreeSet<_> = between(&page, "popovertarget=\"term-", "\"").into_iter().collect();
    assert_eq!(shown, ids, "buttons of index.html, and terms of the table that the page explains");
    assert_eq!(between(&page, "<p id=\"term-", "\"").len(), ids.len());
}

#[test]
fn explanations_are_single_short_sentences() {
    for term in TERMS {
        assert!(term.sentence.ends_with('.') && !term.sentence.contains(". "), "{}", term.sentence);
        assert!(term.sentence.chars().count() <= 140, "{}", term.sentence);
    }
}
