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
