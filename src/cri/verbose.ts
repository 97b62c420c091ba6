/** The `info` map of verbose status: free form by contract, each value JSON text, as crictl expects it. */
import type { JsonObject } from '../machines/json.ts';

/** One JSON text for each key; what is undefined is left out. */
export const infoOf = (facts: JsonObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries(facts)
      .filter(([, fact]) => fact !== undefined)
      .map(([key, fact]) => [key, JSON.stringify(fact)]),
  );
