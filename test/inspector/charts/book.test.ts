/** The drawings against the charts in the code: all that is there is drawn, and nothing else. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine, StateNode } from 'xstate';
import { wireCharts } from '../../../src/actors/charts.ts';
import type { Effects } from '../../../src/actors/effects.ts';
import { drawBook } from '../../../src/inspector/build/charts/book.ts';
import { machinesInCode } from '../../../src/inspector/build/charts/machines.ts';
import type { ChartDrawing } from '../../../src/inspector/charts/drawing.ts';

const book = await drawBook();
const drawingOf = (machine: string): ChartDrawing => {
  const found = book.charts.find((chart) => chart.machine === machine);
  if (found === undefined) throw new Error(`no drawing of ${machine}`);
  return found;
};

/** Every state of a machine with its transitions, as xstate has them: not by way of the code that is tested. */
const walk = (machine: AnyStateMachine): ReadonlyMap<string, readonly string[]> => {
  const all = new Map<string, readonly string[]>();
  const visit = (node: StateNode): void => {
    const rows: string[] = [];
    const add = (event: string, { target }: { readonly target?: readonly unknown[] | undefined }) =>
      rows.push(
        `${event} → ${((target ?? []) as readonly StateNode[]).map(({ path }) => path.join('.')).join() || '-'}`,
      );
    for (const each of node.always ?? []) add('', each);
    for (const [event, list] of node.transitions) for (const each of list) add(event, each);
    all.set(node.path.join('.'), rows);
    for (const child of Object.values(node.states)) visit(child as StateNode);
  };
  visit(machine.root as unknown as StateNode);
  return all;
};

test('the charts of a daemon: each has a drawing', () => {
  const nothing = (() => undefined) as never;
  const effects = { service: nothing, watch: nothing, loadRecords: nothing, payDebts: nothing } as unknown as Effects;
  const { supervisor } = wireCharts(effects);
  const found = new Set<string>();
  const visit = (machine: AnyStateMachine): void => {
    found.add(machine.id);
    for (const actor of Object.values(machine.implementations.actors as Record<string, unknown>))
      if (typeof actor === 'object' && actor !== null && 'root' in actor) visit(actor as AnyStateMachine);
  };
  visit(supervisor as unknown as AnyStateMachine);
  expect(found.size).toBeGreaterThan(10);
  expect([...found].filter((id) => !book.charts.some(({ machine }) => machine === id))).toEqual([]);
});

describe.each(machinesInCode.map((each) => [each.machine.id, each.machine] as const))('%s', (id, machine) => {
  const drawing = drawingOf(id);
  const { states, arrows, width, height } = drawing;

  test('every state and every transition is in the drawing, and no other', () => {
    const drawn = states.map(
      ({ path, on = [] }) =>
        [
          path,
          on.map(({ event, to = [] }) => `${event} → ${to.map((each) => states[each]?.path).join() || '-'}`),
        ] as const,
    );
    expect(new Map(drawn)).toEqual(walk(machine));
  });

  test('what leads to another state has an arrow from there to there, and each arrow has what it stands for', () => {
    const isInside = (inner: number | undefined, outer: number): boolean =>
      inner !== undefined && (inner === outer || isInside(states[inner]?.parent, outer));
    const meant = new Set<number>();
    for (const [from, { on = [] }] of states.entries())
      for (const { to, arrow } of on) {
        const [target] = to ?? [];
        if (target === undefined || target === from) {
          expect(arrow).toBeUndefined();
          continue;
        }
        const shown = arrows[arrow ?? -1];
        expect(shown?.to).toBe(target);
        expect(isInside(from, shown?.from ?? -1)).toBe(true);
        expect(shown?.isBundle === true || shown?.from === from).toBe(true);
        meant.add(arrow ?? -1);
      }
    expect(arrows.flatMap(({ kind }, number) => (kind === 'begin' || meant.has(number) ? [] : [number]))).toEqual([]);
  });

  test('boxes lie in those around them, and beside their brothers; arrows and labels lie in the drawing', () => {
    for (const [number, { box, parent }] of states.entries()) {
      const [x, y, w, h] = box;
      expect(w).toBeGreaterThan(0);
      const outer = parent === undefined ? undefined : states[parent];
      if (outer !== undefined) {
        const [ox, oy, ow, oh] = outer.box;
        expect(x >= ox && y >= oy && x + w <= ox + ow && y + h <= oy + oh).toBe(true);
      }
      for (const [other, brother] of states.entries()) {
        if (other <= number || brother.parent !== parent || parent === undefined) continue;
        const [bx, by, bw, bh] = brother.box;
        expect(x + w <= bx || bx + bw <= x || y + h <= by || by + bh <= y).toBe(true);
      }
    }
    for (const { points, label } of arrows) {
      expect(points.length).toBeGreaterThanOrEqual(4);
      expect(points.every((each, at) => each >= 0 && each <= (at % 2 === 0 ? width : height))).toBe(true);
      if (label !== undefined) expect(label.box[0] >= 0 && label.box[0] + label.box[2] <= width).toBe(true);
    }
  });
});

