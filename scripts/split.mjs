// Called after trunk has built: parts the page's module, so that what isn't needed at first is loaded when it is first used.
//
// trunk has run cargo and wasm-bindgen; what wasm-bindgen made is whole, and is replaced here. wasm-split-cli reads what
// cargo built, by the linker's relocations (see build.rs), and writes the page's module and a file for each part that
// `wasm_split` names in the sources; wasm-bindgen then sees the page's module only, and in a release wasm-opt all of them.
// The script that loads the parts goes into the page's own.
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const app = "bulkhead-app";
// The linker puts the end of the stack into the first kilobyte of memory, which is therefore never used.
const optimise = "-Oz --quiet --low-memory-unused --reorder-functions --reorder-locals --strip-debug --strip-producers --strip-target-features";

const { TRUNK_PROFILE: profile, TRUNK_STAGING_DIR: staging } = process.env;
if (!staging) throw new Error("this is run by trunk");
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = JSON.parse(run("cargo", ["metadata", "--no-deps", "--format-version=1"])).target_directory;
const built = join(target, "wasm32-unknown-unknown", profile, `${app}.wasm`);
const parts = join(target, "wasm-split", profile);
const bound = join(parts, "bound");
rmSync(parts, { recursive: true, force: true });
mkdirSync(bound, { recursive: true });

run("wasm-split-cli", [built, parts, "--out-name", app]);
// Without --keep-lld-exports the parts would not find the table of functions.
run("wasm-bindgen", ["--target=web", `--out-dir=${bound}`, `--out-name=${app}`, "--no-typescript", "--keep-lld-exports", join(parts, `${app}.wasm`)]);

const names = readdirSync(parts).filter((name) => name.endsWith(".wasm") && name !== `${app}.wasm`);
const main = join(bound, `${app}_bg.wasm`);
if (profile === "release") await optimised([main, ...names.map((name) => join(parts, name))]);

const html = readFileSync(join(staging, "index.html"), "utf8");
const [, hashed] = html.match(new RegExp(`\\./(${app}-[0-9a-f]+)\\.js`)) ?? [];
if (!hashed) throw new Error(`index.html does not load ${app}`);
writeFileSync(join(staging, `${hashed}_bg.wasm`), readFileSync(main));

// Each part under a name that changes with it, and with its hash, so that a page never runs parts of another build.
const files = new Map();
for (const name of names) {
  const bytes = readFileSync(join(parts, name));
  const hash = createHash("sha384").update(bytes).digest();
  const file = `bulkhead-part-${name.replace(/^split_|\.wasm$/g, "")}-${hash.toString("hex").slice(0, 16)}.wasm`;
  writeFileSync(join(staging, file), bytes);
  files.set(name, { file, integrity: `sha384-${hash.toString("base64")}` });
}
const loader = join(parts, "__wasm_split.js");
writeFileSync(join(bound, "__wasm_split.js"), withOwnFetch(readFileSync(loader, "utf8")));
const { outputFiles } = buildSync({
  entryPoints: [join(bound, `${app}.js`)], bundle: true, format: "esm", target: "es2022", write: false, external: ["./snippets/*"],
  // wasm-bindgen imports the loader once for each part.
  logOverride: { "duplicate-object-key": "silent" },
});
const [{ contents }] = outputFiles;
writeFileSync(join(staging, `${hashed}.js`), contents);
// The page checks its script against this.
const integrity = `sha384-${createHash("sha384").update(contents).digest("base64")}`;
writeFileSync(
  join(staging, "index.html"),
  html.replace(new RegExp(`(href="\\./${hashed}\\.js"[^>]* integrity=")[^"]*`, "g"), (_, before) => before + integrity),
);

/** The script that loads the parts, with a way to fetch that checks them and that any server can serve. */
function withOwnFetch(script) {
  const fetcher = /\(\) => \{\s*const src = fetch\(new URL\("\.\/([^"]+\.wasm)", import\.meta\.url\)\);[^]*?return async \(imports\) => \w*\(WebAssembly\.instantiateStreaming\(src, imports\)\);\s*\}/g;
  let count = 0;
  const out = script.replace(fetcher, (_, name) => {
    count += 1;
    const { file, integrity } = files.get(name);
    return `part(${JSON.stringify(file)}, ${JSON.stringify(integrity)})`;
  });
  if (count !== files.size || out.includes("instantiateStreaming")) throw new Error("wasm-split-cli writes another script than it did");
  return `${out}
function part(file, integrity) {
    return () => {
        const response = fetch(new URL(file, import.meta.url), { integrity });
        response.catch(() => {});
        return async (imports) => {
            const got = await response;
            if (!got.ok) throw new Error(\`\${file}: \${got.status}\`);
            if (got.headers.get("Content-Type")?.startsWith("application/wasm")) return WebAssembly.instantiateStreaming(got, imports);
            return WebAssembly.instantiate(await got.arrayBuffer(), imports);
        };
    };
}
`;
}

/** Makes these modules smaller, as many at a time as there are processors. */
async function optimised(paths) {
  const waiting = [...paths];
  const one = async () => {
    for (let path = waiting.shift(); path; path = waiting.shift()) {
      const child = spawn("wasm-opt", [...optimise.split(" "), path, "-o", path], { stdio: ["ignore", "inherit", "pipe"] });
      // It warns of each part's names, which it then strips.
      let said = "";
      child.stderr.on("data", (text) => (said += text));
      const code = await new Promise((done, failed) => child.on("close", done).on("error", failed));
      if (code !== 0) throw new Error(`wasm-opt failed for ${path}: ${said}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), paths.length) }, one));
}

function run(program, args) {
  try {
    return execFileSync(program, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 26 });
  } catch (error) {
    if (error.code === "ENOENT") throw new Error(`${program} is not installed: run "make setup"`);
    throw error;
  }
}
