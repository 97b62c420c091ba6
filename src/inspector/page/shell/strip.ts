/** The whole time of a source on a strip: long times in which nothing happens are drawn short. Pure. */

export interface Strip {
  /** 0 to 1, of a time. */
  readonly placeOf: (us: number) => number;
  /** Time, of a place from 0 to 1. */
  readonly timeAt: (place: number) => number;
  /** Of each part: where it is, how wide, both 0 to 1. */
  readonly parts: readonly Place[];
  /** Where nothing happens, drawn short. */
  readonly gaps: readonly Place[];
}

interface Place {
  readonly x: number;
  readonly width: number;
}

/** Empty parts in a row, from which on they are drawn short. */
const longestIdle = 12;
/** How wide such a gap is, in parts. */
const gapWidth = 6;

/** @param counts records in equal parts of the time */
export const stripOf = (counts: readonly number[], fromUs: number, toUs: number): Strip => {
  const widths = counts.map(() => 1);
  const idles: { readonly from: number; readonly to: number }[] = [];
  for (let from = 0; from < counts.length; ) {
    let to = from;
    while (to < counts.length && counts[to] === 0) to += 1;
    const idle = to - from;
    if (idle > longestIdle) {
      widths.fill(gapWidth / idle, from, to);
      idles.push({ from, to });
    }
    from = Math.max(to, from + 1);
  }
  const sum = widths.reduce((total, width) => total + width, 0) || 1;
  const starts: number[] = [];
  let x = 0;
  for (const width of widths) {
    starts.push(x);
    x += width / sum;
  }
  const partUs = Math.max(1e-9, (toUs - fromUs) / Math.max(1, counts.length));
  const clamp = (value: number): number => Math.max(0, Math.min(1, value));
  return {
    placeOf: (us) => {
      const exact = (us - fromUs) / partUs;
      const part = Math.max(0, Math.min(counts.length - 1, Math.floor(exact)));
      return clamp((starts[part] ?? 0) + (clamp(exact - part) * (widths[part] ?? 0)) / sum);
    },
    timeAt: (place) => {
      let low = 0;
      let high = counts.length - 1;
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((starts[middle] ?? 0) <= place) low = middle;
        else high = middle - 1;
      }
      const within = clamp(((place - (starts[low] ?? 0)) * sum) / (widths[low] ?? 1));
      return place >= 1 ? toUs : fromUs + (low + within) * partUs;
    },
    parts: widths.map((width, part) => ({ x: starts[part] ?? 0, width: width / sum })),
    gaps: idles.map(({ from }) => ({ x: starts[from] ?? 0, width: gapWidth / sum })),
  };
};

/** Bars of a density as one path in a box of `width` × `height`; the highest is full, and what is there at all is seen. */
export const barsPath = (
  strip: Strip,
  counts: readonly number[],
  { width, height }: { readonly width: number; readonly height: number },
): string => {
  const most = Math.max(1, ...counts);
  return counts
    .map((count, part) => {
      const place = strip.parts[part];
      if (count === 0 || place === undefined) return '';
      const barHeight = Math.max(2, Math.sqrt(count / most) * height);
      const barWidth = Math.max(0.6, place.width * width - 0.4);
      return `M${(place.x * width).toFixed(1)} ${height}v-${barHeight.toFixed(1)}h${barWidth.toFixed(1)}V${height}z`;
    })
    .join('');
};
