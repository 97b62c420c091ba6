/** One row of a sequence: an arrow from lane to lane, or what is told beside one. */
import type { Row } from '../../../sequence/diagram.ts';
import { shortened, shown } from '../parts/text.tsx';
import { type Places, rowHeight, services } from './sequence-drawing.tsx';

/** Signs that go into a px. */
const perSign = 6.4;

export const SequenceRow = ({
  row,
  y,
  id,
  isPicked,
  isFaded,
  kin,
  places,
  pick,
}: {
  readonly row: Row;
  readonly y: number;
  readonly id: string;
  readonly isPicked: boolean;
  readonly isFaded: boolean;
  readonly kin: 'past' | 'future' | undefined;
  readonly places: Places;
  /** Undefined: it tells of several records. */
  readonly pick: (() => void) | undefined;
}) => {
  const words = ['sequence-row', isPicked && 'is-picked', isFaded && 'is-faded', kin !== undefined && `is-${kin}`];
  const { arrow, notes, margin = '' } = row;
  const from = places.xOf(arrow?.from ?? '');
  const to = places.xOf(arrow?.to ?? '');
  const line = y + rowHeight / 2 + 3;
  const told = [
    arrow === undefined
      ? ''
      : arrow.from === arrow.to
        ? `${arrow.from}: ${arrow.text}`
        : `${arrow.from} to ${arrow.to}: ${arrow.text}`,
    ...notes.map(({ lane, text }) => `${lane} is ${text}`),
  ];
  return (
    <g
      class={words.filter(Boolean).join(' ')}
      id={id}
      role="option"
      aria-selected={isPicked}
      aria-disabled={pick === undefined}
      aria-label={shown(shortened(told.filter((each) => each !== '').join('; '), 300))}
      onClick={pick}
    >
      <rect class="sequence-ground" x={0} y={y} width={places.width} height={rowHeight} />
      <text class="sequence-time" x={60} y={line + 1} text-anchor="end">
        {margin}
      </text>
      {arrow !== undefined && (arrow.to === services || arrow.from === services) ? (
        <Call x={from ?? to} y={line} text={arrow.text} isAnswer={arrow.from === services} room={places.width} />
      ) : from === undefined || to === undefined ? null : from === to ? (
        <Label x={from + 12} y={line + 1} text={arrow?.text ?? ''} room={places.width - from - 20} isNote />
      ) : (
        <Arrow
          from={from}
          to={to}
          y={line}
          text={arrow?.text ?? ''}
          isAnswer={arrow?.isAnswer === true}
          isDead={arrow?.isDead === true}
        />
      )}
      {notes.map(({ lane, text }) => (
        <State key={lane} x={places.xOf(lane)} y={y} text={text} />
      ))}
    </g>
  );
};

const Arrow = ({
  from,
  to,
  y,
  text,
  isAnswer,
  isDead,
}: {
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly text: string;
  readonly isAnswer: boolean;
  readonly isDead: boolean;
}) => {
  const way = from < to ? 1 : -1;
  const tip = to - way * 5;
  const middle = (from + to) / 2;
  const isBad = isDead || isBadText(text);
  const words = ['sequence-arrow', isAnswer && 'is-answer', isBad && 'is-bad'];
  return (
    <g class={words.filter(Boolean).join(' ')}>
      <path class="sequence-line" d={`M${from + way * 5} ${y}H${tip}`} />
      {isDead ? (
        <path class="sequence-cross" d={`M${tip - 5} ${y - 5}l10 10m0 -10l-10 10`} />
      ) : (
        <path class="sequence-head" d={`M${tip} ${y}l${-way * 7} -4v8z`} />
      )}
      <Label x={middle} y={y - 4} text={text} room={Math.abs(to - from) - 24} isMiddle />
    </g>
  );
};

/** What is asked of a service, or what it answers: beside the lane of who waits. */
const Call = ({
  x,
  y,
  text,
  isAnswer,
  room,
}: {
  readonly x: number | undefined;
  readonly y: number;
  readonly text: string;
  readonly isAnswer: boolean;
  readonly room: number;
}) => {
  if (x === undefined) return null;
  const words = ['sequence-arrow', isAnswer && 'is-answer', isBadText(text) && 'is-bad'];
  return (
    <g class={words.filter(Boolean).join(' ')}>
      <path class="sequence-line" d={`M${x + 5} ${y - 3}h16`} />
      <path class="sequence-head" d={isAnswer ? `M${x + 5} ${y - 3}l7 -4v8z` : `M${x + 22} ${y - 3}l-7 -4v8z`} />
      <Label x={x + 27} y={y + 1} text={text} room={room - x - 30} />
    </g>
  );
};

/** Something went wrong; what was given up did not. */
const isBadText = (text: string): boolean => text.includes('╳') && !text.includes('╳ given up');

const Label = ({
  x,
  y,
  text,
  room,
  isMiddle = false,
  isNote = false,
}: {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly room: number;
  readonly isMiddle?: boolean;
  readonly isNote?: boolean;
}) => (
  <text class={isNote ? 'sequence-note' : 'sequence-text'} x={x} y={y} text-anchor={isMiddle ? 'middle' : 'start'}>
    {shown(shortened(text, Math.max(3, Math.floor(room / perSign))))}
  </text>
);

/** The state that it comes to. */
const State = ({ x, y, text }: { readonly x: number | undefined; readonly y: number; readonly text: string }) => {
  if (x === undefined) return null;
  const label = shown(shortened(text, 24));
  const width = label.length * perSign + 14;
  return (
    <g class={text === 'gone' ? 'sequence-state is-gone' : 'sequence-state'}>
      <title>{shown(text)}</title>
      <rect x={x - width / 2} y={y + 2} width={width} height={rowHeight - 3} rx={8} />
      <text x={x} y={y + rowHeight / 2 + 4} text-anchor="middle">
        {label}
      </text>
    </g>
  );
};
