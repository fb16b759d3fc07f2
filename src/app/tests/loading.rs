//! Results are never shown under the settings of another run.

use super::browser::{Browser, SMALL};
use crate::app::{Cover, Message};
use crate::experiment::Key;

fn loading_digits() -> Browser {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    browser.set(Key::data, "digits");
    browser
}

#[test]
fn old_results_are_covered_while_a_file_is_loading() {
    let browser = loading_digits();
    assert!(browser.loading.is_some());
    assert_eq!(browser.state.cover(), Some(Cover::Loading("Loading digits …".to_owned())));
    assert_eq!(browser.state.seen.link(), SMALL, "what is shown keeps its own experiment");
    assert_eq!(browser.state.result(), None, "there is no result to share yet");
}

#[test]
fn the_cover_stays_until_the_new_run_has_something_to_show() {
    let mut browser = loading_digits();
    let file = browser.loading.take().expect("it is loading");
    browser.send(Message::FileLoaded(file, Ok(1e5)));
    let mut covered = 0;
    while browser.state.run.current().is_none() {
        assert!(browser.state.cover().is_some());
        assert_eq!(browser.state.seen.link(), SMALL);
        browser.work();
        browser.hear();
        browser.draw();
        covered += 1;
    }
    assert!(covered > 0);
    assert_eq!(browser.state.cover(), None);
    assert_eq!(browser.state.seen, browser.state.experiment);
}

#[test]
fn a_file_that_cannot_be_loaded_gives_the_experiment_before_back() {
    let mut browser = loading_digits();
    let file = browser.loading.take().expect("it is loading");
    browser.send(Message::FileLoaded(file, Err("the network is down".to_owned())));
    assert_eq!((browser.link().as_str(), browser.state.cover()), (SMALL, None));
    browser.run_until_idle();
    browser.assert_address_tells();
}

#[test]
fn what_stays_after_a_refusal_says_whose_it_is() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    let run = 2;
    browser.set(Key::hidden_dim, "4");
    browser.mail.clear();
    let refused = crate::protocol::Event::Refused { run, message: "too large".to_owned() };
    browser.mail.push_back(refused);
    browser.hear();
    let cover = browser.state.cover();
    assert!(
        matches!(&cover, Some(Cover::Label(label)) if label.contains("These results belong to #n_samples=60")),
        "{cover:?}"
    );
}

#[test]
fn controls_show_the_first_values_of_a_run_that_has_not_begun() {
    let mut browser = Browser::open("n_samples=60&sparsity_factor=0.05,5@3&epochs=6");
    browser.run_until_idle();
    let factor = Key::sparsity_factor.row();
    assert_eq!(browser.state.text(factor), "5");
    browser.set(Key::data, "digits");
    assert_eq!(browser.state.text(factor), "0.05");
}

#[test]
fn other_data_chosen_meanwhile_are_loaded_instead() {
    let mut browser = loading_digits();
    let digits = browser.loading.take().expect("it is loading");
    browser.set(Key::data, "wdbc");
    let wdbc = browser.loading.take().expect("the other one is loading");
    browser.send(Message::FileLoaded(digits, Ok(1e5)));
    assert!(browser.state.data_loader.is_fetching());
    browser.send(Message::FileLoaded(wdbc, Ok(1e5)));
    browser.run_until_idle();
    assert_eq!(browser.link().split('&').next(), Some("data=wdbc"));
    assert_eq!(browser.state.cover(), None);
    browser.set(Key::data, "digits");
    assert!(browser.loading.is_none(), "digits have arrived in the meantime and are kept");
}

#[test]
fn a_live_slider_moved_while_a_file_is_loading_sets_the_first_value() {
    let mut browser = loading_digits();
    browser.set(Key::sparsity, "l1");
    browser.set(Key::sparsity_factor, "0.2");
    assert!(
        browser.link().contains("sparsity_factor=0.2") && !browser.link().contains('@'),
        "{}",
        browser.link()
    );
}
