//! The user's own files on their way to an experiment: which are refused, how they are opened, and the
//! experiment on what was read of them.

use crate::data::{Defaults, FileExtent, LAYOUT, READING, Source, UserFile};
use crate::experiment::{Experiment, Key, Parameter, Problem, Settled};
use crate::files::Limits;
use crate::parameter::{Value, excerpt};
use crate::view::View;

/// Reading parameters with their values.
pub type Values = Vec<(Key, String)>;

/// Samples and labels may be two files.
const MOST_FILES: usize = 2;

/// Returns what the files are called; many are counted.
pub fn called(names: &[String]) -> String {
    let shown: Vec<_> = names.iter().take(MOST_FILES).map(|name| excerpt(name)).collect();
    match names.len().saturating_sub(MOST_FILES) {
        0 => shown.join(" and "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Returns the reason why files of these names and total size are not opened, in the words of their reader.
pub fn refusal(names: &[String], bytes: f64) -> Option<String> {
    let most = Limits::default().file as f64;
    if names.len() > MOST_FILES {
        // This repeats the text of the reader's error: using its type would add the texts of all errors to
        // the page.
        Some(format!(
            "{}: {} files were given; choose one, or one with the samples and one with their labels",
            excerpt(&names[0]),
            names.len()
        ))
    } else if bytes > most {
        Some(format!(
            "It has {:.0} MB, {:.0} are allowed. Save a part of the rows, such as every tenth.",
            bytes / 1e6,
            most / 1e6
        ))
    } else {
        None
    }
}

/// Returns how the file of an experiment was read.
pub fn known(experiment: &Experiment) -> Values {
    READING.into_iter().map(|key| (key, key.row().text(experiment))).collect()
}

/// Returns the parameters for opening a file again after changes by the user. If the table may be elsewhere
/// now, the settings of its columns are dropped.
pub fn reopened(before: &[(Key, String)], mut said: Values) -> Values {
    let place = |values: &[(Key, String)]| {
        let is_place = |key: Key| LAYOUT.contains(&key) && key != Key::missing_code;
        let is_said = |text: &str| !["", "auto", "false"].contains(&text);
        let mut place: Values =
            values.iter().filter(|(key, text)| is_place(*key) && is_said(text)).cloned().collect();
        place.sort();
        place
    };
    if place(before) != place(&said) {
        said.retain(|(key, _)| LAYOUT.contains(key) || [Key::missing, Key::every].contains(key));
    }
    said
}

/// A file that was read: its description, its view, its packed content and the reading parameters.
#[derive(Debug, Clone, Copy)]
pub struct Bringing<'a> {
    pub found: &'a UserFile,
    pub view: View,
    /// The data packed, where they are small.
    pub packed: &'a str,
    pub values: &'a [(Key, String)],
    /// The parameters that the user has set.
    pub given: &'a [&'static Parameter],
}

impl Bringing<'_> {
    /// Returns an experiment with these data in place of its own.
    ///
    /// # Errors
    /// If they conflict with the other parameters.
    pub fn experiment(&self, before: &Experiment) -> Result<Settled, Problem> {
        self.with(before, self.found, self.packed)
    }

    /// Returns n if only the number of rows is too large, and every n-th row would work.
    pub fn fewer(&self, before: &Experiment) -> Option<u32> {
        const MOST: usize = 100;
        let FileExtent::Table { rows, columns, classes } = self.found.extent else { return None };
        let every = self.values.iter().find(|(key, _)| *key == Key::every);
        let every: u32 = every.and_then(|(_, text)| text.parse().ok()).unwrap_or(1);
        let fits = |times: &usize| {
            let extent = FileExtent::Table { rows: rows.div_ceil(*times), columns, classes };
            self.with(before, &UserFile { extent, ..self.found.clone() }, "").is_ok()
        };
        (2..=MOST).find(fits).map(|times| every * times as u32)
    }

    fn with(&self, before: &Experiment, found: &UserFile, packed: &str) -> Result<Settled, Problem> {
        let is_table = matches!(found.extent, FileExtent::Table { .. });
        let (file, view) = (found.text(), self.view.to_string());
        let chosen = self.values.iter().filter(|(key, _)| is_table && *key != Key::view);
        let chosen = chosen.map(|(key, text)| (*key, text.as_str()));
        let rows = [(Key::data, "file"), (Key::file, file.as_str()), (Key::content, packed)]
            .into_iter()
            .chain(chosen);
        // A file that is opened again keeps the defaults that its link means.
        let is_same = before.data == Source::UserDataset && before.file.name == found.name;
        let keeps_first = is_same && before.defaults == Defaults::First;
        let new_view = Some(self.view).filter(|view| before.view() != *view);
        let scaling =
            new_view.filter(|_| keeps_first).and_then(View::scaling).map(|text| (Key::scaling, text));
        let rows = rows.chain(is_table.then_some((Key::view, view.as_str()))).chain(scaling);
        let rows = rows.chain((!keeps_first).then_some((Key::defaults, "2")));
        before.settled_with(self.given, rows.map(|(key, text)| (key.row(), text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Fault;

    fn values(values: &[(Key, &str)]) -> Values {
        values.iter().map(|&(key, text)| (key, text.to_owned())).collect()
    }

    #[test]
    fn two_files_are_named_and_more_are_counted() {
        let names = |count: usize| (0..count).map(|file| format!("{file}.csv")).collect::<Vec<_>>();
        assert_eq!(called(&names(2)), "0.csv and 1.csv");
        assert_eq!(called(&names(100)), "0.csv, 1.csv and 98 more");
    }

    #[test]
    fn too_many_files_and_too_many_bytes_are_refused() {
        let names = ["a.csv", "b.csv", "c.csv"].map(str::to_owned);
        assert_eq!(refusal(&names[..2], 1e6), None);
        let reason = refusal(&names, 1.0).expect("three files are too many");
        assert_eq!(reason, format!("a.csv: {}", Fault::TooManyFiles { count: 3 }));
        assert!(refusal(&names[..1], 1e9).is_some_and(|reason| reason.contains("It has 1000 MB")));
    }

    #[test]
    fn a_new_code_of_missing_values_keeps_what_was_said_of_columns() {
        let said = values(&[
            (Key::separator, "auto"),
            (Key::label, "kind"),
            (Key::missing_code, "-999"),
            (Key::every, "2"),
        ]);
        assert_eq!(reopened(&[], said.clone()), said);
        let moved =
            values(&[(Key::skip, "1"), (Key::label, "kind"), (Key::missing_code, "-999"), (Key::every, "2")]);
        assert_eq!(
            reopened(&said, moved),
            values(&[(Key::skip, "1"), (Key::missing_code, "-999"), (Key::every, "2")])
        );
    }

    #[test]
    fn a_file_becomes_an_experiment_and_too_many_rows_become_fewer() {
        let extent = FileExtent::Table { rows: 90, columns: 3, classes: 2 };
        let found = UserFile { name: "t.csv".to_owned(), extent, hash: 7 };
        let said = values(&[(Key::label, "kind"), (Key::names, "who"), (Key::every, "1")]);
        let bringing = Bringing { found: &found, view: View::Table, packed: "", values: &said, given: &[] };
        let Settled { experiment, .. } =
            bringing.experiment(&Experiment::default()).expect("it goes together");
        assert_eq!(
            experiment.link(),
            "data=file&file=t.csv:90x3x2:0000000000000007&label=kind&names=who&defaults=2"
        );
        assert_eq!(
            known(&experiment).iter().find(|(key, _)| *key == Key::names),
            Some(&values(&[(Key::names, "who")])[0])
        );
        let extent = FileExtent::Table { rows: 200_000, columns: 4096, classes: 0 };
        let large = UserFile { extent, ..found.clone() };
        let bringing = Bringing { found: &large, ..bringing };
        assert!(bringing.experiment(&Experiment::default()).is_err());
        assert!(bringing.fewer(&Experiment::default()).is_some_and(|every| every > 1));
    }
}
