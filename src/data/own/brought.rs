//! What an experiment says of a file that the viewer brings.

use std::fmt;

use crate::parameter::{BadValue, Kind, Value};

/// A file that the viewer brings, as it was read; by default none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Brought {
    /// The file's name, without its path.
    pub name: String,
    /// What was read from it.
    pub extent: Extent,
    /// XXH3 of what was read, as it travels to a worker.
    pub hash: u64,
}

/// How much was read from a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// A table.
    Table {
        /// Samples.
        rows: usize,
        /// Features of a sample.
        columns: usize,
        /// Different labels; 0 where there are none.
        classes: usize,
    },
    /// A grey picture.
    Picture {
        /// Pixels in a row.
        width: usize,
        /// Rows.
        height: usize,
    },
}

impl Default for Extent {
    fn default() -> Self {
        Self::Table { rows: 0, columns: 0, classes: 0 }
    }
}

impl Brought {
    /// Whether there is none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The name of the `.npy` file that the exported script loads.
    #[must_use]
    pub fn array_name(&self) -> String {
        let name = self.name.rsplit_once('.').map_or(self.name.as_str(), |(stem, _)| stem);
        let name: String =
            name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
        format!("{name}.npy")
    }
}

/// No reader takes more rows, columns or pixels along a side.
const LARGEST_SIZE: usize = 1 << 20;

impl Extent {
    /// As a sentence has it.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Table { rows, columns, .. } => format!("{rows} rows of {columns} numbers"),
            Self::Picture { width, height } => format!("a picture of {width} × {height} pixels"),
        }
    }
}

impl fmt::Display for Extent {
    /// `150x4x3` is a table of 150 rows, 4 columns and 3 classes, `512x341` a picture.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Table { rows, columns, classes } => write!(f, "{rows}x{columns}x{classes}"),
            Self::Picture { width, height } => write!(f, "{width}x{height}"),
        }
    }
}

impl Value for Brought {
    fn parse(text: &str, _kind: &Kind) -> Result<Self, BadValue> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let mut parts = text.rsplitn(3, ':');
        let (hash, extent) = (parts.next().unwrap_or_default(), parts.next().ok_or(BadValue::NotAFile)?);
        let name = parts.next().filter(|name| !name.is_empty()).ok_or(BadValue::NotAFile)?.to_owned();
        let hash = u64::from_str_radix(hash, 16).map_err(|_| BadValue::NotAFile)?;
        let sizes: Result<Vec<usize>, _> = extent.split('x').map(str::parse).collect();
        let sizes = sizes.ok().filter(|sizes| sizes.iter().all(|&size| size <= LARGEST_SIZE));
        let extent = match sizes.ok_or(BadValue::NotAFile)?[..] {
            [rows, columns, classes] if rows > 0 && columns > 0 => Extent::Table { rows, columns, classes },
            [width, height] if width > 0 && height > 0 => Extent::Picture { width, height },
            _ => return Err(BadValue::NotAFile),
        };
        Ok(Self { name, extent, hash })
    }

    fn text(&self) -> String {
        if self.is_none() {
            String::new()
        } else {
            format!("{}:{}:{:016x}", self.name, self.extent, self.hash)
        }
    }
}

/// Any text, as a column's name; by default none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(pub String);

impl Value for Text {
    fn parse(text: &str, _kind: &Kind) -> Result<Self, BadValue> {
        Ok(Self(text.to_owned()))
    }

    fn text(&self) -> String {
        self.0.clone()
    }
}

/// Columns by name. In text they are joined by commas; `\,` is a comma of a name and `\\` a backslash. A
/// name with commas may also stand in double quotes, as in CSV.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns(pub Vec<String>);

impl Value for Columns {
    fn parse(text: &str, _kind: &Kind) -> Result<Self, BadValue> {
        let (mut names, mut name) = (Vec::new(), String::new());
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if name.is_empty()
                    && let Some((quoted, rest)) = quoted(letters.as_str()) =>
                {
                    name.push_str(&quoted);
                    letters = rest.chars();
                }
                '\\' => name.extend(letters.next()),
                ',' => names.push(std::mem::take(&mut name)),
                letter => name.push(letter),
            }
        }
        if !(names.is_empty() && name.is_empty()) {
            names.push(name);
        }
        Ok(Self(names))
    }

    fn text(&self) -> String {
        let escaped = |name: &String| {
            let name = name.replace('\\', "\\\\").replace(',', "\\,");
            if name.starts_with('"') { format!("\\{name}") } else { name }
        };
        self.0.iter().map(escaped).collect::<Vec<_>>().join(",")
    }
}

/// A name with a comma, up to the quote that closes it, and the rest behind that quote. Without a comma
/// inside, quotes are part of a name.
fn quoted(text: &str) -> Option<(String, &str)> {
    let closes = |&(end, _): &(usize, &str)| {
        let rest = &text[end + 1..];
        rest.is_empty() || rest.starts_with(',')
    };
    let (end, _) = text.match_indices('"').find(closes)?;
    let name = text[..end].replace("\"\"", "\"");
    // Links write a comma with a backslash.
    (name.contains(',') && !name.contains("\\,")).then_some((name, &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_read_back() {
        let table = Extent::Table { rows: 150, columns: 4, classes: 3 };
        for extent in [table, Extent::Picture { width: 512, height: 341 }] {
            let brought = Brought { name: "a:b x.csv".to_owned(), extent, hash: 0xfe };
            assert_eq!(Brought::parse(&brought.text(), &Kind::Text), Ok(brought));
        }
        assert_eq!(Brought::parse("", &Kind::Text), Ok(Brought::default()));
        for text in [
            "a",
            "a:1x2x3",
            ":1x2x3:00",
            "a:1x2x3:g",
            "a:1:00",
            "a:0x1x0:00",
            "a:1x-2:00",
            "a:2000000x2x0:00",
        ] {
            assert_eq!(Brought::parse(text, &Kind::Text), Err(BadValue::NotAFile), "{text}");
        }
    }

    #[test]
    fn names_with_commas_read_back() {
        for names in [vec![], vec!["a"], vec!["a,b", "c\\", "", "d"], vec!["\"a", "b\""], vec!["\"x,y\""]] {
            let columns = Columns(names.into_iter().map(str::to_owned).collect());
            assert_eq!(Columns::parse(&columns.text(), &Kind::Text), Ok(columns));
        }
    }

    #[test]
    fn names_with_commas_may_stand_in_quotes() {
        let names = |text| Columns::parse(text, &Kind::Text).expect("any text will do").0;
        assert_eq!(names("\"People, total\",Area"), ["People, total", "Area"]);
        assert_eq!(names("a,\"b, \"\"c\"\"\""), ["a", "b, \"c\""]);
        assert_eq!(names("\"b\",\"c"), ["\"b\"", "\"c"]);
    }
}
