/**
 * What is looked at when somebody asks, and not before. Each part is looked at by itself: one that fails is left out of
 * that scrape and counted, and the others are there.
 */
import type { Population } from '../../machines/sightings.ts';
import type { KeysOf } from './catalogue.ts';
import type { Meters } from './meters.ts';

export interface Sources {
  readonly population: () => readonly Population[];
  readonly openRequests: () => number;
  /** States as CRI shows them, one for each. */
  readonly podStates: () => readonly string[];
  readonly containerStates: () => readonly string[];
  readonly eventSubscribers: () => number;
  readonly isNetworkReady: () => boolean;
  readonly images: () => number;
  readonly imageStoreBytes: () => number;
  readonly storeCounts: () => {
    readonly rows: readonly { readonly effect: string; readonly count: number }[];
    readonly debts: number;
  };
  readonly process: () => void;
}

/** Kinds of sessions by chart. */
const sessionKinds = {
  exec: 'exec_sync',
  execSession: 'exec',
  attachSession: 'attach',
  portForward: 'port_forward',
} as const;
const podStates = ['ready', 'notready'] as const;
const containerStates = ['created', 'running', 'exited', 'unknown'] as const;

export interface Sampler {
  readonly sample: () => void;
}

export const sampler = (
  meters: Meters,
  sources: Sources,
  report: (part: string, error: unknown) => void = () => {},
): Sampler => {
  const part = (name: string, keys: readonly KeysOf<'gauge'>[], look: () => void) => () => {
    meters.empty(...keys);
    try {
      look();
    } catch (error) {
      meters.empty(...keys);
      meters.count('scrapeErrors', { part: name });
      report(name, error);
    }
  };
  const byState = (key: 'pods' | 'containers', known: readonly string[], states: readonly string[]) => {
    for (const state of known) meters.set(key, { state }, 0);
    for (const state of states) meters.add(key, { state }, 1);
  };
  const parts = [
    part('actors', ['actors', 'sessions', 'pullsInProgress'], () => {
      for (const kind of Object.values(sessionKinds)) meters.set('sessions', { kind }, 0);
      meters.set('pullsInProgress', {}, 0);
      for (const { machine, state, actors } of sources.population()) {
        meters.add('actors', { machine, state }, actors);
        if (isSession(machine)) meters.add('sessions', { kind: sessionKinds[machine] }, actors);
        if (machine === 'pull') meters.add('pullsInProgress', {}, actors);
      }
    }),
    part('requests', ['openRequests'], () => meters.set('openRequests', {}, sources.openRequests())),
    part('pods', ['pods'], () => byState('pods', podStates, sources.podStates())),
    part('containers', ['containers'], () => byState('containers', containerStates, sources.containerStates())),
    part('events', ['eventSubscribers'], () => meters.set('eventSubscribers', {}, sources.eventSubscribers())),
    part('network', ['networkReady'], () => meters.set('networkReady', {}, sources.isNetworkReady() ? 1 : 0)),
    part('images', ['images', 'imageStoreBytes'], () => {
      meters.set('images', {}, sources.images());
      meters.set('imageStoreBytes', {}, sources.imageStoreBytes());
    }),
    part('store', ['ledgerRows', 'ledgerDebts'], () => {
      const { rows, debts } = sources.storeCounts();
      for (const { effect, count } of rows) meters.set('ledgerRows', { effect }, count);
      meters.set('ledgerDebts', {}, debts);
    }),
    part('process', ['heapTotal', 'heapUsed', 'residentMemory', 'startTime', 'openFds'], sources.process),
  ];
  return {
    sample: () => {
      for (const look of parts) look();
    },
  };
};

const isSession = (machine: string): machine is keyof typeof sessionKinds => Object.hasOwn(sessionKinds, machine);
