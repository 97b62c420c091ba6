/** Why it is in its state: from there back to what came from outside, each step a moment to go to. */

import { shortName } from '../../../journal/actor-name.ts';
import { numberText, stateText } from '../../../journal/wording.ts';
import { setAt } from '../moment.ts';
import { ActorLink } from '../parts/actor-link.tsx';
import { Blank } from '../parts/blank.tsx';
import { shown } from '../parts/text.tsx';
import { Clock } from '../parts/time.tsx';
import { useAnswer } from '../use-answer.ts';
import { belowOf } from './below.ts';
import { spanText } from './span-text.ts';

export const WhyTab = ({ actor }: { readonly actor: string }) => {
  const { answer, wrong } = useAnswer('why', { actor });
  if (wrong !== undefined) return <Blank title="It cannot be told why">{wrong}</Blank>;
  if (answer === undefined)
    return <Blank title="Why it is in this state is not in these records">It was in it before they began.</Blank>;
  const own = shortName(actor);
  const last = answer.steps.length - 1;
  return (
    <div class="pod-why">
      <p>
        It is in <code>{stateText(answer.state)}</code> because of this, newest first:
      </p>
      <ol aria-label="Causes">
        {answer.steps.map((step, index) => {
          const passed = step.us - (answer.steps[index + 1]?.us ?? step.us);
          return (
            <li key={step.row}>
              <button type="button" class="pod-cause" onClick={() => setAt(step.row)} title={shown(step.text)}>
                <span class="pod-cause-kind">{step.kind}</span>
                <span class={step.isBad ? 'tone-bad' : ''}>{shown(step.text.replaceAll(`${own}/`, ''))}</span>
                {index === last && !answer.isCut ? <span class="badge tone-rest">○ from outside</span> : null}
              </button>
              <span class={passed > 0 ? 'pod-passed' : 'dim'}>{passed > 0 ? `${spanText(passed)} later` : ''}</span>
              <ActorLink actor={step.actor} label={belowOf(step.actor, actor)} />
              <span class="dim">{numberText(step.q)}</span>
              <Clock wallUs={step.wallUs} />
            </li>
          );
        })}
      </ol>
      {answer.isCut ? <p class="dim">There is more before this.</p> : null}
    </div>
  );
};
