/** The spans of a timeline as rows on one axis, and the facts of the one that is pointed at. */
import { useMemo, useState } from 'preact/hooks';
import type { Span, Timeline } from '../../model/questions.ts';
import { shortened, shown } from '../parts/text.tsx';
import { Bar, type BarScene } from './bar.tsx';
import { scaleOf } from './scale.ts';
import { factsOf } from './span-facts.ts';
import { spanText } from './span-text.ts';
import { type TimelineRow, timelineRows } from './timeline-rows.ts';

export const SpanList = ({
  timeline,
  other,
  hasUsual,
  growth,
  nowUs,
}: {
  readonly timeline: Timeline;
  readonly other: Timeline | undefined;
  readonly hasUsual: boolean;
  /** µs by which what is open has grown since it was told. */
  readonly growth: number;
  /** The moment that is shown; undefined: the newest. */
  readonly nowUs: number | undefined;
}) => {
  const [pointed, point] = useState<Span | undefined>(undefined);
  const isOpen = timeline.spans.some(
    ({ toUs, kind, lane }) => toUs === undefined && kind !== 'state' && lane !== 'watch',
  );
  const endUs = timeline.toUs + (isOpen ? growth : 0);
  const { fromUs } = timeline;
  const rows = useMemo(() => timelineRows(timeline, other), [timeline, other]);
  const length = Math.max(endUs - fromUs, other === undefined ? 0 : other.toUs - other.fromUs);
  const scale = useMemo(
    () => scaleOf(fromUs, fromUs + Math.max(1, length), other === undefined ? timeline.gaps : []),
    [timeline, other, length],
  );
  const scene: BarScene = { scale, originUs: fromUs, endUs, nowUs, hasUsual, otherUs: other?.fromUs ?? 0, point };
  const isNowOnAxis = nowUs !== undefined && nowUs >= fromUs && nowUs <= endUs;
  return (
    <>
      <div class={scale.gaps.length === 0 ? 'pod-spans' : 'pod-spans has-gaps'}>
        <div class="pod-axis" aria-hidden="true">
          {scale.ticks.map(({ us, place }) => (
            <span key={us} class="pod-tick" style={{ left: `${place * 100}%` }}>
              {us === 0 ? '0' : spanText(us)}
            </span>
          ))}
        </div>
        {scale.gaps.length === 0 || scale.gaps.length > mostNamedGaps ? null : (
          <div class="pod-gaps" aria-hidden="true">
            {scale.gaps.map(({ from, to, us }) => (
              <span
                key={from}
                title={`nothing of it happened for ${spanText(us)}`}
                style={{ left: `${((from + to) / 2) * 100}%` }}
              >
                {`⋯ ${spanText(us)}`}
              </span>
            ))}
          </div>
        )}
        <div class="pod-ground" aria-hidden="true">
          {scale.ticks.map(({ us, place }) => (
            <span key={us} class="pod-rule" style={{ left: `${place * 100}%` }} />
          ))}
          {scale.gaps.map(({ from, to, us }) => (
            <span key={us + from} class="pod-gap" style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }} />
          ))}
          {isNowOnAxis ? <span class="pod-now" style={{ left: `${scale.placeOf(nowUs) * 100}%` }} /> : null}
        </div>
        <ul class="pod-rows" aria-label="Spans">
          {rows.map((row) => (
            <Row key={row.key} row={row} scene={scene} />
          ))}
        </ul>
      </div>
      <p class="pod-facts" aria-live="polite">
        {pointed === undefined
          ? 'Point at a span to read it, click to go there. Strong bars decided how long it took.'
          : shown(factsOf(pointed, { originUs: fromUs, nowUs: endUs }))}
      </p>
    </>
  );
};

/** Of a row with more, no length is written beside them. */
const mostNamedSpans = 3;
/** More would be written over each other. */
const mostNamedGaps = 8;
/** Where there is little room. */
const laneWords: Readonly<Record<string, string>> = { namespaces: 'netns', images: 'image', other: '…' };

const Row = ({ row, scene }: { readonly row: TimelineRow; readonly scene: BarScene }) => (
  <li class={`pod-row is-${row.kind}`}>
    <span class="pod-row-title" title={shown(shortened(row.title, 400))}>
      {row.kind === 'service' ? <span class="pod-lane">{laneWords[row.lane] ?? row.lane}</span> : null}
      <span class="cut">{shown(shortened(row.title, 60))}</span>
    </span>
    <span class="pod-track">
      {row.others.map((span) => (
        <Bar key={`other ${span.id}`} span={span} scene={scene} isOther />
      ))}
      {row.spans.map((span) => (
        <Bar
          key={span.id}
          span={span}
          scene={scene}
          isLast={row.spans.length <= mostNamedSpans && span === row.spans.at(-1)}
        />
      ))}
    </span>
  </li>
);
