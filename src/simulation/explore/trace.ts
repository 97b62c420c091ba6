/** What happened at each choice of a schedule: for a diagram, and to say what decided. */
import type { Reply } from '../../machines/messages.ts';
import type { Scenario } from '../scenario.ts';
import { openSimulation, type Simulation } from '../simulation.ts';
import type { Parts } from '../stage.ts';
import { type StateChange, type TakenTransition, watching } from './watching.ts';

export interface Happening {
  /** The choice; `finish`: the end of the run, with all that it did. */
  readonly id: string;
  readonly transitions: readonly TakenTransition[];
  readonly states: readonly StateChange[];
  readonly replies: readonly { readonly client: string; readonly requestId: string; readonly reply: Reply }[];
  /** Names of the calls that began. */
  readonly begun: readonly string[];
  /** `kind name` of what came to the world, and of what left it. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

/**
 * Plays choices, as far as they are possible.
 * @param isFinished whether the end of the run is played as well.
 */
export const traceOf = (
  scenario: Scenario,
  choices: readonly string[],
  isFinished: boolean,
  parts: Parts = {},
): readonly Happening[] => {
  let transitions: TakenTransition[] = [];
  let states: StateChange[] = [];
  const { inspect } = watching({
    transition: (transition) => transitions.push(transition),
    state: (change) => states.push(change),
  });
  const simulation: Simulation = openSimulation(scenario, { ...parts, inspect });
  const { view } = simulation;
  const resources = () => new Set(view.resources());
  const waiting = () => new Set(view.pending().flatMap(({ kind, name }) => (kind === 'call' ? [name] : [])));
  let had = resources();
  let waited = waiting();
  const heard = new Map<string, number>();
  const step = (id: string, happen: () => void): Happening => {
    transitions = [];
    states = [];
    happen();
    const has = resources();
    const waits = waiting();
    const replies = [...view.requests.values()].flatMap((request) => {
      const before = heard.get(request.requestId) ?? 0;
      heard.set(request.requestId, request.replies.length);
      return request.replies
        .slice(before)
        .map((reply) => ({ client: request.client, requestId: request.requestId, reply }));
    });
    const happening: Happening = {
      id,
      transitions,
      states,
      replies,
      begun: [...waits].filter((name) => !waited.has(name)),
      gained: [...has].filter((name) => !had.has(name)),
      lost: [...had].filter((name) => !has.has(name)),
    };
    had = has;
    waited = waits;
    return happening;
  };

  const happenings: Happening[] = [];
  for (const id of choices) {
    const choice = simulation.choices().find((each) => each.id === id);
    if (choice !== undefined) happenings.push(step(id, () => simulation.take(choice)));
  }
  if (isFinished) happenings.push(step('finish', simulation.finish));
  return happenings;
};
