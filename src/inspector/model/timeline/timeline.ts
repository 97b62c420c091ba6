/** A pod's start, or a life, as a timeline: spans, which of them decided, what they take otherwise, and where nothing happened. */
import type { Span, Timeline } from '../questions.ts';
import { criticalOf } from './critical.ts';
import { gapsIn } from './gaps.ts';
import type { Seen } from './seen.ts';
import { isWithin } from './seen.ts';
import { kindOfSpan, openSpans, type RawSpan } from './spans.ts';
import { beginningOf, endOfStart } from './start.ts';
import { titlesOf } from './titles.ts';
import type { Habits } from './usual.ts';

export interface TimelineInput {
  /** The actor's and those below it, pulls of its images, and inputs that name it; in order, of one life of the daemon. */
  readonly seen: readonly Seen[];
  readonly actor: string;
  /** Pulls that count as its own. */
  readonly pulls: readonly string[];
  readonly nowUs: number;
  /** Its whole life, not its start alone. */
  readonly isWhole: boolean;
  readonly habits: Habits;
}

/** What takes so much longer than usual is told. */
const leastFactor = 2;
const leastExcessUs = 5000;
/** Of all that is drawn: less has not made it slow. */
const leastShare = 0.02;

export const timelineOf = ({ seen, actor, pulls, nowUs, isWhole, habits }: TimelineInput): Timeline => {
  const making = openSpans((name) => isWithin(name, actor) || pulls.some((pull) => isWithin(name, pull)));
  for (const each of seen) making.see(each);
  const all = making.spans();
  const first = beginningOf(all, actor);
  const fromUs = Math.min(first?.fromUs ?? nowUs, ...all.filter(isOfStart(pulls)).map((span) => span.fromUs));
  const end = isWhole ? undefined : endOfStart(all, actor);
  const toUs = end?.toUs ?? endOf(all, nowUs);
  const drawn = all.filter((span) => span.fromUs <= toUs && (span.toUs ?? nowUs) >= fromUs);

  const goals = goalsOf(all, end, actor);
  const critical = criticalOf({ seen, spans: all, goals, root: first?.id });
  const spans = drawn.map((span): Span => {
    const usual = habits.of(kindOfSpan(span), actor);
    const { failure, ...rest } = span;
    return {
      ...rest,
      label: failure === undefined ? span.label : `${span.label} ${failure}`,
      isCritical: (critical.has(span.id) && !hasGivenUp(span)) || (end === undefined && isWaiting(span)),
      usualUs: usual?.us,
      usualOf: usual?.of ?? 0,
    };
  });
  const gaps = gapsIn(
    { fromUs, toUs },
    drawn.filter(isWork).map((span) => ({ fromUs: span.fromUs, toUs: span.toUs ?? nowUs })),
  );
  const idleUs = gaps.reduce((sum, gap) => sum + gap.toUs - gap.fromUs, 0);
  const usualStart = first === undefined ? undefined : habits.of(kindOfSpan(first), actor);
  return {
    fromUs,
    toUs,
    startUs: tookOfStart(all, first),
    usualStartUs: usualStart?.us,
    usualOf: usualStart?.of ?? 0,
    spans,
    gaps,
    slower: slowerOf(drawn, habits, actor, { nowUs, leastUs: (toUs - fromUs - idleUs) * leastShare }),
    titles: titlesOf(seen, all),
  };
};

/** Its client went, and decided nothing. */
const hasGivenUp = ({ kind, outcome }: RawSpan): boolean => kind === 'request' && outcome === 'cancel';

/** Somebody waits for it now. */
const isWaiting = ({ kind, toUs }: RawSpan): boolean => kind === 'request' && toUs === undefined;

/** From when it was first asked for until who asked, or who asked again, had an answer. */
const tookOfStart = (spans: readonly RawSpan[], first: RawSpan | undefined): number | undefined => {
  if (first === undefined) return undefined;
  const tries = spans.filter(({ kind, label }) => kind === 'request' && label === first.label);
  const answered = tries.find(({ outcome }) => outcome === 'ok' || outcome === 'err');
  return answered?.toUs === undefined ? undefined : answered.toUs - first.fromUs;
};

/** A pull may have begun before its pod. */
const isOfStart =
  (pulls: readonly string[]) =>
  ({ actor }: RawSpan): boolean =>
    pulls.some((pull) => isWithin(actor, pull));

const isWork = ({ kind, lane }: RawSpan): boolean => kind !== 'state' && lane !== 'watch';

const endOf = (spans: readonly RawSpan[], nowUs: number): number =>
  spans.some(({ toUs, lane, kind }) => toUs === undefined && lane !== 'watch' && kind !== 'state')
    ? nowUs
    : Math.max(0, ...spans.filter(isWork).map(({ toUs, fromUs }) => toUs ?? fromUs));

/** Rows at which to begin looking back: what is waited for now; else the answer that ended it. */
const goalsOf = (spans: readonly RawSpan[], end: RawSpan | undefined, actor: string): readonly number[] => {
  if (end?.endRow !== undefined) return end.outcome === 'cancel' ? inFlightAt(spans, end.endRow) : [end.endRow];
  const open = spans.filter((span) => span.kind === 'service' && span.toUs === undefined && span.lane !== 'watch');
  if (open.length > 0) return open.map(({ row }) => row);
  const answered = spans
    .filter(({ kind, endRow, actor: its }) => kind === 'request' && endRow !== undefined && isWithin(its, actor))
    .reduce<RawSpan | undefined>((last, each) => ((last?.endRow ?? -1) < (each.endRow ?? -1) ? each : last), undefined);
  if (answered?.endRow === undefined) return [];
  // Who gave up waited for what was in flight then.
  return answered.outcome === 'cancel' ? inFlightAt(spans, answered.endRow) : [answered.endRow];
};

const inFlightAt = (spans: readonly RawSpan[], row: number): readonly number[] =>
  spans
    .filter(
      ({ kind, lane, row: begin, endRow }) =>
        kind === 'service' && lane !== 'watch' && begin < row && (endRow ?? row) >= row,
    )
    .map((span) => span.row);

const slowerOf = (
  spans: readonly RawSpan[],
  habits: Habits,
  actor: string,
  { nowUs, leastUs }: { readonly nowUs: number; readonly leastUs: number },
): Timeline['slower'] => {
  const slower = spans
    .filter(({ kind, lane }) => kind === 'service' && lane !== 'watch')
    .flatMap((span) => {
      const usual = habits.of(kindOfSpan(span), actor);
      const tookUs = (span.toUs ?? nowUs) - span.fromUs;
      if (usual === undefined || usual.us <= 0 || tookUs < usual.us * leastFactor) return [];
      if (tookUs - usual.us < Math.max(leastExcessUs, leastUs)) return [];
      return [{ label: span.label, factor: tookUs / usual.us, tookUs, usualUs: usual.us, row: span.row }];
    })
    .sort((a, b) => b.tookUs - b.usualUs - (a.tookUs - a.usualUs));
  // Of what is done again and again, the worst.
  return slower.filter(({ label }, index) => slower.findIndex((each) => each.label === label) === index);
};
