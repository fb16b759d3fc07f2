//! Defaults that give way to the value of a control.

use super::browser::{Browser, SMALL};
use crate::app::About;
use crate::experiment::Key;

fn text(browser: &Browser, key: Key) -> String {
    key.row().text(browser.experiment())
}

#[test]
fn a_default_gives_way_to_a_control_and_says_so_beside_its_own() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    browser.set(Key::sparsity, "kl");
    browser.run_until_idle();
    assert_eq!(browser.link(), "n_samples=60&activation=sigmoid&sparsity=kl&epochs=6");
    let said = "activation is sigmoid instead of its default relu: sparsity=kl compares shares, so codes must lie \
                in 0 to 1";
    let note = browser.state.adjustment(Key::activation.row()).expect("it gave way");
    assert_eq!(note.to_string(), said);
    let notice = browser.state.notices.list.iter().find(|notice| notice.about == About::Control);
    assert_eq!(notice.expect("it is reported").lines, [said]);
    browser.assert_address_tells();
    // It gave way to this method only.
    browser.set(Key::sparsity, "jumprelu");
    browser.run_until_idle();
    assert_eq!((text(&browser, Key::activation).as_str(), browser.state.adjustments.len()), ("relu", 0));
}

#[test]
fn what_was_set_by_hand_stays_and_the_other_value_is_refused() {
    let mut browser = Browser::open(SMALL);
    browser.run_until_idle();
    browser.set(Key::activation, "tanh");
    browser.set(Key::sparsity, "kl");
    browser.run_until_idle();
    assert_eq!(
        (text(&browser, Key::activation), text(&browser, Key::sparsity)),
        ("tanh".into(), "mean_activation".into())
    );
    let (parameter, problem) = browser.state.rejected.clone().expect("it is refused");
    assert_eq!(parameter.key, Key::sparsity);
    assert!(problem.ends_with("choose activation=sigmoid or sparsity=l1"), "{problem}");
}

#[test]
fn a_live_parameter_that_a_default_stands_against_begins_the_run_anew() {
    let mut browser = Browser::open("n_samples=60&sparsity=topk&epochs=6");
    browser.train_to(2);
    browser.set(Key::k, "9");
    browser.run_until_idle();
    assert_eq!(browser.link(), "n_samples=60&hidden_dim=9&sparsity=topk&k=9&epochs=6");
    browser.assert_address_tells();
    browser.set(Key::hidden_dim, "5");
    assert!(browser.state.rejected.is_some(), "k was set by hand");
}

#[test]
fn a_link_to_which_a_default_gave_way_says_so_and_gets_an_address_of_its_own() {
    let mut browser = Browser::open("n_samples=60&epochs=6&sparsity=topk&hidden_dim=2");
    browser.run_until_idle();
    assert_eq!(browser.link(), "n_samples=60&hidden_dim=2&sparsity=topk&k=2&epochs=6");
    assert!(browser.state.adjustment(Key::k.row()).is_some());
    let notice = browser.state.notices.list.iter().find(|notice| notice.about == About::Defaults);
    assert_eq!(notice.expect("it is reported").title, "Some defaults gave way to what this link sets.");
    browser.assert_address_tells();
}
