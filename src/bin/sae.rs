//! The command line, on the same core as the page.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    sparse_autoencoder::command_line::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
