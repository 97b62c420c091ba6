/** Where states stand, from the inside out: each with the arrows between those that stand in it side by side. */
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { PlainArrow } from './arrows.ts';
import { boxOf, labelSize, listSize, type Written } from './boxes.ts';
import { columnsOf } from './columns.ts';
import { type Box, layers } from './elk.ts';
import type { PlainChart } from './export.ts';

export interface Placed {
  readonly width: number;
  readonly height: number;
  /** By number of the state. */
  readonly states: Map<number, Box>;
  /** Where an initial arrow begins, and an arrow from whatever is active inside: by number of the state around it. */
  readonly begins: Map<number, Box>;
  readonly anys: Map<number, Box>;
  /** What leads out of a state to far away, as a list: by number of the state. */
  readonly lists: Map<number, Box>;
  /** By number of the arrow; `-1 - state` the initial one in that state. */
  readonly routes: Map<number, readonly number[]>;
  readonly labels: Map<number, Box>;
  /** Of lists, from their state. */
  readonly trunks: Map<number, readonly number[]>;
}

const beginSize = 8;
const columnGap = 92;
const rowGap = 52;

const shiftedBox = ([x, y, width, height]: Box, dx: number, dy: number): Box => [x + dx, y + dy, width, height];
const shiftedRoute = (points: readonly number[], dx: number, dy: number) =>
  points.map((each, at) => each + (at % 2 === 0 ? dx : dy));

const nothing = (): Placed => ({
  width: 0,
  height: 0,
  states: new Map(),
  begins: new Map(),
  anys: new Map(),
  lists: new Map(),
  routes: new Map(),
  labels: new Map(),
  trunks: new Map(),
});
/** Puts what was placed by itself into what is around it. */
const put = (into: Placed, inner: Placed, dx: number, dy: number): void => {
  for (const name of ['states', 'begins', 'anys', 'lists', 'labels'] as const)
    for (const [key, box] of inner[name]) into[name].set(key, shiftedBox(box, dx, dy));
  for (const name of ['routes', 'trunks'] as const)
    for (const [key, points] of inner[name]) into[name].set(key, shiftedRoute(points, dx, dy));
};

/** So small a label is put beside its arrow later, wherever there is room; in a large chart, any of one line. */
const isSmall = ({ lines }: PlainArrow, isInLarge: boolean): boolean =>
  lines.length <= 1 && (isInLarge || (lines[0]?.length ?? 0) <= 1);

