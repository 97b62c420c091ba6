/**
 * Symbolic names of actors, the same in every run: `pod:a#1/ctr:c0#2/svc:createTask#1`. The number says which of those
 * that had the name it is. xstate's own session ids are counted per process and mean nothing to anybody.
 */
import type { AnyActorRef } from 'xstate';
import { type Keep, KeptMap } from '../machines/keeping.ts';

/** What an id of an actor is called here, by what it begins with. */
const kinds: Readonly<Record<string, string>> = { sandbox: 'pod', container: 'ctr' };

export interface Names {
  /** Given when it is first asked for: ask at its birth. */
  readonly of: (ref: AnyActorRef) => ActorName;
  readonly keep: Keep;
}
export interface ActorName {
  readonly name: string;
  /** Without the numbers: what does not depend on how often something was tried. */
  readonly path: string;
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

const ownName = (id: string): string => {
  const colon = id.indexOf(':');
  if (colon < 0) return `svc:${id}`;
  const kind = id.slice(0, colon);
  const hash = id.lastIndexOf('#');
  return `${kinds[kind] ?? kind}:${id.slice(colon + 1, hash < 0 ? undefined : hash)}`;
};
