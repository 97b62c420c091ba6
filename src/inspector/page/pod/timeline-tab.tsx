/** How it started, or all of its life: spans on an axis, which of them decided, and what they take otherwise. */

import type { Timeline } from '../../model/questions.ts';
import { setAt } from '../moment.ts';
import { Blank } from '../parts/blank.tsx';
import { route, setParams } from '../route.ts';
import { at, moment } from '../state.ts';
import { useAnswer } from '../use-answer.ts';
import { Compare } from './compare.tsx';
import { methodOf } from './deeds.ts';
import { useGrowth } from './now.ts';
import { SpanList } from './span-list.tsx';
import { factorText, spanText } from './span-text.ts';

export const TimelineTab = ({ actor }: { readonly actor: string }) => {
  const { whole, usual, with: other } = route.value.params;
  const isWhole = whole === '1';
  const { answer, wrong } = useAnswer('timeline', { actor, isWhole, hasFuture: true });
  const compared = useAnswer('timeline', other === undefined ? undefined : { actor: other, hasFuture: true });
  const growth = useGrowth(answer);
  if (wrong !== undefined) return <Blank title="The timeline cannot be told">{wrong}</Blank>;
  if (answer === undefined) return <p class="pod-wait">reading…</p>;
  if (answer.spans.length === 0)
    return <Blank title="No part of its life is in these records">It was there before they began.</Blank>;
  return (
    <div class="pod-timeline">
      <div class="pod-bar">
        <fieldset class="chips">
          <legend class="unseen">What is shown</legend>
          <Choice is={!isWhole} text="Start" pick={() => setParams({ whole: '' })} />
          <Choice is={isWhole} text="Whole life" pick={() => setParams({ whole: '1' })} />
          <Choice
            is={usual !== '0'}
            text="Overlay the usual"
            pick={() => setParams({ usual: usual === '0' ? '' : '0' })}
          />
        </fieldset>
        <Compare actor={actor} other={other} />
      </div>
      <Verdict timeline={answer} />
      <SpanList
        timeline={answer}
        other={compared.answer}
        hasUsual={usual !== '0'}
        growth={growth}
        nowUs={at.value === undefined ? undefined : moment.value?.us}
      />
    </div>
  );
};

const Choice = ({ is, text, pick }: { readonly is: boolean; readonly text: string; readonly pick: () => void }) => (
  <button type="button" class="chip" aria-pressed={is} onClick={pick}>
    {text}
  </button>
);

/** How long it took, what is usual, and what it was that took so long. */
const Verdict = ({ timeline }: { readonly timeline: Timeline }) => {
  const { startUs, usualStartUs, usualOf, slower, spans } = timeline;
  const requests = spans.filter(({ kind }) => kind === 'request');
  const begin = requests.find(({ label }) => /^(sandbox\.run|container\.create|image\.pull)\b/.test(label));
  const type = begin?.label.split(' ')[0] ?? '';
  const tries = requests.filter(({ label }) => label.split(' ')[0] === type);
  const gaveUp = tries.filter(({ outcome }) => outcome === 'cancel').length;
  const method = begin === undefined ? 'The request that made it' : methodOf(type);
  const failed = tries.some(({ outcome }) => outcome === 'err');
  const after = gaveUp === 0 ? '' : ` (its client gave up ${gaveUp === 1 ? 'once' : `${gaveUp} times`} meanwhile)`;
  const told =
    startUs !== undefined
      ? `${method} ${failed ? 'failed after' : 'took'} ${spanText(startUs)}${after}`
      : gaveUp === 0
        ? undefined
        : `${method} has had no answer: its client gave up ${gaveUp === 1 ? 'once' : `${gaveUp} times`}${tries.length > gaveUp ? ' and asks again' : ''}`;
  const usual = usualStartUs === undefined ? '' : `; usually ${spanText(usualStartUs)} (median of ${usualOf} others)`;
  if (told === undefined && slower.length === 0) return null;
  return (
    <div class="pod-verdict">
      {told === undefined ? null : <span>{`${told}${usual}.`}</span>}
      {slower.slice(0, 4).map(({ label, factor, usualUs, row }) => (
        <button type="button" class="badge tone-bad pod-slower" key={row} onClick={() => setAt(row)}>
          <span aria-hidden="true">▲</span> {`${label} ${factorText(factor)} its usual ${spanText(usualUs)}`}
        </button>
      ))}
    </div>
  );
};
