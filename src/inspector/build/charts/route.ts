/**
 * Ways of arrows between boxes that stand already: horizontal and vertical, around states, apart from each other, with few
 * bends. A search for the cheapest way on a grid (A*), one arrow after the other, the short ones first. Arrows to one state may
 * share the last part of their way.
 */
import type { Box } from './elk.ts';

const pitch = 8;
const cost = { step: 1, bend: 9, crossing: 7, alongside: 40, inBlock: 0.8 };

export interface Wanted {
  readonly key: number;
  readonly from: Box;
  readonly to: Box;
  /** Whose arrows it may share a way with: the target's number. */
  readonly into: number;
  /** It starts inside `from`'s own border, for that stands around its target; or the other way round. */
  readonly startsInside: boolean;
  readonly endsInside: boolean;
}
export interface Ground {
  readonly width: number;
  readonly height: number;
  /** Nothing goes through these. */
  readonly walls: readonly Box[];
  /** Nothing goes through these if it need not: the states that have others inside. */
  readonly blocks: readonly Box[];
  /** Arrows that are drawn already. */
  readonly drawn: readonly (readonly number[])[];
}

type Direction = 0 | 1 | 2 | 3; // right, down, left, up
const dx = [1, 0, -1, 0] as const;
const dy = [0, 1, 0, -1] as const;

interface Node {
  readonly x: number;
  readonly y: number;
  readonly direction: Direction;
  readonly spent: number;
  readonly guess: number;
  readonly before: Node | undefined;
}

/** The cheapest first. */
class Queue {
  private readonly heap: Node[] = [];
  get size(): number {
    return this.heap.length;
  }
  push(node: Node): void {
    const { heap } = this;
    let at = heap.push(node) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if ((heap[up] as Node).guess <= node.guess) break;
      heap[at] = heap[up] as Node;
      at = up;
    }
    heap[at] = node;
  }
  pop(): Node | undefined {
    const { heap } = this;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let next = 2 * at + 1;
      if (next >= heap.length) break;
      if (next + 1 < heap.length && (heap[next + 1] as Node).guess < (heap[next] as Node).guess) next += 1;
      if ((heap[next] as Node).guess >= last.guess) break;
      heap[at] = heap[next] as Node;
      at = next;
    }
    heap[at] = last;
    return first;
  }
}

