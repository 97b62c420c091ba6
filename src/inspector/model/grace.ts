/** When a container that was asked to end will be killed. */
import type { Now } from './at.ts';
import type { LifeRows } from './lives.ts';
import type { Source } from './source.ts';

const mostLooked = 2000;

/** The earliest that any of its stops asked for, µs since the first record; undefined: none is known. */
export const killDueUs = (source: Source, life: LifeRows, { row }: Now): number | undefined => {
  const { rows, strings } = source;
  const name = strings.textOf(life.name);
  const own = name.slice(name.lastIndexOf('/') + 1).replace(/#\d+$/, '');
  const actor = strings.find(own);
  const stops = source.requests.ofType('container.stop');
  let due: number | undefined;
  for (let place = stops.length - 1; place >= Math.max(0, stops.length - mostLooked); place -= 1) {
    const asked = stops[place] as number;
    if (asked > row || rows.actor(asked) !== actor) continue;
    if (asked < life.firstRow) break;
    const graceMs = graceIn(source, asked);
    if (graceMs === undefined) continue;
    const its = rows.us(asked) + graceMs * 1000;
    due = due === undefined ? its : Math.min(due, its);
  }
  return due;
};

const graceIn = (source: Source, row: number): number | undefined => {
  const record = source.record(row);
  const command: unknown = record?.k === 'I' ? record.e : undefined;
  const graceMs: unknown =
    typeof command === 'object' && command !== null ? (command as { readonly graceMs?: unknown }).graceMs : undefined;
  return typeof graceMs === 'number' && Number.isFinite(graceMs) ? graceMs : undefined;
};
