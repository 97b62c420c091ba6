/** How long the last pods took to start: a bar each, the slow ones with their way to why. */
import { durationText } from '../../../journal/wording.ts';
import type { Overview } from '../../model/questions.ts';
import { labelOf } from '../labels.ts';
import { ActorLink, actorHref } from '../parts/actor-link.tsx';
import { Panel } from '../parts/panel.tsx';
import { Duration } from '../parts/time.tsx';

type Start = Overview['starts'][number];

const box = { width: 300, height: 56 };
const most = 60;
const slowest = 3;
/** Longer than the median by so much is slow. */
const slowFactor = 2;

const medianOf = (starts: readonly Start[]): number => {
  const sorted = starts.map(({ tookUs }) => tookUs).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

export const Starts = ({ starts }: { readonly starts: readonly Start[] }) => {
  const usual = medianOf(starts.filter(({ isOk }) => isOk));
  const shown = starts.slice(-most);
  const isSlow = ({ isOk, tookUs }: Start): boolean => !isOk || tookUs > usual * slowFactor;
  const slow = shown
    .filter(isSlow)
    .toSorted((a, b) => b.tookUs - a.tookUs)
    .slice(0, slowest);
  return (
    <Panel title="Starts of pods" note={starts.length === 0 ? undefined : `median ${durationText(usual)}`}>
      {starts.length === 0 ? (
        <p class="panel-none">No pod has been started up to this moment.</p>
      ) : (
        <div class="panel-body">
          <Bars starts={shown} isSlow={isSlow} />
          {slow.length > 0 && (
            <ul class="list tight" aria-label="Slow starts">
              {slow.map((start) => (
                <li key={`${start.actor} ${start.us}`}>
                  <span class="tone-bad" aria-hidden="true">
                    ▲
                  </span>
                  <span class="list-text">
                    <ActorLink actor={start.actor} tab="timeline" />
                  </span>
                  <span>{start.isOk ? '' : 'failed '}</span>
                  <Duration us={start.tookUs} />
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Panel>
  );
};

const Bars = ({
  starts,
  isSlow,
}: {
  readonly starts: readonly Start[];
  readonly isSlow: (start: Start) => boolean;
}) => {
  const longest = Math.max(1, ...starts.map(({ tookUs }) => tookUs));
  const step = box.width / Math.max(24, starts.length);
  return (
    <svg class="starts" viewBox={`0 0 ${box.width} ${box.height}`} preserveAspectRatio="none" aria-hidden="true">
      {starts.map((start, index) => {
        const height = Math.max(2, (start.tookUs / longest) * (box.height - 2));
        return (
          <a key={`${start.actor} ${start.us}`} href={actorHref(start.actor, 'timeline')} tabindex={-1}>
            <title>{`${labelOf(start.actor) ?? start.actor}: ${durationText(start.tookUs)}${start.isOk ? '' : ', failed'}`}</title>
            <rect
              class={isSlow(start) ? 'bar-bad' : 'bar'}
              x={index * step}
              y={box.height - height}
              width={Math.max(1, step - 1.5)}
              height={height}
              rx={1}
            />
          </a>
        );
      })}
    </svg>
  );
};
