/** What is written in a state's box, and how large that makes it. */
import { spokenEvent } from '../../charts/words.ts';
import type { PlainState } from './export.ts';
import { labelPx, linesOf, widthOf } from './text-size.ts';

export interface Written {
  readonly title: string;
  readonly services: readonly string[];
  readonly hears: readonly string[];
}
interface Size {
  readonly width: number;
  readonly height: number;
}

const titlePx = 12;
const servicePx = 11;
const hearsPx = 10;
/** Before the name of an active state stands a mark. */
const mark = 13;

/** Refusals are not heard of, and what is ignored on purpose is none of the reader's business. */
export const writtenIn = ({ path, kind, services, on }: PlainState, machine: string): Written => {
  const isAround = kind === 'compound' || kind === 'parallel';
  const heard = on.flatMap(({ event, to, does, refuses }) =>
    to === undefined && does !== undefined && refuses === undefined ? [spokenEvent(event, machine)] : [],
  );
  return {
    title: path === '' ? machine : (path.split('.').at(-1) ?? ''),
    services,
    hears: linesOf([...new Set(heard)], hearsPx, isAround ? 230 : 130, isAround ? 2 : 1),
  };
};

/** Of a state with others in it: of what stands above them. */
export const boxOf = ({ title, services, hears }: Written, { kind, isPassing }: PlainState): Size => {
  const isAround = kind === 'compound' || kind === 'parallel';
  const width = Math.max(
    widthOf(title, titlePx) * 1.08 + mark,
    ...services.map((service) => widthOf(service, servicePx) + 14),
    ...hears.map((line) => widthOf(line, hearsPx)),
  );
  const lines = services.length * 15 + hears.length * 13;
  if (kind === 'final') return { width: Math.ceil(width + 26), height: 26 };
  if (isPassing && !isAround) return { width: Math.ceil(width + 20), height: 22 + lines };
  return { width: Math.max(64, Math.ceil(width + 20)), height: 26 + lines + (lines > 0 && !isAround ? 3 : 0) };
};

export const labelLine = 13;
export const labelSize = (lines: readonly string[]): Size => ({
  width: Math.ceil(Math.max(...lines.map((line) => widthOf(line, labelPx))) + 6),
  height: lines.length * labelLine + 2,
});

/** What leads far away, a line each. */
export const listSize = (lines: readonly string[]): Size => ({
  width: labelSize(lines).width + 6,
  height: lines.length * labelLine + 8,
});

/** A state in which only the way is chosen has no name in a level. */
const choice = 20;

/** Of a state in a level: its name and its services; what is in it has a level of its own. @param isBare its name only */
export const levelBoxSize = ({ path, kind, isPassing, services, on }: PlainState, isBare = false): Size => {
  if (isPassing && on.filter(({ event }) => event === '').length > 1) return { width: choice, height: choice };
  const name = path.split('.').at(-1) ?? '';
  const title = widthOf(name, titlePx) * 1.1 + (kind === 'final' ? 4 : mark);
  if (kind === 'compound' || kind === 'parallel' || isBare) return { width: Math.ceil(title) + 12, height: 30 };
  const width = Math.max(title, ...services.map((service) => widthOf(service, servicePx) + 14));
  const height = kind === 'final' || isPassing ? 26 : 30 + services.length * 15;
  return { width: Math.ceil(width + 12), height };
};
