/**
 * A recording of a node on which pods start, as a daemon writes it: four as usual, one whose network takes 3 s, one whose container
 * ends again and again, and one whose network has been being attached for 42 s when it ends. The same every time.
 */
import type { Draft } from '../../src/machines/messages.ts';
import { containerConfig, pod } from '../../src/simulation/configs.ts';
import { openSimulation } from '../../src/simulation/simulation.ts';
import { recording } from './recorded.ts';

/** What calls take, ms; others take one. */
const tookMs: Readonly<Record<string, number>> = {
  pinNamespaces: 4,
  prepareSandboxFiles: 3,
  attachNetwork: 33,
  mountRootfs: 10,
  writeBundle: 2,
  createTask: 60,
  startTask: 20,
};
const slowMs = 3000;
/** Between an answer and what is asked next; until a process ends by itself. */
const askMs = 15;
const endMs = 250;
/** The last input, long after the pod that hangs was asked for; how long its client waits. */
const lateMs = 41_000;
const patienceUs = 240_000_000;

const usual = ['web-1', 'web-2', 'web-3', 'web-4'];
const attempts = ['w0', 'w1', 'w2', 'w3'];

const steps = (name: string): readonly Draft[] => [pod(name).run, pod(name).create('app'), pod(name).start('app')];
const looping = (): readonly Draft[] => [
  pod('loop').run,
  ...attempts.flatMap((attempt, index): readonly Draft[] => [
    {
      type: 'container.create',
      sandboxId: 'loop',
      containerId: `loop-${attempt}`,
      config: { ...containerConfig('worker'), metadata: { name: 'worker', attempt: index } },
    },
    pod('loop').start(attempt),
  ]),
];

interface Input {
  readonly k: string;
  readonly s?: string;
  readonly a?: string;
  readonly id?: string;
  readonly e?: { readonly type?: string; readonly sandboxId?: string };
}

/** Since the input before. */
const takenMs = ({ s, a = '', id = '' }: Input): number => {
  const service = /svc:([A-Za-z]+)#\d+$/.exec(a)?.[1] ?? '';
  switch (s) {
    case 'svc':
      return service === 'attachNetwork' && a.startsWith('pod:slow#') ? slowMs : (tookMs[service] ?? 1);
    case 'rpc':
      return id.startsWith('admin') ? lateMs : askMs;
    case 'fact':
      return endMs;
    default:
      return 0;
  }
};

export const startsText = (): string => {
  const recorded = recording();
  const simulation = openSimulation(
    {
      name: 'starts',
      clients: [
        { name: 'kubelet', steps: [...usual.flatMap(steps), ...steps('slow'), ...looping(), pod('stuck').run] },
        { name: 'admin', steps: [pod('web-4').stopContainer('app')] },
      ],
      programs: Object.fromEntries(
        attempts.map((attempt) => [`loop-${attempt}`, { ends: [{ exitCode: 3 }], ignoresSigterm: false }]),
      ),
    },
    { tape: recorded.tape },
  );
  for (let count = 0; count < 1000; count += 1) {
    const all = simulation.choices().map(({ id }) => id);
    const ids = all.filter((id) => !id.startsWith('ask admin') && !id.includes('pod:stuck#1/svc:attachNetwork'));
    const next = ids.find((id) => id.includes('prepareSandboxFiles')) ?? ids[0];
    if (next !== undefined) simulation.takeById(next);
    else {
      simulation.takeById(all.find((id) => id.startsWith('ask admin')) ?? '');
      break;
    }
  }
  let us = 0;
  return recorded.lines
    .map((line) => {
      const record = JSON.parse(line) as Input;
      if (record.k !== 'I') return line;
      us += takenMs(record) * 1000;
      const isStuck = record.e?.type === 'sandbox.run' && record.e.sandboxId === 'stuck';
      return JSON.stringify({ ...record, t: us, ...(isStuck ? { dl: patienceUs } : {}) });
    })
    .map((line) => `${line}\n`)
    .join('');
};
