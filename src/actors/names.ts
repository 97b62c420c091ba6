/**
 * Symbolic names of actors, the same in every run: `pod:a#1/ctr:c0#2/svc:createTask#1`. The number says which of those
 * that had the name it is. xstate's own session ids are counted per process and mean nothing to anybody.
 */
import type { AnyActorRef } from 'xstate';

/** What an id of an actor is called here, by what it begins with. */
const kinds: Readonly<Record<string, string>> = { sandbox: 'pod', container: 'ctr' };

export interface ActorName {
  readonly name: string;
  /** Without the numbers: what does not depend on how often something was tried. */
  readonly path: string;
}

/** An actor's own part of its name: `svc:createTask`, `pod:a`. */
export const ownName = (id: string): string => {
  const colon = id.indexOf(':');
  if (colon < 0) return `svc:${id}`;
  const kind = id.slice(0, colon);
  const hash = id.lastIndexOf('#');
  return `${kinds[kind] ?? kind}:${id.slice(colon + 1, hash < 0 ? undefined : hash)}`;
};

/** How many births are remembered; the longest unused is forgotten first, and its number begins anew. */
const maxPaths = 20_000;

/**
 * The names of one system's actors, each given when it is first asked for. Who wants the same in another run asks at the
 * same moments: at births.
 */
export const openActorNames = (): ((ref: AnyActorRef) => string) => {
  const known = new WeakMap<AnyActorRef, ActorName>();
  const births = new Map<string, number>();
  const of = (ref: AnyActorRef): ActorName => {
    const found = known.get(ref);
    if (found !== undefined) return found;
    const parent = ref._parent;
    const above = parent === undefined || parent._parent === undefined ? undefined : of(parent);
    const own = ownName(ref.id);
    const path = above === undefined ? own : `${above.path}/${own}`;
    const birth = (births.get(path) ?? 0) + 1;
    births.delete(path);
    births.set(path, birth);
    if (births.size > maxPaths) for (const oldest of births.keys()) if (births.delete(oldest)) break;
    const both = { name: above === undefined ? `${own}#${birth}` : `${above.name}/${own}#${birth}`, path };
    known.set(ref, both);
    return both;
  };
  return (ref) => of(ref).name;
};
