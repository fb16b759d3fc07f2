pub(super) mod files;
mod weights;

use super::*;
use crate::protocol::Purpose;
use crate::training::StopReason;
use std::cell::Cell;

pub(super) fn begin(link: &str, running: bool) -> Session {
    let mut session = Session::new(WorkerCapabilities::all());
    let command = Command::Start {
        run: 1,
        link: link.to_owned(),
        running,
        reached: 0,
        watch: Some(3),
        weights: Vec::new(),
    };
    assert!(matches!(session.handle(command, 0.0), Some(Event::Started(_))));
    session
}

/// Works until nothing is left to do, with a clock that advances a millisecond at each reading.
pub(super) fn finish(session: &mut Session) -> Vec<Event> {
    let time = Cell::new(1000.0);
    let clock = || {
        time.set(time.get() + 1.0);
        time.get()
    };
    let mut events = Vec::new();
    while session.next(clock()) != Next::Wait {
        events.extend(session.work(clock));
    }
    events
}

fn frame(session: &mut Session) -> Frame {
    match session.handle(Command::Frame { run: 1, known: 0, sample: 0, weights: None, marks: false }, 0.0) {
        Some(Event::Frame(frame)) => frame,
        other => panic!("no frame but {other:?}"),
    }
}

#[test]
fn fast_pace_runs_to_the_end_and_reports_the_watched_epoch() {
    let mut session = begin("epochs=5", true);
    session.handle(Command::Pace(Pace::Fast), 0.0);
    let events = finish(&mut session);
    assert!(matches!(events[0], Event::Watched { epoch: 3, .. }), "{events:?}");
    assert_eq!(events[1], Event::Stopped { run: 1, epoch: 5, stop_reason: None });
    let frame = frame(&mut session);
    assert_eq!((frame.epoch, frame.running, frame.numbers.history[0].len()), (5, false, 5));
}

#[test]
fn a_frame_before_the_first_test_can_be_read() {
    let event = Event::Frame(frame(&mut begin("", false)));
    assert_eq!(Event::decode(event.clone().encode()), Ok(event));
}

#[test]
fn at_the_normal_pace_a_frame_grants_an_epoch() {
    let mut session = begin("epochs=5", true);
    finish(&mut session);
    assert_eq!(frame(&mut session).epoch, 0);
    finish(&mut session);
    assert_eq!(frame(&mut session).epoch, 1);
}

#[test]
fn a_step_is_one_epoch() {
    let mut session = begin("", false);
    session.handle(Command::Step { run: 1 }, 0.0);
    finish(&mut session);
    assert_eq!((frame(&mut session).epoch, frame(&mut session).running), (1, false));
}

#[test]
fn a_run_that_is_continued_is_trained_to_its_epoch_at_any_speed_and_stops_there() {
    let mut session = Session::new(WorkerCapabilities::all());
    let start = |running| Command::Start {
        run: 1,
        link: "epochs=9".to_owned(),
        running,
        reached: 4,
        watch: None,
        weights: Vec::new(),
    };
    session.handle(start(false), 0.0);
    let events = finish(&mut session);
    assert_eq!(events, [Event::Stopped { run: 1, epoch: 4, stop_reason: None }]);
    assert_eq!((frame(&mut session).epoch, frame(&mut session).settled), (4, true));

    session.handle(start(true), 0.0);
    assert_eq!(finish(&mut session), []);
    assert_eq!((frame(&mut session).epoch, frame(&mut session).running), (4, true));
    finish(&mut session);
    assert_eq!(frame(&mut session).epoch, 5, "from there on it keeps the speed");

    session.handle(start(true), 0.0);
    session.handle(Command::Running { run: 1, running: false }, 0.0);
    finish(&mut session);
    assert_eq!(frame(&mut session).epoch, 0, "a pause ends it");
}

#[test]
fn a_frame_within_an_epoch_has_the_share_that_is_done() {
    let mut session = begin("batch_size=10&epochs=3", true);
    finish(&mut session);
    assert_eq!(frame(&mut session).share, 0.0);
    let clock = Cell::new(0.0);
    let mut shares = Vec::new();
    while frame(&mut session).epoch == 0 {
        // A slice that ends after one piece.
        session.work(|| clock.replace(clock.get() + 5.0));
        shares.push(frame(&mut session).share);
    }
    shares.pop();
    assert!(shares.len() > 4 && shares.is_sorted(), "{shares:?}");
    assert!(shares.iter().all(|share| (0.0..1.0).contains(share)) && !shares.contains(&0.0), "{shares:?}");
}

