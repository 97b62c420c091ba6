/** What stands directly in a state, drawn by itself: boxes of a size that can be read in a narrow pane. */
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { ArrowKind, ChartLevel, LevelArrow, LevelBox } from '../../charts/drawing.ts';
import { type PlainArrow, rank, wordOf } from './arrows.ts';
import { labelLine, labelSize, levelBoxSize, listSize } from './boxes.ts';
import { lifeOf } from './columns.ts';
import { type Box, type LaidOut, layers } from './elk.ts';
import type { PlainChart } from './export.ts';
import { labelPlaces, type Unplaced } from './label-places.ts';
import { lifeLevel } from './life.ts';
import { labelPx, linesOf, widthOf } from './text-size.ts';

/** CSS px that a level should not be wider than. */
const widest = 620;
const maxWords = 3;
const lineWidth = 104;
const heading = 26;
/** A label so narrow needs no room kept for it. */
const roomy = 30;

/** All arrows between two boxes of a level, or out of one of them. */
export interface Lifted {
  readonly from: number;
  readonly to: number | undefined;
  /** From whatever is active in the state itself. */
  readonly isAny: boolean;
  readonly of: readonly number[];
  readonly kind: ArrowKind;
  readonly lines: readonly string[];
}

export const levelsOf = async (chart: PlainChart, arrows: readonly PlainArrow[]): Promise<readonly ChartLevel[]> => {
  const { machine, states } = chart;
  const levels: ChartLevel[] = [];
  for (const [number, { kind, parent }] of states.entries()) {
    const isRegion = parent !== undefined && states[parent]?.kind === 'parallel';
    if (kind === 'parallel') levels.push(await regionsLevel(chart, arrows, number));
    else if (kind === 'compound' && !isRegion) {
      const life = number === 0 ? lifeOf[machine] : undefined;
      levels.push(
        life === undefined
          ? await narrowLevel(chart, arrows, number)
          : lifeLevel(chart, liftedIn(chart, arrows, number, true), life),
      );
    }
  }
  return levels.map((level) => {
    const leaving = arrows.flatMap(({ from, to, isInward }, index) =>
      from === level.state && !isInward && !isIn(chart, to, from) ? [index] : [],
    );
    return leaving.length === 0 ? level : { ...level, leaving };
  });
};

export const childrenOf = ({ states }: PlainChart, number: number): readonly number[] =>
  [...states.keys()].filter((each) => states[each]?.parent === number);
const isIn = ({ states }: PlainChart, inner: number, outer: number): boolean => {
  for (let at = states[inner]?.parent; at !== undefined; at = states[at]?.parent) if (at === outer) return true;
  return false;
};
const childTowards = ({ states }: PlainChart, around: number, inner: number): number | undefined => {
  for (let at: number | undefined = inner; at !== undefined; at = states[at]?.parent)
    if (states[at]?.parent === around) return at;
  return undefined;
};

