/** What is going on, in a sentence or two made from facts, for who has never seen troupe. */
import { ownIdOf } from '../../../journal/actor-name.ts';
import type { ActorDetail, Concern, OpenRequest, Timeline } from '../../model/questions.ts';
import { deedOf, isWatcher, methodOf } from './deeds.ts';
import { ordinalText, spanText } from './span-text.ts';

export type SummaryDetail = Pick<
  ActorDetail,
  'actor' | 'machine' | 'state' | 'ageUs' | 'waits' | 'isOver' | 'mark' | 'requests' | 'children'
>;
export type SummaryTimeline = Pick<Timeline, 'spans' | 'titles'>;

const nouns: Readonly<Record<string, string>> = {
  sandbox: 'pod',
  container: 'container',
  pull: 'pull',
  exec: 'command',
  imageRemoval: 'removal',
};
export const nounOf = (machine: string | undefined): string => nouns[machine ?? ''] ?? 'actor';

/** What each outermost state means, where nothing is in flight. */
const meanings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sandbox: {
    preparing: 'is being prepared',
    ready: 'is ready',
    stopping: 'is being stopped',
    halfStopped: 'could not be stopped whole: it waits to be asked again',
    notready: 'is stopped',
    removing: 'is being removed',
    rollingBack: 'failed to start and is being undone',
    lost: 'is lost: its namespaces or its infra process are gone',
    unknown: 'is being looked at after a restart',
    removed: 'is removed',
  },
  container: {
    creating: 'is being created',
    restorable: 'waits to be restored from its checkpoint',
    restoring: 'is being restored from its checkpoint',
    'alive.created': 'is created and waits to be started',
    'alive.starting': 'is being started',
    'alive.running': 'is running',
    'alive.checkpointing': 'is being checkpointed',
    'alive.stopping.terminating': 'was told to end and has its grace period to do so',
    'alive.stopping.killing': 'is being killed',
    'alive.stopping': 'is being stopped',
    alive: 'is alive',
    settling: 'has ended; what it left behind is being ended too',
    exited: 'has ended',
    stray: 'could not be created, nor undone: its process may live',
    failed: 'has failed',
    rollingBack: 'failed to be created and is being undone',
    removing: 'is being removed',
    unknown: 'is being looked at after a restart',
    removed: 'is removed',
  },
  exec: { running: 'is running', ended: 'has ended' },
  pull: { working: 'is on its way', pulled: 'is done', failed: 'has failed' },
};

/** The longest beginning of the state that there are words for. */
export const meaningOf = (machine: string | undefined, state: string): string => {
  const known = meanings[machine ?? ''] ?? {};
  const words = (state.split(',')[0] ?? '').split('.');
  for (let count = words.length; count > 0; count -= 1) {
    const found = known[words.slice(0, count).join('.')];
    if (found !== undefined) return found;
  }
  return state === '' ? 'has no state that is known' : `is in ${state}`;
};

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** @param client who asks, for people: the kubelet is not known to be one, so it is "its client" */
export const summaryOf = (
  detail: SummaryDetail,
  timeline: SummaryTimeline | undefined,
  concerns: readonly Pick<Concern, 'kind' | 'text'>[] = [],
): readonly string[] => {
  const { machine, state, ageUs, isOver } = detail;
  const noun = nounOf(machine);
  const told: string[] = [];
  const waits = detail.waits.filter(({ service }) => !isWatcher(service));
  if (isOver) told.push(overText(detail));
  else if (waits.length === 0) {
    const since = ageUs === undefined ? '' : ageUs < 1000 ? ', since this very moment' : `, for ${spanText(ageUs)} now`;
    told.push(sentence(`this ${noun} ${meaningOf(machine, state)}${since}`));
  } else told.push(...waits.map((wait) => waitText(wait, timeline)));

  const loops = concerns.filter(({ kind }) => kind === 'crash loop');
  told.push(...loops.map(({ text }) => `Its container ${text}.`));
  if (!isOver && waits.length === 0 && loops.length === 0) told.push(...childrenText(detail, timeline?.titles ?? {}));
  told.push(...detail.requests.slice(0, 2).map((request) => requestText(request, timeline)));
  if (detail.requests.length > 2) told.push(`${detail.requests.length - 2} more requests wait.`);
  if (detail.mark !== undefined) told.push(sentence(`last trouble: ${detail.mark}`));
  return told;
};