#[test]
fn a_later_end_lets_a_finished_run_go_on() {
    let mut session = begin("epochs=2", true);
    session.handle(Command::Pace(Pace::Fast), 0.0);
    finish(&mut session);
    let change = Command::Change { run: 1, parameter: Key::epochs, value: "4".to_owned() };
    assert_eq!(
        session.handle(change, 0.0),
        Some(Event::Changed { run: 1, link: "epochs=4".to_owned(), problem: None })
    );
    session.handle(Command::Running { run: 1, running: true }, 0.0);
    finish(&mut session);
    assert_eq!(frame(&mut session).epoch, 4);
}

#[test]
fn a_stalled_run_stops_with_its_reason() {
    let mut session = begin("stop=test_loss&patience=5&lr=0.5&epochs=1000", true);
    session.handle(Command::Pace(Pace::Fast), 0.0);
    let events = finish(&mut session);
    let Some(&Event::Stopped { epoch, stop_reason: Some(StopReason::Stalled(stall)), .. }) = events.last()
    else {
        panic!("{events:?}")
    };
    assert_eq!((stall.epoch, stall.best + 5), (epoch, epoch));
    let frame = frame(&mut session);
    assert_eq!(
        (frame.epoch, frame.stop_reason, frame.running),
        (epoch, Some(StopReason::Stalled(stall)), false)
    );
    session.handle(Command::Running { run: 1, running: true }, 0.0);
    assert_eq!(finish(&mut session).len(), 1);
}

#[test]
fn lbfgs_without_a_lower_loss_keeps_the_weights() {
    let mut session = begin("optimizer=lbfgs&sparsity=l1&epochs=80", true);
    session.handle(Command::Pace(Pace::Fast), 0.0);
    finish(&mut session);
    let frame = frame(&mut session);
    let [total, ..] = &frame.numbers.history;
    assert!(frame.epoch == 80 && total[0] > total[30] && total[60] == total[79], "{total:?}");
}

#[test]
fn lbfgs_continues_when_the_loss_changes() {
    let mut session = begin("optimizer=lbfgs&sparsity=l1&sparsity_factor=2&activation=tanh&epochs=60", true);
    session.handle(Command::Pace(Pace::Fast), 0.0);
    let command =
        |value: &str| Command::Change { run: 1, parameter: Key::sparsity_factor, value: value.to_owned() };
    finish(&mut session);
    let rested = frame(&mut session);
    let [total, ..] = &rested.numbers.history;
    assert!(total.is_sorted_by(|before, after| after <= before), "{total:?}");
    session.handle(Command::Change { run: 1, parameter: Key::epochs, value: "90".to_owned() }, 0.0);
    let changed = session.handle(command("0.001"), 0.0);
    let Some(Event::Changed { link, problem: None, .. }) = changed else { panic!("{changed:?}") };
    session.handle(Command::Running { run: 1, running: true }, 0.0);
    finish(&mut session);
    let moved = frame(&mut session);
    assert!(moved.numbers.history[0][89] < 0.9 * total[59]);
    let mut replay = begin(&link, true);
    replay.handle(Command::Pace(Pace::Fast), 0.0);
    finish(&mut replay);
    assert_eq!(frame(&mut replay).fingerprint, moved.fingerprint);
}

#[test]
fn commands_for_another_run_are_ignored() {
    let mut session = begin("", false);
    assert_eq!(
        session.handle(Command::Frame { run: 7, known: 0, sample: 0, weights: None, marks: false }, 0.0),
        None
    );
    assert_eq!(session.handle(Command::Step { run: 7 }, 0.0), None);
    finish(&mut session);
    assert_eq!(frame(&mut session).epoch, 0);
}

#[test]
fn moved_sliders_replay_to_the_same_bits() {
    let mut session = begin("epochs=20", false);
    session.handle(Command::Pace(Pace::Fast), 0.0);
    for (parameter, value) in
        [(Key::sparsity_factor, "0.5"), (Key::lr, "0.01"), (Key::sparsity_target, "0.2")]
    {
        for _ in 0..3 {
            session.handle(Command::Step { run: 1 }, 0.0);
            finish(&mut session);
        }
        let value = value.to_owned();
        session.handle(Command::Change { run: 1, parameter, value }, 0.0);
    }
    session.handle(Command::Running { run: 1, running: true }, 0.0);
    finish(&mut session);
    let moved = frame(&mut session);
    let link = session.run.as_ref().expect("it runs").trainer.experiment().link();
    assert_eq!(link, "sparsity_factor=0.05,0.5@4&sparsity_target=0.05,0.2@10&lr=0.001,0.01@7&epochs=20");

    let mut replay = begin(&link, true);
    replay.handle(Command::Pace(Pace::Fast), 0.0);
    finish(&mut replay);
    assert_eq!(frame(&mut replay).fingerprint, moved.fingerprint);
}

