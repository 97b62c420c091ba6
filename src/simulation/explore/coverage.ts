/**
 * What runs have seen of the charts: which of their transitions, which two inputs in both orders, which service in which state
 * with which outcome. Plain data, so that workers can hand it over.
 */
import type { AnyStateMachine, StateNode } from 'xstate';
import { attachSessionMachine } from '../../machines/attach-session.ts';
import { cniConfigMachine } from '../../machines/cni-config.ts';
import { containerMachine } from '../../machines/container.ts';
import { execMachine } from '../../machines/exec.ts';
import { execSessionMachine } from '../../machines/exec-session.ts';
import { imageRemovalMachine } from '../../machines/image-removal.ts';
import { logReopeningMachine } from '../../machines/log-reopening.ts';
import { portForwardMachine } from '../../machines/port-forward.ts';
import { pullMachine } from '../../machines/pull.ts';
import { sandboxMachine } from '../../machines/sandbox.ts';
import { supervisorMachine } from '../../machines/supervisor.ts';
import type { Choice } from '../choices.ts';
import { callIn, laneOfActor } from './arrow-of.ts';
import { chainOf } from './strategy.ts';
import { eventName, stateIn, type Watcher, watching } from './watching.ts';

/** How often each was seen; keys are words divided by tabs. */
export interface Coverage {
  /** machine, state that defines the transition, event. */
  readonly triples: Readonly<Record<string, number>>;
  /** Two inputs that could both happen: 1: the first of them did, 2: the other, 3: each once. */
  readonly orders: Readonly<Record<string, number>>;
  /** service, outcome, state of who called it. */
  readonly effects: Readonly<Record<string, number>>;
}

export const noCoverage: Coverage = { triples: {}, orders: {}, effects: {} };

const keyOf = (...words: readonly string[]): string => words.join('\t');

export interface Coverer extends Watcher {
  /** Before a choice is taken. */
  readonly see: (choices: readonly Choice[], taken: Choice) => void;
  /** The next simulation begins. */
  readonly begin: () => void;
  readonly seen: () => Coverage;
}

export const openCoverage = (): Coverer => {
  const triples: Record<string, number> = {};
  const orders: Record<string, number> = {};
  const effects: Record<string, number> = {};
  const states = new Map<string, string>();
  const count = (counts: Record<string, number>, key: string) => {
    counts[key] = (counts[key] ?? 0) + 1;
  };
  const { inspect } = watching({
    transition: ({ machine, state, event }) => count(triples, keyOf(machine, state, event)),
    state: ({ actor, state }) => states.set(laneOfActor(actor), state),
  });
  return {
    inspect,
    begin: () => states.clear(),
    see: (choices, taken) => {
      const own = chainOf(taken);
      if (taken.isDefault)
        for (const other of choices) {
          if (!other.isDefault) break;
          const chain = chainOf(other);
          if (chain === own) continue;
          const key = own < chain ? keyOf(own, chain) : keyOf(chain, own);
          orders[key] = (orders[key] ?? 0) | (own < chain ? 1 : 2);
        }
      if (taken.kind !== 'outcome' && taken.kind !== 'fault') return;
      const space = taken.id.indexOf(' ');
      const { lane, service } = callIn(taken.id.slice(space + 1));
      count(effects, keyOf(service, taken.id.slice(0, space), states.get(lane) ?? '-'));
    },
    seen: () => ({ triples, orders, effects }),
  };
};

export const mergedCoverage = (all: readonly Coverage[]): Coverage => {
  const into = (
    pick: (coverage: Coverage) => Readonly<Record<string, number>>,
    join: (a: number, b: number) => number,
  ) => {
    const sum: Record<string, number> = {};
    for (const each of all)
      for (const [key, value] of Object.entries(pick(each))) sum[key] = join(sum[key] ?? 0, value);
    return sum;
  };
  const add = (one: number, other: number) => one + other;
  return {
    triples: into(({ triples }) => triples, add),
    orders: into(
      ({ orders }) => orders,
      (one, other) => one | other,
    ),
    effects: into(({ effects }) => effects, add),
  };
};

const charts: readonly AnyStateMachine[] = [
  supervisorMachine,
  cniConfigMachine,
  sandboxMachine,
  containerMachine,
  execMachine,
  execSessionMachine,
  attachSessionMachine,
  logReopeningMachine,
  portForwardMachine,
  pullMachine,
  imageRemovalMachine,
];

/** Every triple that the charts define. */
export const definedTriples = (): ReadonlySet<string> => {
  const defined = new Set<string>();
  const visit = (machine: string, node: StateNode) => {
    const state = stateIn(machine, node.id);
    for (const event of node.transitions.keys()) defined.add(keyOf(machine, state, eventName(event)));
    if ((node.always ?? []).length > 0) defined.add(keyOf(machine, state, ''));
    for (const child of Object.values(node.states)) visit(machine, child);
  };
  for (const chart of charts) visit(chart.id, chart.root as unknown as StateNode);
  return defined;
};
