// What happens to the site that trunk has built. trunk runs the hooks of a stage all at once, and these need each other's work.
await import("./split.mjs");
await import("./csp.mjs");
await import("./offline.mjs");
