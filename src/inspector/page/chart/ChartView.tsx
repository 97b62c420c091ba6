/** A chart that is here: as levels, or whole; and what was picked in it. */
import { signal, useSignal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useMemo } from 'preact/hooks';
import { activeLeaves, arrowsTaken, withAncestors } from '../../charts/active.ts';
import type { ChartDrawing } from '../../charts/drawing.ts';
import type { ChartProps, Picked, ShownWait } from './Chart.tsx';
import { Levels } from './Levels.tsx';
import { Panel } from './Panel.tsx';
import { Whole } from './Whole.tsx';

/** What all ways to show a chart need. */
export interface Shown {
  readonly drawing: ChartDrawing;
  /** Innermost active states, and these with all around them. */
  readonly leaves: readonly number[];
  readonly lit: ReadonlySet<number>;
  /** Arrows of the last step; it is another step when the key is another. */
  readonly taken: readonly number[];
  readonly flash: number | string | undefined;
  readonly waits: readonly ShownWait[];
  readonly counts: ChartProps['counts'];
  readonly picked: Picked | undefined;
  readonly pick: (picked: Picked | undefined) => void;
}

/** A drawing of at most this size is read as a whole. */
const small = { width: 660, height: 640 };

/** As somebody has chosen; the same for all charts. Undefined: nobody has. */
const chosen = signal<'levels' | 'whole' | undefined>(undefined);

export const ChartView: FunctionComponent<ChartProps & { readonly drawing: ChartDrawing }> = ({
  drawing,
  active,
  edge,
  waits = [],
  counts,
  onPick,
  actor,
}) => {
  const picked = useSignal<Picked | undefined>(undefined);
  const leaves = useMemo(() => (active === undefined ? [] : activeLeaves(drawing, active)), [drawing, active]);
  const lit = useMemo(() => withAncestors(drawing, leaves), [drawing, leaves]);
  const taken = useMemo(() => (edge === undefined ? [] : arrowsTaken(drawing, edge)), [drawing, edge?.key]);
  const pick = (what: Picked | undefined) => {
    picked.value = what;
    onPick?.(what, drawing);
  };
  const shown: Shown = { drawing, leaves, lit, taken, flash: edge?.key, waits, counts, picked: picked.value, pick };
  const isSmall = drawing.width <= small.width && drawing.height <= small.height;
  const mode = isSmall ? 'whole' : (chosen.value ?? 'levels');
  const choices = isSmall ? null : (
    <fieldset class="chart-modes">
      <legend class="unseen">How it is shown</legend>
      {(['levels', 'whole'] as const).map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={mode === each}
          onClick={() => {
            chosen.value = each;
          }}
        >
          {each === 'levels' ? 'Levels' : 'Whole chart'}
        </button>
      ))}
    </fieldset>
  );
  return (
    <section class="chart" aria-label={`Statechart of ${drawing.machine}`}>
      <ul class="unseen" aria-label="Active states">
        {leaves.map((leaf) => (
          <li key={leaf}>{drawing.states[leaf]?.path}</li>
        ))}
      </ul>
      {mode === 'levels' ? (
        <Levels key={drawing.machine} {...shown} choices={choices} />
      ) : (
        <Whole {...shown} choices={choices} />
      )}
      {picked.value === undefined ? null : (
        <Panel drawing={drawing} picked={picked.value} pick={pick} lit={lit} actor={actor} />
      )}
    </section>
  );
};
