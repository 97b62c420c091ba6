/** A sequence diagram as a drawing: lifelines, arrows, calls as spans, states where they change, dead letters crossed. */
import { useEffect, useRef } from 'preact/hooks';
import type { SequenceAnswer } from '../../model/questions.ts';
import { shortened, shown } from '../parts/text.tsx';
import type { Cone } from './sequence-order.ts';
import { SequenceRow } from './sequence-row.tsx';
import { useWidth } from './use-width.ts';

export const rowHeight = 20;
export const services = 'services';
const leastLane = 118;
const mostLane = 190;
const margin = 66;
const signs = 22;
/** Behind the last lane, for what it asks of services. */
const behind = 96;

export interface Places {
  readonly width: number;
  readonly xOf: (lane: string) => number | undefined;
}

export const SequenceDrawing = ({
  diagram,
  cone,
  nowRow,
  pick,
}: {
  readonly diagram: SequenceAnswer;
  readonly cone: (Cone & { readonly row: number }) | undefined;
  /** Record of the moment; undefined: the newest. */
  readonly nowRow: number | undefined;
  readonly pick: (record: number | undefined) => void;
}) => {
  const { rows, records, calls } = diagram;
  // A call is a span on the lane of who waits for it.
  const lanes = diagram.lanes.filter(({ id }) => id !== services);
  const frame = useRef<HTMLDivElement>(null);
  const room = useWidth(frame);
  const laneWidth = Math.min(mostLane, Math.max(leastLane, (room - margin - behind) / Math.max(1, lanes.length)));
  const places: Places = {
    width: margin + lanes.length * laneWidth + behind,
    xOf: (lane) => {
      const index = lanes.findIndex(({ id }) => id === lane);
      return index < 0 ? undefined : margin + laneWidth / 2 + index * laneWidth;
    },
  };
  const height = rows.length * rowHeight + 8;
  const first = nowRow === undefined ? -1 : records.findIndex((record) => record !== undefined && record > nowRow);
  const nowAt = first < 0 ? rows.length : first;

  useEffect(() => {
    if (frame.current === null) return;
    const y = nowAt * rowHeight;
    const { scrollTop, clientHeight } = frame.current;
    if (y < scrollTop + rowHeight || y > scrollTop + clientHeight - rowHeight)
      frame.current.scrollTop = Math.max(0, y - clientHeight * 0.7);
  }, [nowAt, rows.length]);

  const move = (by: number) => {
    let next = (cone?.row ?? (by > 0 ? -1 : rows.length)) + by;
    while (next >= 0 && next < rows.length && records[next] === undefined) next += by;
    if (next >= 0 && next < rows.length) pick(records[next]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0 && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (by === 0) pick(undefined);
    else move(by);
  };
  return (
    <div class="sequence" ref={frame}>
      <div class="sequence-lanes" style={{ width: `${places.width}px` }} aria-hidden="true">
        {lanes.map(({ id, title }) => (
          <span key={id} style={{ left: `${(places.xOf(id) ?? 0) - laneWidth / 2}px`, width: `${laneWidth}px` }}>
            <span class="sequence-lane" title={shown(shortened(title, 400))}>
              {shown(shortened(title, signs))}
            </span>
          </span>
        ))}
      </div>
      <div
        role="listbox"
        aria-label="Sequence of messages"
        tabIndex={0}
        aria-activedescendant={cone === undefined ? undefined : `sequence-${records[cone.row]}`}
        onKeyDown={onKeyDown}
      >
        <svg width={places.width} height={height} role="presentation">
          {lanes.map(({ id }) => {
            const x = places.xOf(id) ?? 0;
            return <line key={id} class="sequence-life" x1={x} x2={x} y1={0} y2={height} />;
          })}
          {calls.map(({ lane, label, from, to, outcome }) => (
            <rect
              key={`${label} ${from}`}
              class={`sequence-call is-${outcome ?? 'open'}`}
              x={(places.xOf(lane) ?? 0) - 4}
              width={8}
              rx={3}
              y={from * rowHeight + rowHeight / 2}
              height={Math.max(8, ((to ?? rows.length) - from) * rowHeight)}
            />
          ))}
          {nowAt < rows.length ? (
            <line class="sequence-now" x1={0} x2={places.width} y1={nowAt * rowHeight} y2={nowAt * rowHeight} />
          ) : null}
          {rows.map((row, index) => (
            <SequenceRow
              key={records[index] ?? `fold ${index}`}
              row={row}
              y={index * rowHeight}
              id={`sequence-${records[index]}`}
              isPicked={cone?.row === index}
              isFaded={
                cone === undefined
                  ? index >= nowAt
                  : cone.row !== index && !cone.past.has(index) && !cone.future.has(index)
              }
              kin={cone?.past.has(index) ? 'past' : cone?.future.has(index) ? 'future' : undefined}
              places={places}
              pick={records[index] === undefined ? undefined : () => pick(records[index])}
            />
          ))}
        </svg>
      </div>
    </div>
  );
};
