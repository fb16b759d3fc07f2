//! After any actions in any order, the address describes what is shown.

use proptest::prelude::*;

use super::browser::Browser;
use crate::app::{Message, Reached, Signal, WorkerStatus};
use crate::experiment::{Key, Parameter, Tab};

/// An action of a user, a browser or a worker.
#[derive(Debug, Clone)]
enum UserAction {
    Send(Message),
    Set(Key, &'static str),
    Slide(Key, &'static str),
    Work,
    Hear,
    Draw,
    Settle,
    Go(isize),
    Load(bool),
    Crash,
    Reload,
}

fn deeds() -> impl Strategy<Value = UserAction> {
    let live = prop_oneof![
        Just((Key::sparsity_factor, "5")),
        Just((Key::sparsity_factor, "0.05")),
        Just((Key::sparsity_factor, "0.5,2@3")),
        Just((Key::sparsity_target, "0.3")),
        Just((Key::lr, "0.01")),
        Just((Key::lr, "0")),
        Just((Key::epochs, "3")),
        Just((Key::epochs, "9")),
    ];
    let fixed = prop_oneof![
        Just((Key::hidden_dim, "3")),
        Just((Key::hidden_dim, "5")),
        Just((Key::sparsity, "topk")),
        Just((Key::sparsity, "mean_activation")),
        Just((Key::batch_size, "20")),
        Just((Key::lr_schedule, "cosine")),
        Just((Key::lr_schedule, "constant")),
        Just((Key::stop, "test_loss")),
        Just((Key::data, "wdbc")),
        Just((Key::data, "classification")),
        Just((Key::n_samples, "60")),
    ];
    let press = prop_oneof![
        Just(Message::Run),
        Just(Message::Step),
        Just(Message::Restart),
        Just(Message::Replay),
        Just(Message::StartOver),
        Just(Message::TrainMore),
        Just(Message::CancelQuestion),
        Just(Message::NewSeed),
        Just(Message::Reset(Key::sparsity_factor.row())),
        Just(Message::Reset(Key::hidden_dim.row())),
        Just(Message::Second),
        Just(Message::StartAgain),
        Just(Message::CopyLink),
        Just(Message::Show(Tab::Units)),
        Just(Message::Show(Tab::Training)),
        Just(Message::SelectUnit(2)),
        Just(Message::Sample(3)),
        Just(Message::Example("n_samples=60&epochs=6")),
    ];
    prop_oneof![
        5 => press.prop_map(UserAction::Send),
        5 => live.prop_map(|(key, value)| UserAction::Set(key, value)),
        2 => fixed.prop_map(|(key, value)| UserAction::Set(key, value)),
        1 => prop_oneof![Just("4"), Just("6")].prop_map(|stop| UserAction::Slide(Key::hidden_dim, stop)),
        4 => Just(UserAction::Work),
        5 => Just(UserAction::Hear),
        5 => Just(UserAction::Draw),
        5 => Just(UserAction::Settle),
        1 => prop_oneof![Just(-1), Just(1)].prop_map(UserAction::Go),
        2 => any::<bool>().prop_map(UserAction::Load),
        1 => Just(UserAction::Crash),
        1 => Just(UserAction::Reload),
    ]
}

fn act(browser: &mut Browser, deed: UserAction) {
    match deed {
        UserAction::Send(message) => browser.send(message),
        UserAction::Set(key, value) => browser.set(key, value),
        UserAction::Slide(key, stop) => browser.send(Message::Slide(key.row(), stop.to_owned())),
        UserAction::Work => browser.work(),
        UserAction::Hear => browser.hear(),
        UserAction::Draw => browser.draw(),
        UserAction::Settle => {
            browser.run_until_idle();
            check(browser);
        }
        UserAction::Go(by) => browser.go(by),
        UserAction::Load(arrives) => {
            if let Some(file) = browser.loading.take() {
                let loaded = if arrives { Ok(1e5) } else { Err("gone".to_owned()) };
                browser.send(Message::FileLoaded(file, loaded));
            }
        }
        UserAction::Crash => browser.send(Message::Worker(Signal::Failed("gone".to_owned()))),
        UserAction::Reload => {
            browser.draw();
            let (fragment, reached): (String, Option<Reached>) = browser.pages[browser.at].clone();
            let mut reloaded = Browser::open_at(&fragment, reached);
            (reloaded.pages, reloaded.at) = (std::mem::take(&mut browser.pages), browser.at);
            *browser = reloaded;
        }
    }
}

/// At rest, what is shown is the run of the address, or it is covered.
fn check(browser: &Browser) {
    let waits = browser.state.data_loader.is_fetching() || browser.state.standing != WorkerStatus::Ready;
    if browser.state.is_current() {
        browser.assert_address_tells();
    } else {
        assert!(waits, "{:?}", browser.state);
        assert!(browser.state.cover().is_some());
    }
    assert_eq!(browser.state.cover().is_none(), browser.state.is_current());
    let experiment = browser.experiment();
    let is_late = |&(epoch, parameter, _): &(u32, &'static Parameter, f64)| {
        epoch > experiment.epochs && browser.state.moved.contains(&parameter)
    };
    let late = experiment.changes().into_iter().filter(is_late).count();
    assert_eq!(late, 0, "no move of this run is recorded after its last epoch: {}", experiment.link());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_address_describes_what_is_shown(deeds in prop::collection::vec(deeds(), 1..50)) {
        let mut browser = Browser::open("n_samples=60&epochs=6");
        for deed in deeds {
            act(&mut browser, deed);
        }
        browser.run_until_idle();
        check(&browser);
    }
}
