/** One level: boxes of a readable size, the arrows between them, and where it leads out. */
import type { FunctionComponent } from 'preact';
import type { ChartLevel, LevelArrow } from '../../charts/drawing.ts';
import { arrowWords } from '../../charts/words-of.ts';
import { Arrow } from './Arrow.tsx';
import type { Shown } from './ChartView.tsx';
import { shortDuration } from './duration.ts';
import { StateBox } from './StateBox.tsx';
import { shadeOf } from './shade.ts';

export const Level: FunctionComponent<
  Shown & {
    readonly level: ChartLevel | undefined;
    /** The state whose level stands below. */
    readonly next: number | undefined;
    readonly open: (state: number) => void;
  }
> = ({ level, next, open, drawing, lit, taken, flash, waits, counts, picked, pick }) => {
  if (level === undefined) return null;
  const { state, width, height, boxes, arrows, leaving = [] } = level;
  const around = drawing.states[state];
  const beam = boxes.find((each) => each.state === next)?.box;
  const isTaken = ({ of }: LevelArrow) => of.some((number) => taken.includes(number));
  const isPicked = ({ from, to, of }: LevelArrow) =>
    picked !== undefined &&
    ('state' in picked
      ? picked.state === from || picked.state === to
      : of.some((each) => picked.arrows.includes(each)));
  const name = around?.path.split('.').at(-1) || drawing.machine;
  const services = around?.path === '' ? [] : (around?.services ?? []);
  return (
    <section class={state === 0 ? 'chart-level is-first' : 'chart-level'} aria-label={`In ${name}`}>
      {state === 0 ? null : (
        <h4>
          <button
            type="button"
            class="quiet"
            onClick={(event) => {
              event.stopPropagation();
              pick({ state });
            }}
          >
            {name}
          </button>
          {services.map((service) => {
            const wait = lit.has(state) ? waits.find((each) => each.service === service) : undefined;
            return (
              <span key={service} class={wait === undefined ? 'dim' : 'chart-busy'}>
                ⚙ {service}
                {wait?.forUs === undefined ? '' : ` ${shortDuration(wait.forUs)}`}
              </span>
            );
          })}
        </h4>
      )}
      <svg class="chart-level-svg" role="presentation" width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        {beam === undefined ? null : (
          <path class="chart-beam" d={`M${beam[0]} ${beam[1] + beam[3]}H${beam[0] + beam[2]}L${width} ${height}H0Z`} />
        )}
        {boxes
          .filter(({ isFrame }) => isFrame)
          .map((each) => (
            <StateBox key={each.state} {...{ drawing, lit, waits, picked, pick }} {...each} />
          ))}
        {arrows.map((arrow, index) => (
          <Arrow
            key={isTaken(arrow) ? `${index} ${flash}` : index}
            arrow={arrow}
            hasHead={arrow.to !== undefined}
            hasStart={arrow.kind === 'begin'}
            isTaken={isTaken(arrow)}
            isPicked={isPicked(arrow)}
            shade={counts === undefined ? undefined : shadeOf(drawing, arrow.of, counts)}
            pick={() => pick({ arrows: arrow.of })}
          />
        ))}
        {boxes
          .filter(({ isFrame }) => !isFrame)
          .map((each) => (
            <StateBox key={each.state} {...{ drawing, lit, waits, picked, pick, open }} {...each} />
          ))}
      </svg>
      {leaving.length === 0 ? null : (
        <p class="chart-leaving">
          <span class="dim">from anywhere in it</span>
          {leaving.map((arrow) => (
            <button
              key={arrow}
              type="button"
              class={taken.includes(arrow) ? 'quiet is-taken' : 'quiet'}
              onClick={(event) => {
                event.stopPropagation();
                pick({ arrows: [arrow] });
              }}
            >
              {arrowWords(drawing, arrow)}
            </button>
          ))}
        </p>
      )}
    </section>
  );
};
