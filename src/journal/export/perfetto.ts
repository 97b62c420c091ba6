/**
 * A recording as a trace that Perfetto and chrome://tracing read. RPCs, states of actors and calls of services overlap, so each is
 * an asynchronous span (`b`, `e`) with an id of its own; messages are short slices with a flow (`s`, `f`) from one to the other.
 *
 * Source: Trace Event Format (Chromium): ts and dur in µs; async events are matched by cat, id and scope; a flow binds to the slice
 * around it on its thread, with `bp: "e"` at its end.
 */
import { laneOfName, ownIdOf, shortName } from '../actor-name.ts';
import type { JournalRecord } from '../format.ts';
import type { Told } from '../recording.ts';
import { actorOf, requestOf, typeOf } from '../subject.ts';
import { clean, saidText, stateText } from '../wording.ts';

export type TraceEvent = {
  readonly ph: 'M' | 'b' | 'e' | 'n' | 'X' | 's' | 'f' | 'i';
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly name: string;
  readonly cat?: string;
  readonly id?: string;
  readonly dur?: number;
  readonly bp?: 'e';
  readonly s?: 't' | 'p';
  readonly args?: Readonly<Record<string, string | number | boolean>>;
};

interface Open {
  readonly cat: string;
  readonly id: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
}

export interface PerfettoExport {
  readonly see: (told: Told) => readonly TraceEvent[];
  /** Ends what is open. */
  readonly end: () => readonly TraceEvent[];
}

/** Long enough to be seen and to hold the end of a flow, µs. */
const sliceUs = 1;

