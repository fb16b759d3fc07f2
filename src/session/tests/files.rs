//! Opening and reading users' files.

use super::*;
use crate::data::FileExtent;
use crate::experiment::Key;
use crate::files::Opening;
use crate::protocol::{FilePart, PreviewRole};
use crate::view::View;

thread_local! {
    static HEARD: std::cell::RefCell<Vec<f64>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// A session that reads files, workbooks too.
pub(in crate::session) fn reading() -> ReadingSession {
    ReadingSession::new(Opening::of_all(), |event| {
        if let Event::Reading { share } = event {
            HEARD.with_borrow_mut(|heard| heard.push(share));
        }
    })
}

/// Returns the answer to opening these files while the page shows the default experiment.
fn opened(files: &[(&str, &[u8])]) -> Event {
    let part =
        |(name, bytes): &(&str, &[u8])| FilePart { name: (*name).to_owned(), size: bytes.len() as u32 };
    let parts = files.iter().map(part).collect();
    let files = files.iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect();
    let command = Command::OpenFiles { parts, link: String::new(), values: Vec::new(), files };
    reading().handle(command, 0.0).expect("it answers")
}

#[test]
fn user_files_are_opened_and_read() {
    let mut session = reading();
    let file = b"a,b,class\n1,2,x\n3,4,y\n5,,y\n";
    let open_so = |bytes: &[u8], values: &[(Key, &str)]| Command::OpenFiles {
        parts: vec![FilePart { name: "t.csv".to_owned(), size: bytes.len() as u32 }],
        link: String::new(),
        values: values.iter().map(|(key, text)| (*key, (*text).to_owned())).collect(),
        files: bytes.to_vec(),
    };
    let open = |bytes| open_so(bytes, &[]);
    let so = open_so(file, &[(Key::header, "0"), (Key::skip, "1"), (Key::separator, "comma")]);
    let Some(Event::Opened(preview)) = session.handle(so, 0.0) else { panic!("it opens") };
    let names: Vec<_> = preview.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!((names, preview.rows[0].role), (vec!["1", "2", "3"], PreviewRole::Skipped));
    let Some(Event::Opened(preview)) = session.handle(open(file), 0.0) else { panic!("it opens") };
    let label = preview.values.iter().find(|(key, _)| *key == Key::label).map(|(_, text)| text.as_str());
    assert_eq!((preview.columns.len(), label), (3, Some("class")));
    assert_eq!(preview.columns[0].learned, crate::protocol::Learned::Always);
    let refused = session.handle(open_so(file, &[(Key::skip, "9")]), 0.0);
    assert!(matches!(refused, Some(Event::NotRead { .. })), "{refused:?}");
    session.handle(open(file), 0.0);
    let values = vec![(Key::label, "class".to_owned())];
    match session.handle(Command::ReadFiles { values }, 0.0) {
        Some(Event::Read { brought, view, packed, notes, file }) => {
            let extent = FileExtent::Table { rows: 2, columns: 2, classes: 2 };
            assert_eq!((brought.name.as_str(), brought.extent), ("t.csv", extent));
            assert_eq!((view, notes.is_empty()), (View::Table, false));
            assert_eq!(crate::data::unpack(&packed), Some(file));
        }
        other => panic!("not read but {other:?}"),
    }
    let values = vec![(Key::label, "colour".to_owned())];
    let Some(Event::NotRead { message, .. }) = session.handle(Command::ReadFiles { values }, 0.0) else {
        panic!("there is no such column")
    };
    assert!(message.contains("colour"), "{message}");
    assert!(matches!(session.handle(open(b""), 0.0), Some(Event::NotRead { .. })));
    let command = open(file);
    assert_eq!(Command::decode(command.clone().encode()), Ok(command));
    let mut first = Session::new(WorkerCapabilities::first());
    assert_eq!(first.handle(open(file), 0.0), None);
}

#[test]
fn opened_files_that_hold_weights_are_loaded_alone_and_in_no_pair() {
    let weights = saved(&mut begin("", false));
    let table = b"a,b\n1,2\n3,4\n".as_slice();
    assert!(matches!(opened(&[("w.safetensors", &weights)]), Event::Loaded { .. }));
    // This is another experiment's model.
    let other = saved(&mut begin("hidden_dim=3", false));
    match opened(&[("w.safetensors", &other)]) {
        Event::NotLoaded { reason, .. } => assert!(reason.contains("#hidden_dim=3"), "{reason}"),
        event => panic!("{event:?}"),
    }
    let message =
        "w.safetensors holds the weights of a model and t.csv was dropped with it; choose one of them";
    for files in
        [[("w.safetensors", &weights[..]), ("t.csv", table)], [("t.csv", table), ("w.safetensors", &weights)]]
    {
        assert_eq!(opened(&files), Event::NotRead { every: None, message: message.to_owned() });
    }
    let data = br#"{"x":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]}}"#;
    let data = [&(data.len() as u64).to_le_bytes()[..], data, b"1234"].concat();
    match opened(&[("x.safetensors", &data)]) {
        Event::Opened(preview) => assert!(preview.notes.iter().any(|note| note.contains("read as data"))),
        event => panic!("{event:?}"),
    }
}

#[test]
fn opening_files_reports_progress() {
    HEARD.with_borrow_mut(Vec::clear);
    let table = "a,b\n".to_owned() + &"1.5,2.5\n".repeat(1000);
    assert!(matches!(opened(&[("t.csv", table.as_bytes())]), Event::Opened(_)));
    let heard = HEARD.with_borrow(Clone::clone);
    assert!(heard.len() > 10 && heard.is_sorted(), "{heard:?}");
}
