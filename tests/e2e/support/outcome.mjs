// How a test can end, and how it waits.

/** Thrown by a test whose surroundings lack what it needs. It counts as skipped, not as passed. */
export class Skip extends Error {}

/**
 * Runs assertions again until they hold. What a person sees follows what a person did a moment later: a test waits for
 * the sight, never for a time.
 */
export async function eventually(assertions, ms = 20_000) {
  const end = performance.now() + ms;
  for (;;) {
    try {
      return await assertions();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
