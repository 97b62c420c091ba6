/** Reads how long things take out of the records of a whole source, once, in their order. */

import { ownIdOf } from '../../../journal/actor-name.ts';
import { failureIn, typeOf } from '../../../journal/subject.ts';
import { isBusy, regionsOf } from './regions.ts';
import type { Seen } from './seen.ts';
import { kindOfSpan } from './spans.ts';
import { type Habits, openHabits } from './usual.ts';

export interface HabitScan {
  readonly habits: Habits;
  readonly see: (seen: Seen) => void;
  /** Another life begins: who was there is not there any more. */
  readonly forget: () => void;
}

/** Requests that nobody ever answers must not fill the memory. */
const mostOpen = 20_000;

/** Kinds of records that {@link HabitScan.see} learns from; others may be left out. */
export const tellsHabits: ReadonlySet<string> = new Set(['I', 'M', 'T', 'R', 'Z']);

export const openHabitScan = (): HabitScan => {
  const habits = openHabits();
  const requests = new Map<string, { readonly type: string; readonly us: number }>();
  const states = new Map<string, ReadonlyMap<string, { readonly label: string; readonly us: number }>>();

  const moved = (actor: string, state: string, us: number) => {
    const before = states.get(actor);
    const now = new Map<string, { readonly label: string; readonly us: number }>();
    for (const { name, state: label } of regionsOf(state)) {
      const same = before?.get(name);
      now.set(name, same?.label === label ? same : { label, us });
    }
    for (const [name, { label, us: since }] of before ?? [])
      if (now.get(name)?.label !== label && isBusy(label))
        habits.note(kindOfSpan({ kind: 'state', actor, label }), actor, us - since);
    states.set(actor, now);
  };

  return {
    habits,
    see: ({ record, us }) => {
      switch (record.k) {
        case 'I':
          if (record.s !== 'rpc' || record.id === undefined || failureIn(record) !== undefined) return;
          requests.set(record.id, { type: typeOf(record), us });
          if (requests.size > mostOpen) for (const oldest of requests.keys()) if (requests.delete(oldest)) break;
          return;
        case 'M': {
          if (record.a !== 'client' || record.id === undefined) return;
          const asked = requests.get(record.id);
          requests.delete(record.id);
          if (asked !== undefined && record.e === 'reply' && record.f !== undefined)
            habits.note(kindOfSpan({ kind: 'request', actor: record.f, label: asked.type }), record.f, us - asked.us);
          return;
        }
        case 'R':
          if (record.o === 'ok' && record.d !== undefined)
            habits.note(kindOfSpan({ kind: 'service', actor: record.a, label: ownIdOf(record.n) }), record.a, record.d);
          return;
        case 'T':
          moved(record.a, record.v1, us);
          return;
        case 'Z':
          states.delete(record.a);
          return;
        default:
          return;
      }
    },
    forget: () => {
      requests.clear();
      states.clear();
    },
  };
};
