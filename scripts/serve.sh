#!/usr/bin/env bash
# Builds Bulkhead, serves it on this machine and rebuilds it at every change. PORT names a port other than 8080.
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"

scripts/setup.sh

taken() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
port=${PORT:-8080}
while taken "$port"; do
  say "Port $port is in use; trying $((port + 1))"
  port=$((port + 1))
done

RUSTUP_TOOLCHAIN=$(wasm_toolchain)
export RUSTUP_TOOLCHAIN
say "Building; the first time takes some minutes. Then Bulkhead is at http://127.0.0.1:$port/"
exec trunk serve --port "$port" "$@"
