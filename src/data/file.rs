//! Data files and the cache that holds one.

use std::borrow::Cow;

use xxhash_rust::xxh3::xxh3_64;

use super::DataError;

/// A file that data are read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFile {
    /// Its name, without the `.gz` of the compressed download.
    pub name: Cow<'static, str>,
    /// XXH3 of its content, unpacked.
    pub hash: u64,
    /// True if the user supplies the file, false if it comes with the page.
    pub is_own: bool,
}

impl DataFile {
    /// Describes a file that comes with the page.
    #[must_use]
    pub const fn bundled(name: &'static str, hash: u64) -> Self {
        Self { name: Cow::Borrowed(name), hash, is_own: false }
    }

    /// Checks the content by its hash.
    ///
    /// # Errors
    /// If it differs: [`DataError::OtherFile`], or [`DataError::Damaged`] for a file that comes with the
    /// page.
    pub fn check(&self, content: &[u8]) -> Result<(), DataError> {
        if xxh3_64(content) == self.hash {
            return Ok(());
        }
        let name = self.name.to_string();
        Err(if self.is_own { DataError::OtherFile { name } } else { DataError::Damaged { name } })
    }
}

/// Holds at most one file: an experiment needs no more, and a file may be large.
#[derive(Debug, Clone, Default)]
pub struct DataFileCache {
    held: Option<(u64, Vec<u8>)>,
}

impl DataFileCache {
    /// Stores a file in place of the previous one.
    ///
    /// # Errors
    /// If the content has another hash: [`DataError::OtherFile`]. The previous file is kept.
    pub fn put(&mut self, file: &DataFile, content: Vec<u8>) -> Result<(), DataError> {
        file.check(&content)?;
        self.held = Some((file.hash, content));
        Ok(())
    }

    /// Returns a file's content. Outside a browser, files that come with the page are always available.
    ///
    /// # Errors
    /// If the file is not stored: [`DataError::NoFile`].
    pub fn get(&self, file: &DataFile) -> Result<Cow<'_, [u8]>, DataError> {
        match &self.held {
            Some((hash, content)) if *hash == file.hash => Ok(Cow::Borrowed(content)),
            _ => bundled(file).ok_or_else(|| DataError::NoFile { name: file.name.to_string() }),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn bundled(file: &DataFile) -> Option<Cow<'static, [u8]>> {
    super::bundled::content(&file.name).map(Cow::Owned)
}

/// The page fetches what it needs.
#[cfg(target_arch = "wasm32")]
fn bundled(_file: &DataFile) -> Option<Cow<'static, [u8]>> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cache_stores_only_content_with_the_expected_hash() {
        let file = DataFile { name: "a.npy".into(), hash: xxh3_64(b"right"), is_own: true };
        let mut cache = DataFileCache::default();
        assert_eq!(cache.get(&file), Err(DataError::NoFile { name: "a.npy".to_owned() }));
        assert_eq!(
            cache.put(&file, b"wrong".to_vec()),
            Err(DataError::OtherFile { name: "a.npy".to_owned() })
        );
        cache.put(&file, b"right".to_vec()).expect("it is the file");
        assert_eq!(cache.get(&file).as_deref(), Ok(&b"right"[..]));
    }
}
