/** From times to places on an axis on which gaps are short: 0 is its left end, 1 its right one. */
import type { Timeline } from '../../model/questions.ts';

type Extent = { readonly fromUs: number; readonly toUs: number };

/** What a gap takes of the axis, however long it is. */
const gapPart = 0.04;

export interface Scale {
  readonly placeOf: (us: number) => number;
  readonly gaps: readonly { readonly from: number; readonly to: number; readonly us: number }[];
  /** Times to name on it, µs since its beginning, with their places. */
  readonly ticks: readonly { readonly us: number; readonly place: number }[];
}

export const scaleOf = (fromUs: number, toUs: number, gaps: Timeline['gaps']): Scale => {
  const drawn = Math.max(1, toUs - fromUs - gaps.reduce((sum, gap) => sum + gap.toUs - gap.fromUs, 0));
  const part = Math.min(gapPart, 0.5 / Math.max(1, gaps.length));
  const perUs = (1 - part * gaps.length) / drawn;
  const placeOf = (us: number): number => {
    let place = 0;
    let at = fromUs;
    for (const gap of gaps) {
      if (us <= gap.fromUs) break;
      place += (gap.fromUs - at) * perUs;
      if (us < gap.toUs) return clamped(place + (part * (us - gap.fromUs)) / (gap.toUs - gap.fromUs));
      place += part;
      at = gap.toUs;
    }
    return clamped(place + (us - at) * perUs);
  };
  return {
    placeOf,
    gaps: gaps.map((gap) => ({ from: placeOf(gap.fromUs), to: placeOf(gap.toUs), us: gap.toUs - gap.fromUs })),
    ticks: apart(ticksOf(fromUs, toUs, drawn, gaps).map((us) => ({ us, place: placeOf(fromUs + us) }))),
  };
};

/** Of the axis: names that are nearer to each other would be written over each other. */
const leastApart = 0.11;
const apart = (ticks: Scale['ticks']): Scale['ticks'] => {
  const shown: Scale['ticks'][number][] = [];
  for (const tick of ticks) if (tick.place - (shown.at(-1)?.place ?? -1) >= leastApart) shown.push(tick);
  return shown;
};

const clamped = (place: number): number => Math.min(1, Math.max(0, place));

const mostTicks = 6;

/** Round times; none within gaps. */
const ticksOf = (fromUs: number, toUs: number, drawn: number, gaps: readonly Extent[]): readonly number[] => {
  const least = drawn / mostTicks;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = ([1, 2, 5, 10].find((each) => each * power >= least) ?? 10) * power;
  const ticks: number[] = [];
  let at = 0;
  while (fromUs + at <= toUs && ticks.length < mostTicks * 3) {
    const us = fromUs + at;
    const gap = gaps.find((each) => us > each.fromUs && us < each.toUs);
    if (gap === undefined) {
      ticks.push(at);
      at += step;
    } else at = Math.max(at + step, Math.ceil((gap.toUs - fromUs) / step) * step);
  }
  return ticks;
};
