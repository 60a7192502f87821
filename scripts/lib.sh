# Shared by the scripts of this directory; sourced, never run.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source-path=SCRIPTDIR source=versions.env
source scripts/versions.env

# A shell opened before rustup was installed doesn't have cargo's programs yet; npm's wasm-opt is for trunk.
export PATH="$root/node_modules/.bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
# Set-up installs what is missing itself. On a machine without a route to rustup's server the automatic way would fail every
# cargo command instead.
export RUSTUP_AUTO_INSTALL=0
# trunk takes only a boolean here, the rest of the world any value.
if [[ -n ${NO_COLOR:-} ]]; then export NO_COLOR=true; fi

wasm_target=wasm32-unknown-unknown
# The toolchain for machines where rustup has no wasm target to give: Debian's Rust, with a std built from Debian's sources.
debian_toolchain=bulkhead-wasm

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# The Rust version that rust-toolchain.toml names.
channel() { sed -n 's/^channel *= *"\(.*\)"/\1/p' rust-toolchain.toml; }

# Whether that toolchain can build for the browser.
has_wasm_std() {
  local dir
  dir=$(RUSTUP_TOOLCHAIN=$1 rustc --print target-libdir --target "$wasm_target" 2>/dev/null) || return 1
  compgen -G "$dir/libstd-*.rlib" >/dev/null
}

# The toolchain that builds for the browser. BULKHEAD_WASM_TOOLCHAIN=debian asks for Debian's even where rustup's is there.
wasm_toolchain() {
  if [[ ${BULKHEAD_WASM_TOOLCHAIN:-} != debian ]] && has_wasm_std "$(channel)"; then channel; else echo "$debian_toolchain"; fi
}

# The version of wasm-bindgen that Cargo.lock names.
wasm_bindgen_version() {
  awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock
}

# Prints a Chromium or Chrome that is on this machine.
find_chromium() {
  local name path
  if [[ -n ${CHROMIUM_PATH:-} ]]; then echo "$CHROMIUM_PATH"; return; fi
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name"; then return; fi
  done
  for path in "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    /Applications/Chromium.app/Contents/MacOS/Chromium \
    "$HOME"/.cache/ms-playwright/chromium*/chrome-linux*/chrome \
    "$HOME"/Library/Caches/ms-playwright/chromium*/chrome-mac*/*.app/Contents/MacOS/*; do
    if [[ -x $path ]]; then echo "$path"; return; fi
  done
  return 1
}
