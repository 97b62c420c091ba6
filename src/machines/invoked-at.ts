/** What an actor waits for while it is in a state, read off its chart: for who has recorded states and nothing else. */
import { attachSessionMachine } from './attach-session.ts';
import { cniConfigMachine } from './cni-config.ts';
import { containerMachine } from './container.ts';
import { execMachine } from './exec.ts';
import { execSessionMachine } from './exec-session.ts';
import { imageRemovalMachine } from './image-removal.ts';
import { invokedIn } from './lean.ts';
import { logReopeningMachine } from './log-reopening.ts';
import { portForwardMachine } from './port-forward.ts';
import { pullMachine } from './pull.ts';
import { sandboxMachine } from './sandbox.ts';
import { supervisorMachine } from './supervisor.ts';

interface Node {
  readonly type: string;
  readonly states: Readonly<Record<string, Node>>;
  readonly invoke: readonly { readonly id: string }[];
}

export const charts = {
  supervisor: supervisorMachine,
  cniConfig: cniConfigMachine,
  sandbox: sandboxMachine,
  container: containerMachine,
  exec: execMachine,
  execSession: execSessionMachine,
  attachSession: attachSessionMachine,
  logReopening: logReopeningMachine,
  portForward: portForwardMachine,
  pull: pullMachine,
  imageRemoval: imageRemovalMachine,
} as const;

export type ChartName = keyof typeof charts;

/** Of the word that an actor's symbolic name begins with; more than one where these share it. */
const byKind: Readonly<Record<string, readonly ChartName[]>> = {
  pod: ['sandbox'],
  ctr: ['container'],
  exec: ['exec', 'execSession', 'attachSession', 'logReopening'],
  forward: ['portForward'],
  pull: ['pull'],
  imageRemoval: ['imageRemoval'],
};

export interface StateFacts {
  readonly machine: ChartName;
  /** Ids of the services that it invokes, in the order of the chart. */
  readonly services: readonly string[];
  /** The actor is over. */
  readonly isFinal: boolean;
}

const known = new Map<string, StateFacts | undefined>();

/**
 * @param name symbolic: `pod:a#1/ctr:c0#1`
 * @param state dotted, regions joined by a comma, as records have it
 * @returns undefined where no chart of this build has such a state
 */
export const stateFacts = (name: string, state: string): StateFacts | undefined => {
  const [, kind = 'svc', id = ''] = /(?:^|\/)(?:([a-zA-Z]+):)?([^/]*?)(?:#\d+)?$/.exec(name) ?? [];
  const key = `${kind === 'svc' ? id : kind} ${state}`;
  if (known.has(key)) return known.get(key);
  const candidates = kind === 'svc' ? (Object.keys(charts) as ChartName[]).filter((each) => each === id) : byKind[kind];
  let facts: StateFacts | undefined;
  for (const machine of candidates ?? []) facts ??= factsOf(machine, state);
  // What a hostile recording names is not remembered for ever.
  if (known.size > 20_000) known.clear();
  known.set(key, facts);
  return facts;
};

const factsOf = (machine: ChartName, state: string): StateFacts | undefined => {
  const root = charts[machine].root as unknown as Node;
  const nodes = new Set<Node>([root]);
  const parallels: Node[] = [];
  let last: Node = root;
  for (const [index, piece] of state.split(',').entries()) {
    const steps = piece.split('.');
    // The first is told from the root; regions after it from where they part.
    const from = index === 0 ? root : parallels.findLast(({ states }) => Object.hasOwn(states, steps[0] ?? ''));
    if (from === undefined) return undefined;
    last = from;
    for (const step of steps) {
      const next = Object.hasOwn(last.states, step) ? last.states[step] : undefined;
      if (next === undefined) return undefined;
      nodes.add(next);
      if (last.type === 'parallel' && !parallels.includes(last)) parallels.push(last);
      last = next;
    }
  }
  const services = [...nodes].flatMap((node) => invokedIn(node).map(({ id }) => id));
  const isFinal = !state.includes(',') && last.type === 'final' && root.states[state] === last;
  return { machine, services: services.filter((id) => !Object.hasOwn(charts, id)), isFinal };
};
