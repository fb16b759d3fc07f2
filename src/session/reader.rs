//! The session of the program that reads users' own files.

use super::{Conversation, supply};
use crate::data::{DataFileCache, Dataset, Opened, open_linked, pack, values_of};
use crate::experiment::{Key, Link, Problem, Settings};
use crate::files::{
    Column, Content, Contents, Form, Glance, NamedFile, Opening, ReadProgress, Reading, RowRole, Samples,
};
use crate::model::Architecture;
use crate::parameter::excerpt;
use crate::protocol::{Command, Event, FilePart, Learned, Preview, PreviewColumn, PreviewRole, PreviewRow};
use crate::weights;

/// The number of columns shown from the first on, and up to the last, if there are many.
const FIRST: usize = 60;
const LAST: usize = 4;
/// The most tables of one file that are offered.
const MOST_PARTS: usize = 200;

/// Opens files, reads data from them, and tries whether the data can be trained on.
#[derive(Debug)]
pub struct ReadingSession {
    /// The options for opening files that the request does not contain.
    opening: Opening,
    /// The files that were opened last.
    contents: Option<Contents>,
    /// The data that were read from them.
    cache: DataFileCache,
}

impl Conversation for ReadingSession {
    fn handle(&mut self, command: Command, _now: f64) -> Option<Event> {
        match command {
            Command::OpenFiles { parts, link, values, files } => {
                Some(self.open(apart(parts, files), &link, &values))
            }
            Command::ReadFiles { values } => Some(self.read(&values)),
            Command::Supply { link, file } => {
                supply(&mut self.cache, &link, file);
                None
            }
            Command::Try { link } => {
                let data = Dataset::of_own(&Link::parse(&link).experiment, &self.cache);
                Some(Event::Tried { problem: data.err().map(|error| error.to_string()) })
            }
            _ => None,
        }
    }
}

impl ReadingSession {
    /// Creates a session that opens files in this way; `emit` receives the progress.
    #[must_use]
    pub fn new(opening: Opening, emit: fn(Event)) -> Self {
        let progress = ReadProgress::new(move |share| emit(Event::Reading { share }));
        Self { opening: Opening { progress, ..opening }, contents: None, cache: DataFileCache::default() }
    }

    /// Opens files as `values` describe; or reads the weights of the model that the link's experiment has.
    fn open(&mut self, files: Vec<NamedFile>, link: &str, values: &[(Key, String)]) -> Event {
        // Two at once might not fit into memory.
        self.contents = None;
        let settings = match settings(values) {
            Ok(settings) => settings,
            Err(problem) => return Event::NotRead { every: None, message: problem.to_string() },
        };
        if let Some(event) = weights_in(&files, &Architecture::from(&*Link::parse(link).experiment)) {
            return event;
        }
        match open_linked(files, &settings, &self.opening.clone().asked(&settings)) {
            Ok(contents) => {
                let preview = preview(&contents);
                self.contents = Some(contents);
                Event::Opened(preview)
            }
            Err(error) => Event::NotRead { every: None, message: error.to_string() },
        }
    }

    /// Reads what was opened last.
    fn read(&self, values: &[(Key, String)]) -> Event {
        let refuse = |message: String, every| Event::NotRead { every, message };
        let Some(contents) = &self.contents else {
            return refuse("no file is open; choose it again".to_owned(), None);
        };
        let reading = match settings(values) {
            Ok(settings) => Reading::from(&settings),
            Err(problem) => return refuse(problem.to_string(), None),
        };
        match Opened::read(contents, &reading) {
            Ok(Opened { brought, view, notes, bytes }) => {
                Event::Read { brought, view, packed: pack(&bytes).unwrap_or_default(), notes, file: bytes }
            }
            Err(error) => refuse(error.to_string(), error.every().map(|every| every as u32)),
        }
    }
}

