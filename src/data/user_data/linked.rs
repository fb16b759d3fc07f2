//! Opens files as a link describes them.

use super::Opened;
use crate::experiment::Settings;
use crate::files::{
    Contents, FileError, MissingCodes, NamedFile, Opening, Reading, Separator, TextLayout, open_as,
};

/// Larger files are opened once only.
const MOST_BYTES: usize = 50_000_000;

/// Layouts that version 0.1 may have detected where today's rules detect another: the first row is the
/// header, or there is none.
const EARLIER: [TextLayout; 2] = [
    TextLayout { separator: Separator::Auto, skip: Some(0), header: Some(1), transpose: false },
    TextLayout { separator: Separator::Auto, skip: None, header: Some(0), transpose: false },
];

impl From<&Settings> for TextLayout {
    fn from(settings: &Settings) -> Self {
        Self {
            separator: settings.separator,
            skip: settings.skip.0,
            header: settings.header.0,
            transpose: settings.transpose,
        }
    }
}

impl Opening {
    /// Applies an experiment's settings.
    #[must_use]
    pub fn asked(self, settings: &Settings) -> Self {
        let part = Some(settings.part.0.clone()).filter(|part| !part.is_empty());
        Self {
            part,
            layout: TextLayout::from(settings),
            codes: MissingCodes::of(&settings.missing_code.0),
            ..self
        }
    }
}

/// Opens files that `settings` describe. If these contain a file with a hash, and the reader's decisions lead
/// to another hash, the decisions of earlier versions are tried.
///
/// # Errors
/// If the files contain neither a table nor an image.
pub fn open_linked(
    files: Vec<NamedFile>,
    settings: &Settings,
    opening: &Opening,
) -> Result<Contents, FileError> {
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    if settings.file.is_none() || opening.layout != TextLayout::default() || bytes > MOST_BYTES {
        return open_as(files, opening);
    }
    let reading = Reading::from(settings);
    let is_it = |contents: &Contents| {
        Opened::read(contents, &reading).is_ok_and(|opened| opened.brought.hash == settings.file.hash)
    };
    let open = |layout| open_as(files.clone(), &Opening { layout, ..opening.clone() });
    let found = open(opening.layout);
    if found.as_ref().is_ok_and(is_it) {
        return found;
    }
    let earlier = EARLIER.into_iter().find_map(|layout| open(layout).ok().filter(is_it));
    earlier.map_or(found, Ok)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Key;
    use crate::parameter::Value;

    /// Returns the settings that version 0.1 derived from this text.
    fn opened(text: &str, layout: TextLayout) -> Settings {
        let contents = open_as(vec![file(text)], &Opening { layout, ..Opening::default() }).expect("a table");
        let brought = Opened::read(&contents, &Reading::default()).expect("it has numbers").brought;
        Settings::of([(Key::file.row(), brought.text().as_str())]).expect("it reads back")
    }

    fn file(text: &str) -> NamedFile {
        NamedFile { name: "t.csv".to_owned(), bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn files_of_links_of_version_0_1_are_read_in_the_same_way() {
        // A row of sizes was the header, and years were a row of the table.
        for (text, layout) in
            [("2,2,x\n1,2,3\n4,5,6\n", EARLIER[0]), ("land,1952,1957\na,1.5,2.5\nb,3.5,4.5\n", EARLIER[1])]
        {
            let settings = opened(text, layout);
            let contents = open_linked(vec![file(text)], &settings, &Opening::default()).expect("a table");
            let found = Opened::read(&contents, &Reading::default()).expect("it has numbers").brought;
            assert_eq!(found, settings.file);
            let today =
                open_linked(vec![file(text)], &Settings::default(), &Opening::default()).expect("a table");
            assert_ne!(Opened::read(&today, &Reading::default()).expect("numbers").brought, found);
        }
    }
}
