/** Where the states and arrows of a chart are drawn: layers from top to bottom, by ELK, which is no part of the page. */
import { createRequire } from 'node:module';
import type { ELK, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { ChartArrow, ChartDrawing, ChartState } from '../../charts/drawing.ts';
import { arrowsOf, type PlainArrow } from './arrows.ts';
import { boxOf, labelSize, type Written, writtenIn } from './boxes.ts';
import { exportChart, type PlainChart, type PlainState } from './export.ts';
import type { MachineInCode } from './machines.ts';

const makeElk = createRequire(import.meta.url)('elkjs/lib/elk.bundled.js') as new () => ELK;

const options: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.randomSeed': '1',
  'elk.json.edgeCoords': 'ROOT',
  'elk.layered.considerModelOrder.strategy': 'PREFER_EDGES',
  'elk.layered.crossingMinimization.semiInteractive': 'false',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.favorStraightEdges': 'true',
  'elk.layered.thoroughness': '30',
  'elk.layered.mergeEdges': 'false',
  'elk.layered.feedbackEdges': 'false',
  'elk.layered.edgeLabels.sideSelection': 'ALWAYS_DOWN',
  'elk.spacing.nodeNode': '24',
  'elk.layered.spacing.nodeNodeBetweenLayers': '20',
  'elk.layered.spacing.edgeNodeBetweenLayers': '10',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
  'elk.spacing.edgeNode': '12',
  'elk.spacing.edgeEdge': '9',
  'elk.spacing.edgeLabel': '3',
  'elk.spacing.labelNode': '4',
};

const beginOf = (state: number) => `b${state}`;
const anyOf = (state: number) => `a${state}`;

/** What ELK is asked. */
const graphOf = ({ states }: PlainChart, arrows: readonly PlainArrow[], written: readonly Written[]): ElkNode => {
  const nodes: ElkNode[] = [];
  for (const [number, state] of states.entries()) {
    const { width, height } = boxOf(written[number] as Written, state);
    const node: ElkNode = { id: String(number), width, height, children: [], edges: [] };
    if (state.kind === 'compound' || state.kind === 'parallel') {
      node.layoutOptions = {
        'elk.padding': `[top=${height + 8},left=12,bottom=12,right=12]`,
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        'elk.nodeSize.minimum': `(${width},${height + 40})`,
      };
    }
    nodes.push(node);
    if (state.parent !== undefined) nodes[state.parent]?.children?.push(node);
  }
  const edges: ElkExtendedEdge[] = [];
  const isMarked = new Set<number>();
  for (const [number, { from, to, isInward, lines }] of arrows.entries()) {
    if (isInward) isMarked.add(from);
    edges.push({
      id: `e${number}`,
      sources: [isInward ? anyOf(from) : String(from)],
      targets: [String(to)],
      labels: lines.length === 0 ? [] : [{ id: `l${number}`, text: lines.join('\n'), ...labelSize(lines) }],
    });
  }
  for (const [number, { initial }] of states.entries()) {
    const node = nodes[number];
    if (initial !== undefined) {
      node?.children?.unshift({ id: beginOf(number), width: 8, height: 8 });
      edges.push({ id: `i${number}`, sources: [beginOf(number)], targets: [String(initial)] });
    }
    if (isMarked.has(number)) node?.children?.push({ id: anyOf(number), width: 58, height: 16 });
  }
  const [root] = nodes;
  return { ...root, id: '0', edges, layoutOptions: { ...root?.layoutOptions, ...options } };
};

type Box = readonly [number, number, number, number];

const placed = (root: ElkNode): { readonly boxes: Map<string, Box>; readonly edges: Map<string, ElkExtendedEdge> } => {
  const boxes = new Map<string, Box>();
  const visit = (node: ElkNode, x: number, y: number): void => {
    const left = x + (node.x ?? 0);
    const top = y + (node.y ?? 0);
    boxes.set(node.id, [left, top, node.width ?? 0, node.height ?? 0].map(Math.round) as unknown as Box);
    for (const child of node.children ?? []) visit(child, left, top);
  };
  visit(root, 0, 0);
  return { boxes, edges: new Map((root.edges ?? []).map((edge) => [edge.id, edge])) };
};

const pointsOf = ({ sections = [] }: ElkExtendedEdge): readonly number[] =>
  sections.flatMap(({ startPoint, bendPoints = [], endPoint }) =>
    [startPoint, ...bendPoints, endPoint].flatMap(({ x, y }) => [Math.round(x), Math.round(y)]),
  );

/** The drawing of a chart. */
export const drawChart = async ({ machine, about, file }: MachineInCode): Promise<ChartDrawing> => {
  const chart = exportChart(machine);
  const plain = arrowsOf(chart);
  const written = chart.states.map((state) => writtenIn(state, chart.machine));
  const laidOut = await new makeElk().layout(graphOf(chart, plain, written));
  const { boxes, edges } = placed(laidOut);
  const edgeOf = (id: string): ElkExtendedEdge => {
    const edge = edges.get(id);
    if (edge === undefined) throw new Error(`${chart.machine}: ${id} is not drawn`);
    return edge;
  };
  const arrows: ChartArrow[] = plain.map(({ from, to, kind, isBundle, isInward, lines }, number) => {
    const edge = edgeOf(`e${number}`);
    const [label] = edge.labels ?? [];
    return {
      from,
      to,
      kind,
      ...(isBundle ? { isBundle: true } : {}),
      ...(isInward ? { isInward: true } : {}),
      points: pointsOf(edge),
      ...(label === undefined
        ? {}
        : {
            label: {
              box: [label.x, label.y, label.width, label.height].map((each) => Math.round(each ?? 0)) as unknown as Box,
              lines,
            },
          }),
    };
  });
  for (const [number, { initial }] of chart.states.entries())
    if (initial !== undefined)
      arrows.push({ from: number, to: initial, kind: 'begin', points: pointsOf(edgeOf(`i${number}`)) });
  const arrowAt = new Map(plain.flatMap(({ of }, number) => of.map((place) => [place.join(' '), number] as const)));
  const states = chart.states.map((state, number): ChartState => drawnState(state, number, boxes, written, arrowAt));
  return {
    machine: chart.machine,
    about,
    file,
    width: Math.round(laidOut.width ?? 0),
    height: Math.round(laidOut.height ?? 0),
    states,
    arrows,
    ...(Object.keys(chart.delays).length === 0 ? {} : { delays: chart.delays }),
  };
};

const drawnState = (
  { path, parent, kind, isPassing, services, entry, exit, on }: PlainState,
  number: number,
  boxes: ReadonlyMap<string, Box>,
  written: readonly Written[],
  arrowAt: ReadonlyMap<string, number>,
): ChartState => {
  const hears = written[number]?.hears ?? [];
  const transitions = on.map((transition, index) => {
    const arrow = arrowAt.get(`${number} ${index}`);
    return arrow === undefined ? transition : { ...transition, arrow };
  });
  return {
    path,
    ...(parent === undefined ? {} : { parent }),
    kind,
    ...(isPassing ? { isPassing } : {}),
    box: boxes.get(String(number)) ?? [0, 0, 0, 0],
    ...(services.length === 0 ? {} : { services }),
    ...(entry.length === 0 ? {} : { entry }),
    ...(exit.length === 0 ? {} : { exit }),
    ...(hears.length === 0 ? {} : { hears }),
    ...(transitions.length === 0 ? {} : { on: transitions }),
  };
};
