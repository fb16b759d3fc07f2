//! Live parameters that are moved when no epoch is left, and runs with recorded moves.

use super::browser::{Browser, SMALL, fresh};
use crate::app::Message;
use crate::experiment::Key;

fn finished() -> Browser {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    assert_eq!(browser.shown().0, 6);
    browser
}

#[test]
fn a_live_parameter_moved_after_the_end_waits_and_leaves_the_address() {
    let mut browser = finished();
    browser.set(Key::sparsity_factor, "5");
    browser.run_until_idle();
    assert_eq!(browser.state.text(Key::sparsity_factor.row()), "5");
    assert_eq!(browser.link(), SMALL);
    browser.assert_address_tells();
    let offer = browser.state.offer(Key::sparsity_factor.row()).expect("it waits");
    assert_eq!(
        (offer.go_on.as_deref(), offer.start_over.as_str()),
        (Some("Train 6 more"), "Start over with 5")
    );
}

#[test]
fn restart_begins_with_the_value_that_waits() {
    let mut browser = finished();
    browser.set(Key::sparsity_factor, "5");
    browser.send(Message::Restart);
    browser.run_until_idle();
    assert_eq!(browser.link(), "n_samples=60&sparsity_factor=5&epochs=6");
    browser.assert_address_tells();
    assert_ne!(browser.shown().1, fresh(SMALL, 6));
    assert!(browser.state.status.contains("Restarted with sparsity factor 5."), "{}", browser.state.status);
}

#[test]
fn a_new_seed_begins_with_the_value_that_waits() {
    let mut browser = finished();
    browser.set(Key::lr, "0.05");
    browser.send(Message::NewSeed);
    browser.run_until_idle();
    assert_eq!(browser.link(), "n_samples=60&lr=0.05&epochs=6&seed=7");
    browser.assert_address_tells();
}

#[test]
fn a_changed_size_begins_with_the_value_that_waits() {
    let mut browser = finished();
    browser.set(Key::lr, "0.05");
    browser.set(Key::hidden_dim, "4");
    browser.run_until_idle();
    assert_eq!(browser.link(), "n_samples=60&hidden_dim=4&lr=0.05&epochs=6");
    browser.assert_address_tells();
}

#[test]
fn another_method_drops_a_value_that_means_nothing_with_it() {
    let mut browser = finished();
    browser.set(Key::sparsity_factor, "5");
    browser.set(Key::sparsity, "topk");
    browser.run_until_idle();
    assert!(browser.state.pending.is_empty() && browser.link().contains("sparsity=topk"));
    browser.assert_address_tells();
}

#[test]
fn before_its_first_epoch_a_run_takes_a_move_as_its_first_value() {
    let mut browser = Browser::open(SMALL);
    browser.send(Message::Run);
    browser.run_until_idle();
    browser.set(Key::sparsity_factor, "5");
    browser.run_until_idle();
    assert_eq!(browser.link(), "n_samples=60&sparsity_factor=5&epochs=6");
    browser.send(Message::Run);
    browser.run_until_idle();
    browser.assert_address_tells();
}

#[test]
fn train_more_goes_on_with_the_value_that_waits() {
    let mut browser = finished();
    browser.set(Key::sparsity_factor, "5");
    browser.send(Message::TrainMore);
    browser.run_until_idle();
    assert_eq!(browser.link(), "n_samples=60&sparsity_factor=0.05,5@7&epochs=12");
    assert_eq!(browser.shown().0, 12);
    browser.assert_address_tells();
}

#[test]
fn a_step_after_the_end_takes_the_value_that_waits() {
    let mut browser = finished();
    browser.set(Key::sparsity_factor, "5");
    browser.send(Message::Step);
    browser.run_until_idle();
    assert_eq!(
        (browser.link().as_str(), browser.shown().0),
        ("n_samples=60&sparsity_factor=0.05,5@7&epochs=7", 7)
    );
    browser.assert_address_tells();
}

#[test]
fn a_value_that_goes_back_to_the_one_in_force_waits_no_longer() {
    let mut browser = finished();
    browser.set(Key::sparsity_factor, "5");
    browser.set(Key::sparsity_factor, "0.05");
    assert!(browser.state.pending.is_empty());
    browser.set(Key::sparsity_factor, "5");
    browser.send(Message::Reset(Key::sparsity_factor.row()));
    assert!(browser.state.pending.is_empty());
    assert_eq!(browser.starts, 1);
}

#[test]
fn a_value_that_is_refused_does_not_wait() {
    let mut browser = finished();
    browser.set(Key::sparsity_factor, "1000000");
    assert!(browser.state.pending.is_empty() && browser.state.rejected.is_some());
}