export const routed = (wanted: readonly Wanted[], ground: Ground): ReadonlyMap<number, readonly number[]> => {
  const columns = Math.ceil(ground.width / pitch) + 1;
  const rows = Math.ceil(ground.height / pitch) + 1;
  const wall = new Uint8Array(columns * rows);
  const depth = new Uint8Array(columns * rows);
  /** Which arrows go through a cell, by whom they lead to: horizontally, vertically. 0: none, -1: of several. */
  const level = new Int32Array(columns * rows);
  const upright = new Int32Array(columns * rows);
  const at = (x: number, y: number) => y * columns + x;
  const each = ([x, y, width, height]: Box, grow: number, does: (cell: number) => void) => {
    const right = Math.min(columns - 1, Math.floor((x + width + grow) / pitch));
    const bottom = Math.min(rows - 1, Math.floor((y + height + grow) / pitch));
    for (let cy = Math.max(0, Math.ceil((y - grow) / pitch)); cy <= bottom; cy += 1)
      for (let cx = Math.max(0, Math.ceil((x - grow) / pitch)); cx <= right; cx += 1) does(at(cx, cy));
  };
  for (const box of ground.walls)
    each(box, 3, (cell) => {
      wall[cell] = 1;
    });
  for (const box of ground.blocks)
    each(box, 4, (cell) => {
      depth[cell] = (depth[cell] ?? 0) + 1;
    });
  const mark = (cells: Int32Array, cell: number, owner: number) => {
    const now = cells[cell] ?? 0;
    cells[cell] = now === 0 || now === owner ? owner : -1;
  };
  const occupy = (points: readonly number[], owner: number) => {
    for (let i = 0; i + 3 < points.length; i += 2) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = points.slice(i, i + 4);
      const isLevel = y1 === y2;
      const low = Math.round(Math.min(isLevel ? x1 : y1, isLevel ? x2 : y2) / pitch);
      const high = Math.round(Math.max(isLevel ? x1 : y1, isLevel ? x2 : y2) / pitch);
      const fixed = Math.round((isLevel ? y1 : x1) / pitch);
      for (let step = low; step <= high; step += 1)
        mark(isLevel ? level : upright, isLevel ? at(step, fixed) : at(fixed, step), owner);
    }
  };
  for (const points of ground.drawn) occupy(points, -1);

  const search = ({ from, to, into, startsInside, endsInside }: Wanted): readonly number[] | undefined => {
    const owner = into + 1;
    const best = new Float64Array(columns * rows * 4).fill(Number.POSITIVE_INFINITY);
    const goals = new Map<number, Direction[]>();
    for (const { x, y, direction } of edgeCells(to)) {
      const into = (endsInside ? direction : (direction + 2) % 4) as Direction;
      goals.set(at(x, y), [...(goals.get(at(x, y)) ?? []), into]);
    }
    const [tx, ty, tw, th] = to;
    const guessFrom = (x: number, y: number) => {
      const px = x * pitch;
      const py = y * pitch;
      return (Math.max(tx - px, 0, px - tx - tw) + Math.max(ty - py, 0, py - ty - th)) / pitch;
    };
    const queue = new Queue();
    for (const { x, y, direction } of edgeCells(from)) {
      const out = (startsInside ? (direction + 2) % 4 : direction) as Direction;
      const taken = (out % 2 === 0 ? level : upright)[at(x, y)] !== 0;
      queue.push({
        x,
        y,
        direction: out,
        spent: taken ? cost.alongside : 0,
        guess: guessFrom(x, y),
        before: undefined,
      });
    }
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      const { x, y, direction, spent } = node;
      const key = at(x, y) * 4 + direction;
      if (spent >= (best[key] ?? 0)) continue;
      best[key] = spent;
      if (node.before !== undefined && goals.get(at(x, y))?.includes(direction)) return pathTo(node, from, to);
      for (const turn of [0, 1, 3]) {
        const next = ((direction + turn) % 4) as Direction;
        if (turn !== 0 && node.before === undefined) continue;
        const nx = x + dx[next];
        const ny = y + dy[next];
        if (nx < 1 || ny < 1 || nx >= columns - 1 || ny >= rows - 1) continue;
        const cell = at(nx, ny);
        const isGoal = goals.get(cell)?.includes(next) === true;
        if (wall[cell] === 1 && !isGoal) continue;
        const along = (next % 2 === 0 ? level : upright)[cell] ?? 0;
        const across = (next % 2 === 0 ? upright : level)[cell] ?? 0;
        const more =
          cost.step +
          (turn === 0 ? 0 : cost.bend) +
          (along === 0 ? 0 : along === owner ? -0.4 : cost.alongside) +
          (across === 0 || across === owner ? 0 : cost.crossing) +
          (depth[cell] ?? 0) * cost.inBlock;
        queue.push({
          x: nx,
          y: ny,
          direction: next,
          spent: spent + more,
          guess: spent + more + guessFrom(nx, ny) * 0.6,
          before: node,
        });
      }
    }
    return undefined;
  };

  /** Where an arrow can leave a box, and which way that is. */
  const edgeCells = ([x, y, width, height]: Box): { x: number; y: number; direction: Direction }[] => {
    const cells: { x: number; y: number; direction: Direction }[] = [];
    const inset = Math.min(10, width / 3, height / 3);
    for (let cx = Math.ceil((x + inset) / pitch); cx * pitch <= x + width - inset; cx += 1) {
      cells.push({ x: cx, y: Math.round((y - 4) / pitch), direction: 3 });
      cells.push({ x: cx, y: Math.round((y + height + 4) / pitch), direction: 1 });
    }
    for (let cy = Math.ceil((y + inset) / pitch); cy * pitch <= y + height - inset; cy += 1) {
      cells.push({ x: Math.round((x - 4) / pitch), y: cy, direction: 2 });
      cells.push({ x: Math.round((x + width + 4) / pitch), y: cy, direction: 0 });
    }
    return cells;
  };

  const found = new Map<number, readonly number[]>();
  const far = ({ from: [fx, fy, fw, fh], to: [tx, ty, tw, th] }: Wanted) =>
    Math.abs(fx + fw / 2 - tx - tw / 2) + Math.abs(fy + fh / 2 - ty - th / 2);
  for (const want of [...wanted].sort((one, other) => far(one) - far(other) || one.key - other.key)) {
    const way = search(want);
    if (way === undefined) continue;
    found.set(want.key, way);
    occupy(way, want.into + 1);
  }
  return found;
};

const pathTo = (end: Node, from: Box, to: Box): readonly number[] => {
  const cells: Node[] = [];
  for (let node: Node | undefined = end; node !== undefined; node = node.before) cells.unshift(node);
  const points: (readonly [number, number])[] = [];
  for (const [index, { x, y }] of cells.entries()) {
    const next = cells[index + 1];
    const last = cells[index - 1];
    const isStraight =
      next !== undefined && last !== undefined && (last.x - x) * (next.y - y) === (last.y - y) * (next.x - x);
    if (!isStraight) points.push([x * pitch, y * pitch]);
  }
  const [first, second] = points;
  const last = points.at(-1);
  const beforeLast = points.at(-2);
  if (first !== undefined && second !== undefined) points[0] = onBorder(first, second, from);
  if (last !== undefined && beforeLast !== undefined) points[points.length - 1] = onBorder(last, beforeLast, to);
  return points.flat();
};

/** The point at an end of a line, moved along it to the border of the box that it belongs to. */
const onBorder = (
  [x, y]: readonly [number, number],
  [ox, oy]: readonly [number, number],
  [bx, by, bw, bh]: Box,
): readonly [number, number] => {
  if (y === oy) return [Math.abs(x - bx) < Math.abs(x - bx - bw) ? bx : bx + bw, y];
  if (x === ox) return [x, Math.abs(y - by) < Math.abs(y - by - bh) ? by : by + bh];
  return [x, y];
};
