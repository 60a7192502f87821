// PostgreSQL loads an extension from files. They are fetched when a statement first names one, not before.

// No word boundary before it: what stands there may be the last byte of a length.
const CREATE = /create\s+extension\s+(?:if\s+not\s+exists\s+)?("[^"]+"|[\w-]+)/gi;
const NEEDS = { earthdistance: ['cube'] };

/**
 * The extensions that these statements create and that can be had.
 * @param {string} text
 * @param {Record<string, unknown>} available
 * @returns {string[]}
 */
export function namedExtensions(text, available) {
  const names = new Set();
  for (const [, written] of text.matchAll(CREATE)) {
    const name = written.startsWith('"') ? written.slice(1, -1) : written.toLowerCase();
    for (const each of [name, ...(NEEDS[name] ?? [])]) if (Object.hasOwn(available, each)) names.add(each);
  }
  return [...names];
}
