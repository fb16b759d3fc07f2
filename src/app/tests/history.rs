//! Back and Forward undo and redo one change of the experiment each.

use super::browser::{Browser, SMALL};
use crate::app::{Data, Message};
use crate::experiment::{Key, Link, Settled};

fn fragments(browser: &Browser) -> Vec<&str> {
    browser.pages.iter().map(|(fragment, _)| fragment.as_str()).collect()
}

#[test]
fn each_change_that_restarts_is_an_entry() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    browser.set(Key::hidden_dim, "4");
    browser.run_until_idle();
    browser.set(Key::sparsity, "l1");
    browser.run_until_idle();
    assert_eq!(
        fragments(&browser),
        [SMALL, "n_samples=60&hidden_dim=4&epochs=6", "n_samples=60&hidden_dim=4&sparsity=l1&epochs=6"]
    );
    browser.go(-1);
    browser.run_until_idle();
    assert_eq!((browser.link().as_str(), browser.pages.len()), ("n_samples=60&hidden_dim=4&epochs=6", 3));
    browser.assert_address_tells();
    browser.go(-1);
    browser.run_until_idle();
    assert_eq!(browser.link(), SMALL);
    browser.go(1);
    browser.run_until_idle();
    assert_eq!(browser.link(), "n_samples=60&hidden_dim=4&epochs=6");
    browser.assert_address_tells();
}

#[test]
fn one_drag_of_a_slider_is_one_entry() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    for stop in ["4", "5", "6"] {
        browser.send(Message::Slide(Key::hidden_dim.row(), stop.to_owned()));
        browser.run_until_idle();
        browser.now += 5_000.0;
    }
    browser.send(Message::Release(Key::hidden_dim.row()));
    assert_eq!(fragments(&browser), [SMALL, "n_samples=60&hidden_dim=6&epochs=6"]);
    browser.now += 5_000.0;
    browser.send(Message::Slide(Key::hidden_dim.row(), "7".to_owned()));
    assert_eq!(browser.pages.len(), 3, "another drag is another change");
}

#[test]
fn a_key_that_is_held_down_makes_one_entry() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    for stop in ["4", "5", "6"] {
        browser.send(Message::Slide(Key::hidden_dim.row(), stop.to_owned()));
        browser.send(Message::Release(Key::hidden_dim.row()));
        browser.now += 40.0;
    }
    assert_eq!(browser.pages.len(), 2);
}

#[test]
fn moves_during_a_run_rewrite_its_entry() {
    let mut browser = Browser::open(SMALL);
    browser.train_to(2);
    browser.set(Key::sparsity_factor, "5");
    browser.send(Message::Run);
    browser.run_until_idle();
    assert_eq!(browser.pages.len(), 1);
    assert_eq!(Link::parse(&browser.pages[0].0).experiment.changes().len(), 1);
}

#[test]
fn starting_over_is_an_entry_and_back_replays_the_run_before() {
    let mut browser = Browser::open(SMALL);
    browser.train_to(2);
    browser.set(Key::sparsity_factor, "5");
    browser.send(Message::Run);
    browser.run_until_idle();
    let (before, link) = (browser.shown(), browser.link());
    browser.send(Message::Restart);
    browser.send(Message::StartOver);
    browser.run_until_idle();
    assert_eq!(browser.pages.len(), 2);
    browser.go(-1);
    browser.run_until_idle();
    assert_eq!((browser.shown(), browser.link()), (before, link));
}

#[test]
fn back_continues_a_run_at_the_epoch_where_it_was_left() {
    let mut browser = Browser::open(SMALL);
    browser.train_to(3);
    let before = browser.shown();
    browser.set(Key::hidden_dim, "4");
    browser.run_until_idle();
    browser.go(-1);
    browser.run_until_idle();
    assert_eq!(browser.shown(), before);
    assert!(!browser.state.is_training());
}

#[test]
fn an_example_is_an_entry() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    browser.send(Message::Example(""));
    assert_eq!(fragments(&browser), [SMALL, ""]);
    browser.send(Message::Example(""));
    assert_eq!(browser.pages.len(), 2, "the same one is no change");
}

#[test]
fn going_back_to_own_data_does_not_ask_for_the_file_again() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    let fragment = "data=file&file=a.csv:60x4x0:00000000000000aa&epochs=6";
    let experiment = Link::parse(fragment).experiment;
    assert_eq!(experiment.data, crate::data::Source::UserDataset, "{:?}", Link::parse(fragment).problems);
    let data = Data {
        hash: experiment.file.hash,
        experiment: Some(Settled { experiment, ..Settled::default() }),
        bytes: 1e3,
        name: "a.csv".to_owned(),
        words: String::new(),
        news: Vec::new(),
    };
    browser.send(Message::Data(Box::new(data)));
    assert_eq!(browser.pages.len(), 2, "own data are an entry of their own, so Back does not leave the page");
    browser.go(-1);
    browser.run_until_idle();
    assert_eq!(browser.link(), SMALL);
    browser.go(1);
    assert!(!browser.state.data_loader.awaits_user_file());
}
