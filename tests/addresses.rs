//! Addresses as mail and chat programs leave them are read as the links that they were.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;
use sparse_autoencoder::experiment::{Experiment, Link};

/// Characters that `encodeURIComponent` does not encode.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

fn component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// An address that can be read, and the link that it is read as.
const READ: &[(&str, &str)] = &[
    // The character before the experiment.
    ("https://x.org/sae/%23hidden_dim=16", "hidden_dim=16"),
    ("https://x.org/sae/%23hidden_dim=16&lr=0.01", "hidden_dim=16&lr=0.01"),
    ("https://x.org/sae/?hidden_dim=16", "hidden_dim=16"),
    ("https://x.org/sae/%3Fhidden_dim=16", "hidden_dim=16"),
    ("https://x.org/sae/index.html?hidden_dim=16&lr=0.01", "hidden_dim=16&lr=0.01"),
    ("https://x.org/sae/hidden_dim=16", "hidden_dim=16"),
    ("https://x.org/sae/##hidden_dim=16", "hidden_dim=16"),
    ("https://x.org/sae/#?hidden_dim=16", "hidden_dim=16"),
    ("https://x.org/sae/#/hidden_dim=16", "hidden_dim=16"),
    ("https://x.org/sae/#!hidden_dim=16", "hidden_dim=16"),
    ("https://x.org/sae/?hidden_dim=16#top", "hidden_dim=16"),
    ("https://x.org/sae/?hidden_dim=16#", "hidden_dim=16"),
    ("x.org/sae/?hidden_dim=16", "hidden_dim=16"),
    ("localhost:8080/#hidden_dim=16", "hidden_dim=16"),
    ("file:///C:/sae/index.html#hidden_dim=16", "hidden_dim=16"),
    // Encoded once more, or twice.
    ("#hidden_dim%3D16%26lr%3D0.01", "hidden_dim=16&lr=0.01"),
    ("hidden_dim%3D16%26lr%3D0.01", "hidden_dim=16&lr=0.01"),
    ("https://x.org/sae/#hidden_dim%253D16%2526lr%253D0.01", "hidden_dim=16&lr=0.01"),
    ("https://x.org/sae/%2523hidden_dim%253D16", "hidden_dim=16"),
    ("https%3A%2F%2Fx.org%2Fsae%2F%23hidden_dim%3D16", "hidden_dim=16"),
    ("https://x.org/sae/#hidden_dim=32%252C16", "hidden_dim=32,16"),
    // Punctuation and quotes around it.
    ("https://x.org/sae/#hidden_dim=16.", "hidden_dim=16"),
    ("https://x.org/sae/#lr=0.01,", "lr=0.01"),
    ("(https://x.org/sae/#data=digits)", "data=digits"),
    ("(see https://x.org/sae/#hidden_dim=16)", "hidden_dim=16"),
    ("<https://x.org/sae/#hidden_dim=16>", "hidden_dim=16"),
    ("\"https://x.org/sae/#hidden_dim=16\"", "hidden_dim=16"),
    ("“https://x.org/sae/#hidden_dim=16”,", "hidden_dim=16"),
    ("https://x.org/sae/#hidden_dim=16%E2%80%9D", "hidden_dim=16"),
    ("[the run](https://x.org/sae/#hidden_dim=16)", "hidden_dim=16"),
    ("**https://x.org/sae/#hidden_dim=16**", "hidden_dim=16"),
    ("https://x.org/sae/#hidden_dim=16/", "hidden_dim=16"),
    // HTML, line breaks, invisible signs, quoted-printable.
    ("https://x.org/sae/#hidden_dim=16&amp;lr=0.01", "hidden_dim=16&lr=0.01"),
    ("hidden_dim=16&amp;amp;lr=0.01", "hidden_dim=16&lr=0.01"),
    ("https://x.org/sae/#hidden_dim=16&#38;lr=0.01", "hidden_dim=16&lr=0.01"),
    ("https://x.org/sae/#hidden_dim=16&\r\n  lr=0.01", "hidden_dim=16&lr=0.01"),
    ("https://x.org/sae/#hidden_\n> dim=16", "hidden_dim=16"),
    ("\u{feff}https://x.org/sae/#hidden_dim=\u{200b}16", "hidden_dim=16"),
    ("https://x.org/sae/#hidden_dim=3D16", "hidden_dim=16"),
    // Visitor tracking.
    ("https://x.org/sae/?utm_source=mail&utm_medium=x", ""),
    ("https://x.org/sae/?fbclid=IwAR0#hidden_dim=16", "hidden_dim=16"),
    ("https://x.org/sae/?gclid=1&hidden_dim=16", "hidden_dim=16"),
    ("https://x.org/sae/#hidden_dim=16&utm_source=mail", "hidden_dim=16"),
    ("https://x.org/sae/#hidden_dim=16?utm_source=mail&utm_medium=x", "hidden_dim=16"),
    ("https://x.org/sae/?ref=https%3A%2F%2Fy.org%2F%3Fp%3D3", ""),
    ("https://x.org/sae/#hidden_dim=16:~:text=loss", "hidden_dim=16"),
    // Link checkers.
    (
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.org%2Fsae%2F%23hidden_dim%3D16%26lr%3D0.01\
         &data=05%7C02%7Cme%40x.org%7C1&sdata=aB%2Bc%3D&reserved=0",
        "hidden_dim=16&lr=0.01",
    ),
    (
        "https://statics.teams.cdn.office.net/evergreen-assets/safelinks/2/atp-safelinks.html?url=https%3A%2F%2Fx.org\
         %2F%23seed%3D3&locale=de-de",
        "seed=3",
    ),
    (
        "https://www.google.com/url?q=https://x.org/sae/%23hidden_dim%3D16%26lr%3D0.01&sa=D&source=docs&usg=AOvVaw",
        "hidden_dim=16&lr=0.01",
    ),
    ("https://www.google.com/url?sa=t&url=https%3A%2F%2Fx.org%2F%3Fseed%3D3&ved=2", "seed=3"),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fx.org%2F%23seed%3D3&h=AT0", "seed=3"),
    ("https://slack-redir.net/link?url=https%3A%2F%2Fx.org%2F%23seed%3D3", "seed=3"),
    ("https://secure-web.cisco.com/1a-B/https%3A%2F%2Fx.org%2Fsae%2F%23seed%3D3", "seed=3"),
    (
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__x.org_sae_-23hidden-5Fdim-3D16-26lr-3D0.01&d=DwMF&c=a&r=b",
        "hidden_dim=16&lr=0.01",
    ),
    (
        "https://urldefense.com/v3/__https://x.org/sae/*hidden_dim=16&lr=0.01__;Iw!!AbC!x$",
        "hidden_dim=16&lr=0.01",
    ),
    (
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Furldefense.com%2Fv3%2F__https%3A%2F%2Fx.org\
         %2F*seed%3D3__%3BIw!!A!b%24&data=05",
        "seed=3",
    ),
    // With a shared result.
    ("https://x.org/%23seed=3&result=50-0123456789abcdef.", "seed=3"),
    // Decimal commas.
    ("#lr=0,05", "lr=0.05"),
    ("#sparsity_factor=0,2&flip_y=0,02", "flip_y=0.02&sparsity_factor=0.2"),
    // No experiment but the default one.
    ("https://x.org/sae/", ""),
    ("https://x.org/my%20page/index.html", ""),
    ("https://x.org/sae/%23", ""),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fx.org%2Fsae%2F&h=AT0", ""),
];