/** Actors end with the daemon, too, whatever state they are in. */
const overText = ({ machine, state, mark }: SummaryDetail): string => {
  const noun = nounOf(machine);
  const meaning = meaningOf(machine, state);
  if (mark === 'crashed') return sentence(`this ${noun} crashed: it ${meaning}, and another takes its place`);
  return finals.has(state)
    ? sentence(`this ${noun} is over: it ${meaning}`)
    : sentence(`the daemon ended, and the actor of this ${noun} with it: the ${noun} ${meaning}`);
};
const finals: ReadonlySet<string> = new Set(['removed', 'pulled', 'failed', 'ended']);

const waitText = (
  { service, forUs, row }: SummaryDetail['waits'][number],
  timeline: SummaryTimeline | undefined,
): string => {
  const { being, who } = deedOf(service);
  const span = timeline?.spans.find((each) => each.kind === 'service' && each.row === row);
  const usual = span?.usualUs === undefined ? '' : `; usually that takes ${spanText(span.usualUs)}`;
  const since = forUs === undefined ? `${who} has not answered yet` : `${who} has not answered for ${spanText(forUs)}`;
  return sentence(`its ${being}: ${since}${usual}`);
};

/** How many came before it for the same thing: those that were passed on to the same actor. */
const triesBefore = ({ id, type, retries }: OpenRequest, timeline: SummaryTimeline | undefined): number => {
  const requests = (timeline?.spans ?? []).filter((span) => span.kind === 'request');
  const own = requests.find((span) => span.id === id);
  const same = requests.filter((span) => span.actor === own?.actor && span.label.split(' ')[0] === type);
  return Math.max(retries, own === undefined ? 0 : same.indexOf(own));
};

const requestText = (request: OpenRequest, timeline: SummaryTimeline | undefined): string => {
  const { type, forUs, leftUs } = request;
  const retries = triesBefore(request, timeline);
  const left =
    leftUs === undefined
      ? ''
      : leftUs > 0
        ? `, ${spanText(leftUs)} left`
        : `, and its client should have given up ${spanText(-leftUs)} ago`;
  const again = retries > 0 ? ` (its ${ordinalText(retries + 1)} try)` : '';
  return `${methodOf(type)}${again} waits for ${spanText(forUs)}${left}.`;
};

/** Containers that are named one by one; of more, how many there are of each kind. */
const mostNamed = 4;

/** A pod that rests is what its containers are. */
const childrenText = ({ machine, children }: SummaryDetail, titles: Timeline['titles']): readonly string[] => {
  if (machine !== 'sandbox') return [];
  const containers = children.filter((child) => child.machine === 'container' && !child.isOver);
  if (containers.length === 0) return ['It has no container.'];
  const named = new Map<string, ActorDetail['children'][number][]>();
  for (const each of containers) {
    const name = baseOf(titles[each.actor]) ?? ownIdOf(each.actor).slice(0, 12);
    named.set(name, [...(named.get(name) ?? []), each]);
  }
  if (named.size <= mostNamed)
    return [
      `Its container${named.size > 1 ? 's:' : ''} ${[...named].map(([name, lives]) => `${name} ${lifeText(lives)}`).join('; ')}.`,
    ];
  const counts = new Map<string, number>();
  for (const { state } of containers) {
    const meaning = meaningOf('container', state);
    counts.set(meaning, (counts.get(meaning) ?? 0) + 1);
  }
  return [
    sentence(
      `of its ${containers.length} containers, ${[...counts].map(([how, count]) => `${count}: each ${how}`).join('; ')}`,
    ),
  ];
};

/** A container of several attempts is what its newest is. */
const lifeText = (lives: readonly ActorDetail['children'][number][]): string => {
  const newest = lives.at(-1);
  const wait = newest?.waits.find(({ service }) => !isWatcher(service));
  const waits =
    wait?.forUs === undefined ? '' : ` (${deedOf(wait.service).who} has not answered for ${spanText(wait.forUs)})`;
  return `${meaningOf('container', newest?.state ?? '')}${waits}`;
};

/** `worker` of `worker (attempt 3)`. */
export const baseOf = (title: string | undefined): string | undefined => title?.replace(/ \(attempt \d+\)$/, '');
