/** What a simulated daemon waits for: a call that is under way, records that are read, a watcher. */

import { keepList } from '../machines/keeping.ts';
import type { ServiceName } from '../machines/services.ts';
import type { ActorName } from './names.ts';
import type { AnyAct } from './world/act.ts';
import type { PlannedFault } from './world/fault-plan.ts';
import type { Fact, WatchName } from './world/watches.ts';

export interface Call extends ActorName {
  readonly kind: 'call';
  readonly service: ServiceName;
  readonly input: unknown;
  readonly act: AnyAct;
  readonly begunAtMs: number;
  /**
   * `refused`: something was wrong with it. `landed`: it has happened, and nobody knows yet. `left`: nobody waits any more.
   * `hung`: nothing comes of it until its limit.
   */
  state: 'begun' | 'refused' | 'landed' | 'left' | 'hung';
  /** Of a hung one: its effect is there. */
  hasHappened: boolean;
  /** When the driver gives it up, in the time of timers. */
  limitAtMs: number | undefined;
  /** What the plan of faults has in store for it. */
  readonly planned: PlannedFault | undefined;
  output: unknown;
  error: unknown;
  readonly answer: (answer: Answer) => void;
}
export type Answer = { readonly ok: true; readonly output: unknown } | { readonly ok: false; readonly error: unknown };

/** Records are being read. */
export interface Load extends ActorName {
  readonly kind: 'load';
  readonly answer: () => void;
}
/** A watcher, and what it has yet to tell. */
export interface Watch extends ActorName {
  readonly kind: 'watch';
  readonly watch: WatchName;
  readonly taskId: string | undefined;
  readonly facts: Fact[];
  /** What it told last. */
  told?: Fact | undefined;
  readonly send: (fact: Fact) => void;
  /** It cannot watch: whoever invoked it hears so. */
  readonly break: (error: unknown) => void;
  /** Until then it tells nothing; undefined: it is awake. */
  limitAtMs: number | undefined;
}
export type Pending = Call | Load | Watch;

/** What changes in one of them. */
export const keepPending = (entry: Pending): (() => void) => {
  if (entry.kind === 'watch') {
    const { told, limitAtMs } = entry;
    const back = keepList(entry.facts);
    return () => {
      entry.told = told;
      entry.limitAtMs = limitAtMs;
      back();
    };
  }
  if (entry.kind === 'load') return () => undefined;
  const { state, output, error, hasHappened, limitAtMs } = entry;
  return () => {
    entry.state = state;
    entry.hasHappened = hasHappened;
    entry.limitAtMs = limitAtMs;
    entry.output = output;
    entry.error = error;
  };
};

/** It may still happen, or not. */
export const isUndecided = ({ state, hasHappened }: Call): boolean =>
  state === 'begun' || (state === 'hung' && !hasHappened);
