/** Who takes part, and in which order they take turns. */
import type { Endpoint, Timed } from '../pod/lives.ts';
import type { Row } from '../report/section.ts';

export interface Contender {
  readonly name: string;
  /** One pod's whole life, up, one exec, and down; step by step. */
  readonly cycle: (timed: Timed) => Promise<void>;
  /** Absent: not a CRI runtime, so it only takes part in cycles. */
  readonly endpoint?: Endpoint | undefined;
  /** Present where the bench started it, so that its processes are known. */
  readonly home?:
    | {
        readonly dir: string;
        readonly pid: number;
        readonly cgroupRoot: string;
        /** CPU time of the daemon, of all that it ever started, and of its pods. */
        readonly cpuMs: () => Promise<number>;
      }
    | undefined;
}

export interface Bench {
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  /** Aborts between two steps. */
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
  readonly bigImage: () => Promise<{ readonly reference: string; readonly about: string }>;
}
export type Scenario = (bench: Bench) => Promise<import('../report/section.ts').Section>;

/** Round after round; who is first alternates. @throws AbortError after the turn in which the signal fired. */
export const takeTurns = async <T>(
  all: readonly T[],
  { rounds, signal }: { readonly rounds: number; readonly signal: AbortSignal },
  turn: (one: T, round: number) => Promise<void>,
): Promise<void> => {
  for (let round = 0; round < rounds; round++)
    for (const one of round % 2 === 0 ? all : all.toReversed()) {
      signal.throwIfAborted();
      await turn(one, round);
    }
};

/** Measurements by metric and contender, in the order in which metrics were first seen. */
export const ledgerOf = () => {
  const metrics = new Map<string, Record<string, number[]>>();
  return {
    note: (metric: string, contender: string, value: number): void => {
      const values = metrics.get(metric) ?? {};
      metrics.set(metric, values);
      values[contender] ??= [];
      values[contender].push(value);
    },
    rows: (unit: Row['unit'], goals: Readonly<Record<string, Row['goal']>> = {}): readonly Row[] =>
      [...metrics].map(([metric, values]) => ({ metric, unit, values, goal: goals[metric] })),
  };
};

export interface ServedContender extends Contender {
  readonly endpoint: Endpoint;
}
export const isServed = (contender: Contender): contender is ServedContender => contender.endpoint !== undefined;

/** Notes the CPU time that some work cost, where it can be known: unlike wall time it hardly depends on other load. */
export const withCpu = async <T>(
  { home }: Contender,
  note: (cpuMs: number) => void,
  work: () => Promise<T>,
): Promise<T> => {
  const before = await home?.cpuMs();
  const result = await work();
  const after = await home?.cpuMs();
  if (before !== undefined && after !== undefined) note(after - before);
  return result;
};
