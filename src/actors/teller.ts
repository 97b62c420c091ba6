/**
 * What a system of actors does, as records of a journal: births, messages with their causes, transitions, services asked and
 * answered, dead letters. For simulations, and for recordings of inputs that are played again; it costs a multiple of them.
 */
import type { AnyActorRef, InspectionEvent } from 'xstate';
import { changesOf } from '../journal/contexts.ts';
import type { JournalRecord } from '../journal/format.ts';
import { pathOf } from '../machines/chart.ts';
import { failureOf } from '../machines/failure.ts';

/** A record as it is told: whoever hears it numbers it and gives it its time. */
export type Untimed = JournalRecord extends infer R ? (R extends JournalRecord ? Omit<R, 'q' | 't'> : never) : never;

export interface TellerOptions {
  readonly nameOf: (ref: AnyActorRef) => string;
  /** @returns the record's number. */
  readonly tell: (record: Untimed) => number;
  /** µs. */
  readonly nowUs: () => number;
  /** Contexts are told as well: at a birth all of it, then what has changed. */
  readonly hasContexts?: boolean | undefined;
}

export interface Teller {
  /** For `createActor`'s `inspect`. */
  readonly inspect: (event: InspectionEvent) => void;
  /** All that follows, until the next, is caused by this. */
  readonly input: (record: Untimed) => void;
}

interface Seen {
  readonly name: string;
  /** A chart's id; undefined: a service. */
  readonly machine: string | undefined;
  state: string;
  /** As it was told. */
  context: unknown;
  isOver: boolean;
  /** Numbers of what it has yet to handle; the first is being handled. */
  readonly inbox: number[];
  /** Of a service: when it was asked, µs, and the record of that. */
  readonly askedUs: number;
  readonly asked: number;
}
type Message = { readonly type: string; readonly requestId?: unknown; readonly error?: unknown };

