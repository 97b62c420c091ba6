/** Things by their owners: in a small world they are looked through, in a large one there is an index. */

export interface Owned {
  readonly set: (thing: string, ownerId: string) => void;
  readonly remove: (thing: string) => void;
  /** A list of the caller's own. */
  readonly of: (ownerId: string) => string[];
  /** The things were changed behind its back. */
  readonly forget: () => void;
}

/** With fewer things an index costs more than it saves. */
const large = 500;

export const openOwned = (things: Map<string, string>): Owned => {
  let index: Map<string, Set<string>> | undefined;
  const indexed = (): Map<string, Set<string>> => {
    if (index !== undefined) return index;
    index = new Map();
    for (const [thing, ownerId] of things) note(index, thing, ownerId);
    return index;
  };
  const remove = (thing: string) => {
    const ownerId = things.get(thing);
    if (ownerId === undefined) return;
    things.delete(thing);
    const others = index?.get(ownerId);
    others?.delete(thing);
    if (others?.size === 0) index?.delete(ownerId);
  };
  return {
    set: (thing, ownerId) => {
      if (index !== undefined) remove(thing);
      things.set(thing, ownerId);
      if (index !== undefined) note(index, thing, ownerId);
    },
    remove,
    of: (ownerId) => {
      if (things.size >= large) return [...(indexed().get(ownerId) ?? [])];
      const names: string[] = [];
      for (const [thing, owner] of things) if (owner === ownerId) names.push(thing);
      return names;
    },
    forget: () => {
      index = undefined;
    },
  };
};

const note = (index: Map<string, Set<string>>, thing: string, ownerId: string): void => {
  const all = index.get(ownerId);
  if (all === undefined) index.set(ownerId, new Set([thing]));
  else all.add(thing);
};
