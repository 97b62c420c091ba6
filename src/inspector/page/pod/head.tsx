/** Who it is, which state it is in, since when, what it waits for, and all of that as a sentence. */

import { ownIdOf, shortName } from '../../../journal/actor-name.ts';
import { saidText, stateText } from '../../../journal/wording.ts';
import type { ActorDetail, Timeline } from '../../model/questions.ts';
import { isWithin } from '../../model/timeline/seen.ts';
import { setAt } from '../moment.ts';
import { ActorLink } from '../parts/actor-link.tsx';
import { shortened, shown } from '../parts/text.tsx';
import { dateText } from '../parts/time.tsx';
import { Badge, Glyph } from '../parts/tone.tsx';
import { useAnswer } from '../use-answer.ts';
import { ContainerFacts } from './container-facts.tsx';
import { methodOf } from './deeds.ts';
import { grown } from './grown.ts';
import { useGrowth } from './now.ts';
import { spanText } from './span-text.ts';
import { nounOf, summaryOf } from './summary.ts';

export const ActorHead = ({
  detail: told,
  timeline,
}: {
  readonly detail: ActorDetail;
  readonly timeline: Timeline | undefined;
}) => {
  const detail = grown(told, useGrowth(told));
  const { actor, name, namespace, parent, machine, state, tone, ageUs } = detail;
  const { answer: overview } = useAnswer('overview', mayLoop(told) ? {} : undefined);
  const concerns = (overview?.concerns ?? []).filter((concern) => isWithin(concern.actor, told.actor));
  const sentences = summaryOf(detail, timeline, concerns);
  const { edge, moment } = told;
  const sinceUs = edge === undefined ? undefined : moment.wallUs - moment.us + edge.us;
  return (
    <header class="pod-head">
      <div class="pod-title">
        <span class="pod-kind">{nounOf(machine)}</span>
        <h1 id="pod-name" title={shown(shortened(actor, 1000))}>
          {shown(shortened(name === '' ? ownIdOf(actor) : name, 80))}
        </h1>
        {namespace === '' ? null : <span class="badge tone-rest">{shown(shortened(namespace, 80))}</span>}
        {parent === undefined || machine === 'sandbox' ? null : (
          <span class="dim">
            in <Parent actor={parent} />
          </span>
        )}
        <span class={`pod-now-state tone-${tone}`}>
          <Glyph tone={tone} />
          <strong class="mono">{stateText(state)}</strong>
        </span>
        {ageUs === undefined ? null : (
          <span class="time" title={sinceUs === undefined ? '' : `since ${dateText(sinceUs)}`}>
            {ageUs < 1000 ? 'just now' : `for ${spanText(ageUs)}`}
          </span>
        )}
        {detail.isOver ? <Badge tone="gone" text="over" /> : null}
        {detail.edge === undefined ? null : (
          <button type="button" class="quiet" onClick={() => setAt(detail.edge?.row)}>
            {`by ${shown(shortened(saidText(detail.edge.event), 60))}`}
          </button>
        )}
        <Requests detail={detail} />
        <span class="dim mono cut pod-id">{shortName(actor)}</span>
      </div>
      <div class="pod-second">
        <p class="pod-summary">{shown(sentences.join(' '))}</p>
        {machine === 'container' ? <ContainerFacts actor={actor} /> : null}
      </div>
    </header>
  );
};

/** What goes wrong again and again is told of pods and of what is in them. */
const mayLoop = ({ machine }: ActorDetail): boolean => machine === 'sandbox' || machine === 'container';

const Parent = ({ actor }: { readonly actor: string }) => {
  const { answer } = useAnswer('actor', { actor });
  const name = answer === undefined || answer.name === '' ? undefined : `${nounOf(answer.machine)} ${answer.name}`;
  return name === undefined ? <ActorLink actor={actor} /> : <ActorLink actor={actor} label={name} />;
};

const Requests = ({ detail }: { readonly detail: ActorDetail }) =>
  detail.requests.length === 0 ? null : (
    <ul class="chips pod-requests" aria-label="Open requests">
      {detail.requests.slice(0, 2).map(({ id, type, forUs, leftUs, row, isStuck, retries }) => (
        <li key={id}>
          <button
            type="button"
            class={`badge tone-${isStuck ? 'bad' : 'busy'}`}
            onClick={() => setAt(row)}
            title={shown(id)}
          >
            <span aria-hidden="true">{isStuck ? '▲' : '◐'}</span>
            {`${methodOf(type)} ${spanText(forUs)}${leftUs === undefined ? '' : `, ${leftText(leftUs)}`}${retries === 0 ? '' : `, retried ${retries}×`}`}
          </button>
        </li>
      ))}
    </ul>
  );

const leftText = (leftUs: number): string =>
  leftUs > 0 ? `${spanText(leftUs)} left` : `over since ${spanText(-leftUs)}`;
