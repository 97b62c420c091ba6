/** The pages of one actor: what it is doing in a sentence, its chart, and everything else about it in tabs. */

import { ActorLink } from '../parts/actor-link.tsx';
import { Blank } from '../parts/blank.tsx';
import { route } from '../route.ts';
import { useAnswer } from '../use-answer.ts';
import { ChartSide } from './chart-side.tsx';
import { Halves } from './halves.tsx';
import { ActorHead } from './head.tsx';
import { Tabs } from './tabs.tsx';

export const ActorPage = () => {
  const { actor } = route.value;
  if (actor === undefined) return <Blank title="No actor is named">Pick one from the pods.</Blank>;
  return <OneActor actor={actor} />;
};

const OneActor = ({ actor }: { readonly actor: string }) => {
  const { answer: detail, wrong } = useAnswer('actor', { actor });
  const { answer: timeline } = useAnswer('timeline', { actor });
  if (wrong !== undefined) return <Blank title="Nothing can be told of it">{wrong}</Blank>;
  if (detail === undefined)
    return (
      <Blank title="It is not there at this moment">
        <ActorLink actor={actor} /> is told of earlier or later, or in another life of the daemon.
      </Blank>
    );
  return (
    <article class="pod" aria-labelledby="pod-name">
      <ActorHead detail={detail} timeline={timeline} />
      <Halves first={<ChartSide detail={detail} titles={timeline?.titles ?? {}} />} second={<Tabs detail={detail} />} />
    </article>
  );
};
