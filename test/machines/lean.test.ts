/** The same chart, made before and after xstate's work was made cheaper, does the same. */
import { expect, test } from 'vitest';
import { type AnyActorRef, createActor, fromCallback, setup } from 'xstate';

const play = (spawnIn: (log: string[]) => ReturnType<typeof chart>): readonly unknown[] => {
  const log: string[] = [];
  const actor = createActor(spawnIn(log), { input: { name: 'n' } });
  const states: unknown[] = [];
  const look = () => {
    const { value, status, context, children, tags, output, historyValue } = actor.getSnapshot();
    const below = Object.values(children as Record<string, AnyActorRef>).map((ref) => [
      ref.id,
      ref.src,
      ref.getSnapshot().status,
    ]);
    states.push(structuredClone({ value, status, context, below, tags, output, historyValue, log }));
  };
  actor.start();
  look();
  for (const type of ['fact', 'both', 'fact', 'spawn', 'spawn', 'drop', 'leave', 'again', 'fact', 'end']) {
    actor.send({ type } as never);
    look();
  }
  return states;
};

const chart = (log: string[]) => {
  const base = setup({
    types: {
      input: {} as { readonly name: string },
      context: {} as { readonly name: string; readonly count: number; readonly born: readonly string[] },
      events: {} as { readonly type: 'fact' | 'both' | 'spawn' | 'drop' | 'leave' | 'again' | 'end' | 'told' },
    },
    actors: {
      watcher: fromCallback<{ type: string }, { readonly of: string }>(({ input, sendBack }) => {
        log.push(`watch ${input.of}`);
        sendBack({ type: 'told' });
        return () => void log.push(`unwatch ${input.of}`);
      }),
    },
    actions: {
      note: (_, { what }: { readonly what: string }) => void log.push(what),
    },
    guards: { isMany: ({ context }) => context.count > 3 },
  });
  const more = base.assign(({ context }) => ({ count: context.count + 1 }));
  const byField = base.assign({ count: ({ context }) => context.count * 2 });
  const spawnOne = base.enqueueActions(({ context, enqueue }) => {
    const id = `w:${context.born.length}`;
    enqueue.assign({ born: [...context.born, id] });
    enqueue.spawnChild('watcher', { id, input: { of: id } });
    enqueue.assign(({ context: now }) => ({ count: now.count + now.born.length }));
    enqueue.raise({ type: 'told' });
  });
  const drop = base.enqueueActions(({ context, enqueue }) => {
    enqueue.stopChild(context.born[0] ?? 'nobody');
    enqueue.stopChild('nobody');
    enqueue({ type: 'note', params: { what: 'dropped' } });
  });
  const invoke = (id: string) => ({ id, src: 'watcher', input: { of: id } }) as const;
  return base.createMachine({
    context: ({ input }) => ({ ...input, count: 0, born: [] }),
    type: 'parallel',
    output: ({ context }) => context.count,
    invoke: invoke('always'),
    on: { told: { actions: more }, spawn: { actions: spawnOne }, drop: { actions: drop } },
    states: {
      one: {
        initial: 'a',
        entry: [more, { type: 'note', params: { what: 'in one' } }],
        states: {
          a: {
            tags: 'first',
            invoke: [invoke('a1'), invoke('a2')],
            entry: { type: 'note', params: { what: 'in a' } },
            exit: [{ type: 'note', params: { what: 'out of a' } }, more],
            on: { fact: { actions: [more, byField] }, both: 'b', leave: { target: 'a', reenter: true } },
          },
          b: { invoke: invoke('b1'), always: { guard: 'isMany', target: 'a', actions: more }, on: { end: 'c' } },
          c: { type: 'final' },
        },
      },
      two: {
        initial: 'x',
        states: {
          x: { invoke: invoke('x1'), on: { both: { target: 'y', actions: byField } } },
          y: { invoke: invoke('y1'), on: { again: 'x', end: 'z' } },
          z: { type: 'final', entry: more },
        },
      },
    },
  });
};

test('values, contexts, children, and the order of all that is done are the same', async () => {
  const plain = play(chart);
  await import('../../src/machines/lean.ts');
  expect(play(chart)).toEqual(plain);
  await import('../../src/machines/lean-steps.ts');
  expect(play(chart)).toEqual(plain);
  expect(plain.length).toBe(11);
});

test('it is in use: a change of the context does not work out the state again', async () => {
  await import('../../src/machines/lean.ts');
  await import('../../src/machines/lean-steps.ts');
  const machine = chart([]);
  const actor = createActor(machine, { input: { name: 'n' } }).start();
  const { value } = actor.getSnapshot();
  actor.send({ type: 'fact' });
  expect(actor.getSnapshot().value).toBe(value);
});
