/** Simulated runs, recorded as the daemon records. */
import { type LifeTape, openLifeTape } from '../../src/actors/tape.ts';
import { hider } from '../../src/journal/hide.ts';
import type { ReadRecord } from '../../src/journal/read.ts';
import { lifeHeader, recorder, type Verbosity } from '../../src/journal/recorder.ts';
import { redactor } from '../../src/journal/redact.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** For `Parts.tape`; `records` are as they are read from a file. */
export const recording = (verbosity: Verbosity = 'inputs') => {
  const lines: string[] = [];
  const { hide } = hider(redactor(Buffer.alloc(32)));
  const tape = (): LifeTape => {
    const epochMs = 1_000_000;
    lines.push(JSON.stringify(lifeHeader({ build: 'test', epochMs, monotonicUs: 0, keyId: '' })));
    const write = recorder({ emit: (record) => void lines.push(JSON.stringify(record)), verbosity: () => verbosity });
    return openLifeTape({ epochMs, hide, log, onInput: write });
  };
  return { tape, lines, records: () => lines.map((line) => JSON.parse(line) as ReadRecord) };
};