#[test]
fn a_changed_k_applies_at_once_before_the_first_epoch_and_later_from_the_next_one() {
    let mut session = begin("sparsity=topk&activation=sigmoid&epochs=20", false);
    let mut move_to = |value: &str| {
        let (parameter, value) = (Key::k, value.to_owned());
        session.handle(Command::Change { run: 1, parameter, value }, 0.0);
        finish(&mut session);
        let before = frame(&mut session);
        session.handle(Command::Step { run: 1 }, 0.0);
        finish(&mut session);
        (before.l0, frame(&mut session).l0)
    };
    assert_eq!(move_to("2"), (2.0, 2.0));
    assert_eq!(move_to("5"), (2.0, 5.0));
    let moved = frame(&mut session).fingerprint;
    let link = session.run.as_ref().expect("it runs").trainer.experiment().link();
    assert_eq!(link, "activation=sigmoid&sparsity=topk&k=2,5@2&epochs=20");

    let mut replay = begin(&link, false);
    for _ in 0..2 {
        replay.handle(Command::Step { run: 1 }, 0.0);
        finish(&mut replay);
    }
    assert_eq!(frame(&mut replay).fingerprint, moved);
}

fn saved(session: &mut Session) -> Vec<u8> {
    match session.handle(Command::SaveWeights { run: 1, purpose: Purpose::File }, 0.0) {
        Some(Event::Saved { run: 1, file, .. }) => file,
        other => panic!("no file but {other:?}"),
    }
}

#[test]
fn the_slow_pace_waits_between_epochs() {
    let mut session = begin("", true);
    session.handle(Command::Pace(Pace::Slow), 0.0);
    session.work(|| 300.0);
    assert_eq!(session.next(310.0), Next::After(190.0));
}

#[test]
fn evaluation_is_reported_by_stage_and_cached() {
    use crate::evaluation::{Perplexity, Stage};
    use crate::protocol::RankedSamples;
    use std::cell::RefCell;

    thread_local! {
        static SAID: RefCell<Vec<Event>> = const { RefCell::new(Vec::new()) };
    }
    let mut session = begin("n_samples=200&epochs=2", true);
    finish(&mut session);
    let saved = session.handle(Command::SaveWeights { run: 1, purpose: Purpose::Evaluation }, 0.0);
    let Some(Event::Saved { file: weights, .. }) = saved else { panic!("no weights but {saved:?}") };
    let mut session = EvaluatingSession::new(|event| SAID.with_borrow_mut(|said| said.push(event)));
    let link = "n_samples=200&epochs=2".to_owned();
    let mut ask = |weights: &[u8]| {
        for stage in [Stage::Reconstruction, Stage::Pca] {
            let (link, weights, perplexity) = (link.clone(), weights.to_vec(), Perplexity::default());
            assert_eq!(session.handle(Command::Evaluate { link, stage, perplexity, weights }, 0.0), None);
        }
        // Results that exist already have no steps.
        let is_step = |event: &Event| matches!(event, Event::Evaluating { share, .. } if *share > 0.0);
        SAID.take().into_iter().filter(|event| !is_step(event)).collect::<Vec<_>>()
    };
    let said = ask(&weights);
    assert!(matches!(said[0], Event::Evaluating { stage: Stage::Reconstruction, share: 0.0 }), "{said:?}");
    let Some(Event::Evaluated(evaluated)) = said.get(1) else { panic!("{said:?}") };
    assert_eq!((evaluated.stage, evaluated.width, evaluated.labels.len()), (Stage::Reconstruction, 8, 40));
    let RankedSamples { samples, originals, reconstructions } = &evaluated.ranked_samples;
    assert_eq!((samples.len(), originals.len(), reconstructions.len()), (40, 800, 800));
    let event = said[1].clone();
    assert_eq!(Event::decode(event.clone().encode()), Ok(event));
    assert_eq!(ask(&weights), said, "the same weights give the same");
    let refused = ask(&[]);
    assert!(
        matches!(refused[..], [Event::Refused { run: 0, .. }, Event::Refused { run: 0, .. }]),
        "{refused:?}"
    );
}

#[test]
fn the_exporting_session_writes_the_links_script() {
    let link = "hidden_dim=5&sparsity=topk&k=2";
    let Some(Event::Exported { script }) =
        ExportingSession.handle(Command::Export { link: link.to_owned() }, 0.0)
    else {
        panic!("no script")
    };
    assert_eq!(script, crate::export::pytorch(&Link::parse(link).experiment));
    assert_eq!(ExportingSession.handle(Command::Pace(Pace::Fast), 0.0), None);
}
