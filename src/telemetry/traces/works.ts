/**
 * Spans of what actors do for requests: one for each state that an actor goes through while it works for one, and within,
 * one for each service that it waits for. Made from sightings only.
 *
 * A request is worked for by the last chart that got it (a supervisor passes it on), and by those below that this one
 * tells something meanwhile (a stopping pod its containers). Who joins work that is going on (a retry, a second pull of the
 * same image) is linked to it: the spans stay with the first.
 */
import type { ActorSeen, ServiceCall, Sighting, SightingListener, StateSeen } from '../../machines/sightings.ts';
import type { LiveSpan, SpanMaker } from './span-maker.ts';

export interface Works {
  readonly see: SightingListener;
  /** From now on, sightings of this request are spans below this one. */
  readonly begin: (requestId: string, span: LiveSpan) => void;
  /** Its client has its answer or has gone. Work that goes on without it still has its spans. */
  readonly end: (requestId: string) => void;
  /** How much is kept: requests, actors, calls. All are 0 when nothing goes on. */
  readonly size: () => number;
}

interface Request {
  readonly span: LiveSpan;
  /** Keys of those who work for it. */
  readonly actors: Set<string>;
  isEnded: boolean;
}
interface Work {
  readonly actor: ActorSeen;
  /** By id; the first leads. */
  readonly requests: Map<string, Request>;
  /** By path of the state. */
  readonly states: Map<string, LiveSpan>;
}
interface Call {
  readonly call: ServiceCall;
  readonly atMs: number;
  span?: LiveSpan;
}

/** More at the same time are not traced: nothing here may grow without end. */
const maxRequests = 2000;