/// Returns the answer if one of the files contains a model's weights.
fn weights_in(files: &[NamedFile], architecture: &Architecture) -> Option<Event> {
    let holds_weights = |file: &&NamedFile| weights::is_weights(&file.bytes, architecture);
    let found = files.iter().find(holds_weights)?;
    let name = excerpt(&found.name);
    if let Some(other) = files.iter().find(|file| !std::ptr::eq(*file, found)) {
        let other = excerpt(&other.name);
        let message = format!(
            "{name} holds the weights of a model and {other} was dropped with it; choose one of them"
        );
        return Some(Event::NotRead { every: None, message });
    }
    Some(match weights::load(&found.bytes, architecture) {
        Ok(weights) => Event::Loaded { name, file: found.bytes.clone(), origin: weights.origin },
        Err(error) => Event::NotLoaded { name, reason: error.to_string() },
    })
}

fn settings(values: &[(Key, String)]) -> Result<Settings, Problem> {
    Settings::of(values.iter().map(|(key, text)| (key.row(), text.as_str())))
}

/// Splits the bytes of several files.
fn apart(parts: Vec<FilePart>, mut bytes: Vec<u8>) -> Vec<NamedFile> {
    let mut files: Vec<_> = parts
        .into_iter()
        .rev()
        .map(|FilePart { name, size }| {
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
                parts: Vec::new(),
                part: String::new(),
                rows: Vec::new(),
                columns: Vec::new(),
                more: 0,
                values: Vec::new(),
                notes: picture.notes.clone(),
            }
        }
    }
}

fn of_samples(samples: &Samples) -> Preview {
    let Samples { file, kind, columns, rows, notes, part, parts, .. } = samples;
    let reading = samples.reading();
    let is_shown = |&(i, column): &(usize, &Column)| {
        let is_suggested =
            Some(&column.name) == reading.label.as_ref() || reading.leave_out.contains(&column.name);
        i < FIRST || i + LAST >= columns.len() || is_suggested
    };
    let shown: Vec<_> = columns.iter().enumerate().filter(is_shown).map(|(_, column)| column).collect();
    let view = samples.suggested_view(&reading);
    let values = values_of(&reading).into_iter().chain([(Key::view, view.to_string())]);
    Preview {
        name: file.clone(),
        summary: format!("{kind}: {rows} rows, {} columns.", columns.len()),
        parts: few(parts),
        part: part.clone().unwrap_or_default(),
        rows: samples.glance.iter().map(of_row).collect(),
        more: (columns.len() - shown.len()) as u32,
        columns: shown.into_iter().map(|column| of_column(samples, column)).collect(),
        values: values.collect(),
        notes: notes.clone(),
    }
}

/// Returns the tables that the page offers: none if there is no choice, and only the first of very many.
fn few(parts: &[String]) -> Vec<String> {
    if parts.len() < 2 { Vec::new() } else { parts.iter().take(MOST_PARTS).cloned().collect() }
}

fn of_row(row: &Glance) -> PreviewRow {
    let role = match row.part {
        RowRole::Above => PreviewRole::Skipped,
        RowRole::Header => PreviewRole::Header,
        RowRole::Data => PreviewRole::Data,
    };
    PreviewRow { number: row.number as u32, role, cells: row.cells.clone() }
}

fn of_column(samples: &Samples, column: &Column) -> PreviewColumn {
    let is_label = samples.is_label_only(column);
    let learned = match (column.content, column.form) {
        _ if is_label => Learned::Never,
        (Content::Number, _) => Learned::Always,
        (Content::Text, Some(_)) => Learned::WithNumbers,
        (Content::Text, None) if column.is_categorical() => Learned::WithCategories,
        _ => Learned::Never,
    };
    let holds = match (column.content, column.form) {
        _ if is_label => "labels".to_owned(),
        (_, Some(Form::List { length })) => format!("lists of {length} numbers"),
        (_, Some(Form::Flag)) => "yes or no".to_owned(),
        (_, Some(Form::Letter)) => "numbers with K or M".to_owned(),
        (Content::Number, None) => "numbers".to_owned(),
        (Content::Mixed, None) => format!("numbers and {} words", column.words),
        (Content::Text, None) if samples.names_rows(column) => "names of the rows".to_owned(),
        (Content::Text, None) => "words".to_owned(),
        (Content::Empty, None) => "nothing".to_owned(),
    };
    PreviewColumn {
        name: column.name.clone(),
        holds,
        learned,
        missing: column.missing as u32,
        distinct: column.distinct.map(|distinct| distinct as u32),
        examples: column.examples.clone(),
    }
}
