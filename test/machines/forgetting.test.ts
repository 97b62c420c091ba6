/** What a daemon that lives for months must not keep. */
import { expect, test } from 'vitest';
import { type AnyEventObject, createMachine, initialTransition, transition } from 'xstate';
import '../../src/machines/chart.ts';

/** How often a state looks up which of its transitions fit, when it meets the same type of event twice. */
const lookUps = (type: string): number => {
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
  const event = { type, actorId: 'exec:1', output: {}, error: {} } as AnyEventObject;
  let [snapshot] = initialTransition(machine);
  const after = (): number => {
    count = 0;
    [snapshot] = transition(machine, snapshot, event);
    return count;
  };
  const first = after();
  const second = after();
  expect(first).toBeGreaterThan(0);
  return second / first;
};

test('an actor ends: what was looked up for it is not kept, for no other will have its id', () => {
  expect(lookUps('xstate.done.actor.exec:1')).toBe(1);
  expect(lookUps('xstate.error.actor.exec:1')).toBe(1);
});

test('any other event: what was looked up is kept', () => {
  expect(lookUps('said')).toBe(0);
  expect(lookUps('xstate.done.actor.createTask')).toBe(0);
});
