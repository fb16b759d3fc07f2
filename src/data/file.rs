//! Files that data are read from, and the shelf where they lie.

use std::borrow::Cow;

use xxhash_rust::xxh3::xxh3_64;

use super::DataError;

/// A file that data are read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFile {
    /// Its name, without the `.gz` of the compressed file that travels.
    pub name: Cow<'static, str>,
    /// XXH3 of its content, unpacked.
    pub hash: u64,
    /// Whether the viewer brings it; else it comes with the page.
    pub is_own: bool,
}

impl DataFile {
    /// One that comes with the page.
    #[must_use]
    pub const fn bundled(name: &'static str, hash: u64) -> Self {
        Self { name: Cow::Borrowed(name), hash, is_own: false }
    }

    /// Whether `content` is what belongs into it.
    ///
    /// # Errors
    /// Where it is not: [`DataError::OtherFile`], or [`DataError::Damaged`] of what comes with the page.
    pub fn check(&self, content: &[u8]) -> Result<(), DataError> {
        if xxh3_64(content) == self.hash {
            return Ok(());
        }
        let name = self.name.to_string();
        Err(if self.is_own { DataError::OtherFile { name } } else { DataError::Damaged { name } })
    }
}

/// The file at hand: at most one, for one experiment needs no more, and it may be large.
#[derive(Debug, Clone, Default)]
pub struct DataFileCache {
    held: Option<(u64, Vec<u8>)>,
}

impl DataFileCache {
    /// Puts a file there, in place of the one before.
    ///
    /// # Errors
    /// Where the content is another: [`DataError::OtherFile`]. Then the one before stays.
    pub fn put(&mut self, file: &DataFile, content: Vec<u8>) -> Result<(), DataError> {
        file.check(&content)?;
        self.held = Some((file.hash, content));
        Ok(())
    }

    /// A file's content. Outside a browser those that come with the page are always there.
    ///
    /// # Errors
    /// Where it is not there: [`DataError::NoFile`].
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
    fn only_what_belongs_there_is_put_on_the_shelf() {
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
