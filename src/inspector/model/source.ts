/** All that is known of one source: its columns, who was there, what is open; told a line at a time. */
import { ownIdOf } from '../../journal/actor-name.ts';
import { recordFrom } from '../../journal/check.ts';
import type { HeaderRecord, JournalRecord } from '../../journal/format.ts';
import { actorOf, hasFailed, requestOf, typeOf } from '../../journal/subject.ts';
import type { Meta, SourceAbout } from '../stream.ts';
import { findCause } from './causes.ts';
import { dropBefore } from './dropping.ts';
import { numberOr, textOr } from './fields.ts';
import { type Indexes, openIndexes } from './indexes.ts';
import { fromOf, toOf } from './kinds.ts';
import { openLineCutter } from './lines.ts';
import { type Notes, notedIn, openNotes } from './notes.ts';
import { openRows, type Rows } from './rows.ts';
import { openStrings, type Strings } from './strings.ts';

export { kinds } from './kinds.ts';

export interface Run {
  readonly run: number;
  readonly firstRow: number;
  readonly header: HeaderRecord | undefined;
}

export interface Source extends Omit<Indexes, 'note' | 'see' | 'newRun'> {
  readonly about: () => SourceAbout;
  readonly rows: Rows;
  readonly strings: Strings;
  readonly runs: readonly Run[];
  /** µs since 1970 of the first record. */
  readonly firstWallUs: () => number;
  readonly status: Status;
  /** No record is told of a time before that of another that was told before it. */
  readonly isInOrder: () => boolean;
  /** Who is there now, while the past is still being told; undefined: that has come to now. */
  readonly present: () => Source | undefined;
  /** Grows with all that comes. */
  readonly version: () => number;
  /** Its version is at least this. */
  readonly startAt: (version: number) => void;
  readonly feed: (bytes: Uint8Array) => void;
  /** No more comes. */
  readonly end: () => void;
  /** The record of a row, parsed; undefined: it is not there (any more). */
  readonly record: (row: number) => JournalRecord | undefined;
  /** Its line. */
  readonly text: (row: number) => string;
  readonly setAbout: (about: SourceAbout) => void;
  readonly notes: Notes;
  /** What is kept beside the records has changed. */
  readonly changed: () => void;
}

export interface Status {
  /** 0 to 1; 1: all of the past is told. */
  progress: number;
  isLive: boolean;
  ended: string | undefined;
  readonly troubles: string[];
  /** Lines that could not be read. */
  torn: number;
}

export interface SourceLimits {
  /** Before the oldest are dropped. */
  readonly rows: number;
  /** Of all lines. */
  readonly bytes: number;
}
/** Columns of 4 million rows are 284 MB. */
export const usualLimits: SourceLimits = { rows: 4_000_000, bytes: 768 * 1024 * 1024 };
/** What is left of the rows when the oldest are dropped. */
const keptPart = 0.75;

const mostTroubles = 100;

