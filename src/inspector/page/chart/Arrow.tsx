/** One arrow with its label; the one just taken flashes. */
import type { FunctionComponent } from 'preact';
import type { ArrowKind, ChartArrow } from '../../charts/drawing.ts';
import { headOf, pathOf } from './path.ts';

const names: Readonly<Record<ArrowKind, string>> = {
  message: 'is-message',
  done: 'is-done',
  failed: 'is-failed',
  time: 'is-time',
  'at once': 'is-at-once',
  begin: 'is-begin',
};

export const Arrow: FunctionComponent<{
  readonly arrow: Pick<ChartArrow, 'kind' | 'points' | 'label'>;
  readonly hasHead: boolean;
  readonly hasStart: boolean;
  readonly isTaken: boolean;
  readonly isPicked: boolean;
  /** How it has been covered; undefined: that is not shown. */
  readonly shade: string | undefined;
  readonly pick: () => void;
}> = ({ arrow: { kind, points, label }, hasHead, hasStart, isTaken, isPicked, shade, pick }) => {
  const words = ['chart-arrow', names[kind], isTaken && 'is-taken', isPicked && 'is-picked', kind !== 'begin' && shade];
  const [x = 0, y = 0] = points;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the panel of its state lists it for keys
    <g
      class={words.filter(Boolean).join(' ')}
      onClick={(event) => {
        event.stopPropagation();
        if (kind !== 'begin') pick();
      }}
    >
      <path class="chart-reach" d={pathOf(points)} />
      <path class="chart-line" d={pathOf(points)} />
      {hasHead ? <path class="chart-head" d={headOf(points)} /> : null}
      {hasStart ? <circle class="chart-start" cx={x} cy={y} r={4} /> : null}
      {label === undefined ? null : <Label label={label} />}
    </g>
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
