//! The selection is part of the address and changes nothing about the run.

use super::browser::{Browser, SMALL};
use crate::app::{About, Message, Pick};
use crate::experiment::{Key, Link, Tab};
use crate::protocol::Command;

const TRUTH: &str = "data=sparse_features&n_samples=200&epochs=4";

fn at(browser: &Browser) -> (Tab, Option<u32>, u32) {
    (browser.state.tab(), browser.state.selected_unit(), browser.state.sample)
}

fn problems(browser: &Browser) -> Vec<&str> {
    let link = browser.state.notices.list.iter().find(|notice| notice.about == About::Link);
    link.map_or_else(Vec::new, |notice| notice.lines.iter().map(String::as_str).collect())
}

#[test]
fn an_address_opens_the_view_the_unit_and_the_sample() {
    let mut browser = Browser::open("n_samples=60&epochs=6&show=units&unit=7&sample=3");
    browser.run_until_idle();
    assert_eq!(at(&browser), (Tab::Units, Some(7), 3));
    assert_eq!(browser.state.fragment(), "n_samples=60&epochs=6&show=units&unit=7&sample=3");
    assert_eq!(problems(&browser), [""; 0]);
    let mut plain = Browser::open(SMALL);
    plain.run_until_idle();
    assert_eq!((browser.link(), browser.shown()), (plain.link(), plain.shown()));
}

#[test]
fn what_is_looked_at_by_default_adds_nothing_to_the_address() {
    for link in [SMALL, TRUTH, ""] {
        let mut browser = Browser::open(link);
        browser.run_until_idle();
        assert_eq!(browser.state.fragment(), link);
        let first = browser.state.sample;
        browser.send(Message::Pick(Pick::Number(first + 1)));
        assert!(browser.state.fragment().ends_with(&format!("sample={}", first + 1)));
        browser.send(Message::Pick(Pick::Previous));
        browser.send(Message::SelectUnit(0));
        browser.send(Message::SelectUnit(0));
        assert_eq!(browser.state.fragment(), link);
    }
}

#[test]
fn sample_0_can_be_chosen_where_the_data_begin_with_another() {
    let mut browser = Browser::open(TRUTH);
    browser.run_until_idle();
    let start = &browser.state.run.current().expect("it has begun").start;
    let (first, other) = (start.first, u32::from(start.first == 0));
    let mut again = Browser::open(&format!("{TRUTH}&sample={other}"));
    again.run_until_idle();
    assert_eq!((browser.state.sample, again.state.sample), (first, other));
}

#[test]
fn views_are_entries_and_going_back_leaves_the_run_alone() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    let (shown, starts) = (browser.shown(), browser.starts);
    browser.send(Message::Show(Tab::Units));
    browser.send(Message::SelectUnit(2));
    browser.draw();
    browser.send(Message::Show(Tab::Evaluation));
    let fragments: Vec<_> = browser.pages.iter().map(|(fragment, _)| fragment.as_str()).collect();
    assert_eq!(
        fragments,
        [SMALL, "n_samples=60&epochs=6&show=units&unit=2", "n_samples=60&epochs=6&show=evaluation&unit=2"]
    );
    browser.go(-1);
    assert_eq!(at(&browser).0, Tab::Units);
    browser.go(-1);
    browser.run_until_idle();
    assert_eq!((at(&browser).0, at(&browser).1), (Tab::Training, None));
    browser.go(1);
    assert_eq!((at(&browser).0, at(&browser).1), (Tab::Units, Some(2)));
    browser.run_until_idle();
    assert_eq!((browser.shown(), browser.starts), (shown, starts), "no run began");
    browser.assert_address_tells();
}

#[test]
fn going_back_over_a_change_of_the_experiment_restores_the_view_too() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    browser.send(Message::Show(Tab::Units));
    browser.draw();
    browser.set(Key::hidden_dim, "4");
    browser.run_until_idle();
    browser.send(Message::Show(Tab::Evaluation));
    browser.draw();
    browser.go(-2);
    browser.run_until_idle();
    assert_eq!((browser.link().as_str(), at(&browser).0), (SMALL, Tab::Units));
}

#[test]
fn going_back_through_views_keeps_the_moves_of_the_run() {
    let mut browser = Browser::open("n_samples=60&epochs=30");
    browser.train_to(4);
    let starts = browser.starts;
    browser.send(Message::Show(Tab::Units));
    browser.draw();
    browser.set(Key::sparsity_factor, "0.5");
    browser.draw();
    let moved = browser.link();
    assert!(moved.contains("sparsity_factor="));
    browser.go(-1);
    browser.run_until_idle();
    assert_eq!((browser.link(), at(&browser).0, browser.starts), (moved.clone(), Tab::Training, starts));
    assert_eq!(browser.pages[0].0, moved, "the address is that of the run");
    browser.assert_address_tells();
}

#[test]
fn the_view_that_is_shown_already_makes_no_entry() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    browser.send(Message::Show(Tab::Training));
    browser.send(Message::Show(Tab::GroundTruth));
    assert_eq!((browser.pages.len(), at(&browser).0), (1, Tab::Training));
}

