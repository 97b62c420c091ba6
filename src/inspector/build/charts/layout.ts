/** The drawing of a chart: where its states stand, which way its arrows go, and where their labels are. */
import type { Covered } from '../../charts/covered.ts';
import type { ChartArrow, ChartDrawing, ChartState, ChartTransition } from '../../charts/drawing.ts';
import { arrowsOf, type PlainArrow } from './arrows.ts';
import { boxOf, labelLine, labelSize, type Written, writtenIn } from './boxes.ts';
import { keysOf, shapeOf } from './coverage.ts';
import type { Box } from './elk.ts';
import { exportChart, type PlainChart, type PlainState } from './export.ts';
import { labelPlaces, type Unplaced } from './label-places.ts';
import { levelsOf } from './levels.ts';
import { type MachineInCode, machinesInCode } from './machines.ts';
import { type Placed, placeChart } from './place.ts';
import { routed, type Wanted } from './route.ts';
import { sourcesOf } from './sources.ts';
import { labelPx, widthOf } from './text-size.ts';

/** The same chart gives the same drawing. */
export const drawChart = async (inCode: MachineInCode, covered: Covered): Promise<ChartDrawing> => {
  const { machine, about, file } = inCode;
  const chart = exportChart(machine);
  const sourceOf = sourcesOf(
    inCode,
    machinesInCode.map((each) => each.file),
  );
  const plain = arrowsOf(chart);
  const written = chart.states.map((state) => writtenIn(state, chart.machine));
  const placed = await placeChart(chart, plain, written);
  route(chart, plain, written, placed);
  label(chart, plain, written, placed);
  const { shape = '', taken = {} } = covered.charts[chart.machine] ?? {};
  const runs = keysOf(chart).map((key) => taken[key]);
  const arrowAt = new Map(plain.flatMap(({ of }, number) => of.map((place) => [place.join(' '), number] as const)));
  return {
    machine: chart.machine,
    about,
    file,
    width: Math.max(placed.width, ...[...placed.labels.values()].map(([x, , width]) => x + width + 4)),
    height: Math.max(placed.height, ...[...placed.labels.values()].map(([, y, , height]) => y + height + 4)),
    states: chart.states.map((_, number) =>
      withSource(drawnState(chart, number, placed, written, arrowAt, runs), sourceOf),
    ),
    arrows: [
      ...plain.map((arrow, number) => drawnArrow(chart, arrow, number, plain, placed)),
      ...initials(chart, placed),
    ],
    levels: await levelsOf(chart, plain),
    ...(shape === shapeOf(chart) ? {} : { isOutdated: true }),
    ...(Object.keys(chart.delays).length === 0 ? {} : { delays: chart.delays }),
  };
};

const isAround = ({ kind }: PlainState): boolean => kind === 'compound' || kind === 'parallel';
const boxAt = (boxes: ReadonlyMap<number, Box>, number: number): Box => boxes.get(number) ?? [0, 0, 0, 0];

/** What stands above the states in a state. */
const headings = ({ states }: PlainChart, written: readonly Written[], { states: boxes }: Placed): readonly Box[] =>
  states.flatMap((state, number) => {
    const text = written[number];
    if (!isAround(state) || text === undefined) return [];
    const [x, y] = boxAt(boxes, number);
    const { width, height } = boxOf(text, state);
    return [[x, y, width, height - 4] as Box];
  });
const leavesIn = ({ states }: PlainChart, { states: boxes }: Placed): readonly Box[] =>
  states.flatMap((state, number) => (isAround(state) ? [] : [boxAt(boxes, number)]));

/** Finds ways for the arrows that lead out of what their state stands in. */
const route = (chart: PlainChart, plain: readonly PlainArrow[], written: readonly Written[], placed: Placed): void => {
  const isIn = (inner: number, outer: number): boolean => {
    for (let at = chart.states[inner]?.parent; at !== undefined; at = chart.states[at]?.parent)
      if (at === outer) return true;
    return false;
  };
  const wanted = plain.flatMap(({ from, to, isInward, isExit }, key): Wanted[] => {
    if (isExit || placed.routes.has(key)) return [];
    const start = isInward ? boxAt(placed.anys, from) : boxAt(placed.states, from);
    return [
      { key, from: start, to: boxAt(placed.states, to), into: to, startsInside: false, endsInside: isIn(from, to) },
    ];
  });
  const found = routed(wanted, {
    width: placed.width,
    height: placed.height,
    walls: [
      ...leavesIn(chart, placed),
      ...headings(chart, written, placed),
      ...placed.labels.values(),
      ...placed.lists.values(),
      ...placed.begins.values(),
      ...placed.anys.values(),
    ],
    blocks: chart.states.flatMap((state, number) =>
      isAround(state) && number !== 0 ? [boxAt(placed.states, number)] : [],
    ),
    drawn: [...placed.routes.values(), ...placed.trunks.values()],
  });
  for (const [key, points] of found) placed.routes.set(key, points);
  const lost = wanted.filter(({ key }) => !found.has(key));
  if (lost.length > 0) throw new Error(`${chart.machine}: no way for ${lost.length} arrows`);
};

