/** What is written on the command line, as values; what cannot be one is said with what would be. */
import { durationMs } from '../../config/duration.ts';
import { Complaint } from '../complain.ts';
import { exitCodes } from '../exit-codes.ts';

const wrong = (option: string, text: string, hint: string) =>
  new Complaint([`troupe: ${option} ${text}: ${hint}`], exitCodes.usage);

export const countOption = (option: string, text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw wrong(option, text, 'must be a whole number');
  return Number(text);
};

/** `90s`, `1h30m`; a bare number is seconds. */
export const durationOption = (option: string, text: string): number => {
  const ms = durationMs(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text);
  if (ms === undefined) throw wrong(option, text, 'must be a duration such as 90s or 1h30m');
  return ms;
};

/** How long ago, or a time; as ms since 1970. */
export const sinceOption = (option: string, text: string, nowMs: number): number => {
  const ago = durationMs(text) ?? daysMs(text);
  if (ago !== undefined) return nowMs - ago;
  const at = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(at))
    throw wrong(option, text, 'must be a duration such as 10m or 2d, or a time such as 2026-01-31T12:00:00Z');
  return at;
};

const daysMs = (text: string): number | undefined =>
  /^\d{1,5}d$/.test(text) ? Number.parseInt(text, 10) * 86_400_000 : undefined;

/** One of these, or its beginning. */
export const stateOptions = (option: string, texts: readonly string[], states: readonly string[]): readonly string[] =>
  texts
    .flatMap((text) => text.split(','))
    .map((text) => {
      const found = states.find((state) => state === text.toLowerCase());
      if (found === undefined) throw wrong(option, text, `must be one of ${states.join(', ')}`);
      return found;
    });
