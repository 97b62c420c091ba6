/** A chart level by level: its life, then what is in the state that is active, or was opened. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren, FunctionComponent } from 'preact';
import type { ChartDrawing } from '../../charts/drawing.ts';
import type { Shown } from './ChartView.tsx';
import { Level } from './Level.tsx';

/** Numbers of states that have a level, from the chart itself to the innermost of these. */
const levelsTo = ({ states, levels }: ChartDrawing, ends: readonly number[]): readonly number[] => {
  const wanted = new Set<number>([0]);
  for (const end of ends)
    for (let at: number | undefined = end; at !== undefined; at = states[at]?.parent) wanted.add(at);
  return levels.map(({ state }) => state).filter((state) => wanted.has(state));
};

export const Levels: FunctionComponent<Shown & { readonly choices: ComponentChildren }> = ({ choices, ...shown }) => {
  const { drawing, leaves } = shown;
  const opened = useSignal<number | undefined>(undefined);
  const numbers = levelsTo(drawing, opened.value === undefined ? leaves : [opened.value]);
  const crumbs = opened.value === undefined ? numbers : levelsTo(drawing, [opened.value]);
  return (
    <>
      <div class="chart-tools" role="toolbar" aria-label="Chart">
        <nav class="chart-crumbs" aria-label="Levels">
          <ol>
            {crumbs.map((state, depth) => (
              <li key={state}>
                <button
                  type="button"
                  class={depth === crumbs.length - 1 ? 'quiet is-here' : 'quiet'}
                  onClick={() => {
                    opened.value = state;
                  }}
                >
                  {drawing.states[state]?.path.split('.').at(-1) || drawing.machine}
                </button>
              </li>
            ))}
          </ol>
        </nav>
        {opened.value === undefined || leaves.length === 0 ? null : (
          <button
            type="button"
            class="chart-follow"
            onClick={() => {
              opened.value = undefined;
            }}
          >
            ● To what is active
          </button>
        )}
        {choices}
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a click beside all states picks none; the panel has a button */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
      <div class="chart-levels" onClick={() => shown.pick(undefined)}>
        {numbers.map((state, depth) => (
          <Level
            key={state}
            {...shown}
            level={drawing.levels.find((level) => level.state === state)}
            next={numbers[depth + 1]}
            open={(inner) => {
              opened.value = inner;
            }}
          />
        ))}
      </div>
    </>
  );
};
