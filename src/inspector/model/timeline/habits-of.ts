/** How long things take in a source, read out of its columns: once, and then only what has come since. */
import { partsOfName } from '../../../journal/actor-name.ts';
import { kinds, type Source } from '../source.ts';
import { isBusy, regionsOf } from './regions.ts';
import { kindOfSpan } from './spans.ts';
import { type Habits, openHabits } from './usual.ts';

interface Reading {
  readonly habits: Habits;
  next: number;
  /** By actor's number: the regions that it is in. */
  readonly states: Map<number, ReadonlyMap<string, { readonly label: string; readonly us: number }>>;
  /** By actor's number: `ctr`. */
  readonly actorKinds: Map<number, string>;
}

const readings = new WeakMap<Source, Reading>();

export const habitsOf = (source: Source): Habits => {
  const reading = readings.get(source) ?? {
    habits: openHabits(),
    next: 0,
    states: new Map(),
    actorKinds: new Map(),
  };
  readings.set(source, reading);
  for (let row = Math.max(reading.next, source.rows.first()); row < source.rows.end(); row += 1)
    read(source, reading, row);
  reading.next = source.rows.end();
  return reading.habits;
};

const read = (source: Source, { habits, states, actorKinds }: Reading, row: number): void => {
  const { rows, strings } = source;
  const actor = rows.actor(row);
  const kindOf = (kind: 'state' | 'service', label: string): string => {
    const known = actorKinds.get(actor) ?? partsOfName(strings.textOf(actor)).at(-1)?.kind ?? '';
    actorKinds.set(actor, known);
    return `${known} ${kind} ${label}`;
  };
  switch (rows.kind(row)) {
    case kinds.R: {
      const took = rows.took(row);
      if (!Number.isNaN(took) && strings.textOf(rows.to(row)) === 'ok')
        habits.note(kindOf('service', strings.textOf(rows.type(row))), strings.textOf(actor), took);
      return;
    }
    case kinds.M: {
      const asked = rows.isBad(row) ? -1 : rows.link(row);
      if (asked < 0 || rows.kind(asked) !== kinds.I) return;
      const from = strings.textOf(rows.from(row));
      const label = strings.textOf(rows.type(asked));
      habits.note(kindOfSpan({ kind: 'request', actor: from, label }), from, rows.us(row) - rows.us(asked));
      return;
    }
    case kinds.T: {
      const us = rows.us(row);
      const before = states.get(actor);
      const now = new Map<string, { readonly label: string; readonly us: number }>();
      for (const { name, state: label } of regionsOf(strings.textOf(rows.to(row)))) {
        const same = before?.get(name);
        now.set(name, same?.label === label ? same : { label, us });
      }
      for (const [name, { label, us: since }] of before ?? [])
        if (now.get(name)?.label !== label && isBusy(label))
          habits.note(kindOf('state', label), strings.textOf(actor), us - since);
      states.set(actor, now);
      return;
    }
    case kinds.Z:
      states.delete(actor);
      return;
    default:
      return;
  }
};
