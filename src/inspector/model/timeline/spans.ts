/** What happened in and for an actor as spans: requests of clients, states, calls of services. Pure; records come in order. */
import { ownIdOf, partsOfName } from '../../../journal/actor-name.ts';
import type { InputRecord, JournalRecord } from '../../../journal/format.ts';
import { actorOf, typeOf } from '../../../journal/subject.ts';
import type { Span } from '../questions.ts';
import { type Capability, capabilityOf } from './capability.ts';
import { regionsOf } from './regions.ts';
import { isWithin, type Seen } from './seen.ts';

/** A span before it is compared with others. */
export interface RawSpan {
  readonly id: string;
  actor: string;
  readonly label: string;
  readonly kind: Span['kind'];
  readonly lane: Capability;
  readonly fromUs: number;
  readonly row: number;
  toUs: number | undefined;
  endRow: number | undefined;
  outcome: Span['outcome'];
  /** How it failed: a code. */
  failure: string | undefined;
}

export interface SpansMaking {
  readonly see: (seen: Seen) => void;
  /** In the order of their beginnings. */
  readonly spans: () => readonly RawSpan[];
}

/** A region of an actor that has come to an end of its own: nothing is done there. */
const isDone = (label: string): boolean => /\.(none|skipped|attached|written|failed)$/.test(label);

/**
 * @param wants whether an actor is one of those whose spans are made: a pod with what is in it, a pull
 */
export const openSpans = (wants: (actor: string) => boolean): SpansMaking => {
  const spans: RawSpan[] = [];
  const calls = new Map<string, RawSpan>();
  /** Requests by id: those of ours, and those of which it is not known yet. */
  const requests = new Map<string, RawSpan>();
  const unknown = new Map<string, { readonly input: InputRecord; readonly seen: Seen }>();
  /** Number of the message that a request came as, to its id. */
  const messages = new Map<number, string>();
  /** What each region of an actor is in. */
  const states = new Map<string, Map<string, RawSpan>>();
  /** The end of an actor is told before the state that it came to. */
  const over = new Set<string>();

  const open = (
    seen: Seen,
    span: Pick<RawSpan, 'id' | 'actor' | 'label' | 'kind' | 'lane'>,
    at: Seen = seen,
  ): RawSpan => {
    const made = {
      ...span,
      fromUs: at.us,
      row: at.row,
      toUs: undefined,
      endRow: undefined,
      outcome: undefined,
      failure: undefined,
    };
    spans.push(made);
    return made;
  };
  const close = (span: RawSpan | undefined, { us, row }: Seen, outcome: Span['outcome'], failure?: string) => {
    if (span === undefined || span.toUs !== undefined) return;
    span.toUs = us;
    span.endRow = row;
    span.outcome = outcome;
    span.failure = failure;
  };

  const adopt = (id: string, actor: string): RawSpan | undefined => {
    const known = requests.get(id);
    if (known !== undefined) return known;
    const asked = unknown.get(id);
    if (asked === undefined) return undefined;
    unknown.delete(id);
    const label = typeOf(asked.input);
    const span = open(asked.seen, { id, actor, label, kind: 'request', lane: 'client' });
    requests.set(id, span);
    return span;
  };

  const moved = (seen: Seen, actor: string, state: string) => {
    const before = states.get(actor) ?? new Map<string, RawSpan>();
    const now = new Map<string, RawSpan>();
    for (const { name, state: label } of regionsOf(state)) {
      const same = before.get(name);
      if (same?.label === label) now.set(name, same);
      else if (!isDone(label))
        now.set(name, open(seen, { id: `${actor} ${label} ${seen.row}`, actor, label, kind: 'state', lane: 'state' }));
    }
    for (const [name, span] of before) if (now.get(name) !== span) close(span, seen, 'ok');
    states.set(actor, now);
  };

  const see = (seen: Seen): void => {
    const record: JournalRecord = seen.record;
    switch (record.k) {
      case 'I':
        if (record.s === 'rpc' && record.id !== undefined) {
          unknown.set(record.id, { input: record, seen });
          if (wants(actorOf(record))) adopt(record.id, actorOf(record));
        } else if (record.s === 'cancel' && record.id !== undefined) {
          unknown.delete(record.id);
          close(requests.get(record.id), seen, 'cancel');
        }
        return;
      case 'M': {
        if (record.id === undefined) return;
        if (record.a === 'client') {
          const isOurs = record.f !== undefined && wants(record.f);
          const span = isOurs ? adopt(record.id, record.f ?? '') : requests.get(record.id);
          unknown.delete(record.id);
          const code = record.e === 'reply' ? undefined : record.e.slice('reply.'.length);
          close(span, seen, code === undefined ? 'ok' : 'err', code);
          // A container is made on behalf of a request to its pod.
          if (span !== undefined && isOurs && isWithin(record.f ?? '', span.actor)) span.actor = record.f ?? span.actor;
          return;
        }
        messages.set(record.q, record.id);
        if (wants(record.a)) adopt(record.id, record.a);
        return;
      }
      case 'A': {
        if (!wants(record.a)) return;
        over.delete(record.a);
        const id = messages.get(record.c ?? 0);
        const span = id === undefined ? undefined : adopt(id, record.a);
        if (span !== undefined) span.actor = record.a;
        return;
      }
      case 'T':
        if (wants(record.a) && !over.has(record.a)) moved(seen, record.a, record.v1);
        return;
      case 'Z':
        if (!wants(record.a)) return;
        for (const span of states.get(record.a)?.values() ?? [])
          close(span, seen, record.how === 'error' ? 'err' : 'ok');
        states.delete(record.a);
        over.add(record.a);
        return;
      case 'E':
        if (!wants(record.a)) return;
        calls.set(
          record.n,
          open(seen, {
            id: record.n,
            actor: record.a,
            label: ownIdOf(record.n),
            kind: 'service',
            lane: capabilityOf(record.n),
          }),
        );
        return;
      case 'R':
        close(calls.get(record.n), seen, record.o, record.e);
        calls.delete(record.n);
        return;
      default:
        return;
    }
  };
  return { see, spans: () => spans };
};

/** What is compared with each other: `ctr service createTask`. */
export const kindOfSpan = ({ kind, actor, label }: Pick<RawSpan, 'kind' | 'actor' | 'label'>): string =>
  kind === 'request' ? `request ${label}` : `${partsOfName(actor).at(-1)?.kind ?? ''} ${kind} ${label}`;
