//! The remaining time of a run.

use super::browser::Browser;
use crate::app::{Message, remaining_time};
use crate::protocol::Pace;

fn train_for(browser: &mut Browser, ms: f64) {
    let end = browser.now + ms;
    while browser.now < end {
        browser.work();
        browser.hear();
        browser.draw();
    }
}

#[test]
fn a_long_run_says_how_long_it_takes_and_offers_to_be_faster() {
    let mut browser = Browser::open("n_samples=60&epochs=20000");
    train_for(&mut browser, 3_000.0);
    let remaining = browser.state.remaining_ms().expect("it takes long");
    assert!((200_000.0..1_000_000.0).contains(&remaining), "{remaining}");
    assert!(browser.state.offers_fast());
    browser.send(Message::Pace(Pace::Slow));
    assert!(!browser.state.offers_fast());
}

#[test]
fn a_short_run_says_nothing() {
    let mut browser = Browser::open("n_samples=60&epochs=100");
    train_for(&mut browser, 1_000.0);
    assert!(browser.state.is_training());
    assert_eq!(browser.state.remaining_ms(), None);
    assert!(!browser.state.offers_fast());
}

#[test]
fn a_paused_run_says_nothing() {
    let mut browser = Browser::open("n_samples=60&epochs=20000");
    train_for(&mut browser, 3_000.0);
    browser.send(Message::Run);
    browser.run_until_idle();
    assert_eq!(browser.state.remaining_ms(), None);
}

#[test]
fn durations_are_written_as_a_person_says_them() {
    let written = [5_200.0, 61_000.0, 150_000.0, 1_680_000.0, 7_500_000.0].map(remaining_time);
    assert_eq!(written, ["6 s", "61 s", "3 min", "28 min", "2 h 5 min"]);
}
