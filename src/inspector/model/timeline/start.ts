/** Where the start of a thing begins and ends, in its spans. */
import { partsOfName } from '../../../journal/actor-name.ts';
import { isWithin } from './seen.ts';
import type { RawSpan } from './spans.ts';

/** What makes a thing of each kind; by the first part of its name. */
const makers: Readonly<Record<string, string>> = {
  pod: 'sandbox.run',
  ctr: 'container.create',
  pull: 'image.pull',
};

/** The request that it was made for; undefined: that is not in the records. */
export const beginningOf = (spans: readonly RawSpan[], actor: string): RawSpan | undefined => {
  const maker = makers[partsOfName(actor).at(-1)?.kind ?? ''];
  return spans.find(({ kind, label, actor: its }) => kind === 'request' && label === maker && isWithin(its, actor));
};

/**
 * The answer with which it has started: of a pod, the last of the first starts of its containers that were asked for before any of them
 * ended; where there are none, of its run. A client that gives up and asks again has not ended it. Undefined: it is starting.
 */
export const endOfStart = (spans: readonly RawSpan[], actor: string): RawSpan | undefined => {
  const begin = beginningOf(spans, actor);
  if (begin === undefined) return undefined;
  const kind = partsOfName(actor).at(-1)?.kind;
  if (kind === 'pull') return begin.toUs === undefined ? undefined : begin;
  // Whatever ends in it, ends its start.
  const ended = Math.min(
    ...spans
      .filter((span) => span.kind === 'state' && isWithin(span.actor, actor) && isEnd(span.label))
      .map(({ row }) => row),
  );
  const parts = spans.filter(
    (span) =>
      span.kind === 'request' &&
      isWithin(span.actor, actor) &&
      span.row < ended &&
      (span.label === begin.label || span.label === 'container.create' || span.label === 'container.start'),
  );
  if (parts.some(({ toUs }) => toUs === undefined)) return undefined;
  const answered = parts.filter(({ outcome }) => outcome !== 'cancel');
  return answered.reduce<RawSpan | undefined>(
    (last, each) => ((last?.endRow ?? -1) < (each.endRow ?? -1) ? each : last),
    undefined,
  );
};

const isEnd = (label: string): boolean =>
  /^(settling|exited|removing|rollingBack|stopping|notready|lost|alive\.stopping)\b/.test(label);
