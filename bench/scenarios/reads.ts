/** Calls that change nothing, on a node with many containers, each many times in a row. */
import { type Crowd, type CrowdSize, makeCrowd } from '../pod/crowd.ts';
import { type Endpoint, removeAllPods, timer } from '../pod/lives.ts';
import type { Row } from '../report/section.ts';
import {
  type Bench,
  type Contender,
  isServed,
  ledgerOf,
  type ServedContender,
  takeTurns,
  withCpu,
} from './contender.ts';

export type Call = (endpoint: Endpoint, crowd: Crowd, index: number) => Promise<unknown>;
export interface Reads {
  readonly size: CrowdSize;
  readonly isRunning: boolean;
  readonly callsEach: number;
  readonly calls: Readonly<Record<string, Call>>;
  readonly goals: Readonly<Record<string, Row['goal']>>;
}

/** Of each call the time, and the CPU time that it costs the runtime. */
export const measureReads = async (
  { contenders, rounds, signal, progress }: Bench,
  { size, isRunning, callsEach, calls, goals }: Reads,
): Promise<readonly Row[]> => {
  const served = contenders.filter(isServed);
  const crowds = new Map<Contender, Crowd>();
  for (const contender of served) {
    progress(`creating ${size.pods * size.containersEach} containers in ${contender.name}`);
    crowds.set(contender, await makeCrowd(contender.endpoint, size, { isRunning, signal }));
  }
  const ledger = ledgerOf();
  const ask = async (contender: ServedContender, name: string, call: Call): Promise<void> => {
    const crowd = crowds.get(contender);
    if (crowd === undefined) return;
    const timed = timer((step, elapsedMs) => ledger.note(step, contender.name, elapsedMs));
    const noteCpu = (cpuMs: number) => ledger.note(`${name}, CPU time`, contender.name, cpuMs / callsEach);
    await withCpu(contender, noteCpu, async () => {
      for (let index = 0; index < callsEach; index++) await timed(name, () => call(contender.endpoint, crowd, index));
    });
  };
  for (const [name, call] of Object.entries(calls))
    await takeTurns(served, { rounds, signal }, (contender, round) => {
      progress(`${name} ${round + 1}/${rounds}`);
      return ask(contender, name, call);
    });
  for (const { endpoint } of served) await removeAllPods(endpoint.cri);
  return ledger.rows('ms', goals);
};

/** @throws Error where a list is not of all: a runtime that answers less would be faster. */
export const assertAll = (what: string, got: number, expected: number): void => {
  if (got < expected) throw new Error(`${got} of ${expected} ${what} are listed`);
};
