// Called after trunk has built: writes the content security policy of a release build into its index.html, and makes the
// scripts that wasm-bindgen wrote smaller.
//
// The policy lets the page talk to its own origin only, which is how "nothing is sent anywhere" is kept by the browser
// and not by promise. trunk's start-up script is inline, so the policy names it by its hash. A debug build gets no policy:
// `trunk serve` adds a script for reloading to the page afterwards.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";

const marker = /[ \t]*<!-- content-security-policy:[^]*?-->/;
const { TRUNK_PROFILE: profile, TRUNK_STAGING_DIR: staging } = process.env;
const file = join(staging ?? "dist", "index.html");
// Browsers check integrity on the module's link but not on a preload, and say so on the console of every start.
let html = readFileSync(file, "utf8").replace(/(<link rel="preload"[^>]*?) integrity="[^"]*"/g, "$1");

if (profile === "release") {
  if (!marker.test(html)) throw new Error("index.html has lost its content-security-policy marker");
  for (const [, name] of html.matchAll(/<link rel="modulepreload" href="\.\/([^"]+\.js)"[^>]* integrity=/g)) {
    const script = join(staging ?? "dist", name);
    const { code } = transformSync(readFileSync(script, "utf8"), { minify: true, format: "esm", target: "es2022" });
    writeFileSync(script, code);
    // The page checks what it loads against this.
    const integrity = `sha384-${createHash("sha384").update(code).digest("base64")}`;
    html = html.replace(new RegExp(`(href="\\./${name}"[^>]* integrity=")[^"]*`, "g"), (_, before) => before + integrity);
  }
  const hashes = [...html.matchAll(/<script\b(?![^>]*\ssrc=)[^>]*>([^]*?)<\/script>/g)].map(
    ([, body]) => `'sha256-${createHash("sha256").update(body).digest("base64")}'`,
  );
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' ${hashes.join(" ")}`.trimEnd(),
    "worker-src 'self'",
    "connect-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const meta = `    <meta http-equiv="Content-Security-Policy" content="${policy}">`;
  html = html.replace(marker, () => meta);
}
writeFileSync(file, html);
