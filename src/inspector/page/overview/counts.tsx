/** How many are in which state; each leads to those pods. */
import type { StateCount } from '../../model/questions.ts';
import { shown } from '../parts/text.tsx';
import { Glyph } from '../parts/tone.tsx';
import { hrefOf } from '../route.ts';

const plurals: Readonly<Record<string, string>> = { sandbox: 'Pods', container: 'Containers' };

/** Of pods and containers; of the others only what is in trouble, for the tree of actors has them. */
const isTold = ({ machine, tone }: StateCount): boolean => Object.hasOwn(plurals, machine) || tone === 'bad';

export const Counts = ({ counts }: { readonly counts: readonly StateCount[] }) => {
  const machines = [...new Set(counts.filter(isTold).map(({ machine }) => machine))];
  return (
    <div class="counts">
      {machines.map((machine) => (
        <section key={machine} class="chips" aria-label={`${plurals[machine] ?? machine} by state`}>
          <span class="dim">{plurals[machine] ?? shown(machine)}</span>
          {counts
            .filter((count) => count.machine === machine && isTold(count))
            .map(({ state, actors, tone }) => (
              <a
                key={`${state} ${tone}`}
                class="chip"
                href={hrefOf({ page: 'pods', params: { filter: `state:${state}` } })}
              >
                <Glyph tone={tone} />
                <strong>{actors}</strong> <span>{shown(state)}</span>
              </a>
            ))}
        </section>
      ))}
    </div>
  );
};
