/** A counter-example: what breaks, the shortest way to it, which of its deviations it needs, and from where on it was certain. */
import { Blank } from '../parts/blank.tsx';
import { Copy } from '../parts/copy.tsx';
import { shortened, shown } from '../parts/text.tsx';
import { Badge } from '../parts/tone.tsx';
import { hrefOf } from '../route.ts';
import { source, sources } from '../state.ts';
import { Deviations } from './deviations.tsx';
import { Inevitability } from './inevitability.tsx';
import { RaceSequence } from './race-sequence.tsx';
import { RaceBadge, titleOf } from './source-facts.tsx';
import { useWholeRace } from './use-race.ts';

export const Races = () => {
  const about = source.value;
  useWholeRace(about);
  if (about?.race === undefined) return <OtherRaces />;
  const { race, of, title } = about;
  return (
    <div class="play-page race-page">
      <div class="play-head">
        <h1>{shown(shortened(race.invariant, 100))}</h1>
        <Badge tone={race.isBroken ? 'bad' : 'good'} text={race.isBroken ? 'broken' : 'it holds'} />
        <span class="dim cut">{shown(shortened(race.scenario === '' ? title : race.scenario, 120))}</span>
        <span class="grow" />
        {of !== undefined && (
          <a class="chip" href={hrefOf({ page: 'diff', params: { left: of.id, right: about.id } })}>
            beside the original
          </a>
        )}
        <Copy text={() => race.test} label="Copy as test" />
      </div>
      <p class="race-wrong">
        {race.isBroken
          ? shown(shortened(race.wrong, 600))
          : `Played again ${shown(shortened(of?.change ?? 'so', 200))}: no invariant breaks.`}
      </p>
      <div class="race-halves">
        <div class="race-side">
          <Deviations about={about} race={race} />
          {race.inevitability.length > 0 && <Inevitability race={race} />}
        </div>
        <RaceSequence race={race} />
      </div>
    </div>
  );
};

/** What else is open that breaks something. */
const OtherRaces = () => {
  const all = sources.value.filter(({ race }) => race !== undefined);
  return (
    <div class="play-page">
      <div class="play-head">
        <h1>Races</h1>
      </div>
      {all.length === 0 ? (
        <Blank title="No counter-example is open">
          <p>
            <code>troupe open FILE.json</code> shows one that an exploration has written: <code>npm run explore</code>,{' '}
            <code>troupe sim run</code>.
          </p>
          <p>
            On the page <a href={hrefOf({ page: 'sim' })}>Sim</a> they can be looked for from any place of a scenario.
          </p>
        </Blank>
      ) : (
        <ul class="panel race-list">
          {all.map((about) => (
            <li key={about.id}>
              <a href={hrefOf({ page: 'races', source: about.id })}>{titleOf(about)}</a>
              {about.race !== undefined && <RaceBadge race={about.race} />}
              <span class="dim cut">{shown(shortened(about.race?.wrong ?? '', 200))}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
