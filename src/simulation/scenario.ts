/** What a simulation is made of: who asks for what, how processes behave, and what may go wrong. Plain data. */
import type { Draft } from '../machines/messages.ts';
import type { ServiceName } from '../machines/services.ts';
import type { MishapKind } from './world/mishaps.ts';
import type { WatchName } from './world/watches.ts';
import type { Program, ResourceKind } from './world/world.ts';

export interface Scenario {
  readonly name: string;
  /** Each asks one thing after another: the next when the last is answered. */
  readonly clients: readonly Client[];
  /** By container id; the others run until they get a signal. */
  readonly programs?: Readonly<Record<string, Program>> | undefined;
  /** References of images that a registry has, beside `busybox`, which is here. */
  readonly offers?: readonly string[] | undefined;
  readonly faults?: Faults | undefined;
  /** What may happen to the machine. */
  readonly mishaps?: Mishaps | undefined;
  /** What becomes of calls of services, in the language of world/fault-plan.ts; a seed for its chances. */
  readonly plan?: string | undefined;
  readonly planSeed?: number | undefined;
  /** What is on the machine and is not ours. */
  readonly foreign?: readonly { readonly kind: ResourceKind; readonly name: string }[] | undefined;
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
  readonly services?: readonly (ServiceName | WatchName)[] | undefined;
  readonly kinds: readonly FaultKind[];
}
/**
 * Of calls: `fail` it had no effect; `half` a part of it; `lost` all of it, and the answer is a timeout; `twice` it happens
 * twice; `hang` nothing comes of it until the driver's limit; `stall` it happens, and nobody hears of it until the limit;
 * `slow` it happens, and is answered at any later moment.
 * Of watchers: `blind` it cannot watch; `silent` it tells nothing until it looks again; `again` it tells a fact twice.
 */
export type FaultKind = CallFault | WatchFault;
export type CallFault = 'fail' | 'half' | 'lost' | 'twice' | 'hang' | 'stall' | 'slow';
export type WatchFault = 'blind' | 'silent' | 'again';
export const isCallFault = (kind: FaultKind): kind is CallFault =>
  kind !== 'blind' && kind !== 'silent' && kind !== 'again';

export interface Mishaps {
  /** In one run. */
  readonly total: number;
  readonly kinds: readonly MishapKind[];
}
