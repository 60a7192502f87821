#!/usr/bin/env bash
# Leaves the release site in dist/: static files that any server can serve from any path.
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"

scripts/setup.sh
RUSTUP_TOOLCHAIN=$(wasm_toolchain)
export RUSTUP_TOOLCHAIN
say "Building the release site"
trunk build --release "$@"
for wasm in dist/bulkhead-app-*_bg.wasm; do
  say "dist/ is ready; its WebAssembly is $(wc -c <"$wasm" | tr -d ' ') bytes, $(gzip -9 -c "$wasm" | wc -c | tr -d ' ') gzipped"
done
