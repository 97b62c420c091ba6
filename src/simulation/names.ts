/**
 * Symbolic names of actors, the same in every run: `pod:a#1/ctr:c0#2/svc:createTask#1`. The number says which of those
 * that had the name it is. xstate's own session ids are counted per process and mean nothing to anybody.
 */
import type { AnyActorRef } from 'xstate';
import { type ActorName, ownName } from '../actors/names.ts';
import { type Keep, KeptMap } from '../machines/keeping.ts';

export type { ActorName } from '../actors/names.ts';

export interface Names {
  /** Given when it is first asked for: ask at its birth. */
  readonly of: (ref: AnyActorRef) => ActorName;
  readonly keep: Keep;
}
export const openNames = (): Names => {
  const known = new WeakMap<AnyActorRef, ActorName>();
  const births = new KeptMap<string, number>();

  const of = (ref: AnyActorRef): ActorName => {
    const found = known.get(ref);
    if (found !== undefined) return found;
    const parent = ref._parent;
    const above = parent === undefined || parent._parent === undefined ? undefined : of(parent);
    const own = ownName(ref.id);
    const path = above === undefined ? own : `${above.path}/${own}`;
    const birth = (births.get(path) ?? 0) + 1;
    births.set(path, birth);
    const name = above === undefined ? `${own}#${birth}` : `${above.name}/${own}#${birth}`;
    const both = { name, path };
    known.set(ref, both);
    return both;
  };
  return { of, keep: births.keep };
};
