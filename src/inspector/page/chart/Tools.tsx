/** What stands above a drawing: what is active, in words; picking a state; moving what is seen. */
import type { Signal } from '@preact/signals';
import type { ComponentChildren, FunctionComponent } from 'preact';
import type { ChartDrawing } from '../../charts/drawing.ts';
import type { Picked } from './Chart.tsx';
import { type Size, type View, zoomed } from './view.ts';

export const Tools: FunctionComponent<{
  readonly drawing: ChartDrawing;
  readonly leaves: readonly number[];
  readonly view: Signal<View>;
  readonly size: Signal<Size>;
  readonly showAll: () => void;
  readonly centre: () => void;
  readonly pick: (picked: Picked | undefined) => void;
  readonly children?: ComponentChildren;
}> = ({ drawing, leaves, view, size, showAll, centre, pick, children }) => {
  const zoom = (factor: number) => {
    view.value = zoomed(view.value, factor, { x: size.value.width / 2, y: size.value.height / 2 });
  };
  return (
    <div class="chart-tools" role="toolbar" aria-label="Chart">
      <span class="chart-machine">{drawing.machine}</span>
      <select
        aria-label="Look at a state"
        value=""
        onChange={(event) =>
          pick(event.currentTarget.value === '' ? undefined : { state: Number(event.currentTarget.value) })
        }
      >
        <option value="">{drawing.states.length - 1} states</option>
        {drawing.states.map(({ path }, number) => (
          <option key={path} value={number}>
            {path === '' ? 'anywhere' : path}
          </option>
        ))}
      </select>
      {leaves.length === 0 ? null : (
        <button type="button" title="Centre on active (.)" onClick={centre}>
          Centre on active
        </button>
      )}
      <button type="button" aria-label="Smaller" title="Smaller (-)" onClick={() => zoom(0.8)}>
        −
      </button>
      <button type="button" title="All of it (0)" onClick={showAll}>
        Fit
      </button>
      <button type="button" aria-label="Larger" title="Larger (+)" onClick={() => zoom(1.25)}>
        +
      </button>
      {children}
    </div>
  );
};
