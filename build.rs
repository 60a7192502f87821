//! Tells the linker to keep what the page's module is parted by: see scripts/split.mjs.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-link-arg-bin=bulkhead-app=--emit-relocs");
    }
}
