/** What took longer on one side than on the other, what differs most first. */

import { shortName } from '../../../journal/actor-name.ts';
import { durationText } from '../../../journal/wording.ts';
import type { DiffAnswer } from '../../model/questions.ts';
import { Text } from '../parts/text.tsx';

const most = 40;

/** Below this nothing can be said of how many times as long. */
const leastUs = 500;

/** `2.4× longer`; where one of them is next to nothing, by how much. */
const factorText = (leftUs: number, rightUs: number): string => {
  if (rightUs < leastUs && leftUs >= leastUs) return 'at once';
  const word = rightUs >= leftUs ? 'longer' : 'shorter';
  const [less, more] = rightUs >= leftUs ? [leftUs, rightUs] : [rightUs, leftUs];
  if (less < leastUs) return `${durationText(more - less)} ${word}`;
  const factor = more / less;
  return `${factor.toFixed(factor < 10 ? 1 : 0)}× ${word}`;
};

export const Durations = ({
  durations,
}: {
  readonly durations: DiffAnswer['durations'];
  readonly left: string;
  readonly right: string;
}) => {
  const longest = Math.max(1, ...durations.map(({ leftUs, rightUs }) => Math.max(leftUs, rightUs)));
  return (
    <section class="panel play-scroll durations" aria-labelledby="durations-title">
      <div class="panel-head">
        <h2 id="durations-title">How long it took</h2>
        <span class="dim">{durations.length === 0 ? '' : 'on the right, against the left'}</span>
      </div>
      {durations.length === 0 ? (
        <p class="play-wait">Nothing took longer or shorter, as far as both have it.</p>
      ) : (
        <ul>
          {durations.slice(0, most).map(({ label, actor, leftUs, rightUs, factor, leftRow }) => (
            <li key={leftRow}>
              <span class="durations-what">
                <strong>
                  <Text text={label} />
                </strong>
                <span class="dim cut">
                  <Text text={shortName(actor)} />
                </span>
              </span>
              <span class={`durations-factor ${factor >= 1 ? 'tone-busy' : 'tone-good'}`}>
                {factorText(leftUs, rightUs)}
              </span>
              <Bar us={leftUs} longest={longest} side="left" />
              <Bar us={rightUs} longest={longest} side="right" />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

const Bar = ({
  us,
  longest,
  side,
}: {
  readonly us: number;
  readonly longest: number;
  readonly side: 'left' | 'right';
}) => (
  <span class={`durations-bar is-${side}`}>
    <span class="durations-fill" style={{ width: `${Math.max(0.5, (us / longest) * 100)}%` }} />
    <span class="time">
      <span class="unseen">{`${side}: `}</span>
      {durationText(us)}
    </span>
  </span>
);
