/**
 * One node, one daemon and its clients, in which nothing happens but what is chosen: see docs/simulation.md.
 *
 * The same charts and the same core as the daemon's; services are those of `world/`. All is synchronous: after a choice,
 * everything that follows from it has happened.
 */

import type { Choice } from './choices.ts';
import { finishStage } from './finishing.ts';
import { actorKey, actorText, digestOf, keyOf, textOf } from './hash.ts';
import { type Mark, markStage, stageText } from './marks.ts';
import { allOf } from './possible.ts';
import type { Scenario } from './scenario.ts';
import { openStage, type Parts } from './stage.ts';
import type { View } from './view.ts';

export interface Simulation {
  /** Default ones first. None: all is at rest, or nothing that waits will ever get on. */
  readonly choices: () => readonly Choice[];
  readonly take: (choice: Choice) => void;
  /** @throws Error where there is no such choice now. */
  readonly takeById: (id: string) => void;
  /** Equal for states from which the same can follow. */
  readonly hash: () => string;
  readonly view: View;
  /** No more faults; every pod is removed, until nothing is left to do. */
  readonly finish: () => void;
  /** A place to go back to: costs microseconds. */
  readonly mark: () => Mark;
  /**
   * All is as it was when this was marked, and goes on as it would in a simulation that was played anew up to there. To any
   * mark of this simulation, in any order, as often as is wanted.
   */
  readonly back: (mark: Mark) => void;
  /** Ids of all that was chosen, with what `finish` did. */
  readonly taken: readonly string[];
}

export const openSimulation = (scenario: Scenario, parts: Parts = {}): Simulation => {
  const stage = openStage(scenario, parts);
  const { state, store, timers, world, clients, asked, complaints, fresh, witness } = stage;
  const choices = () => allOf(stage);
  const take = (choice: Choice) => {
    state.taken = { id: choice.id, before: state.taken };
    fresh.length = 0;
    witness.forget();
    choice.happen();
    for (const what of world.trespasses.splice(0)) complaints.push({ message: 'not ours', fields: { what } });
    witness.look();
  };

  return {
    choices,
    take,
    takeById: (id) => {
      const choice = choices().find((each) => each.id === id);
      if (choice === undefined) throw new Error(`"${id}" is not possible now`);
      take(choice);
    },
    hash: () => digestOf(stageText(stage, keyOf, actorKey)),
    view: {
      requests: asked,
      clients,
      complaints,
      fresh,
      owns: world.owns,
      ownedBy: world.ownedBy,
      networkReady: () => state.core.views.networkReady(),
      resources: world.left,
      tasks: world.tasks,
      store,
      nowMs: timers.now,
      root: () => state.core.supervisor,
      sandboxes: () => (state.core.isServing() ? state.core.views.sandboxes() : []),
      containers: () => (state.core.isServing() ? state.core.views.containers() : []),
      pending: () => [...state.desk.pending].map(({ kind, name }) => ({ kind, name })),
      witness: { ...witness, always: () => state.found ?? witness.always() },
      text: () => stageText(stage, textOf, actorText),
    },
    finish: () => finishStage(stage, take),
    mark: () => markStage(stage),
    back: ({ goBack }) => goBack(),
    get taken() {
      const ids: string[] = [];
      for (let each = state.taken; each !== undefined; each = each.before) ids.push(each.id);
      return ids.reverse();
    },
  };
};
