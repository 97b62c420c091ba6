/** ELK, asked for layers from top to bottom. It is a tool of the build, and no part of the page. */
import { createRequire } from 'node:module';
import type { ELK, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';

const elk = new (createRequire(import.meta.url)('elkjs/lib/elk.bundled.js') as new () => ELK)();

const options: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.randomSeed': '1',
  'elk.json.edgeCoords': 'ROOT',
  'elk.layered.considerModelOrder.strategy': 'PREFER_EDGES',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.favorStraightEdges': 'true',
  'elk.layered.thoroughness': '30',
  'elk.layered.edgeLabels.sideSelection': 'ALWAYS_DOWN',
  'elk.spacing.nodeNode': '20',
  'elk.spacing.componentComponent': '20',
  'elk.layered.spacing.nodeNodeBetweenLayers': '24',
  'elk.layered.spacing.edgeNodeBetweenLayers': '9',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
  'elk.spacing.edgeNode': '11',
  'elk.spacing.edgeEdge': '9',
  'elk.spacing.edgeLabel': '3',
  'elk.spacing.labelNode': '4',
};

/** Where there is no room for labels: they are put beside their lines later. */
const dense: Readonly<Record<string, string>> = {
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.spacing.nodeNode': '10',
  'elk.spacing.edgeNode': '8',
  'elk.layered.spacing.nodeNodeBetweenLayers': '28',
};

export interface LaidOut {
  readonly width: number;
  readonly height: number;
  /** By id, from the corner of what is around them. */
  readonly nodes: ReadonlyMap<string, Box>;
  /** By id: x and y in turn. */
  readonly edges: ReadonlyMap<string, readonly number[]>;
  readonly labels: ReadonlyMap<string, Box>;
}
export type Box = readonly [x: number, y: number, width: number, height: number];

const boxOf = ({
  x = 0,
  y = 0,
  width = 0,
  height = 0,
}: Partial<Record<'x' | 'y' | 'width' | 'height', number>>): Box => [
  Math.round(x),
  Math.round(y),
  Math.ceil(width),
  Math.ceil(height),
];

const pointsOf = ({ sections = [] }: ElkExtendedEdge): readonly number[] =>
  sections.flatMap(({ startPoint, bendPoints = [], endPoint }) =>
    [startPoint, ...bendPoints, endPoint].flatMap(({ x, y }) => [Math.round(x), Math.round(y)]),
  );

export interface Room {
  /** What is kept free for a heading. */
  readonly top: number;
  readonly least: number;
  readonly direction?: 'DOWN' | 'RIGHT';
  readonly isDense?: boolean;
}

export const layers = async (
  children: readonly ElkNode[],
  edges: readonly ElkExtendedEdge[],
  { top, least, direction = 'DOWN', isDense = false }: Room,
): Promise<LaidOut> => {
  const side = isDense ? 6 : 12;
  const graph: ElkNode = {
    id: 'root',
    children: [...children],
    edges: [...edges],
    layoutOptions: {
      ...options,
      ...(isDense ? dense : {}),
      'elk.direction': direction,
      'elk.padding': `[top=${top},left=${side},bottom=12,right=${side}]`,
    },
  };
  const done: ElkNode = await elk.layout(graph);
  const { width = 0, height = 0 } = done;
  const nodes = new Map((done.children ?? []).map((node) => [node.id, boxOf(node)] as const));
  const routes = new Map((done.edges ?? []).map((edge) => [edge.id, pointsOf(edge)] as const));
  const labels = new Map(
    (done.edges ?? []).flatMap(({ labels: [label] = [], id }) =>
      label === undefined ? [] : [[id, boxOf(label)] as const],
    ),
  );
  return { width: Math.max(Math.ceil(width), least), height: Math.ceil(height), nodes, edges: routes, labels };
};