#[test]
fn restart_asks_where_moves_were_recorded() {
    let mut browser = Browser::open(SMALL);
    browser.train_to(2);
    browser.set(Key::sparsity_factor, "5");
    browser.set(Key::lr, "0.01");
    browser.send(Message::Run);
    browser.run_until_idle();
    let (link, before) = (browser.link(), browser.shown());
    assert_eq!(browser.state.experiment.changes().len(), 2);
    browser.send(Message::Restart);
    browser.run_until_idle();
    assert_eq!((browser.starts, browser.shown()), (1, before), "nothing begins before the answer");
    let asked = browser.state.asked().expect("it asks");
    assert_eq!(asked.go_on.as_deref(), Some("Replay with its 2 moves"));
    assert_eq!(asked.start_over, "Start over with 5 and 0.01");

    browser.send(Message::Replay);
    browser.run_until_idle();
    assert_eq!((browser.link(), browser.shown()), (link, before));
    assert_eq!((browser.starts, browser.state.asked()), (2, None));

    browser.send(Message::Restart);
    browser.send(Message::StartOver);
    browser.run_until_idle();
    assert_eq!(browser.link(), "n_samples=60&sparsity_factor=5&lr=0.01&epochs=6");
    browser.assert_address_tells();
}

#[test]
fn a_new_seed_asks_where_moves_were_recorded() {
    let mut browser = Browser::open("n_samples=60&sparsity_factor=0.05,5@3&epochs=6");
    browser.run_until_idle();
    browser.send(Message::NewSeed);
    browser.send(Message::Replay);
    browser.run_until_idle();
    assert_eq!(browser.link(), "n_samples=60&sparsity_factor=0.05,5@3&epochs=6&seed=7");
    browser.assert_address_tells();
    browser.send(Message::NewSeed);
    browser.send(Message::StartOver);
    browser.run_until_idle();
    assert_eq!(browser.link(), "n_samples=60&sparsity_factor=5&epochs=6&seed=8");
    browser.assert_address_tells();
}

#[test]
fn pressing_restart_again_takes_the_question_back() {
    let mut browser = Browser::open("n_samples=60&sparsity_factor=0.05,5@3&epochs=6");
    browser.run_until_idle();
    browser.send(Message::Restart);
    browser.send(Message::Restart);
    assert_eq!((browser.state.asked(), browser.starts), (None, 1));
    browser.send(Message::Restart);
    browser.send(Message::CancelQuestion);
    assert_eq!(browser.state.asked(), None);
}

#[test]
fn a_move_that_reaches_the_worker_after_the_last_epoch_waits() {
    let mut browser = Browser::open(SMALL);
    while browser.state.run.reached() < 5 {
        browser.work();
        browser.hear();
        browser.draw();
    }
    // The worker completes the last epoch; the page has not heard of it.
    browser.draw();
    browser.work();
    assert_eq!(browser.state.run.reached(), 5);
    browser.set(Key::sparsity_factor, "5");
    browser.run_until_idle();
    assert_eq!(browser.shown().0, 6);
    assert_eq!(browser.link(), SMALL);
    assert!(browser.state.is_pending(Key::sparsity_factor.row()));
    browser.assert_address_tells();
    browser.send(Message::TrainMore);
    browser.run_until_idle();
    assert_eq!(browser.link(), "n_samples=60&sparsity_factor=0.05,5@7&epochs=12");
    browser.assert_address_tells();
}

#[test]
fn fewer_epochs_than_are_trained_wait_for_the_next_run() {
    let mut browser = finished();
    browser.set(Key::epochs, "4");
    browser.run_until_idle();
    assert!(browser.state.status.contains("6 epochs already"), "{}", browser.state.status);
    assert_eq!((browser.link().as_str(), browser.shown().0), (SMALL, 6));
    let offer = browser.state.offer(Key::epochs.row()).expect("it waits");
    assert_eq!((offer.go_on, offer.start_over.as_str()), (None, "Start over with 4 epochs"));
    browser.send(Message::StartOver);
    browser.run_until_idle();
    assert_eq!((browser.link().as_str(), browser.shown().0), ("n_samples=60&epochs=4", 4));
}

#[test]
fn fewer_epochs_than_are_trained_end_a_run_where_it_is() {
    let mut browser = Browser::open(SMALL);
    browser.train_to(3);
    browser.set(Key::epochs, "2");
    browser.run_until_idle();
    let epoch = browser.shown().0;
    assert_eq!(browser.experiment().epochs, epoch);
    assert_eq!(browser.state.status, format!("The run ends at epoch {epoch}."));
    browser.assert_address_tells();
}

#[test]
fn more_epochs_after_the_end_take_the_value_that_waits() {
    let mut browser = finished();
    browser.set(Key::sparsity_factor, "5");
    browser.set(Key::epochs, "9");
    browser.send(Message::Run);
    browser.run_until_idle();
    assert_eq!(browser.link(), "n_samples=60&sparsity_factor=0.05,5@7&epochs=9");
    browser.assert_address_tells();
}

#[test]
fn where_the_rate_falls_to_the_end_no_more_epochs_are_offered() {
    let mut browser = Browser::open("n_samples=60&lr_schedule=cosine&epochs=6");
    browser.run_until_idle();
    browser.set(Key::sparsity_factor, "5");
    let offer = browser.state.offer(Key::sparsity_factor.row()).expect("it waits");
    assert_eq!((offer.go_on, offer.start_over.as_str()), (None, "Start over with 5"));
}