/** Puts labels beside the lines that have none yet. */
const label = (chart: PlainChart, plain: readonly PlainArrow[], written: readonly Written[], placed: Placed): void => {
  const wanted = plain.flatMap(({ lines, isExit }, key): Unplaced[] => {
    const points = placed.routes.get(key);
    if (isExit || lines.length === 0 || placed.labels.has(key) || points === undefined) return [];
    return [{ key, points, ...labelSize(lines) }];
  });
  const walls = [
    ...leavesIn(chart, placed),
    ...headings(chart, written, placed),
    ...placed.labels.values(),
    ...placed.lists.values(),
  ];
  for (const [key, box] of labelPlaces(wanted, walls, placed.routes)) placed.labels.set(key, box);
};

const drawnArrow = (
  { states }: PlainChart,
  { from, to, kind, isBundle, isInward, isExit, lines }: PlainArrow,
  number: number,
  plain: readonly PlainArrow[],
  placed: Placed,
): ChartArrow => {
  const points = isExit ? placed.trunks.get(from) : placed.routes.get(number);
  if (points === undefined) throw new Error(`the arrow from ${states[from]?.path} to ${states[to]?.path} is not drawn`);
  const box = isExit ? lineInList(number, plain, placed) : placed.labels.get(number);
  return {
    from,
    to,
    kind,
    ...(isBundle ? { isBundle } : {}),
    ...(isInward ? { isInward } : {}),
    ...(isExit ? { isExit } : {}),
    points,
    ...(box === undefined ? {} : { label: { box, lines } }),
  };
};

const lineInList = (number: number, plain: readonly PlainArrow[], { lists }: Placed): Box => {
  const { from = 0, lines = [] } = plain[number] ?? {};
  const before = plain.slice(0, number).filter((arrow) => arrow.isExit && arrow.from === from);
  const [x, y] = boxAt(lists, from);
  const height = labelLine * lines.length;
  const above = before.reduce((sum, arrow) => sum + arrow.lines.length * labelLine, 0);
  return [x, y + 3 + above, Math.ceil(Math.max(...lines.map((line) => widthOf(line, labelPx)))) + 8, height];
};

const initials = ({ states }: PlainChart, { routes }: Placed): readonly ChartArrow[] =>
  states.flatMap(({ initial }, number) => {
    const points = routes.get(-1 - number);
    return initial === undefined || points === undefined ? [] : [{ from: number, to: initial, kind: 'begin', points }];
  });

const withSource = (state: ChartState, sourceOf: (name: string) => string | undefined): ChartState => {
  const source = state.path === '' ? undefined : sourceOf(state.path.split('.').at(-1) ?? '');
  return source === undefined ? state : { ...state, source };
};

type Runs = ChartTransition['runs'];

const drawnState = (
  { states }: PlainChart,
  number: number,
  placed: Placed,
  written: readonly Written[],
  arrowAt: ReadonlyMap<string, number>,
  runs: readonly Runs[],
): ChartState => {
  const state = states[number];
  if (state === undefined) throw new Error(`there is no state ${number}`);
  const { path, parent, kind, isPassing, services, entry, exit, on } = state;
  const hears = written[number]?.hears ?? [];
  const before = states.slice(0, number).reduce((sum, each) => sum + each.on.length, 0);
  const transitions = on.map((transition, index): ChartTransition => {
    const arrow = arrowAt.get(`${number} ${index}`);
    const taken = runs[before + index];
    return {
      ...transition,
      ...(arrow === undefined ? {} : { arrow }),
      ...(taken === undefined ? {} : { runs: taken }),
    };
  });
  return {
    path,
    ...(parent === undefined ? {} : { parent }),
    kind,
    ...(isPassing ? { isPassing } : {}),
    box: boxAt(placed.states, number),
    ...(services.length === 0 ? {} : { services }),
    ...(entry.length === 0 ? {} : { entry }),
    ...(exit.length === 0 ? {} : { exit }),
    ...(hears.length === 0 ? {} : { hears }),
    ...(transitions.length === 0 ? {} : { on: transitions }),
  };
};
