/** One statechart with what is active in it now: seen by all pages that show an actor. */
import type { FunctionComponent } from 'preact';
import type { TakenEdge } from '../../charts/active.ts';
import type { Counts } from '../../charts/coverage.ts';
import type { ChartDrawing } from '../../charts/drawing.ts';
import { drawingOf } from './book.ts';
import { ChartView } from './ChartView.tsx';

/** A service that works now, and since how long. */
export interface ShownWait {
  readonly service: string;
  readonly forUs: number | undefined;
}
/** What somebody looks at more closely: a state, or what leads from one to another (numbers of arrows). */
export type Picked = { readonly state: number } | { readonly arrows: readonly number[] };

/** What the state would do with a message now, its guards asked. */
export interface Acceptance {
  readonly event: string;
  readonly isAccepted: boolean;
  /** Why not: the guard that does not hold, the refusal, or that nothing hears it. */
  readonly why?: string | undefined;
}

export interface ChartProps {
  /** The chart's name: `container`. */
  readonly machine: string;
  /** The state as the journal tells it: `alive.running`; regions joined by commas. */
  readonly active?: string | undefined;
  /** The last step: it flashes once for each `key`. */
  readonly edge?: (TakenEdge & { readonly key: number | string }) | undefined;
  readonly waits?: readonly ShownWait[] | undefined;
  /** How often transitions were taken; where given, the drawing is coloured by it. */
  readonly counts?: Counts | undefined;
  readonly onPick?: ((picked: Picked | undefined, drawing: ChartDrawing) => void) | undefined;
  /** Asked for when a state is picked that is active; undefined: this source cannot be asked. */
  readonly accepts?: readonly Acceptance[] | undefined;
  /** Of states that no drawing knows: what the records have seen. */
  readonly seen?: readonly { readonly from: string; readonly event: string; readonly to: string }[] | undefined;
}

export const Chart: FunctionComponent<ChartProps> = (props) => {
  const drawing = drawingOf(props.machine);
  if (drawing === 'waiting') return <p class="chart-note">The chart is being fetched.</p>;
  if (drawing === undefined) return <p class="chart-note">No chart named {props.machine} is in this build.</p>;
  return <ChartView {...props} drawing={drawing} />;
};
