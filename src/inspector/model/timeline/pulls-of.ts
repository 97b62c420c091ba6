/** The pulls that a pod waited for: of its containers' images, after the pod was asked for and before the container was. */
import { kinds, type Source } from '../source.ts';
import { textIn } from './inside.ts';
import type { Seen } from './seen.ts';

/** Pulls that are looked at, no more than these: the newest. */
const mostPulls = 2000;

/** @param seen of the pod. @returns names of pulls */
export const pullsOf = (source: Source, seen: readonly Seen[]): readonly string[] => {
  const { rows, strings, lives } = source;
  const first = seen[0]?.row ?? 0;
  const run = rows.run(first);
  const wanted = new Map<string, number>();
  for (const { row, record } of seen) {
    if (record.k !== 'I' || record.s !== 'rpc' || textIn(record.e, 'type') !== 'container.create') continue;
    for (const field of ['image', 'userSpecifiedImage']) {
      const image = textIn(record.e, 'config', 'image', field);
      if (image !== '') wanted.set(image, row);
    }
  }
  if (wanted.size === 0) return [];
  const machine = strings.find('pull');
  return lives.all
    .filter((life) => life.run === run && life.machine === machine && life.bornRow >= first)
    .slice(-mostPulls)
    .filter(({ bornRow }) => {
      const asked = rows.cause(rows.cause(bornRow));
      if (asked < 0 || rows.kind(asked) !== kinds.I) return false;
      const record = source.record(asked);
      const reference = record?.k === 'I' ? textIn(record.e, 'reference') : '';
      return bornRow < (wanted.get(reference) ?? -1);
    })
    .map(({ name }) => strings.textOf(name));
};
