//! Weights that a run begins with.

use std::fmt;
use std::rc::Rc;

use crate::weights::Origin;

/// A file that a run began with.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Its name, shortened.
    pub name: String,
    pub origin: Origin,
    pub file: Rc<[u8]>,
}

impl Loaded {
    /// A copy of its bytes.
    pub fn file(&self) -> Vec<u8> {
        self.file.to_vec()
    }
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { name, origin: Origin { link, epoch, initial }, .. } = self;
        write!(f, "weights {name}")?;
        if let Some(epoch) = epoch {
            write!(f, ", epoch {epoch}")?;
        }
        match link.as_deref() {
            None => {}
            Some("") => f.write_str(" of the default experiment")?,
            Some(link) => write!(f, " of #{link}")?,
        }
        if initial.is_some() { f.write_str(", which began with loaded weights too") } else { Ok(()) }
    }
}
