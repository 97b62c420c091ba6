/** Durations as configuration files of container runtimes write them: `1h30m`, `90s`, `250ms`, `0s`. Source: Go's time.ParseDuration. */

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const shape = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;
const part = /(\d+(?:\.\d+)?)(ms|s|m|h)/g;
/** What a timer of Node can wait for. */
const longestMs = 2 ** 31 - 1;

/** Milliseconds, whole; undefined where the text is not a duration, or one that no timer can wait for (24.8 days). */
export const durationMs = (text: string): number | undefined => {
  if (!shape.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(part)) total += Number(amount) * (unitMs[unit ?? ''] ?? 0);
  return total <= longestMs ? Math.round(total) : undefined;
};
