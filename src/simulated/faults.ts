/** What becomes of a call that a plan of faults has something for; the words are those of the simulator's choices. */
import { FailureError } from '../machines/failure.ts';
import type { ServiceName } from '../machines/services.ts';
import type { AnyAct } from '../simulation/world/act.ts';
import type { World } from '../simulation/world/world.ts';

export interface FaultyCall {
  readonly act: AnyAct;
  readonly world: World;
  readonly input: never;
  readonly land: () => unknown;
  /** Its reason is thrown by what waits. */
  readonly signal: AbortSignal;
}
export interface Faults {
  /** Has the effect of the call, or not. @returns its output. */
  readonly apply: (service: ServiceName, call: FaultyCall) => Promise<Record<string, unknown>>;
}

export const noFaults: Faults = { apply: async (_, { land }) => land() as Record<string, unknown> };

export const failed = (act: AnyAct, service: ServiceName): FailureError =>
  new FailureError(act.fails, { service, reason: 'injected' });
