/** What was chosen so far: each is a place to go back to. */
import type { SimAnswer, SimScenario } from '../../playing.ts';
import { shortened, shown } from '../parts/text.tsx';
import { whoIn } from './who.ts';

interface Props {
  readonly answer: SimAnswer;
  readonly scenario: SimScenario;
  /** So many choices stay. */
  readonly backTo: (count: number) => void;
}

export const SimTaken = ({ answer, scenario, backTo }: Props) => (
  <section class="panel play-scroll" aria-labelledby="sim-taken">
    <div class="panel-head">
      <h2 id="sim-taken">So far</h2>
      <span class="dim">{`${answer.taken.length} ${answer.taken.length === 1 ? 'step' : 'steps'}`}</span>
    </div>
    {answer.taken.length === 0 && (
      <div class="sim-clients">
        {scenario.clients.map(({ name, steps }) => (
          <p key={name}>
            <strong>{name}</strong> <span class="dim">{steps.join(', then ')}</span>
          </p>
        ))}
        {scenario.mayGoWrong.length > 0 && <p class="dim">{`May go wrong: ${scenario.mayGoWrong.join('; ')}.`}</p>}
      </div>
    )}
    <ol class="sim-taken">
      {answer.taken.map(({ id, from, to, text, isDefault }, index) => (
        <li key={`${index} ${id}`} class={isDefault ? '' : 'is-other'}>
          <button type="button" class="quiet" title={`back to here: ${shown(id)}`} onClick={() => backTo(index + 1)}>
            <span class="sim-key dim">{index + 1}</span>
            <span class="sim-text cut">
              {isDefault ? '' : <b aria-hidden="true">* </b>}
              {shown(shortened(text, 80))}
              <span class="dim">{` ${whoIn(from, to)}`}</span>
            </span>
          </button>
        </li>
      ))}
    </ol>
  </section>
);
