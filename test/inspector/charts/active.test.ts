/** From a state's path to what is lit, and from a step to the arrows that flash. */
import { expect, test } from 'vitest';
import { drawBook } from '../../../src/inspector/build/charts/book.ts';
import { activeLeaves, arrowsTaken, withAncestors } from '../../../src/inspector/charts/active.ts';
import type { ChartDrawing } from '../../../src/inspector/charts/drawing.ts';
import { heardAt, notHeardAt } from '../../../src/inspector/charts/heard.ts';
import { spokenEvent } from '../../../src/inspector/charts/words.ts';

const { charts } = await drawBook();
const drawingOf = (machine: string): ChartDrawing => {
  const found = charts.find((chart) => chart.machine === machine);
  if (found === undefined) throw new Error(`no drawing of ${machine}`);
  return found;
};
const sandbox = drawingOf('sandbox');
const container = drawingOf('container');
const pathsOf = ({ states }: ChartDrawing, numbers: Iterable<number>) => [...numbers].map((each) => states[each]?.path);
const ways = (drawing: ChartDrawing, from: string, to: string, event: string) =>
  arrowsTaken(drawing, { from, to, event }).map((each) => {
    const arrow = drawing.arrows[each];
    return `${drawing.states[arrow?.from ?? 0]?.path} → ${drawing.states[arrow?.to ?? 0]?.path}`;
  });

test('regions joined by commas → one state in each, and all around them', () => {
  const leaves = activeLeaves(sandbox, 'preparing.assembling.network.attaching,files.writing,infra.none');
  expect(pathsOf(sandbox, leaves)).toEqual([
    'preparing.assembling.network.attaching',
    'preparing.assembling.files.writing',
    'preparing.assembling.infra.none',
  ]);
  expect(pathsOf(sandbox, withAncestors(sandbox, leaves))).toContain('preparing.assembling');
});

test('a state that the drawing has not → nothing of it is lit', () => {
  expect(activeLeaves(sandbox, 'somewhere.else')).toEqual([]);
});

test('a step with a message → its arrow', () => {
  expect(ways(container, 'alive.running', 'alive.stopping.terminating', 'container.stop')).toEqual([
    'alive.running → alive.stopping.terminating',
  ]);
});

test('a step through what is only passed → every arrow on the way', () => {
  expect(
    ways(container, 'removing.undoing.unmountingRootfs', 'exited.dirty', 'xstate.error.actor.unmountRootfs'),
  ).toEqual(['removing.undoing → failed', 'failed → exited.dirty']);
});

test('a step of one region → its arrow, though the others stay', () => {
  expect(
    ways(
      sandbox,
      'preparing.assembling.network.attaching,files.writing,infra.none',
      'preparing.assembling.network.attached,files.writing,infra.none',
      'xstate.done.actor.attachNetwork',
    ),
  ).toEqual(['preparing.assembling.network.attaching → preparing.assembling.network.attached']);
});

test('what a state does: its own first, then those around it, which it may hide', () => {
  const running = container.states.findIndex(({ path }) => path === 'alive.running');
  const start = heardAt(container, running).filter(({ transition }) => transition.event === 'container.start');
  expect(start.map(({ transition }) => transition.refuses)).toEqual(['ContainerWrongState: running']);
  expect(notHeardAt(container, running)).toEqual([{ event: 'container.start', why: 'ContainerWrongState: running' }]);
  const pull = drawingOf('pull');
  const abandoning = pull.states.findIndex(({ path }) => path === 'abandoning');
  expect(notHeardAt(pull, abandoning)).toContainEqual({ event: 'request.cancelled', why: 'no handler' });
});

test('what stands on arrows', () => {
  expect(spokenEvent('container.stop', 'container')).toBe('stop');
  expect(spokenEvent('container.stop', 'sandbox')).toBe('container.stop');
  expect(spokenEvent('xstate.done.actor.createTask', 'container')).toBe('createTask ✓');
  expect(spokenEvent('xstate.error.actor.createTask', 'container')).toBe('createTask ✗');
  expect(spokenEvent('xstate.after.lingerMs.container.settling.lingering', 'container', { lingerMs: 1000 })).toBe(
    '◷ 1 s',
  );
  expect(spokenEvent('', 'container')).toBe('');
});

test('a birth → the arrows to its first states', () => {
  expect(ways(container, '', 'creating.resolvingImage', 'xstate.init')).toEqual(['entering → creating']);
  expect(ways(container, '', 'unknown.probing', 'xstate.init')).toEqual([
    'entering → unknown',
    'unknown.entering → unknown.probing',
  ]);
});
