/** Containers of one name in one pod that end by themselves, again and again. */
import { ownIdOf, partsOfName } from '../../journal/actor-name.ts';
import { durationText } from '../../journal/wording.ts';
import { isThere, type Now } from './at.ts';
import { lastUpTo } from './lives.ts';
import type { Concern } from './questions.ts';
import { kinds, type Source } from './source.ts';

/** The kubelet waits five minutes at most between two tries. */
const windowUs = 15 * 60_000_000;
const leastEnds = 3;
const mostLooked = 5000;

interface Loop {
  readonly actor: string;
  readonly name: string;
  readonly row: number;
  ends: number;
  firstUs: number;
  attempt: number;
}

export const crashLoopsAt = (source: Source, now: Now): readonly Concern[] => {
  const { rows, strings, exits } = source;
  const loops = new Map<string, Loop>();
  const last = lastUpTo(exits, now.row);
  for (let place = last; place >= Math.max(0, last - mostLooked); place -= 1) {
    const row = exits[place] as number;
    if (row < rows.first() || now.us - rows.us(row) > windowUs) break;
    const actor = strings.textOf(rows.actor(row));
    const named = source.naming.container(ownIdOf(actor));
    const podId = partsOfName(actor)[0]?.id ?? '';
    const pod = source.lives.newest(rows.run(row), strings.find(actor.split('/')[0] ?? ''));
    if (named === undefined || pod === undefined || !isThere(pod, now.row)) continue;
    const key = JSON.stringify([podId, named.name]);
    const loop = loops.get(key);
    if (loop === undefined)
      loops.set(key, { actor, name: named.name, row, ends: 1, firstUs: rows.us(row), attempt: named.attempt });
    else {
      loop.ends += 1;
      loop.firstUs = rows.us(row);
      loop.attempt = Math.max(loop.attempt, named.attempt);
    }
  }
  return [...loops.values()].flatMap(({ actor, name, row, ends, firstUs, attempt }): readonly Concern[] => {
    if (ends < leastEnds) return [];
    const forUs = now.us - firstUs;
    const code = exitCodeOf(source, row);
    const last = code === undefined ? '' : `, last with exit code ${code}`;
    const text = `${name} has ended by itself ${ends} times in ${durationText(forUs)}${last}; its client makes it again: attempt ${attempt}`;
    return [{ kind: 'crash loop', actor: newestOf(source, actor, name, now) ?? actor, text, forUs, row, tone: 'bad' }];
  });
};

/** What the watcher saw: the input that the step came of. */
const exitCodeOf = (source: Source, row: number): number | undefined => {
  let at = row;
  for (let hops = 0; hops < 3 && at >= 0 && source.rows.kind(at) !== kinds.I; hops += 1) at = source.rows.cause(at);
  const record = at < 0 ? undefined : source.record(at);
  const seen =
    record?.k === 'I' ? (record.e as { readonly exitCode?: unknown } | null | undefined)?.exitCode : undefined;
  return typeof seen === 'number' ? seen : undefined;
};

/** Of the name in the same pod: the container that is there now, if there is one. */
const newestOf = (source: Source, actor: string, name: string, { row }: Now): string | undefined => {
  const pod = source.strings.find(actor.split('/')[0] ?? '');
  const life = source.lives.all.findLast(
    (each) =>
      each.parent === pod &&
      isThere(each, row) &&
      source.naming.container(ownIdOf(source.strings.textOf(each.name)))?.name === name,
  );
  return life === undefined ? undefined : source.strings.textOf(life.name);
};
