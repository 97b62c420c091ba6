/** The transitions of a chart that nobody has taken, and who took the others how often. */
import type { ChartDrawing, ChartTransition } from '../../charts/drawing.ts';
import { spokenEvent } from '../../charts/words.ts';
import type { Taken } from './counts.ts';

interface Props {
  readonly drawing: ChartDrawing;
  readonly counts: (transition: ChartTransition) => number;
  readonly taken: Taken;
}

const stays = 'stays';

export const Never = ({ drawing, counts, taken }: Props) => {
  const rows = drawing.states.flatMap(({ path, on = [] }) =>
    on.filter((transition) => counts(transition) === 0).map((transition) => ({ path, transition })),
  );
  return (
    <section class="machines-never panel" aria-labelledby="machines-never">
      <div class="panel-head">
        <h2 id="machines-never">Never taken</h2>
        <span class="dim">{rows.length === 0 ? 'all of it was taken' : rows.length}</span>
      </div>
      {rows.length === 0 ? null : (
        <div class="machines-scroll">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
          <table tabIndex={0} aria-label="Never taken">
            <thead>
              <tr>
                <th scope="col">state</th>
                <th scope="col">message</th>
                <th scope="col">guard</th>
                <th scope="col">goes to</th>
                <th scope="col">others took it</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ path, transition }, index) => (
                <tr key={`${path} ${index}`}>
                  <th scope="row" class="mono">
                    {path === '' ? 'anywhere' : path}
                  </th>
                  <td title={transition.event}>
                    {spokenEvent(transition.event, drawing.machine, drawing.delays) || 'at once'}
                  </td>
                  <td class="dim">{transition.guard ?? ''}</td>
                  <td>{(transition.to ?? []).map((each) => drawing.states[each]?.path).join(', ') || stays}</td>
                  <td class="dim">{othersOf(transition, taken)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
};

const othersOf = (transition: ChartTransition, taken: Taken): string =>
  (['tests', 'simulator', 'source'] as const)
    .flatMap((origin) => {
      const times = taken(transition, [origin]);
      return times === 0 ? [] : [`${origin} ×${times}`];
    })
    .join(', ') || '–';
