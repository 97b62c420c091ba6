/** Which pods and containers a command is about: filters of lists, and finding the one that somebody named. */
import { Complaint } from '../complain.ts';
import { exitCodes } from '../exit-codes.ts';
import { shortenerOf } from './short-ids.ts';
import type { ContainerThing, PodThing } from './things.ts';

export interface Filters {
  /** Name, namespace/name or id prefix of the pod. */
  readonly pod?: string | undefined;
  readonly namespace?: string | undefined;
  /** `key=value`, or `key` for any value; all have to fit. */
  readonly labels: readonly string[];
  readonly states: readonly string[];
  /** A part of the name. */
  readonly name?: string | undefined;
}

export const isPodIn =
  ({ pod, namespace, labels, states, name }: Filters) =>
  (thing: PodThing): boolean =>
    isPodNamed(thing, pod) &&
    (namespace === undefined || thing.namespace === namespace) &&
    (name === undefined || thing.name.includes(name)) &&
    (states.length === 0 || states.includes(thing.state)) &&
    hasAll(thing.labels, labels);

/** Labels are the container's or its pod's. */
export const isContainerIn =
  ({ pod, namespace, labels, states, name }: Filters) =>
  (thing: ContainerThing): boolean =>
    isPodNamed(thing.pod, pod) &&
    (namespace === undefined || thing.pod.namespace === namespace) &&
    (name === undefined || thing.name.includes(name)) &&
    (states.length === 0 || states.includes(thing.state)) &&
    hasAll({ ...thing.pod.labels, ...thing.labels }, labels);

const isPodNamed = ({ id, name, namespace }: PodThing, wanted: string | undefined): boolean =>
  wanted === undefined || wanted === name || wanted === `${namespace}/${name}` || isPrefix(wanted, id);

const isPrefix = (text: string, id: string) => text !== '' && id.startsWith(text);

const hasAll = (labels: Readonly<Record<string, string>>, wanted: readonly string[]): boolean =>
  wanted.every((each) => {
    const [key = '', ...value] = each.split('=');
    return Object.hasOwn(labels, key) && (value.length === 0 || labels[key] === value.join('='));
  });

export interface Wanted {
  /** Take running ones, where there are both. */
  readonly prefersRunning?: boolean;
  /** The attempt before the last one. */
  readonly isPrevious?: boolean;
}

/**
 * The container that `text` names: `name`, `pod/name`, `namespace/pod/name`, or the beginning of its id. Of several
 * attempts of one container it is the last.
 * @throws Complaint that lists the candidates, where there is none or more than one.
 */
export const findContainer = (
  all: readonly ContainerThing[],
  text: string,
  { prefersRunning = false, isPrevious = false }: Wanted = {},
): ContainerThing => {
  const named = all.filter((thing) => namesOf(thing).includes(text));
  const found = named.length > 0 ? named : all.filter(({ id }) => isPrefix(text, id));
  const running = found.filter(({ state }) => state === 'running');
  const lives = attemptsOf(prefersRunning && running.length > 0 ? running : found);
  const [attempts, ...others] = lives;
  if (attempts === undefined) throw new Complaint([`troupe: there is no container ${text}`, ...hintsFor(all, text)]);
  if (others.length > 0) throw ambiguous(all, text, lives);
  const [last, before] = attempts;
  if (!isPrevious && last !== undefined) return last;
  const previous = named.length > 0 ? before : last && attemptsOf(all.filter(isSameAs(last)))[0]?.find(isBefore(last));
  if (previous !== undefined) return previous;
  throw new Complaint([`troupe: ${text} has no previous attempt`]);
};

/** Attempts of the same container, the last one first. */
const attemptsOf = (things: readonly ContainerThing[]): readonly (readonly ContainerThing[])[] => [
  ...Map.groupBy(things.toReversed().toSorted(later), fullNameOf).values(),
];
const later = (a: ContainerThing, b: ContainerThing) => Number(BigInt(b.createdAt) - BigInt(a.createdAt));
const isSameAs = (one: ContainerThing) => (other: ContainerThing) => fullNameOf(one) === fullNameOf(other);
const isBefore = (one: ContainerThing) => (other: ContainerThing) => BigInt(other.createdAt) < BigInt(one.createdAt);

export const fullNameOf = ({ name, pod }: ContainerThing): string => `${pod.namespace}/${pod.name}/${name}`;
const namesOf = (thing: ContainerThing): readonly string[] => [
  thing.name,
  `${thing.pod.name}/${thing.name}`,
  fullNameOf(thing),
];

const ambiguous = (
  all: readonly ContainerThing[],
  text: string,
  lives: readonly (readonly ContainerThing[])[],
): Complaint => {
  const shorten = shortenerOf(all.map(({ id }) => id));
  const candidates = lives
    .flatMap(([each]) => (each === undefined ? [] : [each]))
    .toSorted((a, b) => all.indexOf(a) - all.indexOf(b));
  return new Complaint(
    [
      `troupe: ${text} is more than one container:`,
      ...candidates.slice(0, mostShown).map((each) => `  ${shorten(each.id)}  ${fullNameOf(each)}  ${each.state}`),
      ...(candidates.length > mostShown ? [`  and ${candidates.length - mostShown} more`] : []),
    ],
    exitCodes.usage,
  );
};
const mostShown = 20;

const hintsFor = (all: readonly ContainerThing[], text: string): readonly string[] => {
  const near = [...new Set(all.filter((thing) => fullNameOf(thing).includes(text)).map(fullNameOf))];
  return near.length === 0 ? [] : ['  is it one of these?', ...near.slice(0, 5).map((name) => `  ${name}`)];
};
