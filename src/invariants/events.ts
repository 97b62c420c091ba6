/** Events are ordered and complete (I36). */
import { lifeChanges } from '../machines/life-events.ts';
import type { LifeFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';

/** Each once, in order; a container that is never started skips one. Looked at with the chronicle of before. */
export const eventsAreOrdered: Invariant<LifeFacts> = {
  id: 'I36',
  name: 'events-are-ordered',
  kind: 'always',
  on: ['event'],
  check: ({ told, toldBefore }) => {
    const last = new Map<string, number>();
    for (const { id, change } of told) {
      const before = last.get(id) ?? toldBefore(id);
      const rank = lifeChanges.indexOf(change);
      if (before === undefined) {
        if (rank !== 0) return `${change} of ${id} is the first that was told of it`;
      } else if (rank <= before) return `${change} of ${id} was told after ${lifeChanges[before]}`;
      else if (rank > before + 1 && !(before === 0 && rank === 2))
        return `${change} of ${id} was told right after ${lifeChanges[before]}`;
      last.set(id, rank);
    }
    return undefined;
  },
};

/** Replayed, they come to what lists show. */
export const eventsMatchLists: Invariant<LifeFacts> = {
  id: 'I36',
  name: 'events-match-lists',
  kind: 'always',
  on: ['view'],
  check: ({ changes, chronicle }) => {
    for (const { id, now, before } of changes) {
      if (now?.state === before?.state) continue;
      const rank = chronicle.told.get(id);
      const shown = now === undefined ? 3 : rankIn[now.state];
      if (shown === undefined) continue;
      if (rank === undefined || rank < shown)
        return `${id} is shown ${now?.state ?? 'no more'}, and what was told of it last is ${rank === undefined ? 'nothing' : lifeChanges[rank]}`;
    }
    return undefined;
  },
};
const rankIn: Readonly<Record<string, number>> = { created: 0, running: 1, exited: 2, ready: 1 };

export const eventInvariants = { life: [eventsAreOrdered, eventsMatchLists], world: [] };