/** @param notes of the same source, when it was told before. */
export const openSource = (
  first: SourceAbout,
  limits: SourceLimits = usualLimits,
  notes: Notes = openNotes(),
): Source => {
  let about = first;
  let version = 0;
  const rows = openRows();
  const strings = openStrings();
  const { note, see, newRun, ...indexes } = openIndexes(rows, strings);
  const runs: Run[] = [];
  const decoder = new TextDecoder();
  const status: Status = { progress: 0, isLive: false, ended: undefined, troubles: [], torn: 0 };
  const ownNames = new Map<number, number>();
  let header: HeaderRecord | undefined;
  let epochUs = 0;
  let present: Source | undefined;
  let isAfterHeader = false;
  let lastKey: string | undefined;
  let lastQ = 0;
  let run = 0;
  let firstWallUs: number | undefined;
  let lastWallUs = Number.NEGATIVE_INFINITY;
  let isInOrder = true;

  const trouble = (text: string) => {
    if (status.troubles.length < mostTroubles && !status.troubles.includes(text)) status.troubles.push(text);
  };
  for (const text of first.troubles) trouble(text);

  /** Names of calls are long, and each comes often: what is called in it is looked for once. */
  const typeIn = (record: JournalRecord): number => {
    const call = record.k === 'E' || record.k === 'R' ? record.n : undefined;
    if (call === undefined) return strings.idOf(typeOf(record));
    const id = strings.idOf(call);
    const known = ownNames.get(id);
    if (known !== undefined) return known;
    const own = strings.idOf(ownIdOf(call));
    ownNames.set(id, own);
    return own;
  };

  /** The segments of one run have one key of redaction, and their numbers go on. */
  const beginRun = (row: number, q: number) => {
    const isNew = isAfterHeader && (header?.keyId !== lastKey || q <= lastQ);
    isAfterHeader = false;
    lastKey = header?.keyId;
    if (isNew || run === 0) {
      run += 1;
      lastQ = 0;
      newRun(run, row);
      runs.push({ run, firstRow: row, header });
    }
    lastQ = Math.max(lastQ, q);
  };

  const take = (record: JournalRecord, address: number, length: number): void => {
    const row = rows.end();
    const { q } = record;
    beginRun(row, q);
    const wallUs = Math.round(epochUs + record.t);
    firstWallUs ??= wallUs;
    isInOrder &&= wallUs >= lastWallUs;
    lastWallUs = wallUs;
    const c = numberOr(record.c, -1);
    note(row);
    rows.add(
      {
        q,
        us: wallUs - firstWallUs,
        run,
        kind: record.k.charCodeAt(0),
        actor: strings.idOf(actorOf(record)),
        type: typeIn(record),
        from: strings.idOf(fromOf(record)),
        to: strings.idOf(toOf(record)),
        cause: c < 0 ? -1 : findCause(rows, c, row, runs.at(-1)?.firstRow ?? 0),
        request: strings.idOf(requestOf(record)),
        took: record.k === 'R' || record.k === 'O' ? numberOr(record.d, Number.NaN) : Number.NaN,
        isBad: hasFailed(record),
      },
      { address, length },
    );
    see(record, row);
  };

  const takeMeta = (meta: Meta): void => {
    switch (meta.k) {
      case 'live':
        status.isLive = true;
        status.progress = 1;
        present = undefined;
        return;
      case 'progress':
        status.progress = Math.min(1, Math.max(0, numberOr(meta.done, 0)));
        return;
      case 'trouble':
        trouble(textOr(meta.text, 'a trouble that is not told'));
        return;
      case 'ended':
        status.ended = textOr(meta.why, '');
        status.isLive = false;
        status.progress = 1;
        present = undefined;
        return;
      case 'present':
        present = presentOf(about, header, meta);
        return;
      case 'about':
        about = toldAbout(about, meta.about);
    }
  };

  const onLine = (text: string, address: number, length: number) => {
    const value = parsed(text);
    const record = recordFrom(value);
    if (record === undefined) {
      const k = (value as { readonly k?: unknown } | null | undefined)?.k;
      if (typeof k === 'string' && metaKinds.has(k)) takeMeta(value as Meta);
      else if (typeof k !== 'string' || value === undefined) status.torn += 1;
      return;
    }
    if (record.k === 'H') {
      header = record;
      epochUs = numberOr(record.epochMs, 0) * 1000;
      isAfterHeader = true;
      return;
    }
    const noted = notedIn(record);
    if (noted === undefined) take(record, address, length);
    else notes.add({ ...noted, isRecorded: true });
  };
  const cutter = openLineCutter({
    keep: rows.lines.add,
    line: onLine,
    tooLong: () => trouble('a line that is too long was left out'),
  });

  const source: Source = {
    ...indexes,
    about: () => about,
    rows,
    strings,
    runs,
    firstWallUs: () => firstWallUs ?? 0,
    status,
    isInOrder: () => isInOrder,
    present: () => present,
    version: () => version,
    startAt: (least) => {
      version = Math.max(version, least);
    },
    feed: (bytes) => {
      version += 1;
      cutter.feed(bytes);
      const count = rows.end() - rows.first();
      if (count <= limits.rows && rows.lines.total() <= limits.bytes) return;
      dropBefore(source, rows.end() - Math.floor(count * keptPart));
      ownNames.clear();
      trouble('there is more than is kept here: the oldest records were dropped');
    },
    end: () => {
      version += 1;
      cutter.end();
      status.progress = 1;
      present = undefined;
    },
    record: (row) => {
      const line = rows.line(row);
      return line.length === 0 ? undefined : (JSON.parse(decoder.decode(line)) as JournalRecord);
    },
    text: (row) => decoder.decode(rows.line(row)),
    setAbout: (its) => {
      about = its;
    },
    notes,
    changed: () => {
      version += 1;
    },
  };
  return source;
};

/** What may change while a source is told: nothing else is believed. */
const toldAbout = (about: SourceAbout, told: unknown): SourceAbout => {
  const fields = (typeof told === 'object' && told !== null ? told : {}) as Readonly<Record<string, unknown>>;
  const isIt = (name: 'isUnfolded' | 'hasContexts' | 'canPlay') =>
    typeof fields[name] === 'boolean' ? fields[name] : about[name];
  return {
    ...about,
    title: textOr(fields.title, about.title),
    isUnfolded: isIt('isUnfolded'),
    hasContexts: isIt('hasContexts'),
    canPlay: isIt('canPlay'),
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const metaKinds: ReadonlySet<string> = new Set([
  'live',
  'progress',
  'trouble',
  'about',
  'present',
  'ended',
] satisfies Meta['k'][]);

/** A source of one checkpoint: it answers what is asked of now. Undefined: it is no checkpoint. */
const presentOf = (
  about: SourceAbout,
  header: HeaderRecord | undefined,
  meta: Extract<Meta, { readonly k: 'present' }>,
): Source | undefined => {
  const record = recordFrom({ ...meta, k: 'C' });
  if (record === undefined || header === undefined) return undefined;
  const source = openSource(about);
  const lines = [header, record, { k: 'live' }].map((line) => JSON.stringify(line));
  source.feed(new TextEncoder().encode(`${lines.join('\n')}\n`));
  return source;
};
