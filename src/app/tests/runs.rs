//! Run, pause, step, the end, crashes and late answers.

use super::browser::{Browser, SMALL, fresh};
use crate::app::{Message, Reached, Signal, WorkerStatus};
use crate::experiment::Key;
use crate::protocol::Event;

#[test]
fn a_run_trains_to_its_end_and_doubles_when_run_again() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    assert_eq!(browser.state.status, "Finished: 6 epochs.");
    browser.send(Message::Run);
    browser.run_until_idle();
    assert_eq!((browser.shown().0, browser.link().as_str()), (12, "n_samples=60&epochs=12"));
    browser.assert_address_tells();
}

#[test]
fn a_pause_stops_after_the_epoch_at_hand_and_run_goes_on() {
    let mut browser = Browser::open(SMALL);
    browser.train_to(2);
    let (epoch, _) = browser.shown();
    assert!((2..6).contains(&epoch));
    browser.run_until_idle();
    assert_eq!(browser.shown().0, epoch);
    browser.send(Message::Run);
    browser.run_until_idle();
    assert_eq!(browser.shown().0, 6);
    browser.assert_address_tells();
}

#[test]
fn steps_are_made_one_after_the_other_however_fast_they_are_asked_for() {
    let mut browser = Browser::open(SMALL);
    browser.send(Message::Run);
    browser.run_until_idle();
    for _ in 0..3 {
        browser.send(Message::Step);
    }
    browser.run_until_idle();
    assert_eq!(browser.shown().0, 3);
    browser.assert_address_tells();
}

#[test]
fn a_stalled_run_goes_no_further_and_says_why() {
    let mut browser = Browser::open("n_samples=60&lr=0.5&stop=test_loss&patience=2&epochs=60");
    browser.run_until_idle();
    let (epoch, _) = browser.shown();
    assert!(epoch < 60 && browser.state.run.stop_reason().is_some());
    browser.send(Message::Run);
    browser.run_until_idle();
    assert_eq!(browser.shown().0, epoch);
    assert!(browser.state.feedback.as_ref().is_some_and(|feedback| feedback.text.contains("patience")));
}

#[test]
fn a_crashed_worker_is_reported_and_its_run_continued() {
    let mut browser = Browser::open(SMALL);
    browser.train_to(3);
    browser.set(Key::sparsity_factor, "5");
    browser.run_until_idle();
    let (before, link) = (browser.shown(), browser.link());
    browser.send(Message::Worker(Signal::Said(Box::new(Event::Crashed { message: "broken".to_owned() }))));
    assert_eq!(browser.state.standing, WorkerStatus::Gone);
    browser.send(Message::StartAgain);
    browser.run_until_idle();
    assert_eq!((browser.shown(), browser.link()), (before, link), "at the same epoch, with the same bits");
    assert!(!browser.state.is_training());
    browser.send(Message::Run);
    browser.run_until_idle();
    browser.assert_address_tells();
}

#[test]
fn what_was_changed_after_a_crash_begins_at_its_first_epoch() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    browser.send(Message::Worker(Signal::Failed("gone".to_owned())));
    browser.set(Key::hidden_dim, "4");
    assert!(!browser.state.is_current(), "the old results are not those of 4 units");
    browser.send(Message::StartAgain);
    browser.run_until_idle();
    assert_eq!((browser.shown().0, browser.experiment().hidden_dim.to_string().as_str()), (6, "4"));
    browser.assert_address_tells();
}

#[test]
fn a_move_that_a_nearer_end_cuts_off_waits_even_without_a_worker() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    browser.send(Message::Worker(Signal::Failed("gone".to_owned())));
    browser.send(Message::Run);
    browser.set(Key::sparsity_factor, "5");
    browser.set(Key::epochs, "3");
    assert_eq!(browser.link(), SMALL);
    assert_eq!(browser.state.text(Key::sparsity_factor.row()), "5");
    browser.send(Message::StartAgain);
    browser.run_until_idle();
    browser.assert_address_tells();
}

#[test]
fn late_answers_of_an_older_run_change_nothing() {
    let mut browser = Browser::open(SMALL);
    while browser.state.run.reached() < 3 {
        browser.work();
        browser.hear();
        browser.draw();
    }
    browser.draw();
    browser.work();
    let late: Vec<_> = browser.mail.iter().cloned().collect();
    assert!(!late.is_empty());
    browser.set(Key::hidden_dim, "4");
    browser.run_until_idle();
    let before = (browser.shown(), browser.link());
    for event in late {
        browser.send(Message::Worker(Signal::Said(Box::new(event))));
    }
    browser.run_until_idle();
    assert_eq!((browser.shown(), browser.link()), before);
    browser.assert_address_tells();
}

#[test]
fn changes_while_a_start_is_under_way_wait_for_its_answer() {
    let mut browser = Browser::open(SMALL);
    browser.hear();
    for units in ["2", "3", "4", "5"] {
        browser.set(Key::hidden_dim, units);
    }
    assert_eq!(browser.starts, 1);
    browser.run_until_idle();
    assert_eq!((browser.starts, browser.link().as_str()), (2, "n_samples=60&hidden_dim=5&epochs=6"));
    browser.assert_address_tells();
}

#[test]
fn a_shared_result_is_compared_when_its_epoch_is_reached() {
    let fingerprint = fresh(SMALL, 4);
    let mut browser = Browser::open(&format!("{SMALL}&result=4-{fingerprint}"));
    browser.run_until_idle();
    assert_eq!(browser.state.reproduced, Some(true));
    browser.send(Message::CopyLink);
    assert_eq!(browser.copied, format!("{SMALL}&result=6-{}", fresh(SMALL, 6)));
}

#[test]
fn a_value_that_waits_is_not_part_of_the_copied_link() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    browser.set(Key::sparsity_factor, "5");
    browser.send(Message::CopyLink);
    assert_eq!(browser.copied, format!("{SMALL}&result=6-{}", fresh(SMALL, 6)));
}

#[test]
fn a_reloaded_page_continues_where_the_run_was() {
    for running in [false, true] {
        let mut browser = Browser::open_at(SMALL, Some(Reached { epoch: 4, running }));
        browser.run_until_idle();
        assert_eq!(browser.shown().0, if running { 6 } else { 4 });
        browser.assert_address_tells();
    }
}

#[test]
fn how_far_a_run_has_come_reads_back() {
    for reached in [Reached { epoch: 0, running: true }, Reached { epoch: 37, running: false }] {
        assert_eq!(Reached::parse(&reached.text()), Some(reached));
    }
    for text in ["", "37", "x paused", "37 standing"] {
        assert_eq!(Reached::parse(text), None);
    }
}