/** Processes of the trace: the clients, the daemon itself, and a pod each; threads: actors, calls by their services. */
export const perfettoExport = (): PerfettoExport => {
  const processes = new Map<string, number>();
  const threads = new Map<string, { readonly pid: number; readonly tid: number }>();
  const open = new Map<string, Open>();
  let fresh: TraceEvent[] = [];
  let lastUs = 0;
  let run = 0;

  const processOf = (name: string): number => {
    const found = processes.get(name);
    if (found !== undefined) return found;
    const pid = processes.size + 1;
    processes.set(name, pid);
    fresh.push({ ph: 'M', pid, tid: 0, ts: 0, name: 'process_name', args: { name: clean(name) } });
    return pid;
  };
  const threadOf = (actor: string): { readonly pid: number; readonly tid: number } => {
    const [top = ''] = actor.split('/');
    const lane = laneOfName(top);
    const process =
      actor === 'clients'
        ? 'clients'
        : lane.startsWith('pod:')
          ? shortName(lane)
          : lane === 'daemon'
            ? 'daemon'
            : shortName(lane);
    const found = threads.get(actor);
    if (found !== undefined) return found;
    const pid = processOf(process);
    const place = { pid, tid: threads.size + 1 };
    threads.set(actor, place);
    fresh.push({ ph: 'M', ...place, ts: 0, name: 'thread_name', args: { name: clean(shortName(actor)) } });
    return place;
  };
  const begin = (
    key: string,
    actor: string,
    span: { readonly cat: string; readonly id: string; readonly name: string },
    ts: number,
    args: TraceEvent['args'] = {},
  ) => {
    finish(key, ts);
    const made = { ...span, ...threadOf(actor) };
    open.set(key, made);
    fresh.push({ ph: 'b', ...made, ts, args });
  };
  const finish = (key: string, ts: number, args: TraceEvent['args'] = {}) => {
    const span = open.get(key);
    if (span === undefined) return;
    open.delete(key);
    fresh.push({ ph: 'e', ...span, ts, args });
  };
  const instant = (actor: string, name: string, ts: number, args: TraceEvent['args'] = {}) =>
    fresh.push({ ph: 'i', s: 't', ...threadOf(actor), ts, name: clean(name), cat: 'note', args });
  const message = (record: JournalRecord & { readonly k: 'M' }, ts: number) => {
    const name = saidText(record.e);
    const to = threadOf(record.a === 'client' ? 'clients' : record.a);
    const from = threadOf(record.f === undefined ? 'clients' : record.f);
    const id = `${run}.${record.q}`;
    const args = { q: record.q, ...(record.c === undefined ? {} : { cause: record.c }) };
    fresh.push(
      { ph: 'X', ...from, ts, dur: sliceUs, name: `→ ${name}`, cat: 'message', args },
      { ph: 's', ...from, ts, id, name: 'message', cat: 'message' },
      { ph: 'X', ...to, ts, dur: sliceUs, name, cat: 'message', args },
      { ph: 'f', bp: 'e', ...to, ts, id, name: 'message', cat: 'message' },
    );
  };

  const tell = (record: JournalRecord, ts: number): void => {
    const key = (kind: string, id: string) => `${kind} ${run} ${id}`;
    const span = (cat: string, id: string, name: string) => ({ cat, id: `${cat}:${run}:${id}`, name: clean(name) });
    switch (record.k) {
      case 'I': {
        const id = requestOf(record);
        if (record.s === 'rpc')
          begin(key('rpc', id), 'clients', span('rpc', id, typeOf(record)), ts, {
            q: record.q,
            request: id,
            actor: actorOf(record),
          });
        else if (record.s === 'cancel') finish(key('rpc', id), ts, { outcome: 'cancelled' });
        else instant(actorOf(record) || 'daemon', `${record.s}: ${saidText(typeOf(record))}`, ts, { q: record.q });
        return;
      }
      case 'M': {
        const id = requestOf(record);
        if (record.a === 'client') finish(key('rpc', id), ts, { outcome: record.e });
        else if (record.f === undefined && id !== '' && !open.has(key('rpc', id)))
          begin(key('rpc', id), 'clients', span('rpc', id, record.e), ts, {
            q: record.q,
            request: id,
            actor: record.a,
          });
        message(record, ts);
        return;
      }
      case 'A':
        threadOf(record.a);
        return;
      case 'T':
        begin(key('state', record.a), record.a, span('state', record.a, stateText(record.v1)), ts, {
          q: record.q,
          by: record.e,
        });
        return;
      case 'Z':
        finish(key('state', record.a), ts, { how: record.how });
        if (record.how === 'error') instant(record.a, 'crashed', ts, { q: record.q });
        return;
      case 'E':
        begin(
          key('effect', record.n),
          `${record.a}/${ownIdOf(record.n)}`,
          span('effect', record.n, ownIdOf(record.n)),
          ts,
          { q: record.q },
        );
        return;
      case 'R':
        finish(key('effect', record.n), ts, {
          outcome: record.o,
          ...(record.e === undefined ? {} : { failure: record.e }),
        });
        return;
      case 'D':
        instant(record.a, `✗ ${saidText(record.e)} (${record.why})`, ts, { q: record.q });
        return;
      case 'V':
        instant(record.subject || 'daemon', `! ${record.name}: ${record.message}`, ts, { q: record.q });
        return;
      case 'G':
        instant('daemon', `${record.lost} records are missing: ${record.why}`, ts);
        return;
      case 'N':
        instant('daemon', record.e, ts);
        return;
      case 'O': {
        const id = requestOf(record);
        if (record.ph === 'request')
          begin(key('rpc', id), actorOf(record) || 'clients', span('rpc', id, record.m ?? ''), ts, { q: record.q });
        else if (record.ph === 'answer') finish(key('rpc', id), ts, { status: record.s ?? 2 });
        else if (record.ph === 'cancel' || record.ph === 'deadline') finish(key('rpc', id), ts, { outcome: record.ph });
        else if (record.ph === 'injected') instant('clients', `fault: ${record.e ?? ''}`, ts, { q: record.q });
        return;
      }
      case 'C':
        return;
    }
  };

  const taken = (): readonly TraceEvent[] => {
    const events = fresh;
    fresh = [];
    return events;
  };
  const closeAll = (ts: number) => {
    for (const key of [...open.keys()]) finish(key, ts, { isOpen: true });
  };
  return {
    see: ({ record, us, run: its }) => {
      if (its !== run) {
        closeAll(lastUs); // a daemon that is gone has no states
        run = its;
      }
      lastUs = Math.max(lastUs, us);
      tell(record, Math.max(0, us));
      return taken();
    },
    end: () => {
      closeAll(lastUs + sliceUs);
      return taken();
    },
  };
};
