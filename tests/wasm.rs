//! What must hold in the browser itself, in a dedicated worker as the training is.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const _: () = assert!(cfg!(target_feature = "simd128"), ".cargo/config.toml switches it on");

#[wasm_bindgen_test]
fn these_tests_run_in_a_dedicated_worker() {
    assert!(js_sys::global().is_instance_of::<web_sys::DedicatedWorkerGlobalScope>());
}
