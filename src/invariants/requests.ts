/** One request, one reply; clients that go; reads that wait for nobody (I01, I03, I05). */
import { bounds } from './bounds.ts';
import type { LifeFacts, WorldFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';

export const oneRequestOneReply: Invariant<LifeFacts> = {
  id: 'I01',
  name: 'one-request-one-reply',
  kind: 'always',
  on: ['answer'],
  check: ({ fresh }) => {
    for (const { request } of fresh)
      if (request.replies.length > 1) return `${request.requestId} was answered ${request.replies.length} times`;
    return undefined;
  },
};

export const noRequestIsLeft: Invariant<LifeFacts> = {
  id: 'I01',
  name: 'no-request-is-left',
  kind: 'end',
  on: [],
  check: ({ requests }) => {
    for (const { requestId, state } of requests.values()) if (state === 'open') return `${requestId} has no answer`;
    return undefined;
  },
};

export const answeredInTime: Invariant<LifeFacts> = {
  id: 'I01',
  name: 'answered-in-time',
  kind: 'always',
  on: ['time'],
  check: ({ requests, nowMs }) => {
    for (const { requestId, state, askedAtMs, command } of requests.values()) {
      if (state !== 'open' || endless.has(command.type)) continue;
      const limitMs = bounds.requestMs + ('timeoutMs' in command ? command.timeoutMs : 0) + graceOf(command);
      const waitedMs = nowMs() - askedAtMs;
      if (waitedMs > limitMs) return `${requestId} (${command.type}) waits for ${Math.round(waitedMs / 1000)} s`;
    }
    return undefined;
  },
};
/** Their clients say how long; an exec without a limit is one of them. */
const endless: ReadonlySet<string> = new Set([
  'container.exec',
  'container.openExec',
  'container.attach',
  'sandbox.forwardPorts',
  'image.pull',
]);
const graceOf = (command: object): number => ('graceMs' in command ? Number(command.graceMs) : 0);

export const cancelEndsWaiting: Invariant<WorldFacts> = {
  id: 'I03',
  name: 'cancel-ends-waiting-only',
  kind: 'always',
  on: ['call'],
  check: ({ calls, actorsMayCrash }) => {
    if (actorsMayCrash === true) return undefined;
    for (const { what, service, name } of calls)
      if (what === 'left' && !worksForClients.has(service)) return `${name} was given up by who called it`;
    return undefined;
  },
};
/** Works that end with the last client: nobody could have their result. Reading is nothing to give up. */
const worksForClients: ReadonlySet<string> = new Set([
  'execTask',
  'resolvePull',
  'fetchLayers',
  'registerImage',
  'resolveImage',
  'resolveInfraImage',
  'probeTask',
  'probePins',
  'checkpointTask',
  'updateTask',
  'reopenLog',
  // What it was sent to has ended meanwhile.
  'killTask',
]);

export const cancelledByItself: Invariant<LifeFacts> = {
  id: 'I03',
  name: 'cancelled-by-itself',
  kind: 'always',
  on: ['answer'],
  check: ({ fresh }) => {
    for (const { request, reply } of fresh)
      if (!reply.ok && reply.failure.code === 'Cancelled' && request.state === 'open')
        return `${request.requestId} was answered Cancelled, and its client still waits`;
    return undefined;
  },
};

export const readsWaitForNobody: Invariant<LifeFacts> = {
  id: 'I05',
  name: 'reads-wait-for-nobody',
  kind: 'always',
  on: ['step'],
  check: ({ unread }) => (unread === undefined ? undefined : `a list cannot be had: ${unread}`),
};

export const urgentInTime: Invariant<LifeFacts> = {
  id: 'I05',
  name: 'urgent-commands-in-time',
  kind: 'always',
  on: ['time'],
  check: ({ requests, nowMs }) => {
    for (const { requestId, state, askedAtMs, command } of requests.values())
      if (state === 'open' && command.type === 'container.reopenLog' && nowMs() - askedAtMs > bounds.reopenMs)
        return `${requestId} (${command.type}) waits for more than ${bounds.reopenMs} ms`;
    return undefined;
  },
};

/** With any one call that hangs for ever, the timer of the grace or the kill is there still. */
export const everyRequestAnswered: Invariant<WorldFacts> = {
  id: 'I01',
  name: 'every-request-answered',
  kind: 'always',
  on: ['step'],
  check: ({ clients, isIdle }) => {
    for (const { open } of clients)
      if (open !== undefined && !endless.has(open.command.type) && isIdle())
        return `${open.requestId} (${open.command.type}) waits, and nothing goes on`;
    return undefined;
  },
};

export const requestInvariants = {
  life: [oneRequestOneReply, noRequestIsLeft, answeredInTime, cancelledByItself, readsWaitForNobody, urgentInTime],
  world: [everyRequestAnswered, cancelEndsWaiting],
};
