//! The words of the project are plain English: none of the phrases below is in a text that a person reads, or in
//! a comment, and no comment begins with a noun clause.
//!
//! To forbid another phrase, add a row to [`FORBIDDEN`]. To exclude a file until it is rewritten, add it to
//! [`NOT_YET`].

use std::fs;
use std::path::{Path, PathBuf};

/// A phrase in lower case, and what to write instead. A phrase is found where it begins and ends at a word's end.
const FORBIDDEN: &[(&str, &str)] = &[
    ("a row a", "rows: …, or one row per …"),
    ("a column a", "columns: …, or one column per …"),
    ("a number a", "one number per …"),
    ("so-manieth", "n-th"),
    ("so many", "the number itself, or how many"),
    ("is told", "is reported, is shown"),
    ("are told", "are reported, are shown"),
    ("told of", "reported"),
    ("told apart", "distinguished"),
    ("be told", "be reported, know"),
    ("put out", "set to zero"),
    ("puts out", "sets to zero"),
    ("spoiled", "corrupted"),
    ("spoils", "corrupts"),
    ("parted by", "separated by"),
    ("parted", "separated"),
    ("stands beside", "is next to, is compared with"),
    ("stand beside", "be combined with"),
    ("anew", "again"),
    ("in sight", "visible"),
    ("is none of", "is not one of"),
    ("derivatives by", "derivatives with respect to"),
    ("derivative by", "derivative with respect to"),
    ("what it makes of", "its reconstruction of"),
    ("whereof", "of which"),
    ("for ever", "forever, permanently"),
    ("each tenth", "every tenth"),
    ("draws to", "pulls towards"),
    ("is no number", "is not a number"),
    ("are no numbers", "are not numbers"),
    ("are no finite numbers", "are not finite"),
    ("goes on where", "continues where"),
];

/// Files whose texts are being rewritten.
const NOT_YET: &[&str] = &[];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns all files below a folder that end in this way, in order.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the project has this folder") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Returns whether a file's documentation comments are texts of the page.
fn comments_are_help(name: &str) -> bool {
    ["src/experiment/table.rs", "src/sparsity/mod.rs", "src/data/source.rs"].contains(&name)
}

/// Returns the texts of a Rust file that a person reads: string literals before its tests and, where they are
/// help, documentation comments. Newlines within them are blanks.
fn texts_of_rust(source: &str, comments: bool) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut texts = Vec::new();
    let mut comment = String::new();
    let mut code = String::new();
    for line in source.lines() {
        let line = line.trim();
        if let Some(text) = line.strip_prefix("///") {
            comment.push_str(text);
            continue;
        }
        if comments && !comment.is_empty() {
            texts.push(std::mem::take(&mut comment));
        }
        comment.clear();
        if !line.starts_with("//") {
            code.push_str(line);
            code.push(' ');
        }
    }
    texts.extend(literals(&code));
    texts
}

/// Words with which a comment does not begin: it says what a thing is or does.
const FORBIDDEN_STARTS: [&str; 11] =
    ["what", "which", "whether", "of", "how", "those", "whose", "who", "whoever", "as many", "so many"];

/// Returns the comments of a source file. Consecutive lines with the same marker form one comment; text in
/// backticks is left out.
fn comments(source: &str, markers: &[&str]) -> Vec<String> {
    let mut comments: Vec<String> = Vec::new();
    let mut last = None;
    for line in source.lines() {
        let found = markers.iter().find_map(|marker| Some((marker, line.trim().strip_prefix(marker)?)));
        let Some((marker, text)) = found else {
            last = None;
            continue;
        };
        match comments.last_mut().filter(|_| last == Some(marker)) {
            Some(comment) => comment.push_str(text),
            None => comments.push(text.to_owned()),
        }
        last = Some(marker);
    }
    let prose =
        |comment: &String| comment.split('`').step_by(2).collect::<Vec<_>>().join("…").trim().to_owned();
    comments.iter().map(prose).collect()
}

/// Returns the comments of all code and scripts, with the file that contains them.
fn all_comments() -> Vec<(String, String)> {
    let name =
        |path: &Path| path.strip_prefix(root()).expect("it is below").to_string_lossy().replace('\\', "/");
    let rust = ["src", "page/src", "tests"].into_iter().flat_map(|folder| files(folder, ".rs"));
    let scripts = [("tests/browser", ".js"), ("tests/browser", ".mjs"), ("scripts", ".mjs"), ("www", ".js")];
    let scripts = scripts.into_iter().flat_map(|(folder, ending)| files(folder, ending));
    let python = files("tests/golden", ".py");
    let all = rust.chain(scripts).map(|path| (path, &["///", "//!", "//"][..]));
    let all = all.chain(python.into_iter().map(|path| (path, &["#"][..])));
    all.flat_map(|(path, markers)| {
        let source = fs::read_to_string(&path).expect("it is UTF-8");
        let name = name(&path);
        comments(&source, markers).into_iter().map(move |comment| (name.clone(), comment)).collect::<Vec<_>>()
    })
    .collect()
}