test('where a state is written: a line that begins with its name', () => {
  let told = 0;
  for (const { states } of book.charts)
    for (const { path, source } of states) {
      if (source === undefined) continue;
      told += 1;
      const name = path.split('.').at(-1);
      const [file = '', line] = source.split(':');
      const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8').split('\n')[Number(line) - 1];
      expect(text).toMatch(new RegExp(`^\\s*(export )?(const )?${name}(:| =) `));
    }
  expect(told).toBeGreaterThan(100);
});

test('drawn twice → the same bytes', async () => {
  expect(JSON.stringify(await drawBook())).toBe(JSON.stringify(book));
});

describe.each(book.charts.map((drawing) => [drawing.machine, drawing] as const))('levels of %s', (_, drawing) => {
  const { states, arrows, levels } = drawing;
  const childTowards = (around: number, inner: number): number | undefined => {
    for (let at: number | undefined = inner; at !== undefined; at = states[at]?.parent)
      if (states[at]?.parent === around) return at;
    return undefined;
  };

  test('each state is a box of exactly one level', () => {
    const boxes = levels.flatMap((level) => level.boxes.map(({ state }) => state));
    expect([...boxes].sort((one, other) => one - other)).toEqual(states.map((_state, number) => number).slice(1));
  });

  test('each arrow is in every level that it is seen from: inside, out of a box, or out of the level', () => {
    for (const { state, boxes, arrows: drawn, leaving = [] } of levels) {
      const arounds = [state, ...boxes.filter(({ isFrame }) => isFrame).map((each) => each.state)];
      const seen = new Set([...drawn.flatMap(({ of }) => of), ...leaving]);
      for (const [number, { from, to, kind }] of arrows.entries()) {
        if (kind === 'begin') continue;
        const isWanted = arounds.some((around) => {
          const [source, target] = [childTowards(around, from), childTowards(around, to)];
          return (source !== undefined && source !== target) || (from === around && target !== undefined);
        });
        if (isWanted && !(states[state]?.kind === 'parallel' && from === state)) expect(seen).toContain(number);
      }
    }
  });

  test('boxes of a level do not lie on each other', () => {
    for (const { boxes, width, height } of levels) {
      const plain = boxes.filter(({ isFrame }) => isFrame !== true).map(({ box }) => box);
      for (const [index, [x, y, w, h]] of plain.entries()) {
        expect(x >= 0 && y >= 0 && x + w <= width && y + h <= height).toBe(true);
        for (const [ox, oy, ow, oh] of plain.slice(index + 1))
          expect(x + w <= ox || ox + ow <= x || y + h <= oy || oy + oh <= y).toBe(true);
      }
    }
  });
});

test('the levels of a pod and of a container can be read in a pane of 640 px: letters of 12 px are hardly smaller', () => {
  const wide = book.charts.flatMap(({ machine, levels, states }) =>
    levels
      .filter(({ width }) => (12 * 636) / width < 10.8)
      .map(({ state, width }) => `${machine}.${states[state]?.path} ${width}`),
  );
  expect(wide).toEqual([]);
});
