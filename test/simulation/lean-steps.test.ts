/** Charts whose steps are planned once do what they do when xstate works each step out: whole lives, message by message. */
import { afterEach, describe, expect, test } from 'vitest';
import type { InspectionEvent } from 'xstate';
import { useLeanSteps } from '../../src/machines/lean-steps.ts';
import { randomFrom } from '../../src/simulation/explore/random.ts';
import { scenarios } from '../../src/simulation/explore/scenarios.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import { openSimulation } from '../../src/simulation/simulation.ts';

afterEach(() => useLeanSteps(true));

interface Chart {
  readonly status: string;
  readonly value?: unknown;
  readonly context?: unknown;
  readonly tags?: ReadonlySet<string>;
  readonly children?: object;
  readonly _nodes?: readonly { readonly id: string }[];
}
const seenOf = (snapshot: Chart) => ({
  fields: Object.keys(snapshot).toSorted().join(),
  status: snapshot.status,
  value: JSON.stringify(snapshot.value),
  context: JSON.stringify(snapshot.context),
  tags: [...(snapshot.tags ?? [])],
  children: Object.keys(snapshot.children ?? {}),
  states: snapshot._nodes?.map(({ id }) => id),
});
/** What xstate tells of itself, without what is another in each run. */
const toldOf = (event: InspectionEvent): unknown => {
  const of = `${event.type} ${(event.actorRef as unknown as { readonly id: string }).id}`;
  switch (event.type) {
    case '@xstate.action': {
      const { type, params } = event.action;
      return [of, type, type.startsWith('xstate.') ? Object.keys(params ?? {}).toSorted() : JSON.stringify(params)];
    }
    case '@xstate.microstep':
      return [
        of,
        event.event.type,
        event._transitions.map(({ eventType, source }) => [eventType, source.id]),
        seenOf(event.snapshot as Chart),
      ];
    case '@xstate.snapshot':
      return [of, event.event.type, seenOf(event.snapshot as Chart)];
    case '@xstate.event':
      return [of, event.event.type, (event.sourceRef as unknown as { readonly id: string } | undefined)?.id];
    default:
      return of;
  }
};

const play = (scenario: Scenario, seed: number, isLean: boolean) => {
  useLeanSteps(isLean);
  const told: unknown[] = [];
  const texts: string[] = [];
  const random = randomFrom(seed);
  const simulation = openSimulation(scenario, { inspect: (event) => void told.push(toldOf(event)) });
  for (let step = 0; step < 60; step += 1) {
    const choices = simulation.choices();
    const choice = choices[random() < 0.6 ? 0 : Math.floor(random() * choices.length)];
    if (choice === undefined) break;
    simulation.take(choice);
    texts.push(`${choice.id}\n${simulation.view.text()}`);
  }
  simulation.finish();
  return { told, texts, taken: simulation.taken };
};

describe('steps that are planned once', () => {
  test.each(scenarios)('$name: the same messages, actions, snapshots and states', (scenario) => {
    for (const seed of [1, 2, 3]) {
      const [lean, own] = [play(scenario, seed, true), play(scenario, seed, false)];
      expect(lean.taken).toEqual(own.taken);
      expect(lean.texts).toEqual(own.texts);
      expect(lean.told).toEqual(own.told);
      expect(lean.told.length).toBeGreaterThan(100);
    }
  });
});
