/** What needs looking at, each with the way to where it is. */
import type { Concern } from '../../model/questions.ts';
import { ActorLink, actorHref } from '../parts/actor-link.tsx';
import { Panel } from '../parts/panel.tsx';
import { Text } from '../parts/text.tsx';
import { Age } from '../parts/time.tsx';
import { Badge } from '../parts/tone.tsx';

export const Concerns = ({ concerns }: { readonly concerns: readonly Concern[] }) => (
  <Panel title="Needs a look" note={concerns.length}>
    <ul class="list">
      {concerns.map(({ kind, actor, text, forUs, tone }) => (
        <li key={`${kind} ${actor} ${text}`}>
          <Badge tone={tone} text={kind} />
          <ActorLink actor={actor} />
          <span class="list-text">
            <Text text={text} />
          </span>
          <Age us={forUs} />
          <a href={actorHref(actor, 'why')} aria-label={`Why ${kind}`}>
            why
          </a>
        </li>
      ))}
    </ul>
  </Panel>
);
