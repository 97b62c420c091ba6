/** What is told of a pod in a row. */
import type { ComponentChildren } from 'preact';
import { saidText } from '../../../journal/wording.ts';
import type { PodOrder, PodRow } from '../../model/questions.ts';
import { ActorLink, actorHref } from '../parts/actor-link.tsx';
import type { Column } from '../parts/rows.tsx';
import { shortened, shown, Text } from '../parts/text.tsx';
import { Age, ageText } from '../parts/time.tsx';
import { Badge, Glyph, State } from '../parts/tone.tsx';
import { Waits } from '../parts/waits.tsx';

export const podColumns = (order: PodOrder, isDescending: boolean): readonly Column[] => {
  const sortOf = (id: PodOrder) => (id !== order ? 'none' : isDescending ? 'descending' : 'ascending');
  return [
    { id: 'name', title: 'Pod', sort: sortOf('name') },
    { id: 'state', title: 'State', sort: sortOf('state') },
    { id: 'age', title: 'For', sort: sortOf('age'), isNumber: true },
    { id: 'containers', title: 'Containers' },
    { id: 'waits', title: 'Waits for' },
    { id: 'last', title: 'Heard last', sort: sortOf('last') },
  ];
};

export const podCells = (pod: PodRow): readonly ComponentChildren[] => [
  <span key="name" class="pod-name cut">
    <ActorLink actor={pod.actor} label={pod.name} />
    {pod.namespace !== '' && <span class="dim">{shown(shortened(pod.namespace, 60))}</span>}
  </span>,
  <>
    <State state={pod.state} tone={pod.tone} />
    {pod.mark !== undefined && <Badge tone="bad" text={shown(shortened(pod.mark, 24))} title={shown(pod.mark)} />}
  </>,
  <Age key="age" us={pod.ageUs} />,
  <Containers key="containers" pod={pod} />,
  <Waits key="waits" waits={pod.waits} />,
  pod.last === undefined ? (
    <span class="dim">–</span>
  ) : (
    <>
      <Text text={saidText(pod.last.type)} most={40} />
      <span class="dim">{`${ageText(pod.last.agoUs)} ago`}</span>
    </>
  ),
];

const most = 3;

const Containers = ({ pod: { containers } }: { readonly pod: PodRow }) => (
  <span class="containers">
    {containers.length === 0 && <span class="dim">–</span>}
    {containers.slice(0, most).map(({ actor, name, state, tone }) => (
      <a
        key={actor}
        class="container-chip"
        href={actorHref(actor)}
        title={shown(`${shortened(name, 120)}: ${shortened(state, 120)}`)}
      >
        <Glyph tone={tone} />
        <span class="cut">{shown(shortened(name, 40))}</span>
        <span class="unseen">{` is ${state}`}</span>
      </a>
    ))}
    {containers.length > most && <span class="dim">{`+${containers.length - most}`}</span>}
  </span>
);
