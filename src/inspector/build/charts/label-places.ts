/** Where the labels of arrows stand that were drawn without: beside their lines, near where they begin, over nothing else. */
import type { Box } from './elk.ts';

export interface Unplaced {
  readonly key: number;
  readonly points: readonly number[];
  readonly width: number;
  readonly height: number;
}

const overlap = ([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): number =>
  Math.max(0, Math.min(ax + aw, bx + bw) - Math.max(ax, bx)) *
  Math.max(0, Math.min(ay + ah, by + bh) - Math.max(ay, by));

/** How many px of a line lie under a box. */
const under = (points: readonly number[], box: Box): number => {
  let sum = 0;
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = points.slice(i, i + 4);
    const line: Box = [Math.min(x1, x2) - 1, Math.min(y1, y2) - 1, Math.abs(x2 - x1) + 2, Math.abs(y2 - y1) + 2];
    sum += overlap(line, box) / 2;
  }
  return sum;
};

/** Beside a line, from its beginning on. */
const candidates = ({ points, width, height }: Unplaced): readonly { readonly box: Box; readonly far: number }[] => {
  const all: { box: Box; far: number }[] = [];
  let walked = 0;
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = points.slice(i, i + 4);
    const length = Math.abs(x2 - x1) + Math.abs(y2 - y1);
    const isLevel = y1 === y2;
    const long = isLevel ? width : height;
    for (let along = long / 2 + 4; along <= Math.max(length - long / 2 - 8, long / 2 + 4); along += 8) {
      if (length < 8) break;
      const part = Math.min(1, along / length);
      const x = x1 + (x2 - x1) * part;
      const y = y1 + (y2 - y1) * part;
      const [left, top] = [x - width / 2, y - height / 2];
      const sides = isLevel
        ? [
            [left, y - height - 2],
            [left, y + 2],
          ]
        : [
            [x + 3, top],
            [x - width - 3, top],
          ];
      for (const [bx = 0, by = 0] of sides)
        if (bx >= 0 && by >= 0) all.push({ box: [Math.round(bx), Math.round(by), width, height], far: walked + along });
    }
    walked += length;
  }
  return all;
};

/**
 * @param walls boxes with text: nothing may stand over them
 * @param lines all arrows
 * @param bounds labels stay in it where they can
 */
export const labelPlaces = (
  wanted: readonly Unplaced[],
  walls: readonly Box[],
  lines: ReadonlyMap<number, readonly number[]>,
  bounds: { readonly width: number; readonly height: number } | undefined = undefined,
): ReadonlyMap<number, Box> => {
  const isOut = ([x, y, width, height]: Box): boolean =>
    bounds !== undefined && (x + width > bounds.width || y + height > bounds.height);
  const places = new Map<number, Box>();
  const taken = [...walls];
  for (const want of wanted) {
    let best: Box | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const { box, far } of candidates(want)) {
      let cost = far * 0.12 + (isOut(box) ? 1000 : 0);
      for (const wall of taken) cost += overlap(wall, box) * 4;
      if (cost >= least) continue;
      for (const [key, points] of lines) cost += under(points, box) * (key === want.key ? 2 : 6);
      if (cost >= least) continue;
      least = cost;
      best = box;
    }
    if (best === undefined) continue;
    places.set(want.key, best);
    taken.push(best);
  }
  return places;
};
