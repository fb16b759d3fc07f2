//! How far reading is.

use std::fmt;
use std::rc::Rc;

/// Whoever hears how far reading is: a share from 0 to 1. By default nobody.
#[derive(Clone, Default)]
pub struct ReadProgress(Option<Rc<dyn Fn(f64)>>);

/// One pass over a file.
#[derive(Debug)]
pub struct Pass<'a> {
    progress: &'a ReadProgress,
    total: usize,
    done: usize,
    /// How many of the steps were heard of.
    steps: usize,
}

/// So often in a pass there is something to hear.
const STEPS: usize = 20;

impl ReadProgress {
    /// Calls a function a few times in each pass.
    #[must_use]
    pub fn new(hear: impl Fn(f64) + 'static) -> Self {
        Self(Some(Rc::new(hear)))
    }

    /// Begins a pass over so many bytes.
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
    /// So many bytes more are done.
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
    fn a_pass_is_heard_of_a_few_times_and_rises() {
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
