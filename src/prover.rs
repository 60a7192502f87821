//! The entry point of the worker that has PostgreSQL. Natively there is nothing to run: the tests use the library.

#[cfg(target_arch = "wasm32")]
fn main() {
    bulkhead::platform::prover::worker::serve();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Bulkhead runs in a browser: use `make serve`.");
}
