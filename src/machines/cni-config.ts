/**
 * The CNI configuration directory: whether pods can get a network now.
 *
 *   reading ─▶ loaded ◀─▶ missing        blind: the watch failed, and is begun again
 *
 * Told by: the watcher of the directory. What it knows is the condition `NetworkReady`.
 * Source: CNI spec 1.1.0, section 1; CRI runtime.v1 RuntimeCondition.
 */
import { assign, setup } from 'xstate';
import { watcher } from './chart.ts';
import type { CniConfigFact, Nothing } from './services.ts';
import type { Condition } from './views.ts';

interface CniConfigContext {
  readonly network: string;
  readonly file: string;
  readonly reason: string;
  readonly message: string;
}

export const cniConfigMachine = setup({
  types: { context: {} as CniConfigContext, events: {} as CniConfigFact },
  actors: { watchCniConfig: watcher<Nothing>('watchCniConfig') },
  delays: { rewatchMs: 5_000 },
}).createMachine({
  id: 'cniConfig',
  context: { network: '', file: '', reason: 'NetworkPluginNotReady', message: 'the CNI configuration is not read yet' },
  initial: 'watching',
  states: {
    watching: {
      invoke: { id: 'watchCniConfig', src: 'watchCniConfig', input: {}, onError: 'blind' },
      on: {
        'cni.loaded': {
          target: '.loaded',
          actions: assign(({ event }) => ({ network: event.network, file: event.file, reason: '', message: '' })),
        },
        'cni.missing': {
          target: '.missing',
          actions: assign(({ event }) => ({ network: '', file: '', reason: event.reason, message: event.message })),
        },
      },
      initial: 'reading',
      states: { reading: {}, loaded: {}, missing: {} },
    },
    blind: {
      entry: assign({ reason: 'NetworkPluginNotReady', message: 'the CNI configuration directory cannot be watched' }),
      after: { rewatchMs: 'watching' },
    },
  },
});

/** The condition `NetworkReady`. */
export const networkConditionOf = ({ network, reason, message }: CniConfigContext): Condition => ({
  isTrue: network !== '',
  reason,
  message,
});
