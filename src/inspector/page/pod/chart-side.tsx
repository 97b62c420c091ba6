/** Statecharts of the actor, and of what is in it: one that is chosen, or the pod with the one of its containers that is at work. */
import { useState } from 'preact/hooks';
import { shortName } from '../../../journal/actor-name.ts';
import type { ActorDetail, ActorRow, Timeline } from '../../model/questions.ts';
import { Chart } from '../chart/Chart.tsx';
import { shortened, shown } from '../parts/text.tsx';
import { Glyph } from '../parts/tone.tsx';
import { useAnswer } from '../use-answer.ts';
import { baseOf } from './summary.ts';

/** Chips that fit. */
const mostChips = 12;

export const ChartSide = ({
  detail,
  titles,
}: {
  readonly detail: ActorDetail;
  readonly titles: Timeline['titles'];
}) => {
  const [chosen, choose] = useState<string | undefined>(undefined);
  const charts = newestOf(
    detail.children.filter(({ machine, isOver }) => machine !== undefined && !isOver),
    titles,
  ).slice(-mostChips);
  const busy = charts.findLast(({ tone }) => tone === 'busy');
  const child = charts.find(({ actor }) => actor === chosen);
  const shownActors =
    chosen === detail.actor
      ? [detail.actor]
      : child !== undefined
        ? [child.actor]
        : busy === undefined
          ? [detail.actor]
          : detail.tone === 'busy'
            ? [detail.actor, busy.actor]
            : [busy.actor];
  return (
    <section class="pod-charts panel" aria-label="Statecharts">
      <h2 class="unseen">Statecharts</h2>
      {charts.length === 0 ? null : (
        <fieldset class="chips pod-bar">
          <legend class="unseen">Whose chart</legend>
          <button type="button" class="chip" aria-pressed={chosen === undefined} onClick={() => choose(undefined)}>
            what is at work
          </button>
          {[detail, ...charts].map((row) => (
            <button
              key={row.actor}
              type="button"
              class="chip"
              aria-pressed={chosen === row.actor}
              onClick={() => choose(row.actor)}
              title={shown(row.actor)}
            >
              <Glyph tone={row.tone} />
              {shown(shortened(row === detail ? 'the pod itself' : (titles[row.actor] ?? ownName(row)), 28))}
            </button>
          ))}
        </fieldset>
      )}
      <div class="pod-chart-stack">
        {shownActors.map((actor) => (
          <OneChart key={actor} actor={actor} title={actor === detail.actor ? undefined : (titles[actor] ?? actor)} />
        ))}
      </div>
    </section>
  );
};

/** Of containers that were tried again and again, the newest try. */
const newestOf = (rows: readonly ActorRow[], titles: Timeline['titles']): readonly ActorRow[] => [
  ...new Map(rows.map((row) => [baseOf(titles[row.actor]) ?? row.actor, row])).values(),
];

const ownName = ({ actor }: ActorRow): string => shortName(actor.slice(actor.lastIndexOf('/') + 1));

const OneChart = ({ actor, title }: { readonly actor: string; readonly title: string | undefined }) => {
  const { answer } = useAnswer('actor', { actor });
  if (answer?.machine === undefined) return null;
  const { machine, state, edge, waits } = answer;
  return (
    <div class="pod-one-chart">
      <h3 class={title === undefined ? 'unseen' : ''}>{shown(shortened(title ?? 'its own chart', 60))}</h3>
      <Chart
        actor={actor}
        machine={machine}
        active={state}
        edge={edge === undefined ? undefined : { ...edge, key: edge.row }}
        waits={waits}
      />
    </div>
  );
};
