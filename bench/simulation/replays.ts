/** A recorded day of a daemon, forty pods one after another, run through the charts again and compared. */
import { openLifeTape } from '../../src/actors/tape.ts';
import { hider } from '../../src/journal/hide.ts';
import type { ReadRecord } from '../../src/journal/read.ts';
import { lifeHeader, recorder } from '../../src/journal/recorder.ts';
import { redactor } from '../../src/journal/redact.ts';
import { pod } from '../../src/simulation/configs.ts';
import { byDefault, walk } from '../../src/simulation/explore/walk.ts';
import { openReplay } from '../../src/simulation/replay.ts';
import type { Row } from './measure.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const pods = 40;

const recorded = (): readonly ReadRecord[] => {
  const epochMs = 1_000_000;
  const lines = [JSON.stringify(lifeHeader({ build: 'bench', epochMs, monotonicUs: 0, keyId: '' }))];
  const { hide } = hider(redactor(Buffer.alloc(32)));
  const onInput = recorder({ emit: (record) => void lines.push(JSON.stringify(record)), verbosity: () => 'inputs' });
  const steps = Array.from({ length: pods }, (_, at) => pod(`p${at}`)).flatMap((own) => [
    ...[own.run, own.create('c0'), own.start('c0'), own.stop, own.remove],
  ]);
  const scenario = { name: `${pods} pods`, clients: [{ name: 'kubelet', steps }] };
  walk(scenario, byDefault, { tape: () => openLifeTape({ epochMs, hide, log, onInput }) });
  return lines.map((line) => JSON.parse(line) as ReadRecord);
};

let records: readonly ReadRecord[] | undefined;
const replay = (): number => {
  records ??= recorded();
  const player = openReplay();
  for (const record of records) if (player.take(record) !== undefined) throw new Error('a replay diverged');
  if (player.end() !== undefined) throw new Error('a replay diverged');
  return player.counts().inputs;
};

export const replays: readonly Row[] = [
  { name: 'a recording of forty pods, replayed', unit: 'inputs', as: 'rate', goal: 50_000, work: replay },
];
