/** Lines of arrows: corners are round, and the head points where it goes. */

type Point = readonly [x: number, y: number];
const corner = 6;
const head = 7;

const pairs = (points: readonly number[]): readonly Point[] => {
  const all: Point[] = [];
  for (let at = 0; at + 1 < points.length; at += 2) all.push([points[at] ?? 0, points[at + 1] ?? 0]);
  return all;
};
const towards = ([x, y]: Point, [tx, ty]: Point, by: number): Point => {
  const length = Math.hypot(tx - x, ty - y);
  const part = length === 0 ? 0 : Math.min(by, length / 2) / length;
  return [x + (tx - x) * part, y + (ty - y) * part];
};
const spoken = ([x, y]: Point): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;

/** @param points x and y in turn */
export const pathOf = (points: readonly number[]): string => {
  const all = pairs(points);
  return all
    .map((point, index) => {
      const before = all[index - 1];
      const after = all[index + 1];
      if (before === undefined) return `M${spoken(point)}`;
      if (after === undefined) return `L${spoken(point)}`;
      return `L${spoken(towards(point, before, corner))}Q${spoken(point)} ${spoken(towards(point, after, corner))}`;
    })
    .join('');
};

export const headOf = (points: readonly number[]): string => {
  const all = pairs(points);
  const tip = all.at(-1);
  const before = all.at(-2);
  if (tip === undefined || before === undefined) return '';
  const [x, y] = tip;
  const angle = Math.atan2(y - before[1], x - before[0]);
  const wing = (turn: number): Point => [x - head * Math.cos(angle + turn), y - head * Math.sin(angle + turn)];
  return `M${spoken(tip)}L${spoken(wing(0.42))}L${spoken(wing(-0.42))}Z`;
};
