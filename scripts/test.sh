#!/usr/bin/env bash
# Installs what the tests need and runs them all; arguments name parts, for a shorter run (see scripts/test.mjs).
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"

scripts/setup.sh test
BULKHEAD_NATIVE_TOOLCHAIN=$(channel)
BULKHEAD_BROWSER_TOOLCHAIN=$(wasm_toolchain)
CHROMIUM_PATH=$(find_chromium)
export BULKHEAD_NATIVE_TOOLCHAIN BULKHEAD_BROWSER_TOOLCHAIN CHROMIUM_PATH
# Set-up has made sure of both servers, so a test that finds none must fail.
export BULKHEAD_REQUIRE_PG=1
# A clone that is built once gains nothing from incremental compilation.
if [[ -n ${CI:-} ]]; then export CARGO_INCREMENTAL=0; fi
exec node scripts/test.mjs "$@"
