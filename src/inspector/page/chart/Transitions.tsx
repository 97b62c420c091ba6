/** Transitions of one state, in the order in which they are tried. */
import type { FunctionComponent } from 'preact';
import type { ChartDrawing, ChartTransition } from '../../charts/drawing.ts';
import type { Heard } from '../../charts/heard.ts';
import { spokenEvent } from '../../charts/words.ts';
import type { Picked } from './Chart.tsx';

interface Props {
  readonly drawing: ChartDrawing;
  readonly title: string;
  readonly all: readonly Heard[];
  readonly pick: (picked: Picked) => void;
}

export const Transitions: FunctionComponent<Props> = ({ drawing, title, all, pick }) => (
  <table class="chart-transitions">
    <caption>{title}</caption>
    <thead>
      <tr>
        <th scope="col">message</th>
        <th scope="col">guard</th>
        <th scope="col">goes to</th>
      </tr>
    </thead>
    <tbody>
      {all.map(({ transition }, index) => (
        <tr key={`${transition.event} ${index}`}>
          <td title={transition.event}>
            {spokenEvent(transition.event, drawing.machine, drawing.delays) || 'at once'}
          </td>
          <td class="dim">{transition.guard ?? ''}</td>
          <td>
            <Target {...{ drawing, transition, pick }} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const Target: FunctionComponent<Pick<Props, 'drawing' | 'pick'> & { readonly transition: ChartTransition }> = ({
  drawing,
  transition: { to, does, refuses },
  pick,
}) => (
  <>
    {(to ?? []).map((target) => (
      <button type="button" class="chart-link" key={target} onClick={() => pick({ state: target })}>
        {drawing.states[target]?.path}
      </button>
    ))}
    {refuses === undefined ? null : <span class="tone-bad">▲ refused: {refuses}</span>}
    {does === undefined ? null : <span class="chart-does"> {does.join(', ')}</span>}
    {to === undefined && does === undefined && refuses === undefined ? <span class="dim">nothing</span> : null}
  </>
);
