//! The progress of reading.

use std::fmt;
use std::rc::Rc;

/// A listener that receives the progress of reading, a fraction from 0 to 1. By default there is none.
#[derive(Clone, Default)]
pub struct ReadProgress(Option<Rc<dyn Fn(f64)>>);

/// One pass over a file.
#[derive(Debug)]
pub struct Pass<'a> {
    progress: &'a ReadProgress,
    total: usize,
    done: usize,
    /// Number of steps that were reported.
    steps: usize,
}

/// Number of reports in a pass.
const STEPS: usize = 20;

impl ReadProgress {
    /// Calls a function a few times in each pass.
    #[must_use]
    pub fn new(hear: impl Fn(f64) + 'static) -> Self {
        Self(Some(Rc::new(hear)))
    }

    /// Starts a pass over `total` bytes.
    pub(super) fn pass(&self, total: usize) -> Pass<'_> {
        Pass { progress: self, total: total.max(1), done: 0, steps: 0 }
    }
}

impl fmt::Debug for ReadProgress {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Progress(heard)" } else { "Progress(unheard)" })
    }
}

impl Pass<'_> {
    /// Reports that more bytes are done.
    pub fn add(&mut self, bytes: usize) {
        self.done += bytes;
        let share = (self.done as f64 / self.total as f64).min(1.0);
        let steps = (share * STEPS as f64) as usize;
        if steps > self.steps {
            self.steps = steps;
            if let Some(hear) = &self.progress.0 {
                hear(share);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn progress_is_reported_a_few_times_and_rises() {
        let heard = Rc::new(RefCell::new(Vec::new()));
        let hearer = Rc::clone(&heard);
        let progress = ReadProgress::new(move |share| hearer.borrow_mut().push(share));
        let mut pass = progress.pass(1000);
        (0..1000).for_each(|_| pass.add(1));
        assert_eq!(heard.borrow().len(), STEPS);
        assert!(heard.borrow().is_sorted());
        assert_eq!(heard.borrow().last(), Some(&1.0));
    }
}
