//! Reads a viewer's files. Behind a trait, so that a program without this skill does not link it.

use std::fmt::Debug;

use crate::data::{Opened, pack};
use crate::experiment::{Parameter, Settings, Value};
use crate::files::{Column, Content, Contents, NamedFile, Reading, Samples, open};
use crate::protocol::{Event, Preview, PreviewColumn};

/// Of many columns so many are shown from the first on, and so many up to the last.
const FIRST: usize = 60;
const LAST: usize = 4;

/// What reads a viewer's files.
pub trait Reader: Debug {
    /// Opens files that follow each other in `bytes`.
    fn open(&mut self, names: Vec<String>, sizes: &[u32], bytes: Vec<u8>) -> Event;

    /// Reads what was opened last.
    fn read(&self, values: &[(String, String)]) -> Event;
}

/// The files that were opened last.
#[derive(Debug, Default)]
pub struct Desk(Option<Contents>);

impl Reader for Desk {
    fn open(&mut self, names: Vec<String>, sizes: &[u32], bytes: Vec<u8>) -> Event {
        // Two at once might not fit into memory.
        self.0 = None;
        match open(apart(names, sizes, bytes)) {
            Ok(contents) => {
                let preview = preview(&contents);
                self.0 = Some(contents);
                Event::Opened(preview)
            }
            Err(error) => Event::NotRead { every: 0, message: error.to_string() },
        }
    }

    fn read(&self, values: &[(String, String)]) -> Event {
        let refuse = |message: String, every| Event::NotRead { every, message };
        let Some(contents) = &self.0 else { return refuse("no file is open; choose it again".to_owned(), 0) };
        let values = values.iter().filter_map(|(name, text)| Some((Parameter::named(name)?, text.as_str())));
        let reading = match Settings::of(values) {
            Ok(settings) => Reading::from(&settings),
            Err(problem) => return refuse(problem.to_string(), 0),
        };
        match Opened::read(contents, &reading) {
            Ok(Opened { brought, view, notes, bytes }) => Event::Read {
                brought: brought.text(),
                view: view.to_string(),
                packed: pack(&bytes).unwrap_or_default(),
                notes,
                file: bytes,
            },
            Err(error) => refuse(error.to_string(), error.every().unwrap_or(0) as u32),
        }
    }
}

fn apart(names: Vec<String>, sizes: &[u32], mut bytes: Vec<u8>) -> Vec<NamedFile> {
    let mut files: Vec<_> = names
        .into_iter()
        .zip(sizes)
        .rev()
        .map(|(name, &size)| {
            let rest = bytes.len().saturating_sub(size as usize);
            // The first of them is not copied.
            let bytes = if rest == 0 { std::mem::take(&mut bytes) } else { bytes.split_off(rest) };
            NamedFile { name, bytes }
        })
        .collect();
    files.reverse();
    files
}

fn preview(contents: &Contents) -> Preview {
    match contents {
        Contents::Samples(samples) => of_samples(samples),
        Contents::Picture(picture) => {
            let (height, width) = picture.grey.dim();
            Preview {
                name: picture.file.clone(),
                summary: format!("A picture of {width} × {height} pixels."),
                columns: Vec::new(),
                more: 0,
                label: String::new(),
                view: String::new(),
                notes: picture.notes.clone(),
            }
        }
    }
}

fn of_samples(samples: &Samples) -> Preview {
    let Samples { file, kind, columns, rows, view, label, notes, .. } = samples;
    let left_out = samples.left_out();
    let is_shown = |&(i, column): &(usize, &Column)| {
        let is_suggested = Some(&column.name) == label.as_ref() || left_out.contains(&column.name);
        i < FIRST || i + LAST >= columns.len() || is_suggested
    };
    let shown: Vec<_> = columns.iter().enumerate().filter(is_shown).map(|(_, column)| column).collect();
    Preview {
        name: file.clone(),
        summary: format!("{kind}: {rows} rows, {} columns.", columns.len()),
        more: (columns.len() - shown.len()) as u32,
        columns: shown.into_iter().map(|column| of_column(samples, column, &left_out)).collect(),
        label: label.clone().unwrap_or_default(),
        view: view.to_string(),
        notes: notes.clone(),
    }
}

fn of_column(samples: &Samples, column: &Column, left_out: &[String]) -> PreviewColumn {
    PreviewColumn {
        name: column.name.clone(),
        is_number: column.content == Content::Number,
        is_label: samples.is_label_only(column),
        counts_rows: left_out.contains(&column.name),
        missing: column.missing as u32,
        distinct: column.distinct.map(|distinct| distinct as u32),
        examples: column.examples.clone(),
    }
}
