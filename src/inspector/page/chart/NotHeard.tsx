/** What a state would not do: by its chart alone, or, where the source can be asked, as it is now. */
import type { FunctionComponent } from 'preact';
import type { ChartDrawing } from '../../charts/drawing.ts';
import { heardAt, notHeardAt } from '../../charts/heard.ts';
import { spokenEvent } from '../../charts/words.ts';
import { useAccepts } from '../play/use-accepts.ts';

export const NotHeard: FunctionComponent<{ readonly drawing: ChartDrawing; readonly state: number }> = ({
  drawing,
  state,
}) => {
  const all = notHeardAt(drawing, state);
  if (all.length === 0) return null;
  return (
    <section class="chart-unheard" aria-label="Would not accept">
      <h4>would not accept</h4>
      <ul>
        {all.map(({ event, why }) => (
          <li key={event}>
            <span aria-hidden="true">⊘</span>
            <span title={event}>{spokenEvent(event, drawing.machine)}</span>
            <span class="dim">{why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
};

/** The chart as it stands in this very moment, with what it knows; while that is not known, by its drawing. */
export const HeardNow: FunctionComponent<{
  readonly drawing: ChartDrawing;
  readonly state: number;
  readonly actor: string;
}> = ({ drawing, state, actor }) => {
  const accepts = useAccepts(actor);
  if (accepts === undefined) return <NotHeard drawing={drawing} state={state} />;
  // Who is only refused was heard, and is no better for it.
  const refusals = new Map(heardAt(drawing, state).map(({ transition }) => [transition.event, transition.refuses]));
  const told = accepts.map((each) => {
    const refusal = each.isAccepted ? refusals.get(each.event) : undefined;
    return refusal === undefined ? each : { ...each, isAccepted: false, why: `refused: ${refusal}` };
  });
  const all = told.sort((one, other) => Number(other.isAccepted) - Number(one.isAccepted));
  return (
    <section class="chart-unheard" aria-label="At this moment">
      <h4>at this moment</h4>
      <ul>
        {all.map(({ event, isAccepted, why }) => (
          <li key={event}>
            <span class={isAccepted ? 'tone-good' : 'tone-gone'} aria-hidden="true">
              {isAccepted ? '✓' : '⊘'}
            </span>
            <span title={event}>{spokenEvent(event, drawing.machine)}</span>
            <span class="dim">{why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
};