/// Addresses that cannot be read, and the expected message.
const NAMED: &[(&str, &str)] = &[
    ("https://bit.ly/3xYz", "“https://bit.ly/3xYz”: only a browser can follow this address"),
    (
        "https://urldefense.com/v3/__https://x.org/**Bseed=3__;Iw!!a$",
        "only a browser can follow this address",
    ),
    (
        "https://nam01.safelinks.protection.outlook.com/ap/t-59584e83",
        "only a browser can follow this address",
    ),
    ("https://x.org/sae/?hiden_dim=16", "hiden_dim: there is no such parameter"),
    ("https://x.org/sae/hiden_dim=16", "hiden_dim: there is no such parameter"),
    // A value that ends in an ellipsis was cut short; it is not read as a number.
    ("https://x.org/sae/#seed=1…", "seed=1…: not a whole number"),
    ("https://x.org/sae/#seed=1...", "seed=1...: not a whole number"),
    ("#sparsity_factor=0,05,2@30", "a schedule is written value,value@epoch"),
    ("#data=wdbc&lr=0,05,0,2@30", "a schedule is written value,value@epoch"),
    ("#scale=1,500", "its comma may mark a fraction or thousands"),
    ("#epochs=1,000", "not a whole number"),
];

#[test]
fn addresses_changed_by_programs_are_restored() {
    for (address, link) in READ {
        let read = Link::parse(address);
        let problems: Vec<_> = read.problems.iter().map(ToString::to_string).collect();
        assert_eq!((read.experiment.link().as_str(), problems), (*link, vec![]), "{address}");
    }
    assert!(Link::parse("https://x.org/%23seed=3&result=50-0123456789abcdef.").shared_result.is_some());
}

