/** Which states of a drawing a state's path speaks of, and by which arrows a chart came from one to the next. Pure. */
import type { ChartDrawing, ChartTransition } from './drawing.ts';

/** A transition that was taken, as the journal tells it. */
export interface TakenEdge {
  readonly from: string;
  readonly to: string;
  readonly event: string;
}

export const numberOfState = ({ states }: ChartDrawing, path: string): number | undefined => {
  const found = states.findIndex((state) => state.path === path);
  return found < 0 ? undefined : found;
};

/**
 * The innermost active states of `preparing.assembling.network.attaching,files.writing`: the first part is a whole path, each
 * other one begins at a parallel state around the one before. What is not in the drawing is left out.
 */
export const activeLeaves = (drawing: ChartDrawing, value: string): readonly number[] => {
  const leaves: number[] = [];
  let before: number | undefined;
  for (const part of value.split(',')) {
    let found = before === undefined ? numberOfState(drawing, part) : undefined;
    for (let at = before; at !== undefined && found === undefined; at = drawing.states[at]?.parent) {
      const around = drawing.states[at];
      if (around?.kind === 'parallel')
        found = numberOfState(drawing, around.path === '' ? part : `${around.path}.${part}`);
    }
    if (found === undefined) continue;
    leaves.push(found);
    before = found;
  }
  return leaves;
};

/** These states and all around them. */
export const withAncestors = ({ states }: ChartDrawing, leaves: readonly number[]): ReadonlySet<number> => {
  const all = new Set<number>();
  for (const leaf of leaves)
    for (let at: number | undefined = leaf; at !== undefined; at = states[at]?.parent) all.add(at);
  return all;
};

/** `xstate.done.actor.exec:e1` is heard by `xstate.done.actor.*`; of others the type has to be the same. */
export const isHeardAs = (pattern: string, type: string): boolean =>
  pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)));

/** Arrows that lead on without a message. */
const leadsOn = ({ event }: ChartTransition): boolean => event === '' || event.startsWith('xstate.done.state.');

/** Transitions from one state to the next, through all that was only passed; none: it is not known which. */
export const transitionsTaken = (drawing: ChartDrawing, { from, to, event }: TakenEdge): readonly ChartTransition[] => {
  const before = withAncestors(drawing, activeLeaves(drawing, from));
  const after = withAncestors(drawing, activeLeaves(drawing, to));
  interface Way {
    readonly at: number;
    readonly taken: readonly ChartTransition[];
  }
  const ways: Way[] = [];
  const seen = new Set<number>();
  const follow = (
    state: number,
    taken: readonly ChartTransition[],
    isWanted: (transition: ChartTransition) => boolean,
  ) => {
    for (const transition of drawing.states[state]?.on ?? []) {
      const [target] = transition.to ?? [];
      if (target === undefined || !isWanted(transition) || seen.has(target)) continue;
      seen.add(target);
      ways.push({ at: target, taken: [...taken, transition] });
    }
  };
  // At its birth it comes to its first states by itself.
  if (from === '') for (const inner of entered(drawing, 0)) follow(inner, [], leadsOn);
  for (const state of [...before].reverse())
    follow(state, [], ({ event: type }) => type !== '' && isHeardAs(type, event));
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    if (entered(drawing, way.at).every((each) => after.has(each))) return way.taken;
    const { taken } = way;
    for (const inner of entered(drawing, way.at)) follow(inner, taken, leadsOn);
  }
  return [];
};

/** Numbers of the arrows of {@link transitionsTaken}. */
export const arrowsTaken = (drawing: ChartDrawing, edge: TakenEdge): readonly number[] =>
  transitionsTaken(drawing, edge).flatMap(({ arrow }) => arrow ?? []);

/** A state and those that are entered with it, and those around it. */
const entered = ({ states, arrows }: ChartDrawing, state: number): readonly number[] => {
  const all = new Set<number>([state]);
  for (const each of all) {
    for (const { kind, from, to } of arrows) if (kind === 'begin' && from === each) all.add(to);
    if (states[each]?.kind === 'parallel')
      for (const [inner, { parent }] of states.entries()) if (parent === each) all.add(inner);
  }
  for (let at = states[state]?.parent; at !== undefined; at = states[at]?.parent) all.add(at);
  return [...all];
};
