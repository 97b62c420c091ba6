/** A record as one line for a person. */
import { ownIdOf, shortName } from './actor-name.ts';
import type { JournalRecord } from './format.ts';
import { actorOf, failureIn, requestOf, typeOf } from './subject.ts';

const longest = 240;

/** One line without what would steer a terminal. */
export const clean = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, longest);

/** µs as `1.234 ms`, `3.20 s`, `4 m 12 s`. */
export const durationText = (us: number): string => {
  if (us < 1_000_000) return `${(us / 1000).toFixed(1)} ms`;
  const seconds = us / 1_000_000;
  if (seconds < 120) return `${seconds.toFixed(2)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} m ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
};

/** µs since the beginning as seconds, to the µs. */
export const timeText = (us: number): string => (us / 1_000_000).toFixed(6);

/** What was said, by whom it comes: `createTask ok`, `killMs timer`; else its type. */
export const saidText = (type: string): string => {
  const [, how, id] = /^xstate\.(done|error)\.actor\.(.*)$/.exec(type) ?? [];
  if (how !== undefined && id !== undefined)
    return how === 'done' ? `${shortName(id)} done` : `${shortName(id)} failed`;
  const [, delay] = /^xstate\.after\.([^.]+)\..*$/.exec(type) ?? [];
  if (delay !== undefined) return `after ${delay}`;
  return clean(type);
};

/** The regions of a parallel state by what tells them apart: `preparing.assembling network.attaching, files.writing`. */
export const stateText = (state: string): string => {
  if (state === '') return '—';
  const [first = '', ...others] = state.split(',');
  if (others.length === 0) return state;
  const words = first.split('.');
  const head = words.slice(0, -2).join('.');
  const regions = [words.slice(-2).join('.'), ...others].filter((region) => !/\.(none|skipped)$/.test(region));
  return `${head} ${regions.join(', ')}`.trim();
};

/** `q17`, or `q17+3`: what the third record that input 17 caused is called, where it is not in the file. */
export const numberText = (q: number): string => {
  const part = Math.round((q % 1) * 10_000);
  return part === 0 ? `q${q}` : `q${Math.floor(q)}+${part}`;
};

/** In three columns: when and which, who, what. */
export interface Line {
  readonly kind: string;
  readonly who: string;
  readonly what: string;
}

export const lineOf = (record: JournalRecord): Line => ({
  kind: kindNames[record.k] ?? record.k,
  who: clean(shortName(actorOf(record))) || '-',
  what: clean(whatOf(record)),
});

export const kindNames: Readonly<Record<JournalRecord['k'], string>> = {
  I: 'input',
  A: 'born',
  Z: 'ended',
  M: 'message',
  T: 'state',
  E: 'asked',
  R: 'answer',
  D: 'dead',
  C: 'checkpoint',
  S: 'context',
  V: 'verdict',
  N: 'note',
  G: 'gap',
  O: 'call',
};

const resultOf = (record: JournalRecord): string => {
  if (record.k !== 'I' || record.s !== 'svc') return '';
  const code = failureIn(record);
  return code === undefined ? ' done' : ` failed ${code}`;
};
const forRequest = (record: JournalRecord): string => {
  const id = requestOf(record);
  return id === '' ? '' : ` [${id}]`;
};
const took = (d: number | undefined): string => (d === undefined ? '' : ` after ${durationText(d)}`);
const outcomes = { ok: 'done', err: 'failed', cancel: 'given up' } as const;

const whatOf = (record: JournalRecord): string => {
  switch (record.k) {
    case 'I':
      return `${record.s}${typeOf(record) === '' ? '' : `: ${saidText(typeOf(record))}`}${resultOf(record)}${forRequest(record)}`;
    case 'A':
      return `born${record.m === undefined ? '' : ` as ${record.m}`}`;
    case 'Z':
      return record.how === 'error' ? 'crashed' : record.how;
    case 'M':
      return `${record.f === undefined ? '' : `${shortName(record.f)}: `}${saidText(record.e)}${forRequest(record)}`;
    case 'T':
      return `${stateText(record.v0)} → ${stateText(record.v1)}  (${saidText(record.e)})`;
    case 'E':
      return `asks ${ownIdOf(record.n)}`;
    case 'R':
      return `${ownIdOf(record.n)} ${outcomes[record.o] ?? record.o}${record.e === undefined ? '' : ` ${record.e}`}${took(record.d)}`;
    case 'D':
      return `╳ ${saidText(record.e)}${record.f === undefined ? '' : ` from ${shortName(record.f)}`} (${record.why})`;
    case 'C':
      return `checkpoint${record.actors === undefined ? '' : ` of ${record.actors.length} actors`}`;
    case 'S':
      return `knows ${Object.keys(record.d).join(', ')}`;
    case 'V':
      return `${record.verdict}: ${record.name}: ${record.message}${record.w.length === 0 ? '' : ` (records ${record.w.join(', ')})`}`;
    case 'N':
      return `note: ${record.e}`;
    case 'G':
      return `${record.lost} records are missing: ${record.why}`;
    case 'O':
      return `${record.ph} ${record.m ?? ''}${record.s === undefined ? '' : ` status ${record.s}`}${record.e === undefined ? '' : ` ${record.e}`}${took(record.d)}${forRequest(record)}`;
  }
};
