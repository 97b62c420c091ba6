/**
 * A simulated service: what begins when it is called, what has happened when it is done, and what is there when it fails
 * half way. All of it at once; when each of them happens is the simulator's choice.
 */
import { type FailureCode, FailureError } from '../../machines/failure.ts';
import type { ServiceName, Services } from '../../machines/services.ts';
import type { World } from './world.ts';

export interface Act<N extends ServiceName> {
  /** At the call: what is wrong with it is thrown; the intent is in the ledger after it. */
  readonly begin?: (world: World, input: Services[N]['input']) => void;
  /** The effect, its row done, and the answer. Throws where the world does not allow it. */
  readonly land: (world: World, input: Services[N]['input']) => Services[N]['output'];
  /** Some of the effect, and then it failed; absent: an effect that is whole or not at all. */
  readonly half?: (world: World, input: Services[N]['input']) => void;
  /** It was given up, or failed, before it had any effect: what the call itself holds is released. */
  readonly release?: (world: World, input: Services[N]['input']) => void;
  /** It only looks: without an answer it was never there. */
  readonly isReading?: true;
  /** How it fails when nothing is wrong with the call. */
  readonly fails: FailureCode;
}
export type Acts<N extends ServiceName> = { readonly [K in N]: Act<K> };
export type AnyAct = Act<ServiceName>;

/** Ids become names of files. */
export const checkId = (id: string): void => {
  if (id === '' || id === '.' || id === '..' || id.includes('/'))
    throw new FailureError('SpecInvalid', { field: 'id', reason: 'it cannot be the name of a file' });
};
