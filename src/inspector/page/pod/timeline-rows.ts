/** Spans put into rows: each actor a group with its states, below it its requests and its calls, one row for each kind. */
import { shortName } from '../../../journal/actor-name.ts';
import type { Span, Timeline } from '../../model/questions.ts';
import { methodOf } from './deeds.ts';
import { baseOf } from './summary.ts';

export interface TimelineRow {
  readonly key: string;
  readonly kind: 'group' | 'state' | 'request' | 'service';
  readonly actor: string;
  readonly title: string;
  /** Which tool it is the work of. */
  readonly lane: string;
  readonly spans: readonly Span[];
  /** The same of another life, µs since its beginning. */
  readonly others: readonly Span[];
}

/** Lengths that would be drawn, no more than these: the newest. */
export const mostSpans = 600;

/** Regions of the pod's chart whose states are told by themselves. */
const regions: ReadonlySet<string> = new Set(['network', 'files', 'infra']);
/** `network` of `network.attaching`; a state of the whole is in none. */
const regionOf = (label: string): string => {
  const head = label.split('.')[0] ?? '';
  return regions.has(head) ? head : '';
};

/** A region whose state is as long as its call says nothing more. */
const isSaid = (state: Span, spans: readonly Span[]): boolean =>
  regionOf(state.label) !== '' &&
  spans.some(
    (each) =>
      each.kind === 'service' &&
      each.actor === state.actor &&
      each.fromUs === state.fromUs &&
      each.toUs === state.toUs &&
      each.lane !== 'watch',
  );

/** Attempts of one container are one group. */
const groupOf = (actor: string, titles: Timeline['titles']): string => {
  const title = baseOf(titles[actor]);
  return title === undefined || !actor.includes('/ctr:') ? actor : `ctr ${title}`;
};

const titleOf = (actor: string, lives: number, titles: Timeline['titles']): string => {
  const own = actor.slice(actor.lastIndexOf('/') + 1);
  const kind = own.slice(0, own.indexOf(':'));
  const what = kind === 'ctr' ? 'container' : kind;
  const name = lives > 1 ? baseOf(titles[actor]) : titles[actor];
  return `${what} ${name ?? shortName(own).replace(/^[a-z]+:/, '')}${lives > 1 ? ` ×${lives}` : ''}`;
};

export const timelineRows = (
  { spans, titles }: Pick<Timeline, 'spans' | 'titles'>,
  other?: Pick<Timeline, 'spans' | 'titles'>,
): readonly TimelineRow[] => {
  const shown = spans.slice(-mostSpans);
  const actors = [...new Set(shown.map(({ actor }) => actor))].sort((a, b) => rank(a) - rank(b));
  const counterparts = counterpartsOf(actors, other?.spans ?? []);
  const groups = Map.groupBy(actors, (actor) => groupOf(actor, titles));
  return [...groups.values()].flatMap((lives): readonly TimelineRow[] => {
    const [actor = ''] = lives;
    const own = shown.filter((span) => lives.includes(span.actor));
    const paired = new Set(lives.map((each) => counterparts.get(each)));
    const others = (other?.spans ?? []).filter((span) => paired.has(span.actor));
    const rows: TimelineRow[] = [
      {
        key: `${actor} states`,
        kind: 'group',
        actor,
        title: titleOf(actor, lives.length, titles),
        lane: 'state',
        spans: own.filter(({ kind, label }) => kind === 'state' && regionOf(label) === ''),
        others: [],
      },
    ];
    for (const span of own) {
      if (span.kind === 'state') {
        const region = regionOf(span.label);
        if (region === '' || isSaid(span, own)) continue;
        join(rows, actor, span, { kind: 'state', title: region, lane: 'state' });
      } else if (span.lane !== 'watch')
        join(rows, actor, span, {
          kind: span.kind,
          title: span.kind === 'request' ? `${methodOf(plain(span))}${tryOf(span, own)}` : plain(span),
          lane: span.lane,
        });
    }
    return rows.map((row) =>
      row.kind === 'group' || row.kind === 'state'
        ? row
        : { ...row, others: others.filter((each) => each.kind === row.kind && plain(each) === plainOf(row)) },
    );
  });
};

/** Of the same actor, the same request again: its client gave up and asks anew. */
const tryOf = (span: Span, own: readonly Span[]): string => {
  const tries = own.filter(
    (each) =>
      each.kind === 'request' && each.actor === span.actor && makers.has(plain(each)) && plain(each) === plain(span),
  );
  const count = tries.indexOf(span) + 1;
  return count < 2 ? '' : `, try ${count}`;
};
const makers: ReadonlySet<string> = new Set(['sandbox.run', 'container.create', 'container.start', 'image.pull']);

/** A failure's code is told behind the name. */
const plain = ({ label }: Span): string => label.split(' ')[0] ?? label;
const plainOf = ({ spans, title }: TimelineRow): string => (spans[0] === undefined ? title : plain(spans[0]));

/** Behind the try before it; else at the end. */
const placeOf = (rows: readonly TimelineRow[], { title }: Pick<TimelineRow, 'title'>): number => {
  const [name, isTry] = title.split(', try');
  const before = isTry === undefined ? -1 : rows.findLastIndex((each) => each.title.split(', try')[0] === name);
  return before < 0 ? rows.length : before + 1;
};

const join = (
  rows: TimelineRow[],
  actor: string,
  span: Span,
  row: Pick<TimelineRow, 'kind' | 'title' | 'lane'>,
): void => {
  const key = `${actor} ${row.kind} ${row.title}`;
  const place = rows.findIndex((each) => each.key === key);
  const found = rows[place];
  if (found === undefined) rows.splice(placeOf(rows, row), 0, { ...row, key, actor, spans: [span], others: [] });
  else rows[place] = { ...found, spans: [...found.spans, span] };
};

/** The pod, the pulls of its images, then what is in it, each in its order. */
const rank = (actor: string): number => (actor.startsWith('pull:') ? 1.5 : actor.split('/').length);

/** The pod's is the pod, the first container's the first container, and so on. */
const counterpartsOf = (actors: readonly string[], spans: readonly Span[]): ReadonlyMap<string, string> => {
  const others = [...new Set(spans.map(({ actor }) => actor))];
  const kindOf = (actor: string) => actor.replace(/:[^/]*/g, '');
  const taken = new Set<string>();
  const pairs = new Map<string, string>();
  for (const actor of actors) {
    const match = others.find((each) => !taken.has(each) && kindOf(each) === kindOf(actor));
    if (match === undefined) continue;
    taken.add(match);
    pairs.set(actor, match);
  }
  return pairs;
};
