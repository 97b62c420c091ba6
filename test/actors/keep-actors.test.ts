/** What xstate changes in an actor, for the pinned version: another one must be looked at before marks can be trusted. */
import { expect, test } from 'vitest';
import { assign, createActor, createMachine, fromCallback } from 'xstate';
import { keepActors } from '../../src/actors/keep-actors.ts';

const child = createMachine({
  id: 'child',
  initial: 'on',
  states: { on: { on: { end: 'off' } }, off: { type: 'final' } },
});
const chart = createMachine({
  id: 'chart',
  types: {} as { context: { count: number } },
  context: { count: 0 },
  invoke: [
    { id: 'child', src: child },
    { id: 'facts', src: fromCallback(() => undefined) },
  ],
  initial: 'on',
  states: {
    on: { on: { more: { actions: assign({ count: ({ context }) => context.count + 1 }) }, end: 'off' } },
    off: { type: 'final' },
  },
});

/** Each property of an actor that has another value, or other contents, than before. */
const insideOf = (actor: object) =>
  Object.fromEntries(
    Object.entries(actor).map(([name, value]) => [
      name,
      value instanceof Set || value instanceof Map ? [...value] : Array.isArray(value) ? [...value] : value,
    ]),
  );
const changed = (one: object, other: object) => {
  const after = Object.entries(other);
  return after.filter(([name, value]) => !same((one as Record<string, unknown>)[name], value)).map(([name]) => name);
};
const same = (one: unknown, other: unknown): boolean =>
  Array.isArray(one) && Array.isArray(other)
    ? one.length === other.length && one.every((each, at) => each === other[at])
    : one === other;

test('an actor has the fields that are known, and of these only some change', () => {
  const actor = createActor(chart);
  actor.subscribe(() => undefined);
  actor.start();
  expect(Object.keys(actor).toSorted()).toEqual(
    [
      ...[
        '_actorScope',
        '_deferred',
        '_doneEvent',
        '_parent',
        '_processingStatus',
        '_snapshot',
        '_syncSnapshot',
        'clock',
      ],
      ...[
        'eventListeners',
        'id',
        'logger',
        'logic',
        'mailbox',
        'observers',
        'options',
        'ref',
        'send',
        'sessionId',
        'src',
      ],
      ...['system', 'systemId'],
    ].toSorted(),
  );
  const before = insideOf(actor);
  actor.send({ type: 'more' });
  expect(changed(before, insideOf(actor))).toEqual(['_snapshot']);
  actor.send({ type: 'end' });
  // The event of its end is only written; `mailbox` is replaced, empty.
  expect(changed(before, insideOf(actor)).toSorted()).toEqual(
    ['_doneEvent', '_processingStatus', '_snapshot', 'mailbox', 'observers'].toSorted(),
  );
});

test('between two messages mailboxes are empty: nothing of them need be kept', () => {
  const actor = createActor(chart).start();
  const { mailbox } = actor as unknown as { readonly mailbox: object };
  const inside = () => Object.entries(mailbox).filter(([name]) => name !== '_process');
  const before = inside();
  expect(Object.fromEntries(before)).toEqual({ _active: true, _current: null, _last: null });
  actor.send({ type: 'more' });
  expect(inside()).toEqual(before);
  actor.send({ type: 'end' });
  expect(inside()).toEqual(before);
});

test('an ended actor and its children live again, hear messages, and tell who listened', () => {
  const told: unknown[] = [];
  const actor = createActor(chart);
  actor.subscribe({ next: ({ context }) => void told.push(context.count), complete: () => void told.push('end') });
  actor.start();
  actor.send({ type: 'more' });
  const back = keepActors([actor]);
  const kept = actor.getSnapshot();
  for (const _ of [1, 2]) {
    actor.send({ type: 'end' });
    expect(actor.getSnapshot().status).toBe('done');
    expect(kept.children.child?.getSnapshot().status).toBe('stopped');
    back();
    expect(actor.getSnapshot()).toBe(kept);
    expect(kept.children.child?.getSnapshot().status).toBe('active');
    told.length = 0;
    actor.send({ type: 'more' });
    expect(actor.getSnapshot().context.count).toBe(2);
    expect(told).toEqual([2]);
    (kept.children.child as unknown as { send: (event: { type: string }) => void }).send({ type: 'end' });
    expect(kept.children.child?.getSnapshot().status).toBe('done');
    back();
  }
});
