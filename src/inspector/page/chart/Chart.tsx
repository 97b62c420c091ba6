/** One statechart with what is active in it now: seen by all pages that show an actor. */
import type { FunctionComponent } from 'preact';
import type { TakenEdge } from '../../charts/active.ts';
import type { ChartDrawing, ChartTransition } from '../../charts/drawing.ts';
import { drawingOf } from './book.ts';
import { ChartView } from './ChartView.tsx';
import { Seen } from './Seen.tsx';

/** A service that works now, and since how long. */
export interface ShownWait {
  readonly service: string;
  readonly forUs: number | undefined;
}
/** What somebody looks at more closely: a state, or what leads from one to another (numbers of arrows). */
export type Picked = { readonly state: number } | { readonly arrows: readonly number[] };

/** What a state would do with a message now, its guards asked. */
export interface Acceptance {
  readonly event: string;
  readonly isAccepted: boolean;
  /** Where to; why not: the guard that does not hold, or that nothing hears it. */
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
  readonly counts?: ((transition: ChartTransition) => number) | undefined;
  readonly onPick?: ((picked: Picked | undefined, drawing: ChartDrawing) => void) | undefined;
  /** Whose chart it is: what it would do with each message now is asked, where the source can be played. */
  readonly actor?: string | undefined;
}

export const Chart: FunctionComponent<ChartProps> = (props) => {
  const drawing = drawingOf(props.machine);
  if (drawing === 'waiting') return <p class="chart-note">The chart is being fetched.</p>;
  if (drawing === undefined) return <Seen machine={props.machine} active={props.active} />;
  return <ChartView {...props} drawing={drawing} />;
};