#[test]
fn addresses_that_cannot_be_restored_are_named() {
    for (address, part) in NAMED {
        let problems: Vec<_> = Link::parse(address).problems.iter().map(ToString::to_string).collect();
        assert!(problems.len() == 1 && problems[0].contains(part), "{address}: {problems:?}");
    }
}

/// Generates links whose values cannot be mistaken for anything else.
fn link() -> impl Strategy<Value = String> {
    let values = [
        vec!["data=digits", "data=wdbc&train_on=1", "n_samples=500", "scaling=minmax"],
        vec!["hidden_dim=16", "hidden_dim=32,8", "hidden_dim=5"],
        vec!["activation=tanh", "activation=silu"],
        vec!["lr=0.01", "lr=0.05,0.2@30,0.001@40", "lr_schedule=cosine"],
        vec!["epochs=70", "seed=4294967295"],
    ];
    let part = |values: Vec<&'static str>| prop::option::of(prop::sample::select(values));
    values.map(part).prop_map(|parts| {
        let text = parts.into_iter().flatten().collect::<Vec<_>>().join("&");
        let link = Link::parse(&text);
        assert_eq!(link.problems, []);
        link.experiment.link()
    })
}

/// Generates a change of an address on its way.
fn step() -> impl Strategy<Value = fn(String) -> String> {
    let steps: Vec<fn(String) -> String> = vec![
        |address| address.replacen('#', "%23", 1),
        |address| address.replacen('#', "?", 1),
        |address| address.replace('&', "&amp;"),
        |address| format!("<{address}>"),
        |address| format!("\"{address}\","),
        |address| format!("{address}."),
        |address| format!(" {address}\n"),
        |address| address.replace('&', "&\r\n  "),
        |address| component(&address),
        |address| format!("https://l.facebook.com/l.php?u={}&h=AT0", component(&address)),
        |address| format!("https://www.google.com/url?q={}&sa=D&usg=AO", component(&address)),
        |address| {
            format!(
                "https://eur01.safelinks.protection.outlook.com/?url={}&data=05%7C02%7C&reserved=0",
                component(&address)
            )
        },
    ];
    prop::sample::select(steps)
}

proptest! {
    #[test]
    fn up_to_three_steps_on_its_way_change_no_link(link in link(), steps in prop::collection::vec(step(), 0..=3)) {
        let mark = if link.is_empty() { "" } else { "#" };
        let address = steps.into_iter().fold(format!("https://x.org/sae/{mark}{link}"), |address, step| step(address));
        // Three full stops are an ellipsis: the value before them was cut short.
        prop_assume!(!address.contains("..."));
        let read = Link::parse(&address);
        prop_assert_eq!(read.experiment.link(), link, "{}", address);
        prop_assert_eq!(read.problems, [], "{}", address);
    }

    #[test]
    fn any_address_is_read_or_named(text in "(https://x.org/)?[#?%/&=a-z0-9.:_]{0,40}") {
        let read = Link::parse(&text);
        prop_assert!(Experiment::new((*read.experiment).clone()).is_ok());
    }
}
