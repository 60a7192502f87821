//! The browser's entry point. Natively there is nothing to run: the tests use the library.

#[cfg(target_arch = "wasm32")]
fn main() {
    bulkhead::app::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Bulkhead runs in a browser: use `make serve`.");
}
