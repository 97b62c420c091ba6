/** What is going on: who is in which state, who waits, what is wrong. */
import { hasCrashed, livesAt, machineOf, type Now, stateAt, waitsAt } from '../at.ts';
import { concernsAt } from '../concerns.ts';
import { journalRowOf } from '../journal-rows.ts';
import { lastUpTo } from '../lives.ts';
import { momentOf, rowAtUs } from '../moments.ts';
import { openRequestsAt } from '../open-requests.ts';
import type { Overview, StateCount, Trouble } from '../questions.ts';
import { kinds, type Source } from '../source.ts';
import { outermostOf, toneOf } from '../tone.ts';

const mostTroubles = 100;
const mostStarts = 100;

export const overviewAnswer = (source: Source, now: Now): Overview => {
  const { rows } = source;
  const waits = waitsAt(source, now);
  const requests = openRequestsAt(source, now, waits);
  const first = rows.first();
  return {
    moment: momentOf(source, now.row),
    counts: countsAt(source, now),
    requests,
    concerns: concernsAt(source, now, waits, requests),
    troubles: troublesAt(source, now),
    starts: startsAt(source, now),
    health: {
      recordsPerSecond: now.row < first ? 0 : now.row - rowAtUs(source, now.us - 1_000_000),
      records: rows.end(),
      lost: source.lost(),
      fromUs: rows.us(first),
      toUs: now.us,
      lives: rows.run(now.row),
    },
  };
};

const countsAt = (source: Source, { row }: Now): readonly StateCount[] => {
  const counts = new Map<string, { machine: string; state: string; actors: number; tone: StateCount['tone'] }>();
  for (const life of livesAt(source, row)) {
    const machine = machineOf(source, life);
    if (machine === '') continue;
    const crashed = hasCrashed(life, row);
    const { state } = stateAt(source, life, row);
    const outermost = crashed ? 'crashed' : outermostOf(state);
    const key = `${machine} ${outermost}`;
    const known = counts.get(key);
    if (known === undefined)
      counts.set(key, { machine, state: outermost, actors: 1, tone: toneOf(machine, state, { hasCrashed: crashed }) });
    else known.actors += 1;
  }
  const rank = (machine: string) => (machine === 'sandbox' ? 0 : machine === 'container' ? 1 : 2);
  return [...counts.values()].toSorted(
    (a, b) => rank(a.machine) - rank(b.machine) || a.machine.localeCompare(b.machine) || b.actors - a.actors,
  );
};

const troubleKind = (source: Source, row: number): string => {
  switch (source.rows.kind(row)) {
    case kinds.D:
      return 'dead letter';
    case kinds.R:
    case kinds.I:
      return 'service failed';
    case kinds.Z:
      return 'crashed';
    case kinds.V:
      return 'violation';
    case kinds.G:
      return 'gap';
    default:
      return 'refused';
  }
};

const troublesAt = (source: Source, { row }: Now): readonly Trouble[] => {
  const newest = lastUpTo(source.troubles, row);
  const found: Trouble[] = [];
  for (let place = newest; place >= 0 && found.length < mostTroubles; place -= 1) {
    const at = source.troubles[place] as number;
    const { us, wallUs, actor, text } = journalRowOf(source, at);
    // A refusal is said to the client, by whom it is about.
    const from = actor === 'client' ? source.strings.textOf(source.rows.from(at)) : actor;
    found.push({ row: at, us, wallUs, actor: from, kind: troubleKind(source, at), text });
  }
  return found;
};

const startsAt = (source: Source, { row }: Now): Overview['starts'] => {
  const { rows } = source;
  const all = [...source.requests.ofType('sandbox.run'), ...source.requests.ofType('RunPodSandbox')];
  const starts: Overview['starts'][number][] = [];
  for (let place = all.length - 1; place >= 0 && starts.length < mostStarts; place -= 1) {
    const asked = all[place] as number;
    const end = rows.link(asked);
    if (asked > row || asked < rows.first() || end < 0 || end > row || rows.request(end) !== rows.request(asked))
      continue;
    starts.push({
      actor: source.strings.textOf(rows.actor(asked)),
      us: rows.us(asked),
      tookUs: rows.us(end) - rows.us(asked),
      isOk: !rows.isBad(end),
    });
  }
  return starts.reverse();
};
