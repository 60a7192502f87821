#!/usr/bin/env bash
# Builds the release site and measures it in Chromium, beside a native PostgreSQL; prints a table in Markdown. RUNS names how often (5).
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "$0")/lib.sh"

scripts/setup.sh test
scripts/build.sh
CHROMIUM_PATH=$(find_chromium)
export CHROMIUM_PATH
scripts/with-postgres.sh node tests/e2e/bench.mjs "${RUNS:-5}"
exec node tests/e2e/canvas-bench.mjs 500 1000 2000
