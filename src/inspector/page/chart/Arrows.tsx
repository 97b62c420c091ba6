/** The arrows with their labels; the one just taken flashes. */
import type { FunctionComponent } from 'preact';
import type { ArrowKind, ChartArrow, ChartDrawing } from '../../charts/drawing.ts';
import type { Picked } from './Chart.tsx';
import { headOf, pathOf } from './path.ts';

interface ArrowsProps {
  readonly drawing: ChartDrawing;
  readonly taken: readonly number[];
  readonly flash: number | string | undefined;
  readonly picked: Picked | undefined;
  readonly pick: (picked: Picked) => void;
}

const names: Readonly<Record<ArrowKind, string>> = {
  message: 'is-message',
  done: 'is-done',
  failed: 'is-failed',
  time: 'is-time',
  'at once': 'is-at-once',
  begin: 'is-begin',
};

export const Arrows: FunctionComponent<ArrowsProps> = ({ drawing, taken, flash, picked, pick }) => {
  const isPicked = (number: number, { from, to }: ChartArrow): boolean =>
    picked !== undefined &&
    ('arrow' in picked ? picked.arrow === number : picked.state === from || picked.state === to);
  return (
    <>
      {drawing.arrows.map((arrow, number) => {
        const isTaken = taken.includes(number);
        const words = ['chart-arrow', names[arrow.kind], isTaken && 'is-taken', isPicked(number, arrow) && 'is-picked'];
        const [x = 0, y = 0] = arrow.points;
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the panel of its state lists it for keys
          <g
            key={isTaken ? `${number} ${flash}` : number}
            class={words.filter(Boolean).join(' ')}
            onClick={(event) => {
              event.stopPropagation();
              if (arrow.kind !== 'begin') pick({ arrow: number });
            }}
          >
            <path class="chart-reach" d={pathOf(arrow.points)} />
            <path class="chart-line" d={pathOf(arrow.points)} />
            {arrow.isExit ? null : <path class="chart-head" d={headOf(arrow.points)} />}
            {arrow.kind === 'begin' || arrow.isInward || arrow.isBundle ? (
              <circle class="chart-start" cx={x} cy={y} r={4} />
            ) : null}
            {arrow.label === undefined ? null : <Label label={arrow.label} />}
          </g>
        );
      })}
    </>
  );
};

const Label: FunctionComponent<{ readonly label: NonNullable<ChartArrow['label']> }> = ({ label }) => {
  const [x, y, width, height] = label.box;
  return (
    <g class="chart-label" transform={`translate(${x} ${y})`}>
      <rect class="chart-paper" width={width} height={height} rx={3} />
      {label.lines.map((line, index) => (
        <text key={line} x={3} y={11 + 13 * index}>
          {line}
        </text>
      ))}
    </g>
  );
};
