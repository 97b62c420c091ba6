/**
 * Symbolic names of actors, the same in every run: `pod:a#1/ctr:c0#2/svc:createTask#1`. The number says which of those
 * that had the name it is. xstate's own session ids are counted per process and mean nothing to anybody.
 */
import type { AnyActorRef } from 'xstate';
import { type ActorName, namesBy } from '../actors/names.ts';
import { type Keep, KeptMap } from '../machines/keeping.ts';

export type { ActorName } from '../actors/names.ts';

export interface Names {
  /** Given when it is first asked for: ask at its birth. */
  readonly of: (ref: AnyActorRef) => ActorName;
  readonly keep: Keep;
}
export const openNames = (): Names => {
  const births = new KeptMap<string, number>();
  return { of: namesBy(births), keep: births.keep };
};
