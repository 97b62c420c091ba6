/**
 * What becomes of a call that a plan has a fault for (`simulation/world/fault-plan.ts`): it fails before, in the middle of or
 * after its effect, takes longer, happens twice, or hangs until the limit that the real driver has.
 */
import { openPicker } from '../faults/picker.ts';
import { FailureError } from '../machines/failure.ts';
import type { ServiceName } from '../machines/services.ts';
import type { AnyAct } from '../simulation/world/act.ts';
import { limitOf } from '../simulation/world/call-limits.ts';
import type { parseServicePlan } from '../simulation/world/fault-plan.ts';
import type { World } from '../simulation/world/world.ts';
import { pause } from './programs/input.ts';

export type FaultRules = ReturnType<typeof parseServicePlan>;

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

export const openFaults = (rules: FaultRules, seed: number): Faults => {
  const picker = openPicker(rules, seed);
  return {
    apply: async (service, { act, world, input, land, signal }) => {
      const done = () => land() as Record<string, unknown>;
      const failed = () => new FailureError(act.fails, { service, reason: 'injected' });
      const hang = async (): Promise<never> => {
        const { ms, code } = limitOf(service);
        await pause(ms, signal);
        throw new FailureError(code, { service, reason: 'injected' });
      };
      const fault = picker.next(service);
      switch (fault?.does) {
        case undefined:
          return done();
        case 'delay':
          await pause(fault.ms, signal);
          return done();
        case 'fail':
          throw fault.error ?? failed();
        case 'half':
          act.half?.(world, input);
          throw failed();
        case 'lost':
          done();
          throw new FailureError('ToolTimedOut', { service, reason: 'injected' });
        case 'twice': {
          const output = done();
          try {
            act.land(world, input);
          } catch {
            // The second time the world may refuse.
          }
          return output;
        }
        case 'hang':
          return hang();
        case 'stall':
          done();
          return hang();
      }
    },
  };
};