#[test]
fn only_data_with_known_features_have_a_ground_truth() {
    let mut browser = Browser::open(TRUTH);
    browser.run_until_idle();
    assert!(browser.state.has_tab(Tab::GroundTruth));
    browser.send(Message::Show(Tab::GroundTruth));
    assert_eq!(browser.state.tab(), Tab::GroundTruth);
    browser.send(Message::Navigated(SMALL.to_owned(), None));
    browser.run_until_idle();
    assert!(!browser.state.has_tab(Tab::GroundTruth));
    assert_eq!(browser.state.tab(), Tab::Training);
    let mut browser = Browser::open(&format!("{TRUTH}&show=ground_truth"));
    browser.run_until_idle();
    assert_eq!(at(&browser).0, Tab::GroundTruth);
    browser.set(Key::data, "classification");
    browser.run_until_idle();
    assert_eq!((at(&browser).0, problems(&browser)), (Tab::Training, vec![]), "nobody asked for it");
}

#[test]
fn what_cannot_be_looked_at_is_reported_and_the_rest_works() {
    let link = "n_samples=60&epochs=6&show=weights&unit=8&sample=60";
    let mut browser = Browser::open(link);
    assert_eq!(problems(&browser).len(), 2);
    assert_eq!(browser.state.address(), None, "the address keeps the link");
    browser.run_until_idle();
    assert_eq!(
        problems(&browser),
        [
            "show=weights: choose training, units, evaluation or ground_truth",
            "unit=8: the units are numbered from 0 to 7",
            "sample=60: the test samples are numbered from 0 to 11",
        ]
    );
    assert_eq!(at(&browser), (Tab::Training, None, 11));
    assert_eq!(browser.state.address(), None, "the address keeps the link");
    assert_eq!(browser.shown().1, super::browser::fresh(SMALL, 6));
    let mut browser = Browser::open("n_samples=60&epochs=6&show=ground_truth");
    browser.run_until_idle();
    assert_eq!(problems(&browser), ["show=ground_truth: the true features of these data are not known"]);
}

#[test]
fn a_unit_that_a_smaller_model_does_not_have_is_not_selected() {
    let mut browser = Browser::open("n_samples=60&epochs=6&unit=7");
    browser.run_until_idle();
    browser.set(Key::hidden_dim, "4");
    browser.run_until_idle();
    assert_eq!((at(&browser).1, browser.state.fragment().contains("unit")), (None, false));
}

#[test]
fn the_copied_link_shows_what_the_viewer_sees() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    browser.send(Message::Show(Tab::Units));
    browser.send(Message::SelectUnit(7));
    browser.send(Message::CopyLink);
    assert!(browser.copied.ends_with("&show=units&unit=7"), "{}", browser.copied);
    let (copied, shown) = (browser.copied.clone(), browser.shown().1);
    let shared_result = Link::parse(&copied).shared_result.expect("the link has the result");
    assert_eq!((shared_result.epoch, shared_result.fingerprint), (6, shown));
    let mut colleague = Browser::open(&copied);
    colleague.run_until_idle();
    assert_eq!(
        (at(&colleague).0, at(&colleague).1, colleague.state.reproduced),
        (Tab::Units, Some(7), Some(true))
    );
}

#[test]
fn an_example_opens_the_view_in_which_it_makes_its_point() {
    use crate::experiment::{EXAMPLES, ShownIn};
    for example in EXAMPLES {
        let mut browser = Browser::open(SMALL);
        browser.send(Message::Example(example.link));
        let tab = browser.state.tab();
        match example.shown_in {
            ShownIn::Units => assert_eq!(tab, Tab::Units),
            ShownIn::GroundTruth => assert_eq!(tab, Tab::GroundTruth),
            ShownIn::Evaluation => assert_eq!(tab, Tab::Evaluation),
            ShownIn::Reconstruction | ShownIn::Activations => assert_eq!(tab, Tab::Training),
        }
    }
}

/// Returns whether the page requests weights and the comparison with the ground truth.
fn asked(browser: &mut Browser, tab: Tab) -> (bool, bool) {
    browser.send(Message::Show(tab));
    browser.now += 1000.0;
    let wanted = browser.state.wanted();
    match browser.state.run.ask(wanted, browser.now) {
        Some(Command::Frame { weights, marks, .. }) => (weights.is_some(), marks),
        other => panic!("a frame is due, not {other:?}"),
    }
}

#[test]
fn what_a_hidden_view_shows_is_asked_for_only_at_rest() {
    let open = |tab| {
        let mut browser = Browser::open("data=sparse_features&n_samples=200&epochs=4000");
        while browser.state.run.reached() < 2 {
            browser.work();
            browser.hear();
            browser.draw();
        }
        while browser.state.run.is_waited_for() {
            browser.hear();
        }
        assert!(browser.state.run.is_running());
        asked(&mut browser, tab)
    };
    assert_eq!(open(Tab::Training), (false, false));
    assert_eq!(open(Tab::Units), (true, false));
    assert_eq!(open(Tab::GroundTruth), (false, true));
    let mut browser = Browser::open(TRUTH);
    browser.run_until_idle();
    assert!(!browser.state.run.weights().is_empty(), "they can be printed");
    assert!(browser.state.run.current().is_some_and(|shown| shown.frame.marked.is_some()));
}
