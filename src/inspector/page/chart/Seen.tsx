/** A chart that no build of ours has: the states that the records have seen, in layers from the first, and the steps between them. */
import type { FunctionComponent } from 'preact';
import type { ChartCoverage } from '../../model/questions.ts';
import { shortened, shown } from '../parts/text.tsx';
import { useAnswer } from '../use-answer.ts';
import { headOf, pathOf } from './path.ts';

const box = { width: 150, height: 30, gapX: 24, gapY: 46 };
const most = 60;

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Each state one layer below the one that it was first come to from. */
const spotsOf = (taken: ChartCoverage['taken']): ReadonlyMap<string, Spot> => {
  const layers = new Map<string, number>();
  const queue = taken.filter(({ from }) => from === '').map(({ to }) => to);
  if (queue.length === 0) queue.push(...taken.slice(0, 1).map(({ from }) => from));
  for (const state of queue) layers.set(state, 0);
  for (let rest = [...queue, ...taken.map(({ from }) => from).filter((from) => from !== '')]; rest.length > 0; ) {
    const [state = '', ...more] = rest;
    rest = more;
    const layer = layers.get(state) ?? 0;
    layers.set(state, layer);
    for (const { from, to } of taken)
      if (from === state && !layers.has(to) && layers.size < most) {
        layers.set(to, layer + 1);
        rest = [to, ...rest];
      }
  }
  const filled = new Map<number, number>();
  return new Map(
    [...layers].map(([state, layer]) => {
      const column = filled.get(layer) ?? 0;
      filled.set(layer, column + 1);
      return [state, { x: 10 + column * (box.width + box.gapX), y: 10 + layer * (box.height + box.gapY) }] as const;
    }),
  );
};

export const Seen: FunctionComponent<{ readonly machine: string; readonly active: string | undefined }> = ({
  machine,
  active,
}) => {
  const { answer } = useAnswer('coverage', {});
  const taken = answer?.find((each) => each.machine === machine)?.taken ?? [];
  const spots = spotsOf(taken);
  const width = Math.max(0, ...[...spots.values()].map(({ x }) => x + box.width + 10));
  const height = Math.max(0, ...[...spots.values()].map(({ y }) => y + box.height + 30));
  return (
    <section class="chart" aria-label={`States of ${machine}`}>
      <p class="chart-note">
        ▲ {shown(machine)} is no chart of this build. These are the states that the records have seen, no more.
      </p>
      <div class="chart-levels">
        <svg
          class="chart-level-svg"
          role="presentation"
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
        >
          {taken.flatMap(({ from, to, event }, index) => {
            const [one, other] = [spots.get(from), spots.get(to)];
            if (one === undefined || other === undefined || from === to) return [];
            const shift = 20 + ((index * 17) % (box.width - 40));
            const isDown = other.y > one.y;
            const points = [
              one.x + shift,
              isDown ? one.y + box.height : one.y,
              other.x + shift,
              isDown ? other.y : other.y + box.height,
            ];
            return [
              <g key={`${from} ${to} ${event}`} class="chart-arrow">
                <title>{shown(shortened(event, 200))}</title>
                <path class="chart-line" d={pathOf(points)} />
                <path class="chart-head" d={headOf(points)} />
              </g>,
            ];
          })}
          {[...spots].map(([state, { x, y }]) => (
            <g
              key={state}
              class={state === active ? 'chart-state is-lit is-leaf' : 'chart-state'}
              transform={`translate(${x} ${y})`}
            >
              <title>{shown(shortened(state, 400))}</title>
              <rect width={box.width} height={box.height} rx={7} />
              <text class="chart-title" x={10} y={19}>
                {state === active ? '● ' : ''}
                {shown(shortened(state, 20))}
              </text>
            </g>
          ))}
        </svg>
      </div>
    </section>
  );
};