/** The arrows of a level. @param isLife exits of a state that leads nearly everywhere are one. */
const liftedIn = (
  chart: PlainChart,
  arrows: readonly PlainArrow[],
  number: number,
  isLife: boolean,
): readonly Lifted[] => {
  const groups = new Map<string, { from: number; to: number | undefined; isAny: boolean; of: number[] }>();
  for (const [index, { from, to, isInward, isExit }] of arrows.entries()) {
    const isAny = isInward && from === number;
    const source = isAny ? number : childTowards(chart, number, from);
    const target = childTowards(chart, number, to);
    if (source === undefined || source === target) continue;
    const isHub = isLife && isExit && (arrows[index]?.from ?? 0) !== 0 && hubOf(chart, arrows, source);
    const key = `${isAny} ${source} ${isHub ? '*' : (target ?? `out ${to}`)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { from: source, to: isHub ? undefined : target, isAny, of: [index] });
    else group.of.push(index);
  }
  return [...groups.values()].map((group) => lifted(chart, arrows, group, isLife));
};
/** Exits of its own, not of others into it. */
const hubOf = (chart: PlainChart, arrows: readonly PlainArrow[], child: number): boolean => {
  const exits = arrows.filter(({ from, isExit }) => isExit && (from === child || isIn(chart, from, child)));
  return exits.length > 4;
};

const lifted = (
  chart: PlainChart,
  arrows: readonly PlainArrow[],
  group: Pick<Lifted, 'from' | 'to' | 'isAny' | 'of'>,
  isLife: boolean,
): Lifted => {
  const { from, to, of } = group;
  const all = of.flatMap((index) => arrows[index] ?? []);
  const kinds = all.map(({ kind }) => kind);
  const words = [
    ...new Set(
      all.flatMap((arrow) =>
        arrow.isBundle && arrow.from === from
          ? arrow.lines
          : arrow.of.map((place) => wordOf(chart, place, place[0] === from)),
      ),
    ),
  ].filter((word) => word !== '');
  const kind = rank.find((each) => kinds.includes(each)) ?? 'message';
  if (to !== undefined) return { ...group, kind, lines: linesOf(words, labelPx, lineWidth, maxWords) };
  const [first] = all;
  const target = first === undefined ? '' : (chart.states[first.to]?.path ?? '');
  if (isLife && all.length > 1) return { ...group, kind, lines: [`→ any of ${all.length}`] };
  const said = words.length > 2 ? [...words.slice(0, 2), `+${words.length - 2}`] : words;
  return { ...group, kind, lines: [`${said.join(', ')} → ${target}`.trim()] };
};

type Drawing = Omit<ChartLevel, 'state' | 'leaving'>;

/** From left to right where there is room for that, else from top to bottom. */
const narrowLevel = async (chart: PlainChart, arrows: readonly PlainArrow[], number: number): Promise<ChartLevel> => {
  const right = await layered(chart, arrows, number, 'RIGHT', 6);
  if (right.width <= widest) return { state: number, ...right };
  const down = await layered(chart, arrows, number, 'DOWN', 6);
  if (down.width <= widest) return { state: number, ...down };
  return { state: number, ...(await layered(chart, arrows, number, 'DOWN', 6, true)) };
};

const regionsLevel = async (chart: PlainChart, arrows: readonly PlainArrow[], number: number): Promise<ChartLevel> => {
  const boxes: LevelBox[] = [];
  const all: LevelArrow[] = [];
  let x = 4;
  let lowest = 0;
  for (const region of childrenOf(chart, number)) {
    const least = Math.ceil(widthOf(chart.states[region]?.path.split('.').at(-1) ?? '', 12)) + 28;
    const inner = await layered(chart, arrows, region, 'DOWN', heading + 2, true);
    boxes.push({ state: region, box: [x, 8, Math.max(inner.width, least), inner.height], isFrame: true });
    for (const each of inner.boxes) boxes.push({ ...each, box: shifted(each.box, x, 8) });
    for (const each of inner.arrows)
      all.push({
        ...each,
        points: each.points.map((point, at) => point + (at % 2 === 0 ? x : 8)),
        ...(each.label === undefined ? {} : { label: { ...each.label, box: shifted(each.label.box, x, 8) } }),
      });
    x += Math.max(inner.width, least) + 8;
    lowest = Math.max(lowest, inner.height);
  }
  const even = boxes.map((each) =>
    each.isFrame ? { ...each, box: [each.box[0], 8, each.box[2], lowest] as Box } : each,
  );
  return { state: number, width: x - 4, height: lowest + 16, boxes: even, arrows: all };
};
const shifted = ([x, y, width, height]: Box, dx: number, dy: number): Box => [x + dx, y + dy, width, height];

const layered = async (
  chart: PlainChart,
  arrows: readonly PlainArrow[],
  number: number,
  direction: 'RIGHT' | 'DOWN',
  top: number,
  isDense = false,
): Promise<Drawing> => {
  const children = childrenOf(chart, number);
  const { initial } = chart.states[number] ?? {};
  const groups = liftedIn(chart, arrows, number, false);
  const nodes: ElkNode[] = [];
  const edges: ElkExtendedEdge[] = [];
  if (initial !== undefined) {
    nodes.push({ id: 'begin', width: 8, height: 8 });
    edges.push({ id: 'initial', sources: ['begin'], targets: [String(initial)] });
  }
  for (const child of children) {
    const state = chart.states[child];
    if (state !== undefined) nodes.push({ id: String(child), ...levelBoxSize(state) });
  }
  const lists = new Map<number, readonly Lifted[]>();
  for (const [index, { from, to, isAny, lines }] of groups.entries()) {
    if (to === undefined) continue;
    if (isAny && !nodes.some(({ id }) => id === 'any')) nodes.push({ id: 'any', width: 10, height: 10 });
    const label = { id: `l${index}`, text: lines.join(' '), ...labelSize(lines) };
    edges.push({
      id: `e${index}`,
      sources: [isAny ? 'any' : String(from)],
      targets: [String(to)],
      labels: lines.length > 0 && label.width > roomy && !isDense ? [label] : [],
    });
  }
  for (const child of children) {
    const listed = groups.filter(({ from, to }) => from === child && to === undefined);
    if (listed.length === 0) continue;
    lists.set(child, listed);
    nodes.push({ id: `x${child}`, ...listSize(listed.flatMap(({ lines }) => lines)) });
    edges.push({ id: `t${child}`, sources: [String(child)], targets: [`x${child}`] });
  }
  const done = await layers(nodes, edges, { top, least: 0, direction, isDense });
  const labels = labelsIn(groups, done);
  const drawn: LevelArrow[] = [];
  for (const [index, { from, to, of, kind, lines }] of groups.entries()) {
    const points = done.edges.get(`e${index}`);
    const box = labels.get(index);
    if (to === undefined || points === undefined) continue;
    drawn.push({ from, to, kind, points, ...(box === undefined ? {} : { label: { box, lines } }), of });
  }
  for (const [child, listed] of lists) {
    const [x, y] = done.nodes.get(`x${child}`) ?? [0, 0];
    for (const [row, { of, kind, lines }] of listed.entries()) {
      const width = Math.ceil(widthOf(lines[0] ?? '', labelPx)) + 6;
      const label = { box: [x, y + 3 + row * labelLine, width, labelLine] as Box, lines };
      drawn.push({ from: child, kind, points: done.edges.get(`t${child}`) ?? [], label, of });
    }
  }
  const begin = done.edges.get('initial');
  if (initial !== undefined && begin !== undefined)
    drawn.push({ from: number, to: initial, kind: 'begin', points: begin, of: [] });
  const boxes = children.map(
    (child): LevelBox => ({ state: child, box: done.nodes.get(String(child)) ?? [0, 0, 0, 0] }),
  );
  const right = drawn.map(({ label }) => (label === undefined ? 0 : label.box[0] + label.box[2] + 2));
  return { width: Math.max(done.width, ...right), height: done.height, boxes, arrows: drawn };
};

/** Of all arrows: where ELK has put them, or else beside their lines. */
const labelsIn = (
  groups: readonly Lifted[],
  { width, height, nodes, edges, labels }: LaidOut,
): ReadonlyMap<number, Box> => {
  const all = new Map<number, Box>();
  const lines = new Map([...edges.values()].entries());
  const wanted: Unplaced[] = [];
  for (const [index, group] of groups.entries()) {
    const box = labels.get(`e${index}`);
    const points = edges.get(`e${index}`);
    if (box !== undefined) all.set(index, box);
    else if (points !== undefined && group.lines.length > 0)
      wanted.push({ key: [...edges.keys()].indexOf(`e${index}`), points, ...labelSize(group.lines) });
  }
  const keys = [...edges.keys()];
  for (const [key, box] of labelPlaces(wanted, [...nodes.values(), ...labels.values()], lines, { width, height }))
    all.set(Number(keys[key]?.slice(1)), box);
  return all;
};
