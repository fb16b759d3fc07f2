//! Items being loaded.

use std::fmt;

use super::program::Program;

/// Something that the page fetches after itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A data file, by its name.
    Data(String),
    /// A worker program.
    Program(Program),
}

/// The progress of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loading {
    pub item: Item,
    /// Bytes that have arrived.
    pub received: u64,
    /// Bytes that there are, where that is known.
    pub total: Option<u64>,
}

impl Loading {
    /// Returns the fraction that has arrived, from 0 to 1.
    pub fn share(&self) -> Option<f64> {
        let total = self.total.filter(|&total| total > 0)?;
        Some((self.received as f64 / total as f64).min(1.0))
    }
}

impl fmt::Display for Loading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.item {
            Item::Data(name) => write!(f, "Loading {}", name.trim_end_matches(".npy"))?,
            Item::Program(program) => write!(f, "Loading the {} program", program.name())?,
        }
        let kilobytes = |bytes: u64| bytes.div_ceil(1000);
        match (self.received, self.total) {
            (0, None) => f.write_str(" …"),
            (received, None) => write!(f, " … {} kB", kilobytes(received)),
            (received, Some(total)) => {
                write!(f, " … {} of {} kB", kilobytes(received.min(total)), kilobytes(total))
            }
        }
    }
}

/// All items being loaded, the newest last.
#[derive(Debug, Default)]
pub struct Loadings(Vec<Loading>);

impl Loadings {
    /// Notes how far an item is.
    pub fn note(&mut self, loading: Loading) {
        match self.0.iter_mut().find(|known| known.item == loading.item) {
            Some(known) => *known = loading,
            None => self.0.push(loading),
        }
    }

    /// Notes that an item has arrived, or will not.
    pub fn end(&mut self, item: &Item) {
        self.0.retain(|loading| loading.item != *item);
    }

    /// Returns how far an item is, if it is on its way.
    pub fn get(&self, item: &Item) -> Option<&Loading> {
        self.0.iter().find(|loading| loading.item == *item)
    }

    /// Returns whether an item is being loaded.
    pub fn has(&self, item: &Item) -> bool {
        self.get(item).is_some()
    }

    /// Returns what was begun last.
    pub fn newest(&self) -> Option<&Loading> {
        self.0.last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loading_says_what_and_how_much() {
        let data = Item::Data("digits.npy".to_owned());
        let mut loading = Loading { item: data, received: 309_500, total: Some(713_000) };
        assert_eq!(loading.to_string(), "Loading digits … 310 of 713 kB");
        (loading.received, loading.total) = (309_500, None);
        assert_eq!((loading.to_string().as_str(), loading.share()), ("Loading digits … 310 kB", None));
        loading = Loading { item: Item::Program(Program::Training), received: 900, total: Some(800) };
        assert_eq!(loading.to_string(), "Loading the training program … 1 of 1 kB");
        assert_eq!(loading.share(), Some(1.0));
    }
}
