/** More about a state or an arrow: where it leads, what it does, and what it would not do. */
import type { FunctionComponent } from 'preact';
import type { ChartDrawing, ChartTransition } from '../../charts/drawing.ts';
import { type Heard, heardAt, notHeardAt } from '../../charts/heard.ts';
import { spokenEvent } from '../../charts/words.ts';
import type { Acceptance, Picked } from './Chart.tsx';

interface PanelProps {
  readonly drawing: ChartDrawing;
  readonly picked: Picked;
  readonly pick: (picked: Picked | undefined) => void;
  readonly lit: ReadonlySet<number>;
  readonly accepts: readonly Acceptance[] | undefined;
}

const nameOf = ({ states }: ChartDrawing, state: number): string => states[state]?.path || 'anywhere';

export const Panel: FunctionComponent<PanelProps> = ({ drawing, picked, pick, lit, accepts }) => {
  const title = 'state' in picked ? nameOf(drawing, picked.state) : titleOfArrow(drawing, picked.arrow);
  return (
    <aside class="chart-panel" aria-label={`About ${title}`}>
      <header>
        <h3>{title}</h3>
        <button type="button" aria-label="Close" onClick={() => pick(undefined)}>
          ×
        </button>
      </header>
      {'state' in picked ? (
        <AboutState
          drawing={drawing}
          state={picked.state}
          pick={pick}
          accepts={lit.has(picked.state) ? accepts : undefined}
        />
      ) : (
        <Transitions drawing={drawing} all={ofArrow(drawing, picked.arrow)} pick={pick} hasOwner />
      )}
    </aside>
  );
};

const titleOfArrow = (drawing: ChartDrawing, arrow: number): string => {
  const found = drawing.arrows[arrow];
  return found === undefined ? '' : `${nameOf(drawing, found.from)} → ${nameOf(drawing, found.to)}`;
};
const ofArrow = ({ states }: ChartDrawing, arrow: number): readonly Heard[] =>
  states.flatMap(({ on = [] }, state) =>
    on.filter((transition) => transition.arrow === arrow).map((transition) => ({ state, transition })),
  );

const AboutState: FunctionComponent<{
  readonly drawing: ChartDrawing;
  readonly state: number;
  readonly pick: PanelProps['pick'];
  readonly accepts: PanelProps['accepts'];
}> = ({ drawing, state, pick, accepts }) => {
  const about = drawing.states[state];
  if (about === undefined) return null;
  const heard = heardAt(drawing, state);
  return (
    <>
      <dl>
        {about.services ? <Facts name="services" values={about.services} /> : null}
        {about.entry ? <Facts name="entry" values={about.entry} /> : null}
        {about.exit ? <Facts name="exit" values={about.exit} /> : null}
        {about.source ? <Facts name="source" values={[about.source]} /> : null}
      </dl>
      <Transitions drawing={drawing} all={heard} pick={pick} hasOwner={false} at={state} />
      {accepts === undefined ? (
        <NotHeard drawing={drawing} state={state} />
      ) : (
        <Accepted drawing={drawing} accepts={accepts} />
      )}
    </>
  );
};

const Facts: FunctionComponent<{ readonly name: string; readonly values: readonly string[] }> = ({ name, values }) => (
  <>
    <dt>{name}</dt>
    <dd>{values.join(', ')}</dd>
  </>
);

const Transitions: FunctionComponent<{
  readonly drawing: ChartDrawing;
  readonly all: readonly Heard[];
  readonly pick: PanelProps['pick'];
  readonly hasOwner: boolean;
  readonly at?: number;
}> = ({ drawing, all, pick, hasOwner, at }) => (
  <table class="chart-transitions">
    <caption>Transitions</caption>
    <thead>
      <tr>
        <th scope="col">message</th>
        <th scope="col">leads to</th>
        <th scope="col">does</th>
      </tr>
    </thead>
    <tbody>
      {all.map(({ state, transition }, index) => (
        <tr key={index}>
          <th scope="row" title={transition.event}>
            {spokenEvent(transition.event, drawing.machine, drawing.delays) || 'at once'}
            {transition.guard ? <span class="chart-guard"> [{transition.guard}]</span> : null}
            {hasOwner || state !== at ? <span class="chart-owner"> in {nameOf(drawing, state)}</span> : null}
          </th>
          <td>
            <Target drawing={drawing} transition={transition} pick={pick} />
          </td>
          <td>{transition.refuses ? `refuses: ${transition.refuses}` : (transition.does ?? []).join(', ')}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

const Target: FunctionComponent<{
  readonly drawing: ChartDrawing;
  readonly transition: ChartTransition;
  readonly pick: PanelProps['pick'];
}> = ({ drawing, transition, pick }) => (
  <>
    {transition.to === undefined ? 'stays' : null}
    {(transition.to ?? []).map((target) => (
      <button type="button" class="chart-link" key={target} onClick={() => pick({ state: target })}>
        {nameOf(drawing, target)}
      </button>
    ))}
  </>
);

const NotHeard: FunctionComponent<{ readonly drawing: ChartDrawing; readonly state: number }> = ({
  drawing,
  state,
}) => {
  const all = notHeardAt(drawing, state);
  if (all.length === 0) return null;
  return (
    <section class="chart-unheard">
      <h4>Would not accept</h4>
      <ul>
        {all.map(({ event, why }) => (
          <li key={event}>
            <span aria-hidden="true">⊘</span> {spokenEvent(event, drawing.machine)} <span class="chart-why">{why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Accepted: FunctionComponent<{ readonly drawing: ChartDrawing; readonly accepts: readonly Acceptance[] }> = ({
  drawing,
  accepts,
}) => (
  <section class="chart-unheard">
    <h4>At this moment</h4>
    <ul>
      {accepts.map(({ event, isAccepted, why }) => (
        <li key={event} class={isAccepted ? 'is-accepted' : ''}>
          <span aria-hidden="true">{isAccepted ? '✓' : '⊘'}</span> {spokenEvent(event, drawing.machine)}{' '}
          <span class="chart-why">{isAccepted ? 'would be accepted' : why}</span>
        </li>
      ))}
    </ul>
  </section>
);
