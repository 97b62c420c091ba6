/** Times, as people read them. All in µs. */
import { durationText } from '../../../journal/wording.ts';

/** `4.0 ms`, `3.20 s`, `4 m 12 s`; of what is not known: a dash. */
export const Duration = ({ us }: { readonly us: number | undefined }) => (
  <span class="time">{us === undefined ? '–' : durationText(us)}</span>
);

/** For narrow columns and what changes all the time: `12ms`, `3.2s`, `4m`, `2h`, `5d`. */
export const ageText = (us: number | undefined): string => {
  if (us === undefined) return '–';
  const seconds = us / 1e6;
  if (seconds < 1) return `${Math.max(0, Math.round(us / 1000))}ms`;
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  if (seconds < 120) return `${Math.floor(seconds)}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
};
export const Age = ({ us }: { readonly us: number | undefined }) => (
  <span class="time" title={us === undefined ? 'not known' : durationText(us)}>
    {ageText(us)}
  </span>
);

/** Wall clock, UTC: `12:00:03.250`. */
export const clockText = (wallUs: number): string =>
  Number.isFinite(wallUs) && Math.abs(wallUs) < 8.64e18 ? new Date(wallUs / 1000).toISOString().slice(11, 23) : '–';
/** The same with its day. */
export const dateText = (wallUs: number): string =>
  Number.isFinite(wallUs) && Math.abs(wallUs) < 8.64e18
    ? `${new Date(wallUs / 1000).toISOString().slice(0, 23).replace('T', ' ')} UTC`
    : '–';
export const Clock = ({ wallUs }: { readonly wallUs: number }) => (
  <time class="time" title={dateText(wallUs)}>
    {clockText(wallUs)}
  </time>
);
