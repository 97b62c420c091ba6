/** What a daemon that lives for months must not keep. */
import { afterEach, expect, test } from 'vitest';
import { type AnyEventObject, createMachine, initialTransition, transition } from 'xstate';
import '../../src/machines/chart.ts';
import { useLeanSteps } from '../../src/machines/lean-steps.ts';

afterEach(() => useLeanSteps(true));

/** How often a state looks up which of its transitions fit, when it meets two events alike, for each time at the first. */
const lookUps = (type: string, other = type): number => {
  const machine = createMachine({
    initial: 'a',
    states: { a: { on: { 'xstate.done.actor.*': 'a', 'xstate.error.actor.*': 'a', said: 'a' } } },
  });
  const state = machine.root.states.a;
  if (state === undefined) throw new Error('a machine without its state');
  const transitions = state.transitions;
  let count = 0;
  Object.defineProperty(state, 'transitions', {
    get: () => {
      count += 1;
      return transitions;
    },
  });
  let [snapshot] = initialTransition(machine);
  const after = (met: string): number => {
    count = 0;
    const event = { type: met, actorId: 'exec:1', output: {}, error: {} } as AnyEventObject;
    [snapshot] = transition(machine, snapshot, event);
    return count;
  };
  const first = after(type);
  const second = after(other);
  expect(first).toBeGreaterThan(0);
  return second / first;
};

test('an actor ends: what was looked up for it is kept for all of its kind, and not once for each', () => {
  expect(lookUps('xstate.done.actor.exec:1', 'xstate.done.actor.exec:2')).toBe(0);
  expect(lookUps('xstate.error.actor.exec:1', 'xstate.error.actor.exec:2')).toBe(0);
  expect(lookUps('xstate.done.actor.exec:1', 'xstate.done.actor.other:1')).toBe(1);
});

test('an actor ends, where xstate does the steps: what was looked up is not kept, for no other will have its id', () => {
  useLeanSteps(false);
  expect(lookUps('xstate.done.actor.exec:1')).toBe(1);
  expect(lookUps('xstate.error.actor.exec:1')).toBe(1);
});

test('any other event: what was looked up is kept', () => {
  expect(lookUps('said')).toBe(0);
  expect(lookUps('xstate.done.actor.createTask')).toBe(0);
});