/// Returns the string literals of some code without comments on lines of their own.
fn literals(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = code.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            // A character: '"' begins no text.
            '\'' if rest.peek() == Some(&'"') => {
                rest.next();
            }
            '"' => {
                let mut text = String::new();
                while let Some(letter) = rest.next() {
                    match letter {
                        '"' => break,
                        '\\' => {
                            rest.next();
                        }
                        other => text.push(other),
                    }
                }
                found.push(text);
            }
            _ => {}
        }
    }
    found
}

/// Returns every text that a person reads, with the file that holds it.
fn texts() -> Vec<(String, String)> {
    let name =
        |path: &Path| path.strip_prefix(root()).expect("it is below").to_string_lossy().replace('\\', "/");
    let mut texts = Vec::new();
    for path in files("src", ".rs") {
        let name = name(&path);
        if name.contains("/tests") || name.ends_with("/tests.rs") {
            continue;
        }
        let source = fs::read_to_string(&path).expect("it is UTF-8");
        texts.extend(
            texts_of_rust(&source, comments_are_help(&name)).into_iter().map(|text| (name.clone(), text)),
        );
    }
    let pages = ["index.html", "README.md", "CONTRIBUTING.md", "SECURITY.md"].map(|name| root().join(name));
    for path in pages.into_iter().chain(files("docs", ".md")) {
        let text = fs::read_to_string(&path).expect("it is UTF-8");
        texts.extend(text.lines().map(|line| (name(&path), line.to_owned())));
    }
    texts
}

fn holds(text: &str, phrase: &str) -> bool {
    let text = text.to_lowercase();
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    text.match_indices(phrase).any(|(start, _)| {
        !is_word(text[..start].chars().next_back()) && !is_word(text[start + phrase.len()..].chars().next())
    })
}

#[test]
fn texts_that_people_read_hold_no_forbidden_phrase() {
    let mut found = Vec::new();
    for (file, text) in texts().into_iter().filter(|(file, _)| !NOT_YET.contains(&file.as_str())) {
        for (phrase, instead) in FORBIDDEN.iter().filter(|(phrase, _)| holds(&text, phrase)) {
            found.push(format!("{file}: “{phrase}” in “{}”; write: {instead}", text.trim()));
        }
    }
    assert!(found.is_empty(), "{} phrases to rewrite:\n{}", found.len(), found.join("\n"));
}

#[test]
fn comments_contain_no_forbidden_phrase_and_no_noun_clause() {
    let mut found = Vec::new();
    for (file, comment) in all_comments().into_iter().filter(|(file, _)| !NOT_YET.contains(&file.as_str())) {
        for (phrase, instead) in FORBIDDEN.iter().filter(|(phrase, _)| holds(&comment, phrase)) {
            found.push(format!("{file}: “{phrase}” in “{comment}”; write: {instead}"));
        }
        let lower = comment.to_lowercase();
        let start = FORBIDDEN_STARTS.iter().find(|start| lower.starts_with(&format!("{start} ")));
        if let Some(start) = start.filter(|_| !comments_are_help(&file)) {
            found.push(format!("{file}: “{comment}” begins with “{start}”"));
        }
    }
    assert!(found.is_empty(), "{} comments to rewrite:\n{}", found.len(), found.join("\n"));
}

#[test]
fn comments_of_the_same_kind_are_joined_and_code_in_them_is_ignored() {
    let source = "//! A.\n/// B is\n/// `what` it is.\nlet x = 1; // C\n    // D\n// E\n\n# F";
    assert_eq!(comments(source, &["///", "//!", "//"]), ["A.", "B is … it is.", "D E"]);
    assert_eq!(comments(source, &["#"]), ["F"]);
}

#[test]
fn phrases_are_found_in_texts_and_not_in_code_or_inside_words() {
    let source = "/// Draws it anew.\nlet anew = 1; // anew\ncall(\"It begins \\\n    anew.\");\n#[cfg(test)]\n\"anew\"";
    assert_eq!(texts_of_rust(source, false), ["It begins anew."]);
    assert_eq!(texts_of_rust(source, true), [" Draws it anew.", "It begins anew."]);
    assert_eq!(literals("a('\"', \"x \\\"y\\\" z\")"), ["x y z"]);
    assert!(holds("Begins Anew", "anew") && holds("put out.", "put out"));
    assert!(!holds("a renewed row and output", "put out") && !holds("anewer", "anew"));
}
