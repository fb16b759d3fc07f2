//! Commands that no page sends: a session answers them or ignores them.

use super::tests::{files::reading, finish};
use super::*;

#[test]
fn no_command_makes_a_session_panic() {
    let start = |link: &str| Command::Start {
        run: 1,
        link: link.to_owned(),
        running: true,
        reached: u32::MAX,
        watch: None,
        weights: b"no weights".to_vec(),
    };
    let change = |parameter: Key, value: &str| Command::Change { run: 1, parameter, value: value.to_owned() };
    for capabilities in [WorkerCapabilities::first(), WorkerCapabilities::all()] {
        let mut session = Session::new(capabilities);
        let frame = |sample| Command::Frame {
            run: 1,
            known: u32::MAX,
            sample,
            weights: Some(Side::Encoder),
            marks: true,
        };
        for command in [frame(0), change(Key::lr, "1"), Command::Step { run: 1 }] {
            assert_eq!(session.handle(command, 0.0), None, "no run has begun");
        }
        for link in ["data=fashion&epochs=1", "optimizer=lbfgs&epochs=1", "no=link&&", "epochs=2"] {
            let event = session.handle(start(link), 0.0);
            assert!(matches!(event, Some(Event::Started(_) | Event::Refused { .. })), "{link}: {event:?}");
        }
        for (parameter, value, is_refused) in [
            (Key::hidden_dim, "4", true),
            (Key::seed, "1", true),
            (Key::lr, "a lot", true),
            (Key::lr, "0.01", false),
            (Key::epochs, "3", false),
        ] {
            let Some(Event::Changed { problem, .. }) = session.handle(change(parameter, value), 0.0) else {
                panic!("{parameter} is answered")
            };
            assert_eq!(problem.is_some(), is_refused, "{parameter}={value}: {problem:?}");
        }
        assert!(matches!(session.handle(frame(u32::MAX), 0.0), Some(Event::Frame(_))));
        finish(&mut session);
    }
    let mut session = reading();
    for link in ["", "data=digits", "data=file&file=a.csv:1x2x3:00"] {
        let event = session.handle(Command::Try { link: link.to_owned() }, 0.0);
        assert!(matches!(event, Some(Event::Tried { problem: Some(_) })), "{link}: {event:?}");
    }
}
