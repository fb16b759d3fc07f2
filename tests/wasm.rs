//! Tests that must pass in the browser itself, in a dedicated worker like the training.
#![cfg(target_arch = "wasm32")]

mod fingerprints;

use js_sys::{Array, Promise, Uint8Array};
use sparse_autoencoder::experiment::Experiment;
use sparse_autoencoder::protocol::{Command, Event, Frame, Numbers};
use sparse_autoencoder::tensor::Fingerprint;
use sparse_autoencoder::training::{Curve, Trainer, test_line};
use sparse_autoencoder::{weights, wire};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const _: () = assert!(cfg!(target_feature = "simd128"), ".cargo/config.toml switches it on");

#[wasm_bindgen_test]
fn these_tests_run_in_a_dedicated_worker() {
    assert!(js_sys::global().is_instance_of::<DedicatedWorkerGlobalScope>());
}

#[wasm_bindgen_test]
fn the_default_experiment_prints_pytorchs_lines() {
    let mut trainer = Trainer::new(Experiment::default()).expect("the data can be made");
    trainer.run().expect("it does not diverge");
    let mut lines: Vec<String> = trainer.history().lines(50).collect();
    lines.push(test_line(trainer.test_result().mse as f32));
    assert_eq!(
        lines,
        [
            "Epoch [10/50], Loss: 1.3312",
            "Epoch [20/50], Loss: 1.3165",
            "Epoch [30/50], Loss: 1.3032",
            "Epoch [40/50], Loss: 1.2914",
            "Epoch [50/50], Loss: 1.2808",
            "Test MSE: 1.2248",
        ]
    );
}

fn frame() -> Event {
    Event::Frame(Frame {
        run: 3,
        epoch: 2,
        running: true,
        tested: true,
        settled: false,
        share: 0.25,
        stop_reason: None,
        fingerprint: Fingerprint::of(&[1.0]),
        test_mse: 0.1 + 0.2,
        explained_variance: Some(0.75),
        l0: 1.5,
        epoch_ms: Some(0.25),
        sample: 1,
        known: 0,
        marked: None,
        weights: None,
        numbers: Numbers {
            history: Curve::ALL.map(|curve| vec![curve as u32 as f32, f32::MIN_POSITIVE, f32::MAX, -0.0]),
            codes: vec![0.0, 1.0, 2.0],
            ..Numbers::default()
        },
    })
}

/// Posts a message and takes it in at the other end.
async fn carried(message: &JsValue, buffers: &JsValue) -> JsValue {
    let channel = MessageChannel::new().expect("workers have message channels");
    let arrival = Promise::new(&mut |arrived, _| {
        let take_in = Closure::once_into_js(move |event: MessageEvent| {
            arrived.call1(&JsValue::NULL, &event.data()).expect("a promise can be kept");
        });
        channel.port2().set_onmessage(Some(take_in.unchecked_ref()));
    });
    channel.port1().post_message_with_transferable(message, buffers).expect("it can be posted");
    JsFuture::from(arrival).await.expect("it arrives")
}

#[wasm_bindgen_test]
async fn events_come_through_the_browser_unchanged() {
    let (message, buffers) = wire::to_js(&frame().encode());
    let arrived = carried(&message, &buffers).await;
    assert_eq!(Event::decode(wire::from_js(&arrived)), Ok(frame()));
    let left = message.get(0).unchecked_into::<Uint8Array>().length();
    assert_eq!(left, 0, "it is transferred, not copied");
}

#[wasm_bindgen_test]
async fn commands_come_through_the_browser_unchanged() {
    let link = || "lr=0.01&seed=1".to_owned();
    for command in [
        Command::Start {
            run: 7,
            link: link(),
            running: true,
            reached: 0,
            watch: Some(50),
            weights: Vec::new(),
        },
        Command::LoadWeights { name: "a.safetensors".to_owned(), link: link(), file: vec![0, 128, 255] },
    ] {
        let (message, buffers) = wire::to_js(&command.clone().encode());
        let arrived = carried(&message, &buffers).await;
        assert_eq!(Command::decode(wire::from_js(&arrived)), Ok(command));
    }
}

/// The browser itself reads a file's header.
#[wasm_bindgen_test]
fn weights_round_trip() {
    let mut trainer = Trainer::new(Experiment::default()).expect("the data can be made");
    trainer.run().expect("it does not diverge");
    let (file, architecture) = (weights::save(&trainer.trained_model()), trainer.model().architecture());
    let loaded = weights::load(&file, architecture).expect("it is whole");
    assert_eq!(loaded.parameters, trainer.parameters());
    assert_eq!((loaded.origin.link.as_deref(), loaded.origin.epoch), (Some(""), Some(50)));
    let deep = "[".repeat(100_000).into_bytes();
    let nested = b"{\"a\":{\"shape\":[[[[1]]]],\"dtype\":{},\"data_offsets\":[0,1e300]}}".to_vec();
    for header in [deep, nested, b"null".to_vec(), b"{\"a\":1}".to_vec(), vec![0xff]] {
        let hostile = [&(header.len() as u64).to_le_bytes(), header.as_slice()].concat();
        let refusal = weights::load(&hostile, architecture).expect_err("it is none of ours").to_string();
        assert!(refusal.starts_with("It is not a whole safetensors file (its header is not"), "{refusal}");
    }
}

#[wasm_bindgen_test]
fn invalid_messages_are_not_decoded() {
    for message in [JsValue::NULL, JsValue::from("text"), Array::of1(&JsValue::from(1)).into()] {
        let envelope = wire::from_js(&message);
        assert!(Event::decode(envelope.clone()).is_err() && Command::decode(envelope).is_err());
    }
}
