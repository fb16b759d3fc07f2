//! What must hold in the browser itself: run in a dedicated worker, as the training is.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn simd_is_compiled_in() {
    assert!(cfg!(target_feature = "simd128"));
}
