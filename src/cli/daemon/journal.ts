/** The journal of a daemon: its tape, the ring on disk, and the copy that `troupe record` asks for. */
import { type FileHandle, open } from 'node:fs/promises';
import type { Log } from '../../actors/log.ts';
import { type LifeTape, openLifeTape } from '../../actors/tape.ts';
import type { Config } from '../../config/schema.ts';
import type { HeaderRecord, JournalRecord } from '../../journal/format.ts';
import { hider } from '../../journal/hide.ts';
import { lifeHeader, recorder } from '../../journal/recorder.ts';
import { redactor } from '../../journal/redact.ts';
import { newFile, readRecording, ringSink } from '../../journal/ring.ts';
import { type JournalWriter, journalWriter } from '../../journal/write.ts';
import { FailureError } from '../../machines/failure.ts';
import { type PresentFacts, presentRecord } from './present-record.ts';
import { openViewers, type ViewerSink, type ViewersOptions } from './viewers.ts';

/** What comes within it is one write; a crash loses as much. */
const coalesceMs = 50;

export interface DaemonJournal {
  readonly life: LifeTape;
  /** Begins a file with all that the ring has, goes on with what comes, and tells more from now on. */
  readonly start: (file: string) => Promise<void>;
  /** Ends that. @returns the file */
  readonly stop: () => Promise<{ readonly file: string }>;
  /** All that the ring has, as one file. */
  readonly snap: (file: string) => Promise<void>;
  /**
   * Tells a viewer from now on: the header, who is there, and each record as it is written, with transitions.
   * @throws FailureError RequestInvalid {field, reason} where too many watch
   */
  readonly watch: (sink: ViewerSink, facts: () => PresentFacts) => void;
  /** How many watch. */
  readonly viewers: () => number;
  readonly close: () => Promise<void>;
}

export interface JournalOptions {
  readonly settings: Config['journal'];
  readonly dir: string;
  readonly build: string;
  readonly epochMs: number;
  /** Wall clock, ms, with a fraction. */
  readonly now: () => number;
  readonly log: Log;
  readonly viewers?: Omit<ViewersOptions, 'log'> | undefined;
}

/** @returns undefined where it is off, or its directory cannot be had: pods are more important. */
export const openJournal = async (options: JournalOptions): Promise<DaemonJournal | undefined> => {
  const { settings, dir, build, epochMs, log } = options;
  const { level, maxSize } = settings;
  if (level === 'off') return undefined;
  const redact = redactor();
  const header = lifeHeader({ build, epochMs, monotonicUs: Math.round(performance.now() * 1000), keyId: redact.keyId });
  const onTrouble = (reason: string | undefined) =>
    reason === undefined ? log.info({}, 'the journal is written again') : log.warn({ reason }, 'the journal has gaps');
  let q = 0;
  const gap = (lost: number, why: string): JournalRecord => ({ k: 'G', q, t: 0, lost, why });
  const writing = { coalesceMs, gap, onTrouble };
  let ring: JournalWriter;
  try {
    ring = journalWriter(await ringSink(dir, header, maxSize), header, writing);
  } catch (error) {
    log.warn({ error: String(error) }, 'there is no journal');
    return undefined;
  }
  let copy: { readonly file: string; readonly writer: JournalWriter } | undefined;
  const viewers = openViewers({ ...options.viewers, log });
  const isWatched = () => copy !== undefined || viewers.count() > 0;
  const emit = (record: JournalRecord) => {
    q = record.q;
    if (!isWatched()) {
      ring.write(record);
      return;
    }
    const line = `${JSON.stringify(record)}\n`;
    ring.write(record, line);
    copy?.writer.write(record, line);
    viewers.tell(line, record.q, record.t);
  };
  const write = recorder({ emit, verbosity: () => (isWatched() ? 'transitions' : level) });
  const life = openLifeTape({ epochMs, hide: hider(redact).hide, log, onInput: write });

  const copyRing = async (file: FileHandle, upTo: number): Promise<void> => {
    await ring.flush();
    let isThisLife = false;
    for await (const record of readRecording(dir)) {
      if (record.k === 'H') isThisLife = isSameLife(record, header);
      else if (isThisLife && record.q > upTo) continue;
      await file.appendFile(`${JSON.stringify(record)}\n`);
    }
  };
  const newCopy = (path: string) =>
    open(path, newFile, 0o600).catch((cause: NodeJS.ErrnoException) => {
      throw new FailureError('SyscallFailed', { syscall: 'open', path, code: cause.code ?? '' }, { cause });
    });

  return {
    life,
    start: async (path) => {
      if (copy !== undefined)
        throw new FailureError('RequestInvalid', { field: 'file', reason: `already recording to ${copy.file}` });
      const file = await newCopy(path);
      const upTo = q;
      // What comes meanwhile waits until the ring is copied.
      const copied = copyRing(file, upTo);
      copied.catch(() => undefined);
      const sink = {
        append: async (bytes: Buffer) => {
          await copied;
          await file.appendFile(bytes);
        },
        close: () => file.close(),
      };
      copy = { file: path, writer: journalWriter(sink, header, writing) };
      await copied;
    },
    stop: async () => {
      if (copy === undefined)
        throw new FailureError('RequestInvalid', { field: 'file', reason: 'nothing is recorded' });
      const { file, writer } = copy;
      copy = undefined;
      await writer.close();
      return { file };
    },
    snap: async (path) => {
      const file = await newCopy(path);
      try {
        await copyRing(file, q);
      } finally {
        await file.close();
      }
    },
    watch: (sink, facts) => {
      viewers.admit();
      const t = Math.round((options.now() - epochMs) * 1000);
      const first = [{ ...header, about: { dir } }, presentRecord(facts(), { q, t, epochMs })];
      // Who reads the ring then finds all there that came before.
      viewers.add(sink, first.map((record) => `${JSON.stringify(record)}\n`).join(''), ring.flush());
    },
    viewers: viewers.count,
    close: async () => {
      viewers.close();
      await copy?.writer.close();
      await ring.close();
    },
  };
};

const isSameLife = (one: HeaderRecord, other: HeaderRecord): boolean =>
  one.epochMs === other.epochMs && one.keyId === other.keyId;
