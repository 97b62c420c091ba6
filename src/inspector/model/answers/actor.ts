/** Everything about one actor but what has questions of its own. */
import { actorRowOf, hasCrashed, isThere, lifeNamed, livesAt, type Now, stateAt, waitsAt } from '../at.ts';
import { labelOf } from '../labels.ts';
import { type LifeRows, lastUpTo } from '../lives.ts';
import { momentOf } from '../moments.ts';
import { openRequestsAt } from '../open-requests.ts';
import type { ActorDetail, AnswerOf } from '../questions.ts';
import type { Source } from '../source.ts';

const mostStates = 200;

export const actorAnswer = (source: Source, actor: string, now: Now): AnswerOf<'actor'> => {
  const life = lifeNamed(source, actor, now.row);
  if (life === undefined) return undefined;
  const { rows, strings } = source;
  const name = strings.textOf(life.name);
  const waits = waitsAt(source, now);
  const { row } = stateAt(source, life, now.row);
  const children = livesAt(source, now.row).filter(
    ({ parent, name: its }) => parent === life.name && its !== life.name,
  );
  const isOver = !isThere(life, now.row) || hasCrashed(life, now.row);
  return {
    ...actorRowOf(source, life, now, waits),
    moment: momentOf(source, now.row),
    ...labelOf(source, name),
    bornRow: life.bornRow < 0 ? undefined : life.bornRow,
    endRow: isOver ? (life.crashRow >= 0 ? life.crashRow : life.endRow) : undefined,
    edge:
      row < rows.first()
        ? undefined
        : {
            from: strings.textOf(rows.from(row)),
            to: stateAt(source, life, row).state,
            event: strings.textOf(rows.type(row)),
            row,
            us: rows.us(row),
          },
    children: children.map((child) => actorRowOf(source, child, now, waits, 1)),
    requests: openRequestsAt(source, now, waits, (its) => its === name || its.startsWith(`${name}/`)).filter(
      ({ actor: its }) => its === name || its.startsWith(`${name}/`),
    ),
    history: historyOf(source, life, now),
  };
};

const historyOf = (source: Source, life: LifeRows, now: Now): ActorDetail['history'] => {
  const { points } = life;
  const history: ActorDetail['history'][number][] = [];
  const last = lastUpTo(points.rows, now.row);
  const isOver = !isThere(life, now.row);
  let untilUs = isOver ? source.rows.us(life.endRow) : now.us;
  for (let place = last; place >= 0 && history.length < mostStates; place -= 1) {
    const row = points.rows[place] as number;
    const since = points.since[place] as number;
    const us = Number.isNaN(since) ? source.rows.us(row) : since;
    history.push({
      state: source.strings.textOf(points.states[place] ?? 0),
      event: source.strings.textOf(source.rows.type(row)),
      row: Math.max(row, source.rows.first()),
      us,
      forUs: untilUs - us,
    });
    untilUs = us;
  }
  return history;
};
