import { expect, test } from 'vitest';
import type { Transition } from '../../../src/cli/daemon-face.ts';
import { transitionLine } from '../../../src/cli/demo/narrator.ts';

const id = 'ab'.repeat(32);
const transition: Transition = {
  actor: `container:${id}`,
  kind: 'container',
  id,
  from: 'created',
  to: 'starting',
  event: 'container.start',
  atMs: 1042.4,
};
const plain = { startedAtMs: 1000, nameOf: () => undefined, paint: (_: unknown, text: string) => text };

test('a transition → when, who, from, to and why', () => {
  expect(transitionLine(transition, plain)).toBe(
    '    42 ms  container abababab  created → starting  (container.start)',
  );
});

test('a known id → its name', () => {
  expect(transitionLine(transition, { ...plain, nameOf: () => 'greeter' })).toContain('container greeter ');
});

test('the first state → no arrow', () => {
  expect(transitionLine({ ...transition, from: '', to: 'creating' }, plain)).toContain('  creating  (');
});

test.each([
  ['alive.running', 'settling', 'alive.running → settling'],
  ['stopping.undoing.removingFiles', 'stopping.undoing.unpinning', 'stopping.undoing: removingFiles → unpinning'],
  ['a.both.net.adding,infra.making', 'a.both.net.added,infra.making', 'a.both.net: adding → added'],
  ['a.both.net.adding,infra.making', 'a.both.net.adding,infra.made', 'infra: making → made'],
  ['a.both.net.added,infra.made', 'ready', 'a.both.net.added + infra.made → ready'],
  ['a.both.net.x,infra.x', 'a.both.net.y,infra.y', 'a.both.net: x → y, infra: x → y'],
  ['exited', 'exited.clean', 'exited → exited.clean'],
  ['serving.resting', 'serving.pulling', 'serving: resting → pulling'],
  ['removing', 'removed', 'removing → removed'],
])('%s to %s → %s', (from, to, said) => {
  expect(transitionLine({ ...transition, from, to }, plain)).toContain(`  ${said}  (`.slice(1));
});

test.each([
  ['xstate.done.actor.createTask', '(createTask done)'],
  ['xstate.error.actor.createTask', '(createTask failed)'],
  [`xstate.done.actor.container:${id}`, '(container:abababab done)'],
  ['container.stop', '(container.stop)'],
])('event %s → %s', (event, said) => {
  expect(transitionLine({ ...transition, event }, plain)).toContain(said);
});
