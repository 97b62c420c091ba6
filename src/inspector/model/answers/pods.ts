/** The pods, filtered and ordered, a window of them. */
import {
  actorRowOf,
  hasCrashed,
  isThere,
  livesAt,
  machineOf,
  type Now,
  stateAt,
  type WaitsAt,
  waitsAt,
  waitsOf,
} from '../at.ts';
import { labelOf } from '../labels.ts';
import type { LifeRows } from '../lives.ts';
import { isWatch } from '../open-requests.ts';
import { podFilterOf } from '../pod-filter.ts';
import type { AnswerOf, AskOf, PodOrder, PodRow } from '../questions.ts';
import type { Source } from '../source.ts';
import { toneOf } from '../tone.ts';

const mostRows = 500;

export const podsAnswer = (source: Source, ask: AskOf<'pods'>, now: Now): AnswerOf<'pods'> => {
  const filter = podFilterOf(ask.filter);
  const all = podsAt(source, now, filter.hasOver);
  const fitting = all.filter(filter.fits).sort(orders[ask.order] ?? orders.name);
  if (ask.isDescending) fitting.reverse();
  const offset = Math.max(0, Math.floor(ask.offset) || 0);
  const count = Math.max(0, Math.min(mostRows, Math.floor(ask.limit) || 0));
  return {
    total: all.length,
    fitting: fitting.length,
    rows: fitting.slice(offset, offset + count),
    wrong: filter.wrong,
  };
};

/** All pods at a moment, in the order of their births. */
export const podsAt = (source: Source, now: Now, hasOver = false): PodRow[] => {
  const { row } = now;
  const there = livesAt(source, row);
  const waits = waitsAt(source, now);
  const containers = new Map<number, LifeRows[]>();
  for (const life of there) {
    if (machineOf(source, life) !== 'container') continue;
    const same = containers.get(life.parent);
    if (same === undefined) containers.set(life.parent, [life]);
    else same.push(life);
  }
  const among = hasOver ? source.lives.all.filter(({ firstRow }) => firstRow <= row) : there;
  return among
    .filter((life) => machineOf(source, life) === 'sandbox')
    .map((life) => podRowOf(source, life, { now, waits, containers: containers.get(life.name) ?? [] }));
};

interface Around {
  readonly now: Now;
  readonly waits: WaitsAt;
  readonly containers: readonly LifeRows[];
}

const podRowOf = (source: Source, life: LifeRows, { now, waits, containers }: Around): PodRow => {
  const { actor, state, tone, ageUs, last, mark, isOver } = actorRowOf(source, life, now, waits);
  const its = isThere(life, now.row) ? containers : [];
  return {
    actor,
    ...labelOf(source, actor),
    state,
    tone,
    ageUs,
    containers: its.map((container) => {
      const name = source.strings.textOf(container.name);
      const at = stateAt(source, container, now.row).state;
      return {
        actor: name,
        name: labelOf(source, name).name,
        state: at,
        tone: toneOf('container', at, { hasCrashed: hasCrashed(container, now.row) }),
      };
    }),
    waits: isOver
      ? []
      : [life, ...its].flatMap((each) => waitsOf(source, each, now, waits)).filter(({ service }) => !isWatch(service)),
    last,
    mark,
    isOver,
  };
};

const byName = (a: PodRow, b: PodRow): number =>
  compare(a.name, b.name) || compare(a.namespace, b.namespace) || compare(a.actor, b.actor);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const troubleOf = ({ tone, mark, containers, waits }: PodRow): number => {
  if (mark !== undefined || tone === 'bad' || containers.some((each) => each.tone === 'bad')) return 0;
  return waits.length > 0 || tone === 'busy' ? 1 : 2;
};

const orders: Readonly<Record<PodOrder, (a: PodRow, b: PodRow) => number>> = {
  trouble: (a, b) => troubleOf(a) - troubleOf(b) || byName(a, b),
  name: byName,
  state: (a, b) => compare(a.state, b.state) || byName(a, b),
  age: (a, b) => (a.ageUs ?? 0) - (b.ageUs ?? 0) || byName(a, b),
  last: (a, b) => (a.last?.agoUs ?? 0) - (b.last?.agoUs ?? 0) || byName(a, b),
};
