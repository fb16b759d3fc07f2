//! Overdue answers: a worker that does not start, or does not answer, is reported.

use super::loading::Item;
use super::notices::About;
use super::state::{State, WorkerStatus};

/// Seconds in which a worker must start, and answer when it has nothing long to do.
const PATIENCE: u32 = 10;
/// Seconds that making data may take before the user is asked.
const DATA_PATIENCE: u32 = 20;

impl State {
    /// Checks whether an answer is overdue, and whether anything has been received. Returns whether anything
    /// has changed. Seconds are counted by the browser's timer, so that a computer that slept does not look
    /// like a worker that crashed.
    pub(super) fn second(&mut self) -> bool {
        let has_expired = self.expire_feedback();
        let loading = self.standing == WorkerStatus::Loading;
        let starting = self.run.is_starting();
        if !loading && !starting && (self.hidden || !self.run.is_waited_for()) {
            self.waited = 0;
            return has_expired;
        }
        if loading && self.program.is_some_and(|program| self.loading.has(&Item::Program(program))) {
            // Its program is being loaded, which has its own timeout.
            self.waited = 0;
            return has_expired;
        }
        self.waited += 1;
        if loading && self.waited >= PATIENCE {
            self.lose_worker("It did not start within ten seconds.");
        } else if starting && self.waited == DATA_PATIENCE {
            self.set_status("Generating the data is taking a long time.");
            let title = "Generating the data is taking a long time. The training begins when they are there; or start again, with \
                         smaller data.";
            self.notices.notify(About::Waiting, title, Vec::new());
        } else if !loading && !starting && self.waited >= PATIENCE {
            self.lose_worker("It has not answered for ten seconds.");
        } else {
            return has_expired;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::loading::Loading;
    use super::super::message::Message;
    use super::super::program::Program;
    use super::super::update;
    use super::*;

    fn notices(state: &State) -> Vec<About> {
        state.notices.list.iter().map(|notice| notice.about).collect()
    }

    fn wait(state: &mut State, seconds: u32) {
        (0..seconds).for_each(|_| drop(update(state, 0.0, Message::Second)));
    }

    /// W4 of issue 17: the watch counted the download, so a slow line never started anything.
    #[test]
    fn the_watch_begins_when_the_program_has_arrived() {
        let mut state = State::new();
        state.program = Some(Program::Training);
        let item = Item::Program(Program::Training);
        let loading = Loading { item: item.clone(), received: 1000, total: Some(900_000) };
        update(&mut state, 0.0, Message::Loading(loading));
        wait(&mut state, 100);
        assert_eq!(state.standing, WorkerStatus::Loading);
        update(&mut state, 0.0, Message::LoadingEnded(item));
        wait(&mut state, 9);
        assert_eq!(state.standing, WorkerStatus::Loading);
        wait(&mut state, 1);
        assert_eq!((state.standing, notices(&state)), (WorkerStatus::Gone, vec![About::Worker]));
    }

    #[test]
    fn a_silent_evaluation_is_reported_after_twenty_seconds_and_goes_on() {
        use crate::evaluation::Stage;
        let mut state = State::new();
        state.standing = WorkerStatus::Ready;
        state.evaluation_state.ask(&[Stage::Pca]);
        wait(&mut state, 19);
        assert_eq!(notices(&state), []);
        wait(&mut state, 1);
        assert_eq!((notices(&state), state.evaluation_state.is_waiting()), (vec![About::Evaluator], true));
        state.hear_evaluator();
        assert_eq!(notices(&state), []);
    }
}