export const openTeller = ({ nameOf, tell, nowUs, hasContexts = false }: TellerOptions): Teller => {
  const seen = new WeakMap<AnyActorRef, Seen>();
  const unwanted = new WeakSet<object>();
  let inputQ = 0;

  const cause = (ref: AnyActorRef | undefined): { readonly c?: number } => {
    const actor = ref === undefined ? undefined : seen.get(ref);
    // What an actor does before it has heard anything comes of its birth.
    const own = actor?.inbox[0] ?? (actor?.state === '' && actor.machine !== undefined ? actor.asked : undefined);
    const c = own ?? inputQ;
    return c === 0 ? {} : { c };
  };

  const born = (ref: AnyActorRef): Seen => {
    const found = seen.get(ref);
    if (found !== undefined) return found;
    const name = nameOf(ref);
    const { logic } = ref as unknown as { readonly logic: { readonly id?: string; readonly config?: unknown } };
    const machine = logic.config === undefined ? undefined : logic.id;
    const parent = ref._parent === undefined ? undefined : nameOf(ref._parent);
    const because = cause(ref._parent);
    const asked =
      machine === undefined
        ? tell({ k: 'E', a: parent ?? name, n: name, ...because })
        : tell({ k: 'A', a: name, ...(parent === undefined ? {} : { p: parent }), m: machine, ...because });
    const actor: Seen = {
      name,
      machine,
      state: '',
      context: undefined,
      isOver: false,
      inbox: [],
      askedUs: nowUs(),
      asked,
    };
    seen.set(ref, actor);
    return actor;
  };

  const effectEnds = (actor: Seen, parent: string, o: 'ok' | 'err' | 'cancel', error?: unknown): number => {
    actor.isOver = true;
    const d = nowUs() - actor.askedUs;
    const e = o === 'err' ? { e: failureOf(error).code } : {};
    return tell({ k: 'R', a: parent, n: actor.name, o, ...e, d, c: actor.asked });
  };

  const arrived = (ref: AnyActorRef, source: AnyActorRef | undefined, message: Message): void => {
    const actor = born(ref);
    if (message.type === 'xstate.init') {
      actor.inbox.push(actor.asked);
      return;
    }
    if (actor.machine === undefined) {
      actor.inbox.push(inputQ);
      return;
    }
    let because = cause(source);
    const sender = source === undefined ? undefined : seen.get(source);
    const hasFailed = message.type.startsWith('xstate.error.actor.');
    if (sender !== undefined && !sender.isOver && (hasFailed || message.type.startsWith('xstate.done.actor.'))) {
      if (sender.machine === undefined)
        because = { c: effectEnds(sender, actor.name, hasFailed ? 'err' : 'ok', message.error) };
      else {
        sender.isOver = true;
        tell({ k: 'Z', a: sender.name, how: hasFailed ? 'error' : 'done', ...because });
      }
    }
    const { requestId } = message;
    const id = typeof requestId === 'string' ? { id: requestId } : {};
    const f = sender === undefined || source === ref ? {} : { f: sender.name };
    const isHeard = ref.getSnapshot().status === 'active';
    const base = { ...f, a: actor.name, e: message.type, ...because };
    if (isHeard) actor.inbox.push(tell({ k: 'M', ...base, ...id }));
    else tell({ k: 'D', ...base, why: 'stopped' });
  };

  const contextTold = (actor: Seen, context: unknown, because: { readonly c?: number }): void => {
    if (context === actor.context) return;
    const d = changesOf(actor.context, context);
    actor.context = context;
    if (d !== undefined) tell({ k: 'S', a: actor.name, d, ...because });
  };

  const handled = (ref: AnyActorRef, message: Message, snapshot: object): void => {
    const actor = born(ref);
    const { status, value } = snapshot as { readonly status: string; readonly value?: unknown };
    if (actor.machine === undefined) {
      if (status === 'stopped' && !actor.isOver && ref._parent !== undefined)
        effectEnds(actor, nameOf(ref._parent), 'cancel');
      actor.inbox.shift();
      return;
    }
    const because = cause(ref);
    const to = pathOf(value);
    if (to !== actor.state) tell({ k: 'T', a: actor.name, e: message.type, v0: actor.state, v1: to, ...because });
    actor.state = to;
    if (hasContexts) contextTold(actor, (snapshot as { readonly context?: unknown }).context, because);
    if (unwanted.delete(message)) tell({ k: 'D', a: actor.name, e: message.type, why: 'unhandled', ...because });
    if (status === 'stopped' && !actor.isOver) {
      actor.isOver = true;
      tell({ k: 'Z', a: actor.name, how: 'stopped', ...because });
    }
    actor.inbox.shift();
  };

  const answered = (ref: AnyActorRef, params: unknown): void => {
    const reply = (params ?? {}) as { readonly requestId?: unknown; readonly ok?: unknown; readonly failure?: unknown };
    if (typeof reply.requestId !== 'string') return;
    const code = (reply.failure as { readonly code?: unknown } | undefined)?.code;
    const e = reply.ok === true ? 'reply' : `reply.${typeof code === 'string' ? code : 'failed'}`;
    tell({ k: 'M', f: born(ref).name, a: 'client', e, id: reply.requestId, ...cause(ref) });
  };

  return {
    input: (record) => {
      inputQ = tell(record);
    },
    inspect: (event) => {
      const ref = event.actorRef as AnyActorRef;
      if (event.type === '@xstate.event')
        arrived(ref, event.sourceRef as AnyActorRef | undefined, event.event as Message);
      else if (event.type === '@xstate.action') {
        if (event.action.type === 'answer') answered(ref, event.action.params);
      } else if (event.type === '@xstate.microstep') {
        const isOwn = !event.event.type.startsWith('xstate.');
        if (isOwn && event._transitions.length === 0) unwanted.add(event.event);
      } else if (event.type === '@xstate.snapshot') handled(ref, event.event as Message, event.snapshot);
    },
  };
};
