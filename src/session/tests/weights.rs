//! Saving and loading weights.

use super::*;

fn load_into(session: &mut Session, link: &str, file: Vec<u8>) -> Result<WeightsProvenance, String> {
    let (name, link) = ("a.safetensors".to_owned(), link.to_owned());
    match session.handle(Command::LoadWeights { name, link, file }, 0.0) {
        Some(Event::Loaded { origin, .. }) => Ok(origin),
        Some(Event::NotLoaded { reason, .. }) => Err(reason),
        other => panic!("not loaded but {other:?}"),
    }
}

fn start_again(session: &mut Session, link: &str, weights: &[u8]) -> bool {
    let weights = weights.to_vec();
    let command =
        Command::Start { run: 1, link: link.to_owned(), running: false, reached: 0, watch: None, weights };
    match session.handle(command, 0.0) {
        Some(Event::Started(start)) => start.loaded,
        other => panic!("not started but {other:?}"),
    }
}

#[test]
fn a_run_begins_with_loaded_weights_while_they_fit() {
    let mut session = begin("epochs=5", true);
    session.handle(Command::Pace(Pace::Fast), 0.0);
    finish(&mut session);
    let (file, trained) = (saved(&mut session), frame(&mut session));

    let mut other = begin("", false);
    let origin = load_into(&mut other, "", file.clone()).expect("it fits");
    assert_eq!((origin.link.as_deref(), origin.epoch), (Some("epochs=5"), Some(5)));
    assert_ne!(frame(&mut other).fingerprint, trained.fingerprint, "the run goes on");
    for link in ["", "lr=0.01"] {
        assert!(start_again(&mut other, link, &file));
        finish(&mut other);
        let begun = frame(&mut other);
        assert_eq!(
            (begun.epoch, begun.fingerprint, begun.test_mse),
            (0, trained.fingerprint, trained.test_mse)
        );
    }
    assert!(!start_again(&mut other, "hidden_dim=4", &file), "they do not fit");
    assert!(!start_again(&mut other, "", &[]), "they are not asked for");
}

#[test]
fn a_bad_file_changes_nothing() {
    let mut session = begin("epochs=5", false);
    finish(&mut session);
    let (file, before) = (saved(&mut session), frame(&mut session));
    for (link, file) in
        [("", file[..file.len() - 1].to_vec()), ("", Vec::new()), ("hidden_dim=4", file.clone())]
    {
        load_into(&mut session, link, file).expect_err("it does not fit");
    }
    assert_eq!(frame(&mut session), before);
    assert!(!start_again(&mut session, "epochs=5", &[]));
}
