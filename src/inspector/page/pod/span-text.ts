/** Times for people who read a sentence: `42 s`, `38 ms`, `3 min 18 s`. */

/** µs; two or three digits that mean something. */
export const spanText = (us: number): string => {
  const size = Math.abs(us);
  if (size < 1000) return `${Math.round(us)} µs`;
  if (size < 10_000) return `${trimmed(us / 1000, 1)} ms`;
  if (size < 1_000_000) return `${Math.round(us / 1000)} ms`;
  if (size < 10_000_000) return `${trimmed(us / 1_000_000, 2)} s`;
  if (size < 60_000_000) return `${trimmed(us / 1_000_000, 1)} s`;
  const seconds = Math.round(us / 1_000_000);
  if (size < 3_600_000_000) return two(seconds, 60, 'min', 's');
  if (size < 86_400_000_000) return two(Math.round(seconds / 60), 60, 'h', 'min');
  return two(Math.round(seconds / 3600), 24, 'd', 'h');
};

const trimmed = (value: number, digits: number): string => {
  const text = value.toFixed(digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
};
const two = (count: number, per: number, large: string, small: string): string => {
  const rest = count % per;
  return `${Math.trunc(count / per)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
};

/** `84×`, `4.1×`, `1.52×` */
export const factorText = (factor: number): string =>
  `${factor >= 100 ? Math.round(factor).toLocaleString('en') : trimmed(factor, factor >= 10 ? 0 : 1)}×`;

/** `second`, `third`, `12th` */
export const ordinalText = (count: number): string =>
  ['first', 'second', 'third', 'fourth', 'fifth'][count - 1] ??
  `${count}${count % 100 > 10 && count % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th')}`;