export const placeChart = async (
  { machine, states }: PlainChart,
  arrows: readonly PlainArrow[],
  written: readonly Written[],
): Promise<Placed> => {
  const childrenOf = (number: number) => [...states.keys()].filter((each) => states[each]?.parent === number);
  /** The child of a state that a state is, or stands in. */
  const childTowards = (around: number, inner: number): number | undefined => {
    for (let at: number | undefined = inner; at !== undefined; at = states[at]?.parent)
      if (states[at]?.parent === around) return at;
    return undefined;
  };

  const place = async (number: number): Promise<Placed> => {
    const state = states[number];
    const text = written[number];
    if (state === undefined || text === undefined) throw new Error(`${machine} has no state ${number}`);
    const size = boxOf(text, state);
    const children = childrenOf(number);
    if (children.length === 0) return { ...nothing(), ...size };
    const inside = new Map<number, Placed>();
    for (const child of children) inside.set(child, await place(child));
    const top = size.height + 6;
    const columns = number === 0 ? columnsOf[machine] : undefined;
    if (state.kind === 'parallel') return inRow(inside, { top, least: size.width });
    return columns === undefined
      ? inLayers(number, inside, { top, least: size.width })
      : inColumns(number, inside, columns, top);
  };

  const inLayers = async (
    number: number,
    inside: ReadonlyMap<number, Placed>,
    heading: { readonly top: number; readonly least: number },
  ): Promise<Placed> => {
    const nodes: ElkNode[] = [];
    const edges: ElkExtendedEdge[] = [];
    const { initial } = states[number] ?? {};
    if (initial !== undefined) {
      nodes.push({ id: 'begin', width: beginSize, height: beginSize });
      edges.push({ id: 'initial', sources: ['begin'], targets: [String(initial)] });
    }
    for (const [child, { width, height }] of inside) nodes.push({ id: String(child), width, height });
    const led = new Set<string>();
    for (const [index, arrow] of arrows.entries()) {
      const { from, to, isInward, isExit, lines } = arrow;
      if (isExit) continue;
      const source = isInward && from === number ? 'any' : childTowards(number, from);
      const target = childTowards(number, to);
      if (source === undefined || target === undefined || source === target) continue;
      if (isInward && from !== number) continue;
      if (source === 'any' && !nodes.some(({ id }) => id === 'any')) nodes.push({ id: 'any', width: 10, height: 10 });
      const isWhole = (source === 'any' || source === from) && target === to;
      if (!isWhole && led.has(`${source} ${target}`)) continue;
      led.add(`${source} ${target}`);
      const labels =
        !isWhole || isSmall(arrow, machine in columnsOf)
          ? []
          : [{ id: `l${index}`, text: lines.join(' '), ...labelSize(lines) }];
      edges.push({
        id: isWhole ? `e${index}` : `p${index}`,
        sources: [String(source)],
        targets: [String(target)],
        labels,
      });
    }
    for (const source of inside.keys()) {
      const listed = arrows.filter(({ from, isExit }) => isExit && from === source);
      if (listed.length === 0) continue;
      nodes.push({ id: `x${source}`, ...listSize(listed.flatMap(({ lines }) => lines)) });
      edges.push({ id: `t${source}`, sources: [String(source)], targets: [`x${source}`] });
    }
    const done = await layers(nodes, edges, heading);
    const placed: Placed = { ...nothing(), width: done.width, height: done.height };
    for (const [id, box] of done.nodes) {
      const child = Number(id);
      const inner = inside.get(child);
      if (id === 'begin') placed.begins.set(number, box);
      else if (id === 'any') placed.anys.set(number, box);
      else if (id.startsWith('x')) placed.lists.set(Number(id.slice(1)), box);
      else if (inner !== undefined) {
        placed.states.set(child, box);
        put(placed, inner, box[0], box[1]);
      }
    }
    for (const [id, points] of done.edges) {
      const index = Number(id.slice(1));
      if (id === 'initial') placed.routes.set(-1 - number, points);
      else if (id.startsWith('t')) placed.trunks.set(index, points);
      else if (id.startsWith('e')) placed.routes.set(index, points);
    }
    for (const [id, box] of done.labels) if (id.startsWith('e')) placed.labels.set(Number(id.slice(1)), box);
    return placed;
  };

  /** Regions: side by side, as they go on side by side. */
  const inRow = (
    inside: ReadonlyMap<number, Placed>,
    { top, least }: { readonly top: number; readonly least: number },
  ): Placed => {
    const placed = nothing();
    let x = 12;
    let lowest = 0;
    for (const [child, inner] of inside) {
      placed.states.set(child, [x, top, inner.width, inner.height]);
      put(placed, inner, x, top);
      x += inner.width + 14;
      lowest = Math.max(lowest, top + inner.height);
    }
    return { ...placed, width: Math.max(x - 2, least), height: lowest + 12 };
  };

  const inColumns = (
    number: number,
    inside: ReadonlyMap<number, Placed>,
    columns: readonly (readonly string[])[],
    top: number,
  ): Placed => {
    const named = new Set(columns.flat());
    const rest = [...inside.keys()].filter((child) => !named.has(states[child]?.path ?? ''));
    const stacks = columns.map((names) =>
      names.flatMap((name) => [...inside.keys()].filter((child) => states[child]?.path === name)),
    );
    const placed = nothing();
    let x = 40;
    let lowest = 0;
    for (const stack of [...stacks, rest]) {
      if (stack.length === 0) continue;
      const width = Math.max(...stack.map((child) => inside.get(child)?.width ?? 0));
      let y = top + 30;
      for (const child of stack) {
        const inner = inside.get(child);
        if (inner === undefined) continue;
        const left = x + Math.round((width - inner.width) / 2);
        placed.states.set(child, [left, y, inner.width, inner.height]);
        put(placed, inner, left, y);
        y += inner.height + rowGap;
        const listed = arrows.filter(({ from, isExit }) => isExit && from === child);
        if (listed.length > 0) {
          const list = listSize(listed.flatMap(({ lines }) => lines));
          placed.lists.set(child, [left + 12, y - rowGap + 16, list.width, list.height]);
          placed.trunks.set(child, [left + 24, y - rowGap, left + 24, y - rowGap + 16]);
          y += list.height;
        }
      }
      lowest = Math.max(lowest, y - rowGap);
      x += width + columnGap;
    }
    const { initial } = states[number] ?? {};
    const first = initial === undefined ? undefined : placed.states.get(initial);
    if (first !== undefined) {
      const [fx, fy, fw] = first;
      const middle = Math.round(fx + fw / 2);
      placed.begins.set(number, [middle - beginSize / 2, fy - 26, beginSize, beginSize]);
      placed.routes.set(-1 - number, [middle, fy - 18, middle, fy]);
    }
    return { ...placed, width: x - columnGap + 40, height: lowest + 32 };
  };

  const whole = await place(0);
  whole.states.set(0, [0, 0, whole.width, whole.height]);
  return whole;
};
