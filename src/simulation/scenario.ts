/** What a simulation is made of: who asks for what, how processes behave, and what may go wrong. Plain data. */
import type { Draft } from '../machines/messages.ts';
import type { ServiceName } from '../machines/services.ts';
import type { Program } from './world/world.ts';

export interface Scenario {
  readonly name: string;
  /** Each asks one thing after another: the next when the last is answered. */
  readonly clients: readonly Client[];
  /** By container id; the others run until they get a signal. */
  readonly programs?: Readonly<Record<string, Program>> | undefined;
  /** References of images that a registry has, beside `busybox`, which is here. */
  readonly offers?: readonly string[] | undefined;
  readonly faults?: Faults | undefined;
  /** How often the daemon may die and come back. */
  readonly crashes?: number | undefined;
  /** How many requests may be given up by their client. */
  readonly cancels?: number | undefined;
  /** `race`: an armed timer may fire whatever else goes on. `idle` (default): only when nothing else can happen. */
  readonly timers?: 'race' | 'idle' | undefined;
}
export interface Client {
  readonly name: string;
  readonly steps: readonly Draft[];
}
export interface Faults {
  /** In one run. */
  readonly total: number;
  /** Of one call of one actor. */
  readonly each: number;
  /** Absent: all. */
  readonly services?: readonly ServiceName[] | undefined;
  readonly kinds: readonly FaultKind[];
}
/** It had no effect; a part of it; all of it, and the answer was lost. */
export type FaultKind = 'fail' | 'half' | 'lost';
