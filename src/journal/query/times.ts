/** Times and amounts as they are written in a question. All in µs. */

const units: Readonly<Record<string, number>> = { us: 1, ms: 1e3, s: 1e6, m: 60e6, h: 3600e6, d: 86_400e6 };

/** `5m`, `1.5s`, `10ms`, `2h30m`; a bare number is seconds. Undefined: it is none. */
export const spanOf = (text: string): number | undefined => {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1e6;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined;
  return parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (units[unit] ?? 0), 0);
};

export interface Bounds {
  /** When the recording begins, µs since 1970. */
  readonly firstWallUs: number;
  /** Its last record, µs since the first. */
  readonly lastUs: number;
}

/** Before its end: whoever asks has to know the end. */
export const isFromEnd = (text: string): boolean => text.startsWith('-');

/**
 * A moment, in µs from the first record: `12.5s`, `-5m` (before the end), `13:37:00` (of the day of the first record, UTC), or a
 * date of RFC 3339. Undefined: it is none.
 */
export const momentOf = (text: string, { firstWallUs, lastUs }: Bounds): number | undefined => {
  if (isFromEnd(text)) {
    const span = spanOf(text.slice(1));
    return span === undefined ? undefined : lastUs - span;
  }
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(\.\d+)?)?$/.exec(text);
  if (clock !== null) {
    const [, hours, minutes, seconds = '0', rest = ''] = clock;
    const day = Math.floor(firstWallUs / 86_400e6) * 86_400e6;
    const inDay = Number(hours) * 3600e6 + Number(minutes) * 60e6 + Number(`${seconds}${rest}`) * 1e6;
    // a time that is before the beginning is of the next day
    const wall = day + inDay < firstWallUs - 60e6 ? day + 86_400e6 + inDay : day + inDay;
    return wall - firstWallUs;
  }
  if (/^\d{4}-\d\d-\d\d/.test(text)) {
    const ms = Date.parse(text);
    return Number.isNaN(ms) ? undefined : ms * 1000 - firstWallUs;
  }
  return spanOf(text);
};
