//! Words or numbers become classes.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::number::Cell;

/// Labels as they come, row by row.
#[derive(Debug, Default)]
pub struct Labels {
    /// Each one's place in the order in which they first came.
    seen: BTreeMap<Label, usize>,
    rows: Vec<usize>,
}

/// Numbers before words, as a reader would sort them.
#[derive(Debug, Clone, PartialEq)]
enum Label {
    Number(f64),
    Word(String),
}

impl Labels {
    /// Adds the next row's label; missing ones are ignored.
    pub fn push(&mut self, cell: Cell) {
        let label = match cell {
            Cell::Missing => return,
            // 0 and −0 are one class.
            Cell::Number(value) => Label::Number(value + 0.0),
            Cell::Word(word) => Label::Word(word.to_owned()),
        };
        let next = self.seen.len();
        self.rows.push(*self.seen.entry(label).or_insert(next));
    }

    /// Returns the number of classes.
    pub fn classes(&self) -> usize {
        self.seen.len()
    }

    /// Each row's class, from 0, and the classes' names in order (as scikit-learn's `LabelEncoder`).
    pub fn encode(self) -> (Vec<usize>, Vec<String>) {
        let mut place = vec![0; self.seen.len()];
        self.seen.values().enumerate().for_each(|(class, &seen)| place[seen] = class);
        let names = self.seen.into_keys().map(|label| match label {
            Label::Number(value) => value.to_string(),
            Label::Word(word) => word,
        });
        (self.rows.into_iter().map(|seen| place[seen]).collect(), names.collect())
    }
}

impl Ord for Label {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Word(a), Self::Word(b)) => a.cmp(b),
            (Self::Number(_), Self::Word(_)) => Ordering::Less,
            (Self::Word(_), Self::Number(_)) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Label {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Label {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_sorted() {
        let mut labels = Labels::default();
        for cell in [Cell::Word("b"), Cell::Number(10.0), Cell::Missing, Cell::Number(9.0), Cell::Word("b")] {
            labels.push(cell);
        }
        let names = ["9", "10", "b"].map(str::to_owned).to_vec();
        assert_eq!(labels.encode(), (vec![2, 1, 0, 2], names));
    }
}
