/** A tap: a relay, a recorder beside it, and who reads the records: a file, an observer. */
import type { HeaderRecord, JournalRecord } from '../journal/format.ts';
import { journalFormat } from '../journal/format.ts';
import { type Redactor, redactor } from '../journal/redact.ts';
import { fileSink, type JournalWriter, journalWriter, type Sink } from '../journal/write.ts';
import { injector } from './inject/injector.ts';
import type { Rule } from './inject/plan.ts';
import { findings } from './observe/findings.ts';
import { observer } from './observe/observer.ts';
import { methodName } from './record/methods.ts';
import { recorder } from './record/recorder.ts';
import { type Relay, startRelay } from './relay/relay.ts';
import { harmless } from './relay/watch.ts';
import { backlog } from './wire/backlog.ts';

export interface TapOptions {
  readonly listenPath: string;
  readonly upstreamPath: string;
  /** For the header of the recording. */
  readonly build: string;
  /** Where records go; none: they are not kept. */
  readonly record?: string | Sink | undefined;
  readonly observes: boolean;
  /** Without any, bytes pass as they are. */
  readonly rules: readonly Rule[];
  /** Of the injected faults' dice. */
  readonly seed: number;
  /** Lines for who runs the tap: what was found, and what went wrong. */
  readonly say: (line: string) => void;
  /** Sees every record too. */
  readonly onRecord?: (record: JournalRecord) => void;
}

export interface Tap {
  /** No new calls; those that run may end. @param withinMs then they are cut off. */
  readonly close: (
    withinMs: number,
  ) => Promise<{ readonly records: number; readonly lost: number; readonly found: number }>;
}

const tickMs = 1_000;

/** @throws FailureError SyscallFailed {syscall, path, code} where the file cannot be opened; rejects with listen(2)'s error. */
export const startTap = async (options: TapOptions): Promise<Tap> => {
  const { listenPath, upstreamPath, rules, seed, say } = options;
  const secrets = redactor();
  const startedUs = monotonicUs();
  /** While something is told late: the time that it happened at. */
  let pastUs: number | undefined;
  const clockUs = () => monotonicUs() - startedUs;
  const nowUs = () => pastUs ?? clockUs();
  const sink = typeof options.record === 'string' ? await fileSink(options.record) : options.record;
  const writer = sink === undefined ? undefined : writerTo(sink, headerOf(options, startedUs, secrets), { nowUs, say });
  const count = { records: 0, found: 0 };
  let lastSeq = 0;

  const emit = (record: JournalRecord) => {
    count.records += 1;
    lastSeq = record.q;
    writer?.write(record);
    options.onRecord?.(record);
  };
  const watcher = observer((finding) => {
    count.found += 1;
    const { verdict } = findings[finding.code];
    const witnesses = finding.witnesses.join(', ');
    say(`${verdict}: ${finding.code}: ${finding.subject}: ${finding.message} (records ${witnesses})`);
    const { code: name, subject, message, witnesses: w } = finding;
    emit({ k: 'V', q: record.nextSeq(), t: nowUs(), c: lastSeq, name, verdict, subject, message, w });
  });
  let isWatching = options.observes;
  const watch = (tell: () => void) => {
    if (!isWatching) return;
    try {
      tell();
    } catch (error) {
      isWatching = false;
      say(`the observer failed and is off; traffic and recording go on: ${wordsOf(error)}`);
    }
  };
  const record = recorder({
    redactor: secrets,
    nowUs,
    emit: (each) => {
      emit(each);
      watch(() => watcher.see(each));
    },
  });
  const ticking = setInterval(() => watch(() => watcher.tick(clockUs())), tickMs);
  const tell = harmless(record, (error) => say(`recording failed and is off; traffic goes on: ${wordsOf(error)}`));
  const faults = injector(rules, seed);
  const passed = backlog({
    nowUs: clockUs,
    during: (us, work) => {
      pastUs = us;
      try {
        work();
      } finally {
        pastUs = undefined;
      }
    },
  });
  let relay: Relay;
  try {
    const mode = rules.length === 0 ? { backlog: passed } : { faultFor: (path: string) => faults(methodName(path)) };
    relay = await startRelay({ listenPath, upstreamPath, watch: tell, mode });
  } catch (error) {
    clearInterval(ticking);
    await writer?.close();
    throw error;
  }
  return {
    close: async (withinMs) => {
      await relay.close(withinMs);
      clearInterval(ticking);
      passed.flush();
      record.flush();
      await writer?.close();
      return { ...count, lost: writer?.lost() ?? 0 };
    },
  };
};

const headerOf = (
  { build, upstreamPath, rules, seed }: TapOptions,
  startedUs: number,
  secrets: Redactor,
): HeaderRecord => ({
  k: 'H',
  format: journalFormat,
  source: 'tap',
  build,
  node: process.version,
  epochMs: Date.now(),
  monotonicUs: Math.round(startedUs),
  keyId: secrets.keyId,
  about: { upstream: upstreamPath, ...(rules.length === 0 ? {} : { seed }) },
});

const writerTo = (
  sink: Sink,
  header: HeaderRecord,
  { nowUs, say }: { readonly nowUs: () => number; readonly say: (line: string) => void },
): JournalWriter =>
  journalWriter(sink, header, {
    coalesceMs: 50,
    gap: (lost, why) => ({ k: 'G', q: 0, t: nowUs(), lost, why }),
    onTrouble: (reason) =>
      say(reason === undefined ? 'recording works again' : `recording fails; traffic goes on: ${reason}`),
  });

const monotonicUs = (): number => Math.round(performance.now() * 1_000);
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
