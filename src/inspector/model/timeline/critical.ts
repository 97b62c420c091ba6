/**
 * What decided how long it took: back from an answer along the causes. What ended last enabled the next step, so the chain of causes
 * goes through exactly the calls that somebody waited for; what ended before them beside them is not on it.
 */
import type { JournalRecord } from '../../../journal/format.ts';
import type { Seen } from './seen.ts';
import type { RawSpan } from './spans.ts';

/** A chain longer than this is cut: nothing takes so many steps. */
const mostSteps = 10_000;

export interface CriticalInput {
  /** In order; those of the spans' actors, with inputs. */
  readonly seen: readonly Seen[];
  readonly spans: readonly RawSpan[];
  /** Where it ends: the answer, or the calls that are not over. Rows. */
  readonly goals: readonly number[];
  /** Request at which it begins. */
  readonly root: string | undefined;
}

/** @returns ids of the spans on the way. */
export const criticalOf = ({ seen, spans, goals, root }: CriticalInput): ReadonlySet<string> => {
  const byNumber = new Map(seen.map((each) => [each.record.q, each]));
  const byRow = new Map(seen.map((each) => [each.row, each]));
  const critical = new Set<string>();
  const visited = new Set<number>();
  const requests = spans.filter(({ kind }) => kind === 'request');

  /** Who asks next has had an answer before: what ended last before this. */
  const beforeRequest = (row: number): Seen | undefined => {
    const last = requests
      .filter(({ endRow, outcome }) => endRow !== undefined && endRow < row && outcome === 'ok')
      .reduce<RawSpan | undefined>(
        (best, each) => ((best?.endRow ?? -1) < (each.endRow ?? -1) ? each : best),
        undefined,
      );
    return last?.endRow === undefined ? undefined : byRow.get(last.endRow);
  };
  /** A timer was armed by the state that it is of: who armed it was there until then. */
  const armedBy = (actor: string, row: number): Seen | undefined => {
    const state = spans.findLast((each) => each.kind === 'state' && each.actor === actor && each.row < row);
    if (state === undefined) return undefined;
    critical.add(state.id);
    return byRow.get(state.row);
  };
  const number = (q: number | undefined): Seen | undefined => (q === undefined ? undefined : byNumber.get(q));

  const causeOf = ({ row, record }: Seen): Seen | undefined => {
    switch (record.k) {
      case 'R':
        critical.add(record.n);
        return number(record.c);
      case 'M':
        if (record.a === 'client' && record.id !== undefined) critical.add(record.id);
        return record.e.startsWith('xstate.after.') ? armedBy(record.a, row) : number(record.c);
      case 'I':
        if (record.s === 'rpc') {
          if (record.id !== undefined && requests.some(({ id }) => id === record.id)) critical.add(record.id);
          return record.id === root ? undefined : beforeRequest(row);
        }
        return record.s === 'timer' ? armedBy(record.a ?? '', row) : number(record.c);
      default:
        return number(causeIn(record));
    }
  };

  for (const goal of goals) {
    let at = byRow.get(goal);
    // What is not over yet is waited for.
    if (at?.record.k === 'E') critical.add(at.record.n);
    for (let steps = 0; at !== undefined && !visited.has(at.row) && steps < mostSteps; steps += 1) {
      visited.add(at.row);
      at = causeOf(at);
    }
  }
  return critical;
};

const causeIn = (record: JournalRecord): number | undefined => record.c;
