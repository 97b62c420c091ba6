/** Every chart in the code, and what of it has ever happened: in the tests, in the simulator, in what is looked at. */
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { allDrawings, howCovered } from '../chart/book.ts';
import { Chart } from '../chart/Chart.tsx';
import { Blank } from '../parts/blank.tsx';
import { hrefOf, route } from '../route.ts';
import { source } from '../state.ts';
import { useAnswer } from '../use-answer.ts';
import { countsOf, figuresOf, type Origin, origins } from './counts.ts';
import { Figure } from './figure.tsx';
import { Never } from './never.tsx';

const names: Readonly<Record<Origin, string>> = { tests: 'tests', simulator: 'simulator', source: 'this source' };

export const Machines = () => {
  const { answer } = useAnswer('coverage', {});
  const on = useSignal<ReadonlySet<Origin>>(new Set(origins));
  const drawings = allDrawings();
  const taken = useMemo(
    () => (drawings === 'waiting' ? undefined : countsOf(drawings, answer ?? [])),
    [drawings, answer],
  );
  if (drawings === 'waiting' || taken === undefined) return <Blank title="The charts are being fetched" />;
  const chosen = drawings.find(({ machine }) => machine === route.value.actor) ?? drawings[0];
  if (chosen === undefined)
    return <Blank title="This page has no charts">They are built with it: npm run build.</Blank>;
  const chosenOrigins = origins.filter((origin) => on.value.has(origin));
  const counts = (transition: Parameters<typeof taken>[0]) => taken(transition, chosenOrigins);
  const how = howCovered();
  return (
    <div class="machines">
      <header class="machines-head">
        <h1>Machines</h1>
        <fieldset class="chips">
          <legend class="unseen">Taken by</legend>
          {origins.map((origin) => (
            <button
              key={origin}
              type="button"
              class="chip"
              aria-pressed={on.value.has(origin)}
              onClick={() => {
                const next = new Set(on.value);
                if (!next.delete(origin)) next.add(origin);
                on.value = next;
              }}
            >
              {on.value.has(origin) ? '●' : '○'} {names[origin]}
            </button>
          ))}
        </fieldset>
        <p class="machines-key" aria-hidden="true">
          <span class="is-covered">━ taken</span> <span class="is-partly">╍ in part</span>{' '}
          <span class="is-never">┅ never</span>
        </p>
        <p class="dim machines-how">
          {chosen.isOutdated ? (
            <strong class="tone-bad">▲ this chart has changed since tests and simulator were counted; </strong>
          ) : null}
          {how === undefined ? null : <span title={`${how.tests}; ${how.simulator}`}>counted with {how.build}</span>}
          {source.value === undefined ? null : <span>; this source: {source.value.title}</span>}
        </p>
      </header>
      <nav class="machines-list panel" aria-label="Charts">
        <ul>
          {drawings.map((drawing) => (
            <li key={drawing.machine}>
              <a
                href={hrefOf({ page: 'machines', actor: drawing.machine })}
                aria-current={drawing === chosen ? 'true' : undefined}
              >
                <span class="machines-name">
                  {drawing.machine}
                  {drawing.isOutdated ? <span class="tone-bad"> ▲</span> : null}
                </span>
                <span class="dim cut">{drawing.about}</span>
                <Figure {...figuresOf(drawing, counts)} />
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <section class="machines-chart panel" aria-label={`Chart of ${chosen.machine}`}>
        <Chart key={chosen.machine} machine={chosen.machine} counts={counts} />
      </section>
      <Never drawing={chosen} counts={counts} taken={taken} />
    </div>
  );
};
