// Called after trunk has built a release: writes the service worker that keeps the site in the browser, with the list of
// its files and their hashes, and names it in the page.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const marker = /[ \t]*<!-- service-worker:[^]*?-->\n/;
const { TRUNK_PROFILE: profile, TRUNK_STAGING_DIR: staging } = process.env;
const page = join(staging, "index.html");
const html = readFileSync(page, "utf8");
if (!marker.test(html)) throw new Error("index.html has lost its service-worker marker");

if (profile === "release") {
  writeFileSync(page, html.replace(marker, '    <meta name="bulkhead-offline" content="service-worker.js">\n'));
  const files = all(staging)
    .filter((path) => !path.split("/").some((part) => part.startsWith(".")))
    .sort()
    .map((path) => {
      const hash = createHash("sha256").update(readFileSync(join(staging, path))).digest("base64");
      return { path, hash: `sha256-${hash}` };
    });
  const version = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16);
  const worker = readFileSync(fileURLToPath(new URL("offline/service-worker.js", import.meta.url)), "utf8");
  const list = `const VERSION = ${JSON.stringify(version)};\nconst FILES = ${JSON.stringify(files, null, 1)};\n`;
  writeFileSync(join(staging, "service-worker.js"), list + worker);
}

/** Every file below a folder, as paths with slashes. */
function all(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile());
  return names.map((name) => relative(folder, join(folder, name)).split(sep).join("/"));
}
