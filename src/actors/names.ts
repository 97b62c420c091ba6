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
const ownName = (id: string): string => {
  const colon = id.indexOf(':');
  if (colon < 0) return `svc:${id}`;
  const kind = id.slice(0, colon);
  const hash = id.lastIndexOf('#');
  return `${kinds[kind] ?? kind}:${id.slice(colon + 1, hash < 0 ? undefined : hash)}`;
};

/** How many births are remembered; the longest unused is forgotten first, and its number begins anew. */
export const rememberedPaths = 20_000;

/**
 * Names for the actors of one system, each given when it is first asked for. Who wants the same in another run asks at the same
 * moments: at births.
 *
 * @param births how many there were of each path; with `most`, the longest unused is forgotten first, and its number begins anew
 */
export const namesBy = (
  births: Map<string, number>,
  most = Number.POSITIVE_INFINITY,
): ((ref: AnyActorRef) => ActorName) => {
  const known = new WeakMap<AnyActorRef, ActorName>();
  const of = (ref: AnyActorRef): ActorName => {
    const found = known.get(ref);
    if (found !== undefined) return found;
    const parent = ref._parent;
    const above = parent === undefined || parent._parent === undefined ? undefined : of(parent);
    const own = ownName(ref.id);
    const path = above === undefined ? own : `${above.path}/${own}`;
    const birth = (births.get(path) ?? 0) + 1;
    if (most !== Number.POSITIVE_INFINITY) births.delete(path);
    births.set(path, birth);
    if (births.size > most) for (const oldest of births.keys()) if (births.delete(oldest)) break;
    const both = { name: above === undefined ? `${own}#${birth}` : `${above.name}/${own}#${birth}`, path };
    known.set(ref, both);
    return both;
  };
  return of;
};

/** Of a daemon, which lives long. */
export const openActorNames = (): ((ref: AnyActorRef) => string) => {
  const of = namesBy(new Map(), rememberedPaths);
  return (ref) => of(ref).name;
};
