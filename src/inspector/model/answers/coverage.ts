/** How often each chart went from where to where, and by what. */
import type { AnswerOf, ChartCoverage } from '../questions.ts';
import { kinds, type Source } from '../source.ts';

type Taken = Map<number, Map<number, Map<number, Map<number, number>>>>;
interface Counted {
  /** Machine, from, event, to: numbers of texts. */
  readonly taken: Taken;
  readonly machineOfActor: Map<number, number>;
  end: number;
}
const kept = new WeakMap<Source, Counted>();

export const coverageAnswer = (source: Source): AnswerOf<'coverage'> => {
  const { rows, strings } = source;
  const counted = kept.get(source) ?? { taken: new Map(), machineOfActor: new Map(), end: rows.first() };
  kept.set(source, counted);
  const end = rows.end();
  for (let row = Math.max(counted.end, rows.first()); row < end; row += 1) {
    if (rows.kind(row) !== kinds.T) continue;
    const actor = rows.actor(row);
    let machine = counted.machineOfActor.get(actor);
    if (machine === undefined) {
      machine = source.lives.named(actor)[0]?.machine ?? 0;
      if (machine !== 0) counted.machineOfActor.set(actor, machine);
    }
    const byFrom = within(counted.taken, machine);
    const byEvent = within(byFrom, rows.from(row));
    const byTo = within(byEvent, rows.type(row));
    byTo.set(rows.to(row), (byTo.get(rows.to(row)) ?? 0) + 1);
  }
  counted.end = end;

  const charts: ChartCoverage[] = [];
  for (const [machine, byFrom] of counted.taken) {
    if (machine === 0) continue;
    const taken: ChartCoverage['taken'][number][] = [];
    for (const [from, byEvent] of byFrom)
      for (const [event, byTo] of byEvent)
        for (const [to, times] of byTo)
          taken.push({ from: strings.textOf(from), event: strings.textOf(event), to: strings.textOf(to), times });
    charts.push({ machine: strings.textOf(machine), taken: taken.sort((a, b) => b.times - a.times) });
  }
  return charts;
};

const within = <Inner>(all: Map<number, Map<number, Inner>>, key: number): Map<number, Inner> => {
  const found = all.get(key);
  if (found !== undefined) return found;
  const made = new Map<number, Inner>();
  all.set(key, made);
  return made;
};
