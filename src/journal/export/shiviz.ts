/**
 * A recording as a log for ShiViz: for each event two lines, its place with its vector clock, and what it was.
 * Source: ShiViz, Log parser; the regular expression is its default one, {@link shivizParser}.
 */
import { laneOfName } from '../actor-name.ts';
import type { JournalRecord } from '../format.ts';
import type { Told } from '../recording.ts';
import { actorOf } from '../subject.ts';
import { lineOf, numberText, saidText } from '../wording.ts';

/** To be put beside the log. */
export const shivizParser = String.raw`(?<host>\S*) (?<clock>{.*})\n(?<event>.*)`;

/** Records whose vector clocks are kept, for what they cause. */
const maxKept = 10_000;

export const shivizExport = () => {
  const clocks = new Map<string, Map<string, number>>();
  /** The clock of what was sent, by the number of its record. */
  const sent = new Map<number, ReadonlyMap<string, number>>();
  let run = 0;

  const step = (
    host: string,
    causes: readonly (ReadonlyMap<string, number> | undefined)[],
  ): ReadonlyMap<string, number> => {
    const clock = clocks.get(host) ?? new Map<string, number>();
    clocks.set(host, clock);
    for (const other of causes)
      for (const [name, at] of other ?? []) clock.set(name, Math.max(clock.get(name) ?? 0, at));
    clock.set(host, (clock.get(host) ?? 0) + 1);
    return new Map(clock);
  };
  const linesOf = (host: string, clock: ReadonlyMap<string, number>, event: string): readonly string[] => [
    `${host} ${JSON.stringify(Object.fromEntries(clock))}`,
    event,
  ];
  const keep = (q: number, clock: ReadonlyMap<string, number>) => {
    sent.set(q, clock);
    if (sent.size > maxKept) for (const oldest of sent.keys()) if (sent.delete(oldest)) break;
  };

  return {
    see: ({ record, run: its }: Told): readonly string[] => {
      if (its !== run) {
        run = its;
        sent.clear();
      }
      const host = hostOf(record);
      if (host === undefined) return [];
      const { who, what } = lineOf(record);
      const cause = record.c === undefined ? undefined : sent.get(record.c);
      if (record.k !== 'M' || record.f === undefined || hostOfName(record.f) === host) {
        const clock = step(host, [cause]);
        keep(record.q, clock);
        return linesOf(host, clock, `${numberText(record.q)} ${who} ${what}`);
      }
      const from = hostOfName(record.f);
      const sending = step(from, [cause]);
      const hearing = step(host, [sending]);
      keep(record.q, hearing);
      return [
        ...linesOf(from, sending, `${numberText(record.q)} says ${saidText(record.e)}`),
        ...linesOf(host, hearing, `${numberText(record.q)} hears ${saidText(record.e)}`),
      ];
    },
  };
};

const hostOfName = (name: string): string =>
  (name === 'client' ? 'clients' : laneOfName(name)).replace(/\s/g, '_') || 'daemon';

const hostOf = (record: JournalRecord): string | undefined => {
  switch (record.k) {
    case 'I':
      return record.s === 'rpc' || record.s === 'cancel' ? 'clients' : hostOfName(actorOf(record));
    case 'E':
    case 'R':
    case 'M':
    case 'T':
    case 'A':
    case 'Z':
    case 'D':
      return hostOfName(actorOf(record));
    case 'O':
      return record.ph === 'request' ? 'clients' : 'runtime';
    default:
      return undefined;
  }
};
