/** What a state does with each message: itself, or a state around it. Of the chart alone: guards are named, not asked. Pure. */
import type { ChartDrawing, ChartTransition } from './drawing.ts';

export interface Heard {
  /** Number of the state whose transition it is. */
  readonly state: number;
  readonly transition: ChartTransition;
}
export interface NotHeard {
  readonly event: string;
  readonly why: string;
}

/** Services, delays and ends of states are no messages that anybody could send. */
export const isMessage = (event: string): boolean => event !== '' && !event.startsWith('xstate.');

/** In the order in which they are looked at: the innermost state first. What an inner one takes for sure is not asked further out. */
export const heardAt = ({ states }: ChartDrawing, state: number): readonly Heard[] => {
  const all: Heard[] = [];
  const isTaken = new Set<string>();
  for (let at: number | undefined = state; at !== undefined; at = states[at]?.parent) {
    const own = states[at]?.on ?? [];
    for (const transition of own) if (!isTaken.has(transition.event)) all.push({ state: at, transition });
    for (const { event, guard } of own) if (guard === undefined && event !== '') isTaken.add(event);
  }
  return all;
};

/** Messages that the chart knows and this state does nothing good with. */
export const notHeardAt = (drawing: ChartDrawing, state: number): readonly NotHeard[] => {
  const heard = heardAt(drawing, state);
  const known = new Set(drawing.states.flatMap(({ on = [] }) => on.map(({ event }) => event)).filter(isMessage));
  return [...known].sort().flatMap((event) => {
    const own = heard.filter(({ transition }) => transition.event === event).map(({ transition }) => transition);
    if (own.length === 0) return [{ event, why: 'no handler' }];
    const isIgnored = (each: ChartTransition) =>
      each.to === undefined && each.does === undefined && each.refuses === undefined;
    const good = own.filter((each) => each.refuses === undefined && !isIgnored(each));
    if (good.length === 0)
      return [{ event, why: own.map(({ refuses }) => refuses ?? 'ignored on purpose').join('; ') }];
    if (own.some(({ guard }) => guard === undefined)) return [];
    return [{ event, why: `only if ${good.map(({ guard }) => guard).join(' or ')}` }];
  });
};
