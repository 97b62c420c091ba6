/** States as xstate says them, out of the dotted paths of a journal. */
import type { Json, JsonObject } from '../../machines/json.ts';

/** What of a chart's definition says where its states are. */
export interface ChartNode {
  readonly type?: string;
  readonly states?: Readonly<Record<string, ChartNode>>;
}

/**
 * `preparing.network.attaching,files.written` of a chart whose `preparing` is parallel →
 * `{ preparing: { network: 'attaching', files: 'written' } }`. What the chart has not is given as it stands.
 */
export const valueIn = (chart: ChartNode, path: string): Json => {
  const reader: Reader = { text: path, at: 0 };
  const value = childOf(chart, reader);
  return value === undefined || reader.at < path.length ? path : value;
};

interface Reader {
  readonly text: string;
  at: number;
}

const childOf = (node: ChartNode, reader: Reader): Json | undefined => {
  if (node.type === 'parallel') return regionsOf(node, reader);
  const name = nameAt(reader);
  const child = node.states?.[name];
  if (child === undefined) return undefined;
  reader.at += name.length;
  if (reader.text[reader.at] !== '.') return name;
  reader.at += 1;
  const below = childOf(child, reader);
  return below === undefined ? undefined : { [name]: below };
};

const regionsOf = (node: ChartNode, reader: Reader): JsonObject | undefined => {
  const regions: Record<string, Json> = {};
  for (;;) {
    const name = nameAt(reader);
    const region = Object.hasOwn(regions, name) ? undefined : node.states?.[name];
    if (region === undefined) return undefined;
    reader.at += name.length;
    if (reader.text[reader.at] === '.') {
      reader.at += 1;
      const below = childOf(region, reader);
      if (below === undefined) return undefined;
      regions[name] = below;
    } else regions[name] = {};
    const next = /^,([^.,]+)/.exec(reader.text.slice(reader.at))?.[1];
    if (next === undefined || !Object.hasOwn(node.states ?? {}, next)) return regions;
    reader.at += 1;
  }
};

const nameAt = ({ text, at }: Reader): string => /^[^.,]+/.exec(text.slice(at))?.[0] ?? '';
