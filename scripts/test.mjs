// Runs every check and every test, goes on after failures, and ends with their sum: `N passed, N failed` on a line.
//
//     make test                     everything
//     make test ONLY="core engine"  some parts
//
// A part that checks one thing (formatting, a linter, a build) counts as one test. A part that crashes, or that ends well
// without saying how many tests it ran, counts as a failure.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const native = { RUSTUP_TOOLCHAIN: process.env.BULKHEAD_NATIVE_TOOLCHAIN };
const browser = { RUSTUP_TOOLCHAIN: process.env.BULKHEAD_BROWSER_TOOLCHAIN };
if (Object.values({ ...native, ...browser }).includes(undefined)) throw new Error("start this with `make test`");

const WASM = ["--target", "wasm32-unknown-unknown"];
const LIMIT_MINUTES = 45;

// Cheap parts first. `counts` tells how to read a part's totals; without it the exit code is the one result.
const parts = [
  { name: "format", run: "cargo fmt --all --check", env: native },
  { name: "clippy", run: "cargo clippy --workspace --all-targets --locked -- -D warnings", env: native },
  { name: "core", run: "scripts/with-postgres.sh cargo test --workspace --locked --no-fail-fast", env: native, counts: cargoTotals },
  { name: "clippy-wasm", run: `cargo clippy --workspace ${WASM.join(" ")} --locked -- -D warnings`, env: browser },
  { name: "doc", run: `cargo doc --workspace --no-deps ${WASM.join(" ")} --locked`, env: { ...browser, RUSTDOCFLAGS: "-D warnings" } },
  { name: "vendor", run: "node scripts/vendor.mjs" },
  { name: "engine", run: "node pglite-bindings/tests/run.mjs", counts: plainTotals },
  { name: "build", run: "trunk build --release", env: browser },
  { name: "browser", run: "scripts/with-postgres.sh node tests/e2e/run.mjs", counts: plainTotals, needs: "build", onlyIf: "tests/e2e/run.mjs" },
];

/** The sum of every `test result:` line of cargo test. */
function cargoTotals(output) {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  let found = false;
  for (const [, passed, failed, skipped] of output.matchAll(/^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm)) {
    found = true;
    totals.passed += Number(passed);
    totals.failed += Number(failed);
    totals.skipped += Number(skipped);
  }
  return found ? totals : undefined;
}

/** The last line of the shape that this script itself ends with. */
function plainTotals(output) {
  const [, passed, failed, skipped] = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1) ?? [];
  return passed === undefined ? undefined : { passed: Number(passed), failed: Number(failed), skipped: Number(skipped ?? 0) };
}

/** The totals of a part; at least one failure when it did not end well. */
function totals({ counts }, status, output) {
  const ok = status === 0;
  if (!counts) return { passed: Number(ok), failed: Number(!ok), skipped: 0 };
  const found = counts(output.replace(/\x1b\[[0-9;]*m/g, "")) ?? { passed: 0, failed: 0, skipped: 0 };
  const none = found.passed + found.failed === 0;
  if (found.failed === 0 && (!ok || none)) found.failed = 1;
  return found;
}

let running;
function stop(code) {
  if (running) {
    try {
      process.kill(-running.pid, "SIGTERM");
    } catch {
      // It has ended already.
    }
  }
  if (code !== undefined) process.exit(code);
}
process.on("SIGINT", () => stop(130));
process.on("SIGTERM", () => stop(143));

/** Runs a part in a process group of its own, shows what it prints and resolves with its exit code and output. */
function run({ run: command, env }) {
  return new Promise((resolve) => {
    const color = process.stdout.isTTY ? { CARGO_TERM_COLOR: "always" } : {};
    const [program, ...args] = command.split(" ");
    const chunks = [];
    running = spawn(program, args, { cwd: root, detached: true, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...color, ...env } });
    for (const [from, to] of [[running.stdout, process.stdout], [running.stderr, process.stderr]]) {
      from.on("data", (chunk) => {
        chunks.push(chunk);
        to.write(chunk);
      });
    }
    const timer = setTimeout(() => {
      console.log(`still running after ${LIMIT_MINUTES} minutes: stopped`);
      stop();
    }, LIMIT_MINUTES * 60_000);
    const done = (status) => {
      clearTimeout(timer);
      running = undefined;
      resolve({ status, output: Buffer.concat(chunks).toString() });
    };
    running.on("error", (error) => {
      console.log(`${program}: ${error.message}`);
      done(1);
    });
    running.on("close", (code) => done(code ?? 1));
  });
}

const only = process.argv.slice(2);
const unknown = only.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(", ")}; there are ${parts.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

const sum = { passed: 0, failed: 0, skipped: 0 };
const recap = [];
for (const part of parts.filter(({ name }) => only.length === 0 || only.includes(name))) {
  const begun = performance.now();
  let result;
  let note = "";
  if (part.onlyIf && !existsSync(`${root}/${part.onlyIf}`)) {
    result = { passed: 0, failed: 0, skipped: 1 };
    note = `there is no ${part.onlyIf}`;
  } else if (recap.some(({ name, failed }) => name === part.needs && failed > 0)) {
    result = { passed: 0, failed: 1, skipped: 0 };
    note = `not run, because ${part.needs} failed`;
  } else {
    console.log(`\n==> ${part.name}: ${part.run}`);
    const { status, output } = await run(part);
    result = totals(part, status, output);
    if (status !== 0) note = `exit code ${status}`;
  }
  for (const key of Object.keys(sum)) sum[key] += result[key];
  recap.push({ name: part.name, ...result, note, seconds: (performance.now() - begun) / 1000 });
}

console.log("\n==> recap");
for (const { name, passed, failed, skipped, note, seconds } of recap) {
  const mark = failed > 0 ? "FAIL" : passed > 0 ? "ok" : "skip";
  const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
  console.log(`  ${mark.padEnd(5)}${name.padEnd(13)}${`${seconds.toFixed(1)} s`.padStart(9)}   ${counts}${note ? ` (${note})` : ""}`);
}
console.log("");
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ""}`);
process.exitCode = sum.failed === 0 ? 0 : 1;
