/** What can be played. */
import { useSignal } from '@preact/signals';
import type { SimScenario } from '../../playing.ts';
import { go } from '../route.ts';

export const Scenarios = ({ all }: { readonly all: readonly SimScenario[] }) => {
  const typed = useSignal('');
  const words = typed.value.toLowerCase().split(/\s+/);
  const textOf = ({ name, breaks = '', mayGoWrong, clients }: SimScenario): string =>
    [name, breaks, ...mayGoWrong, ...clients.flatMap(({ steps }) => steps)].join(' ').toLowerCase();
  const fitting = all.filter((each) => words.every((word) => textOf(each).includes(word)));
  return (
    <div class="play-page">
      <div class="play-head">
        <h1>Sim</h1>
        <p class="dim">A node, a daemon and its clients, in which nothing happens but what you choose.</p>
        <span class="grow" />
        <input
          type="search"
          aria-label="Find a scenario"
          placeholder="two pods, crash, pull…"
          value={typed.value}
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
      </div>
      <ul class="panel play-scroll scenarios" aria-label="Scenarios">
        {fitting.map((scenario) => (
          <li key={scenario.name}>
            <a href={hrefTo(scenario.name)} onClick={(event) => open(event, scenario.name)}>
              <strong>{scenario.name}</strong>
              {scenario.breaks !== undefined && <span class="badge tone-bad">{`▲ ${scenario.breaks}`}</span>}
              <span class="dim cut">
                {scenario.clients.map(({ name, steps }) => `${name}: ${steps.join(', ')}`).join(' · ')}
              </span>
              {scenario.mayGoWrong.length > 0 && <span class="scenarios-wrong">{scenario.mayGoWrong.join('; ')}</span>}
            </a>
          </li>
        ))}
        {fitting.length === 0 && (
          <li class="play-wait">{all.length === 0 ? 'reading…' : 'None has all these words.'}</li>
        )}
      </ul>
    </div>
  );
};

const open = (event: MouseEvent, scenario: string): void => {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go({ page: 'sim', params: { scenario } });
};
const hrefTo = (scenario: string): string => `#/r/x/sim?${new URLSearchParams({ scenario })}`;
