/** The first scenarios: one pod, one container, five requests; alone, in a race, with faults, with crashes. */
import type { Draft } from '../../machines/messages.ts';
import { pod } from '../configs.ts';
import type { Scenario } from '../scenario.ts';
import { meetings } from './meetings.ts';
import { mishapScenarios } from './mishaps.ts';

const a = pod('a');
const b = pod('b');
const infra = pod('i', { hasInfra: true });
const every = { total: 1, each: 1, kinds: ['fail', 'half', 'lost'] } as const;
const life = [{ name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0'), a.stop, a.remove] }];

export const oneLife: Scenario = { name: 'one life', clients: life };
/** It is torn down while it is being made. */
export const tornDown: Scenario = {
  name: 'torn down while it is made',
  clients: [
    { name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0')] },
    { name: 'admin', steps: [a.stop, a.remove] },
  ],
};

/** Two lives beside each other. */
export const twoPods: Scenario = {
  name: 'two pods, seven requests; each service may fail',
  clients: [
    { name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0'), a.stop] },
    { name: 'other', steps: [b.run, b.create('c0'), b.stop] },
  ],
  faults: { total: 1, each: 1, kinds: ['fail'] },
};

export const scenarios: readonly Scenario[] = [
  oneLife,
  { ...oneLife, name: 'one life, each service may fail once', faults: every },
  { ...oneLife, name: 'one life, two faults', faults: { ...every, total: 2 } },
  tornDown,
  { ...tornDown, name: 'torn down, each service may fail once', faults: every },
  {
    ...tornDown,
    name: 'torn down, the process ends by itself',
    programs: { 'a-c0': { ends: [{ exitCode: 0 }, { exitCode: 137, isOomKilled: true }], ignoresSigterm: true } },
  },
  {
    name: 'asked again while it is made, and removed; each service may fail once',
    clients: [
      { name: 'kubelet', steps: [a.run, a.create('c0')] },
      {
        name: 'retry',
        steps: [{ ...a.run, sandboxId: 'retried' }, { ...a.create('c0'), containerId: 'retried-c0' } as Draft],
      },
      { name: 'admin', steps: [a.remove] },
    ],
    faults: every,
  },
  {
    name: 'an infra container, torn down; each service may fail once',
    clients: [
      { name: 'kubelet', steps: [infra.run, infra.create('c0'), infra.start('c0')] },
      { name: 'admin', steps: [infra.stop, infra.remove] },
    ],
    faults: every,
  },
  twoPods,
  { ...oneLife, name: 'one life, the daemon dies once', crashes: 1 },
  { ...tornDown, name: 'torn down, one client gives up', cancels: 1 },
  { ...tornDown, name: 'torn down, timers race', timers: 'race' },
  ...meetings,
  ...mishapScenarios,
];
