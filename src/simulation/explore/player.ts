/** A simulation that a person plays: what is possible, by numbers; what is taken can be undone. */

import { drawDiagram } from '../../sequence/draw.ts';
import { violationIn } from '../invariants.ts';
import type { Mark } from '../marks.ts';
import type { Scenario } from '../scenario.ts';
import { openSimulation } from '../simulation.ts';
import type { Parts } from '../stage.ts';
import { diagramOf } from './diagram-of.ts';
import { inOrder, play } from './schedule.ts';
import { traceOf } from './trace.ts';

export interface Player {
  /** What is to be read now. */
  readonly show: () => readonly string[];
  /** One line of the person. */
  readonly say: (line: string) => readonly string[];
  readonly isOver: () => boolean;
  /** Ids of what was taken. */
  readonly taken: () => readonly string[];
}

const help = [
  'a number: that choice; nothing: the first one; id: its name',
  'r: on by default until all is at rest   f: the end, with its invariants   u: undo',
  's: the world and the views   h: what was chosen   d: as a diagram   q: quit',
];

export const openPlayer = (scenario: Scenario, parts?: Parts): Player => {
  const simulation = openSimulation(scenario, parts);
  const marks: Mark[] = [];
  let isOver = false;
  const verdict = (when: 'always' | 'end'): readonly string[] => {
    const violation = violationIn(simulation.view, when);
    return violation === undefined ? [] : [`✗ ${violation.invariant}: ${violation.wrong}`];
  };
  const show = (): readonly string[] => {
    const choices = simulation.choices();
    if (choices.length === 0) return ['nothing can happen any more; f for the end'];
    return choices.map(({ id, isDefault }, index) => `${String(index + 1).padStart(3)} ${isDefault ? ' ' : '!'} ${id}`);
  };
  const state = (): readonly string[] => {
    const { view } = simulation;
    return [
      ...view.sandboxes().map(({ sandboxId, state: its }) => `pod ${sandboxId}: ${its}`),
      ...view
        .containers()
        .map(
          ({ containerId, state: its, exitCode }) =>
            `container ${containerId}: ${its}${exitCode === undefined ? '' : ` ${exitCode}`}`,
        ),
      ...[...view.requests.values()].map(
        ({ requestId, command, state: its }) => `request ${requestId} ${command.type}: ${its}`,
      ),
      ...view.resources().map((name) => `world: ${name}`),
      ...[...view.store.rows.values()].map(
        ({ ownerId, effect, isDone }) => `ledger: ${effect} of ${ownerId}${isDone ? '' : ', intended'}`,
      ),
    ];
  };
  const take = (place: number): readonly string[] => {
    const choice = simulation.choices()[place];
    if (choice === undefined) return [`there is no choice ${place + 1}`];
    marks.push(simulation.mark());
    simulation.take(choice);
    return [`→ ${choice.id}`, ...verdict('always')];
  };
  const rest = (): readonly string[] => {
    marks.push(simulation.mark());
    const lines: string[] = [];
    for (let steps = 0; steps < 1000; steps += 1) {
      const [next] = simulation.choices();
      if (next?.isDefault !== true) return lines;
      simulation.take(next);
      lines.push(`→ ${next.id}`, ...verdict('always'));
      if (lines.at(-1)?.startsWith('✗') === true) return lines;
    }
    return [...lines, 'it does not come to rest'];
  };
  const diagram = (): readonly string[] => {
    const ids = [...simulation.taken];
    const { deviations } = play(scenario, inOrder(ids), parts);
    return drawDiagram(diagramOf(scenario, traceOf(scenario, ids, false, parts), deviations, { racing: [] }));
  };
  return {
    show,
    isOver: () => isOver,
    taken: () => simulation.taken,
    say: (line) => {
      const said = line.trim();
      switch (said) {
        case '':
          return take(0);
        case 'q':
          isOver = true;
          return [];
        case 'u': {
          const mark = marks.pop();
          if (mark === undefined) return ['nothing was taken yet'];
          simulation.back(mark);
          return ['undone'];
        }
        case 'r':
          return rest();
        case 'f': {
          marks.push(simulation.mark());
          simulation.finish();
          const wrong = [...verdict('always'), ...verdict('end')];
          return wrong.length === 0 ? ['✓ all ended, and every invariant holds'] : wrong;
        }
        case 's':
          return state();
        case 'h':
          return [...simulation.taken];
        case 'd':
          return diagram();
        case '?':
        case 'help':
          return help;
        default: {
          if (/^\d+$/.test(said)) return take(Number(said) - 1);
          const place = simulation.choices().findIndex(({ id }) => id === said);
          return place < 0 ? [`"${said}" is not possible now`, ...help] : take(place);
        }
      }
    },
  };
};
