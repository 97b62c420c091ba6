/** One scenario, as far as it was played. */
import type { SimAnswer, SimScenario } from '../../playing.ts';
import { useKeys } from '../keys.ts';
import { Badge } from '../parts/tone.tsx';
import { go, hrefOf, route } from '../route.ts';
import { SimCharts } from './sim-charts.tsx';
import { SimNext } from './sim-next.tsx';
import { SimTaken } from './sim-taken.tsx';
import { packed, useSim } from './use-sim.ts';

export const SimPlay = ({ scenario }: { readonly scenario: SimScenario }) => {
  const { choices = '' } = route.value.params;
  const { answer, isWorking, wrong } = useSim(scenario.name, choices);
  const places = answer?.taken.map(({ place }) => place) ?? [];
  const ended = answer?.isEnded === true ? ['end'] : [];
  const to = (words: string): void =>
    go({ page: 'sim', source: route.peek().source, params: { scenario: scenario.name, choices: words } });
  const take = (place: number): void => to(packed([...places, place]));
  const undo = (): void => to(ended.length > 0 ? packed(places) : packed(places.slice(0, -1)));
  useKeys('Simulation', {
    ...Object.fromEntries(
      Array.from({ length: Math.min(9, answer?.choices.length ?? 0) }, (_, index) => [
        String(index + 1),
        { about: index === 0 ? 'what happens by itself' : `choice ${index + 1}`, run: () => take(index) },
      ]),
    ),
    u: { about: 'undo the last choice', run: undo },
    r: { about: 'the rest by default', run: () => to(packed(places, 'rest')) },
  });
  return (
    <div class="play-page sim-page">
      <div class="play-head">
        <a class="chip" href={hrefOf({ page: 'sim' })}>
          ← all scenarios
        </a>
        <h1 class="cut">{scenario.name}</h1>
        {answer !== undefined && <Verdict answer={answer} />}
        <span class="grow" />
        <button type="button" disabled={places.length === 0 && ended.length === 0} onClick={undo}>
          Undo
        </button>
        <button
          type="button"
          disabled={answer === undefined || answer.isAtRest}
          onClick={() => to(packed(places, 'rest'))}
        >
          The rest by default
        </button>
        <button
          type="button"
          disabled={answer === undefined || answer.isEnded || answer.violation !== undefined}
          title="no more faults, every pod is removed, and nothing may be left"
          onClick={() => to(packed(places, 'end'))}
        >
          To the end
        </button>
        <button
          type="button"
          class="primary"
          disabled={answer === undefined || isWorking || answer.isEnded || answer.violation !== undefined}
          title="for two seconds: whatever may follow from here"
          onClick={() => to(packed(places, 'explore'))}
        >
          Explore from here
        </button>
      </div>
      {scenario.breaks !== undefined && <p class="sim-breaks tone-bad">{`▲ Broken on purpose: ${scenario.breaks}.`}</p>}
      {wrong !== undefined && (
        <p class="sim-breaks tone-bad" role="alert">
          {`▲ ${wrong}`}
        </p>
      )}
      {answer?.explored !== undefined && <Explored explored={answer.explored} />}
      {answer === undefined ? (
        <p class="play-wait">{wrong === undefined ? 'playing…' : ''}</p>
      ) : (
        <div class="sim-thirds" aria-busy={isWorking}>
          <SimNext answer={answer} take={take} />
          <SimTaken answer={answer} scenario={scenario} backTo={(count) => to(packed(places.slice(0, count)))} />
          <SimCharts source={answer.source} />
        </div>
      )}
    </div>
  );
};

const Verdict = ({ answer: { violation, isEnded, isAtRest } }: { readonly answer: SimAnswer }) =>
  violation !== undefined ? (
    <Badge tone="bad" text={`${violation.invariant}: ${violation.wrong}`.slice(0, 160)} />
  ) : isEnded ? (
    <Badge tone="good" text="all ended, and every invariant holds" />
  ) : isAtRest ? (
    <Badge tone="rest" text="at rest; every invariant holds" />
  ) : (
    <Badge tone="busy" text="every invariant holds so far" />
  );

const Explored = ({ explored: { schedules, found } }: { readonly explored: NonNullable<SimAnswer['explored']> }) => (
  <p class={`sim-breaks ${found === undefined ? 'tone-good' : 'tone-bad'}`} role="status">
    {found === undefined ? (
      `● ${schedules.toLocaleString('en')} ways to go on from here were played, and nothing breaks.`
    ) : (
      <>
        {`▲ After ${schedules.toLocaleString('en')} ways to go on, one breaks an invariant: `}
        <a href={hrefOf({ page: 'races', source: found })}>the counter-example</a>
      </>
    )}
  </p>
);
