/** The pods of a simulation and their charts, as they are after the last choice. */
import { useSignal } from '@preact/signals';
import { useAnswer } from '../ask.ts';
import { actorHref } from '../parts/actor-link.tsx';
import { shortened, shown } from '../parts/text.tsx';
import { Glyph } from '../parts/tone.tsx';
import { ChartSide } from '../pod/chart-side.tsx';

export const SimCharts = ({ source }: { readonly source: string }) => {
  const chosen = useSignal<string | undefined>(undefined);
  const all = { filter: '', order: 'name', isDescending: false, offset: 0, limit: 12 } as const;
  const pods = (useAnswer('pods', { source, ...all }).answer?.rows ?? []).filter(({ isOver }) => !isOver);
  const pod = pods.find(({ actor }) => actor === chosen.value) ?? pods[0];
  const { answer: detail } = useAnswer('actor', pod === undefined ? undefined : { source, actor: pod.actor });
  return (
    <div class="sim-stage">
      <section class="panel sim-pods" aria-label="Pods">
        {pods.length === 0 && <p class="play-wait">No pod is there yet.</p>}
        {pods.map(({ actor, name, state, tone, containers }) => (
          <button
            key={actor}
            type="button"
            class="chip"
            aria-pressed={actor === pod?.actor}
            onClick={() => {
              chosen.value = actor;
            }}
          >
            <Glyph tone={tone} />
            {shown(shortened(name, 30))}
            <span class="dim">{shown(shortened(state.split('.')[0] ?? '', 20))}</span>
            {containers.map((container) => (
              <span key={container.actor} title={shown(`${container.name}: ${container.state}`)}>
                <Glyph tone={container.tone} />
              </span>
            ))}
          </button>
        ))}
        {pod !== undefined && (
          <a class="sim-more" href={actorHref(pod.actor)}>
            all about it
          </a>
        )}
      </section>
      {detail !== undefined && <ChartSide detail={detail} titles={{}} />}
    </div>
  );
};
