/** The outermost states of a large chart: the usual life in one row, and what lies aside below it. */
import type { ChartLevel, LevelArrow, LevelBox } from '../../charts/drawing.ts';
import { labelSize, levelBoxSize } from './boxes.ts';
import type { Box } from './elk.ts';
import type { PlainChart } from './export.ts';
import { labelPlaces, type Unplaced } from './label-places.ts';
import type { Lifted } from './levels.ts';
import { routed } from './route.ts';
import { labelPx, widthOf } from './text-size.ts';

const gap = 15;
const rowGap = 40;
const top = 34;
const left = 8;
/** Height of the first row. */
const tall = 30;

/** @param columns a column's first is of the usual life */
export const lifeLevel = (
  { states }: PlainChart,
  groups: readonly Lifted[],
  columns: readonly (readonly string[])[],
): ChartLevel => {
  const numberOf = (path: string): number => states.findIndex((state) => state.path === path);
  const named = new Set(columns.flat());
  const rest = states.filter(({ parent, path }) => parent === 0 && !named.has(path)).map(({ path }) => path);
  const boxes = new Map<number, LevelBox>();
  let x = left;
  /** Where the next box of a row may begin. */
  const ends: number[] = [];
  let lowest = 0;
  for (const column of [...columns, ...rest.map((path) => [path])]) {
    const stack = column.map(numberOf).filter((number) => number > 0);
    const sizes = stack.flatMap((number) => states[number] ?? []).map((state) => levelBoxSize(state, true));
    const width = Math.max(0, ...sizes.map((size, row) => (row === 0 ? size.width : 0)));
    let y = top;
    for (const [row, number] of stack.entries()) {
      const size = sizes[row] ?? { width: 0, height: 0 };
      const middle = Math.round(x + (width - size.width) / 2);
      const lower = row === 0 ? Math.round((tall - size.height) / 2) : 0;
      const box: Box = [Math.max(ends[row] ?? left, middle), y + lower, size.width, size.height];
      ends[row] = box[0] + box[2] + 14;
      boxes.set(number, { state: number, box, ...(row === 0 ? {} : { isAside: true }) });
      y += (row === 0 ? tall : size.height) + rowGap;
      lowest = Math.max(lowest, y - rowGap);
    }
    x += width + gap;
  }
  const width = x - gap + left;
  const walls = [...boxes.values()].map(({ box }) => box);
  const boxAt = (number: number): Box => boxes.get(number)?.box ?? [0, 0, 0, 0];
  const exits = new Map<number, Box>();
  for (const [key, { from, to, lines }] of groups.entries()) {
    if (to !== undefined) continue;
    const [bx, by, , bh] = boxAt(from);
    exits.set(key, [Math.max(2, bx), by + bh + 14, Math.ceil(widthOf(lines[0] ?? '', labelPx)) + 6, 15]);
  }
  walls.push(...exits.values());
  const inner = groups.flatMap(({ from, to }, key) => (to === undefined ? [] : [{ key, from, to }]));
  const ways = routed(
    inner.map(({ key, from, to }) => ({
      key,
      from: boxAt(from),
      to: boxAt(to),
      into: to,
      startsInside: false,
      endsInside: false,
    })),
    { width, height: lowest + 34, walls, blocks: [], drawn: [] },
  );
  const wanted = groups.flatMap(({ lines, to }, key): Unplaced[] => {
    const points = ways.get(key);
    if (to === undefined || points === undefined || lines.length === 0) return [];
    return [{ key, points, ...labelSize(lines) }];
  });
  const free = [...labelPlaces(wanted, walls, ways)].filter(
    ([key, box]) =>
      box[0] + box[2] <= width &&
      isFree(
        box,
        walls,
        [...ways].filter(([other]) => other !== key),
      ),
  );
  const labels = new Map(free);
  const arrows: LevelArrow[] = [];
  for (const [key, { from, to, of, kind, lines }] of groups.entries()) {
    const points = ways.get(key);
    const label = labels.get(key);
    if (to !== undefined && points !== undefined)
      arrows.push({ from, to, kind, points, ...(label === undefined ? {} : { label: { box: label, lines } }), of });
    if (to !== undefined) continue;
    const [bx, by, bw, bh] = boxAt(from);
    const middle = Math.round(bx + bw / 2);
    const box = exits.get(key) ?? [0, 0, 0, 0];
    arrows.push({ from, kind, points: [middle, by + bh, middle, by + bh + 12], label: { box, lines }, of });
  }
  const { initial } = states[0] ?? {};
  if (initial !== undefined) {
    const [bx, by, bw] = boxAt(initial);
    const middle = Math.round(bx + bw / 2);
    arrows.push({ from: 0, to: initial, kind: 'begin', points: [middle, by - 20, middle, by], of: [] });
  }
  return { state: 0, width, height: lowest + 34, boxes: [...boxes.values()], arrows };
};

const isFree = (
  [x, y, width, height]: Box,
  walls: readonly Box[],
  lines: readonly (readonly [number, readonly number[]])[],
): boolean =>
  walls.every(([wx, wy, ww, wh]) => x + width <= wx || wx + ww <= x || y + height <= wy || wy + wh <= y) &&
  lines.every(([, points]) => {
    for (let i = 0; i + 3 < points.length; i += 2) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = points.slice(i, i + 4);
      if (
        Math.max(x1, x2) >= x &&
        Math.min(x1, x2) <= x + width &&
        Math.max(y1, y2) >= y &&
        Math.min(y1, y2) <= y + height
      )
        return false;
    }
    return true;
  });
