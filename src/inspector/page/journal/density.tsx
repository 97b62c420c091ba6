/** When the records that fit were: bars over the whole time, and a click goes there. */
import { useMemo } from 'preact/hooks';
import { useAnswer } from '../ask.ts';
import { at, moment, seek } from '../moment.ts';
import { barsPath, stripOf } from '../shell/strip.ts';

const box = { width: 1000, height: 32 };

/** The bounds of the time are asked for apart: one part is enough. */
const bounds = { parts: 1 };

export const Density = ({ counts }: { readonly counts: readonly number[] }) => {
  const { answer } = useAnswer('density', bounds, 500);
  const drawn = useMemo(() => {
    const strip = stripOf(counts, answer?.fromUs ?? 0, answer?.toUs ?? 1);
    return { strip, path: barsPath(strip, counts, box) };
  }, [counts, answer]);
  const place = at.value === undefined || moment.value === undefined ? 1 : drawn.strip.placeOf(moment.value.us);
  return (
    <button
      type="button"
      class="density"
      aria-label="When they were: click to go there"
      onClick={(event) => {
        const { left, width } = event.currentTarget.getBoundingClientRect();
        if (event.detail > 0) seek(drawn.strip.timeAt((event.clientX - left) / width));
      }}
    >
      <svg viewBox={`0 0 ${box.width} ${box.height}`} preserveAspectRatio="none" aria-hidden="true">
        {drawn.strip.gaps.map(({ x, width }) => (
          <rect key={x} class="strip-gap" x={x * box.width} width={width * box.width} height={box.height} />
        ))}
        <path class="strip-all" d={drawn.path} />
      </svg>
      <span class="strip-here" style={{ left: `${place * 100}%` }} />
    </button>
  );
};
