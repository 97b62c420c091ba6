/** What part of a drawing is seen, and how large: moved by wheel, drag and keys. */

/** A point of the drawing is shown at `x + k·px`, `y + k·py` of the frame. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}
export type Box = readonly [x: number, y: number, width: number, height: number];

const smallest = 0.1;
const largest = 3;
const margin = 16;
const bounded = (k: number): number => Math.min(largest, Math.max(smallest, k));

/** All of it, no larger than it is. */
export const fitting = (drawing: Size, frame: Size): View => {
  const k = bounded(
    Math.min(1, (frame.width - 2 * margin) / drawing.width, (frame.height - 2 * margin) / drawing.height),
  );
  return { k, x: (frame.width - drawing.width * k) / 2, y: (frame.height - drawing.height * k) / 2 };
};

/** A box in the middle, at a size that can be read. */
export const centredOn = ([x, y, width, height]: Box, frame: Size, scale: number): View => {
  const k = bounded(Math.min(scale, frame.width / (width + 40), frame.height / (height + 40)));
  return { k, x: frame.width / 2 - (x + width / 2) * k, y: frame.height / 2 - (y + height / 2) * k };
};

/** Larger or smaller, with one point of the frame held where it is. */
export const zoomed = ({ x, y, k }: View, factor: number, at: { readonly x: number; readonly y: number }): View => {
  const next = bounded(k * factor);
  const change = next / k;
  return { k: next, x: at.x - (at.x - x) * change, y: at.y - (at.y - y) * change };
};

export const moved = ({ x, y, k }: View, dx: number, dy: number): View => ({ k, x: x + dx, y: y + dy });

/** The smallest box around these. */
export const around = (boxes: readonly Box[]): Box | undefined => {
  if (boxes.length === 0) return undefined;
  const left = Math.min(...boxes.map(([x]) => x));
  const top = Math.min(...boxes.map(([, y]) => y));
  return [
    left,
    top,
    Math.max(...boxes.map(([x, , width]) => x + width)) - left,
    Math.max(...boxes.map(([, y, , height]) => y + height)) - top,
  ];
};