export const openWorks = ({ maker, now }: { readonly maker: SpanMaker; readonly now: () => number }): Works => {
  const requests = new Map<string, Request>();
  const works = new Map<string, Work>();
  const calls = new Map<string, Call>();

  const forget = (requestId: string, request: Request) => {
    if (request.isEnded && request.actors.size === 0) requests.delete(requestId);
  };
  const closeStates = ({ states }: Work) => {
    const atMs = now();
    for (const span of [...states.values()].toReversed()) span.end({ atMs });
    states.clear();
  };
  const leave = (key: string, requestId: string) => {
    const work = works.get(key);
    const request = work?.requests.get(requestId);
    if (work === undefined || request === undefined) return;
    work.requests.delete(requestId);
    request.actors.delete(key);
    if (work.requests.size > 0) return;
    closeStates(work);
    works.delete(key);
  };
  const join = (actor: ActorSeen, requestId: string, request: Request) => {
    const work = works.get(actor.key) ?? { actor, requests: new Map(), states: new Map() };
    if (work.requests.has(requestId)) return;
    const [first] = work.requests.values();
    if (first !== undefined && first.span !== request.span)
      request.span.link([...work.states.values()][0] ?? first.span);
    work.requests.set(requestId, request);
    request.actors.add(actor.key);
    works.set(actor.key, work);
  };

  const arrive = ({ actor, message, requestId, from, isBirth, isDelivered }: Arrival) => {
    if (!isDelivered || actor.machine === 'supervisor' || message === 'request.cancelled') return;
    const request = requestId === undefined ? undefined : requests.get(requestId);
    if (requestId !== undefined && request !== undefined) {
      for (const key of [...request.actors]) if (key !== actor.key) leave(key, requestId);
      join(actor, requestId, request);
      return;
    }
    if (from === undefined || from !== actor.parent || (message.startsWith('xstate.') && !isBirth)) return;
    for (const [id, inherited] of works.get(from)?.requests ?? []) join(actor, id, inherited);
  };

  /** The states that there are now have spans, and no others; final ones are not worth one. */
  const settle = (work: Work, states: readonly StateSeen[]) => {
    const atMs = now();
    const live = new Map(states.filter(({ isFinal }) => !isFinal).map((state) => [state.path, state]));
    for (const [path, span] of [...work.states].toReversed()) {
      if (live.has(path)) continue;
      span.end({ atMs });
      work.states.delete(path);
    }
    const [leader, ...others] = work.requests.values();
    if (leader === undefined) return;
    const waiting = [...calls.values()].filter(({ call, span }) => call.owner === work.actor.key && span === undefined);
    const links = others.map(({ span }) => span);
    const { machine } = work.actor;
    for (const { path, services } of [...live.values()].toSorted((one, other) => one.path.length - other.path.length)) {
      const own = waiting.filter(({ call }) => services.includes(call.service));
      if (!work.states.has(path)) {
        const began = {
          name: `${machine} ${path}`,
          kind: 'internal',
          attributes: { 'troupe.machine': machine, 'troupe.state': path },
        } as const;
        const since = Math.min(atMs, ...waiting.map((call) => call.atMs));
        const parent = nearest(work.states, path) ?? leader.span;
        work.states.set(path, maker.child({ ...began, atMs: since }, parent, links));
      }
      const parent = work.states.get(path) ?? leader.span;
      for (const call of own) call.span = beginCall(call, machine, parent);
    }
  };
  const beginCall = ({ call, atMs }: Call, machine: string, parent: LiveSpan): LiveSpan => {
    const service = serviceOf(machine, call.service);
    const attributes = { 'troupe.service': service };
    return maker.child({ name: titles[service] ?? service, kind: 'internal', atMs, attributes }, parent, []);
  };

  const endCall = ({ call, outcome, failure }: CallEnd) => {
    const seen = calls.get(call.key);
    calls.delete(call.key);
    if (seen?.span === undefined) return;
    seen.span.describe({ 'troupe.service.outcome': outcome, 'error.type': failure, 'troupe.failure.code': failure });
    seen.span.end({ atMs: now(), error: failure });
  };

  return {
    see: (sighting) => {
      switch (sighting.type) {
        case 'message.arrived':
          arrive(sighting);
          return;
        case 'service.began':
          if (works.has(sighting.call.owner)) calls.set(sighting.call.key, { call: sighting.call, atMs: now() });
          return;
        case 'service.ended':
          endCall(sighting);
          return;
        case 'message.handled': {
          const work = works.get(sighting.actor.key);
          if (work === undefined) return;
          if (!sighting.isOver) {
            settle(work, sighting.states());
            return;
          }
          break;
        }
        case 'request.answered': {
          const { requestId } = sighting;
          const request = requests.get(requestId);
          if (request === undefined) return;
          for (const key of [...request.actors]) leave(key, requestId);
          forget(requestId, request);
          return;
        }
        case 'actor.crashed':
          break;
      }
      const { key } = sighting.actor;
      for (const [requestId, request] of [...(works.get(key)?.requests ?? [])]) {
        leave(key, requestId);
        forget(requestId, request);
      }
    },
    begin: (requestId, span) => {
      if (requests.size < maxRequests) requests.set(requestId, { span, actors: new Set(), isEnded: false });
    },
    end: (requestId) => {
      const request = requests.get(requestId);
      if (request === undefined) return;
      request.isEnded = true;
      forget(requestId, request);
    },
    size: () => requests.size + works.size + calls.size,
  };
};

type Arrival = Extract<Sighting, { type: 'message.arrived' }>;
type CallEnd = Extract<Sighting, { type: 'service.ended' }>;

const nearest = (spans: ReadonlyMap<string, LiveSpan>, path: string): LiveSpan | undefined => {
  for (let at = path.lastIndexOf('.'); at > 0; at = path.lastIndexOf('.', at - 1)) {
    const span = spans.get(path.slice(0, at));
    if (span !== undefined) return span;
  }
  return undefined;
};

/** Errands call their one service by this name. */
const errands: Readonly<Record<string, string>> = {
  exec: 'execTask',
  logReopening: 'reopenLog',
  imageRemoval: 'removeImage',
};
const serviceOf = (machine: string, service: string): string =>
  service === 'perform' ? (errands[machine] ?? service) : service;

/** Services that people know under another name. */
const titles: Readonly<Record<string, string>> = {
  attachNetwork: 'attachNetwork (CNI ADD)',
  detachNetwork: 'detachNetwork (CNI DEL)',
};
