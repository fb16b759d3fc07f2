//! Handles one message after the other: changes the state and adds effects.

use super::effect::Effect;
use super::message::{Data, Message};
use super::notices::About;
use super::state::{State, WorkerStatus};
use crate::data::Source;
use crate::experiment::Settled;
use crate::parameter::excerpt;
use crate::protocol::Command;

/// Takes a message in. `now` is the time in milliseconds. Returns what the page has to do, in order.
pub fn update(state: &mut State, now: f64, message: Message) -> Vec<Effect> {
    state.now = now;
    if matches!(message, Message::Second) {
        // Most seconds pass without any change, and cost no drawing.
        let changes = state.second() | state.watch_evaluator();
        state.revision += u64::from(changes);
        return std::mem::take(&mut state.effects);
    }
    let (left, reached) = (state.fragment(), state.reached_so_far());
    let (file, is_read) = (state.own_file(), matches!(message, Message::Data(_)));
    state.take(message);
    if !is_read && state.own_file() != file {
        // It concerns a file that is no longer the experiment's.
        state.notices.clear(About::Reading);
    }
    state.add_entry(left, reached);
    if state.is_current() && state.seen != state.experiment {
        state.seen = state.experiment.clone();
    }
    state.revision += 1;
    std::mem::take(&mut state.effects)
}

impl State {
    /// The hash of the user's file that the experiment is on.
    fn own_file(&self) -> Option<u64> {
        (self.experiment.data == Source::UserDataset).then_some(self.experiment.file.hash)
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Run => self.run_or_pause(),
            Message::Step => self.step(),
            Message::Restart => self.restart_or_ask(),
            Message::Replay => self.replay(),
            Message::StartOver => self.start_over(),
            Message::TrainMore => self.train_more(),
            Message::CancelQuestion => self.question = None,
            Message::NewSeed => self.effects.push(Effect::DrawSeed),
            Message::Seed(random) => self.new_seed(random),
            Message::Pace(pace) => self.set_pace(pace),
            Message::Slide(parameter, stop) => self.slide(parameter, &stop),
            Message::Release(parameter) => self.release(parameter),
            Message::Move(parameter, text) => self.move_control(parameter, &text),
            Message::Apply(remedy) => self.apply(&remedy),
            Message::Reset(parameter) => self.reset(parameter),
            Message::CopyLink => self.copy_link(),
            Message::CopyPytorch => self.copy_pytorch(),
            Message::Copied(place, what, result) => self.copied(place, what, result),
            Message::Pick(pick) => self.pick(pick),
            Message::Sample(sample) => self.show_sample(sample),
            Message::Spread(spread) => self.spread = spread,
            Message::Control(control) => self.shows_control = control,
            Message::Side(side) => self.choose_side(side),
            Message::SaveWeights => self.save_weights(),
            Message::Opened(name, file) => self.load_weights(name, file),
            Message::WeightsRead(name, Ok((origin, file))) => self.loaded_weights(name, origin, file),
            Message::WeightsRead(name, Err(reason)) => self.refuse_weights(&name, reason),
            Message::Data(data) => self.take_data(*data),
            Message::FileLoaded(file, loaded) => self.file_loaded(&file, loaded),
            Message::Threshold(threshold) => {
                self.evaluation_state.threshold = Some(threshold);
                self.evaluation_state.version += 1;
            }
            Message::Ranks(first) => {
                self.evaluation_state.first = first;
                self.evaluation_state.version += 1;
            }
            Message::Dismiss(about) => self.dismiss(about),
            Message::StartAgain => self.start_worker(),
            Message::Visibility(hidden) => {
                self.hidden = hidden;
                self.tell_pace();
            }
            Message::Navigated(fragment, reached) => self.navigate(&fragment, reached),
            Message::Example(link) => self.open_example(link),
            Message::Show(tab) => self.show_tab(tab),
            Message::SelectUnit(unit) => self.select_unit(unit),
            Message::OpenUnit(unit) => self.open_unit(unit),
            Message::StepUnit(by) => self.step_unit(by),
            Message::Worker(signal) => self.worker_signal(signal),
            Message::Loading(loading) => self.loading.note(loading),
            Message::LoadingEnded(item) => self.loading.end(&item),
            // The page itself does these, or they are done before.
            Message::Second
            | Message::CopyLog
            | Message::CheckGradients
            | Message::Theme
            | Message::SystemTheme
            | Message::Figure(..)
            | Message::Save(..)
            | Message::Evaluate
            | Message::EvaluateAgain
            | Message::CancelEvaluation
            | Message::CancelStage(_)
            | Message::Project(_)
            | Message::Perplexity(_)
            | Message::SaveTable(_)
            | Message::Evaluator(_)
            | Message::FileImport(_)
            | Message::Reload
            | Message::Draw
            | Message::Rescale
            | Message::Resized
            | Message::Scrolled
            | Message::Printing(_)
            | Message::Width
            | Message::Address
            | Message::Leaving
            | Message::Measurer(_)
            | Message::Checker(_)
            | Message::Weigher(_)
            | Message::Script(_) => {}
        }
    }

    /// Sets the text of the status line.
    pub fn set_status(&mut self, status: impl Into<String>) {
        self.status = status.into();
    }

    /// Sends a command to the training worker. While its program is being loaded, commands are dropped: it
    /// receives everything it needs once it is ready.
    pub(super) fn tell(&mut self, command: Option<Command>) {
        if self.standing == WorkerStatus::Ready {
            self.effects.extend(command.map(Effect::Tell));
        }
    }

    /// Begins a run on the user's own data, whose content the page holds.
    fn take_data(&mut self, Data { experiment, hash, bytes, name, words, mut news }: Data) {
        self.hold_file(hash, bytes);
        let name = excerpt(&name);
        let Some(Settled { experiment, adjustments }) = experiment else {
            return self.restart(&format!(" with {name}, which is the link’s."));
        };
        news.extend(adjustments.iter().map(ToString::to_string));
        (self.experiment, self.adjustments) = (experiment, adjustments);
        (self.shared_result, self.rejected, self.picked) = (None, None, None);
        for about in [About::Link, About::Control, About::Defaults] {
            self.notices.clear(about);
        }
        self.enter();
        if news.is_empty() {
            self.notices.clear(About::Reading);
        } else {
            self.notices.notify(About::Reading, format!("{name} was read."), news);
        }
        self.run.want(true);
        self.restart(&format!(" with {name}: {words}."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Key;

    #[test]
    fn what_was_said_of_a_file_goes_with_the_file() {
        let mut state = State::new();
        let own = "data=file&file=t.csv:40x3x0:00000000000000fe&defaults=2";
        state.open_address(own);
        state.notices.notify(About::Reading, "t.csv was read.", Vec::new());
        let says = |state: &State| state.notices.list.iter().any(|notice| notice.about == About::Reading);
        let epochs = Key::epochs.row();
        update(&mut state, 0.0, Message::Move(epochs, "7".to_owned()));
        assert!(says(&state));
        update(&mut state, 0.0, Message::Navigated("data=digits".to_owned(), None));
        assert!(!says(&state));
    }
}
