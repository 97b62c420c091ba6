/**
 * The root of all actors: it knows every sandbox by id and by name, and every pull under way.
 *
 *   recovering ─▶ serving ─▶ draining ─▶ stopped
 *
 * Commands about a thing that exists go straight to its actor; what comes here concerns what is yet to be made, or what
 * does not exist. A crashed sandbox is followed by another that asks the world what is true.
 * Told by: clients (commands), the daemon (`system.drain`, `system.stop`), sandboxes (`sandbox.settled`, their ends).
 * Answers: every request id, once. Source: cri/errors of the CRI contract: unknown ids succeed for stop and remove.
 */
import { assertEvent, type DoneActorEvent, type ErrorActorEvent, fromPromise, setup } from 'xstate';
import { granted, refused, service } from './chart.ts';
import { cniConfigMachine } from './cni-config.ts';
import { sandboxNameOf } from './config.ts';
import type { Failure } from './failure.ts';
import { imageRemovalMachine } from './image-removal.ts';
import type { Command, PullImage, Reply, RequestCancelled, RunSandbox } from './messages.ts';
import { pullMachine } from './pull.ts';
import type { ContainerRecord, SandboxRecord } from './records.ts';
import { sandboxMachine } from './sandbox.ts';
import type { InfraPolicy } from './sandbox-context.ts';

/** A stored sandbox and its containers, in order of creation. */
export interface StoredSandbox {
  readonly record: SandboxRecord;
  readonly containers: readonly ContainerRecord[];
}

export interface SupervisorInput {
  readonly infraPolicy: InfraPolicy;
  /** Names of the configured runtime handlers; the empty name is the default one. */
  readonly runtimeHandlers: readonly string[];
}

interface Charge {
  readonly name: string;
  readonly actorId: string;
  readonly restarts: number;
  /** False after a restart until it is known what became of it. */
  readonly isKnown: boolean;
  /** Run requests that were passed on to it and may still wait. */
  readonly runs: readonly string[];
}

interface SupervisorContext extends SupervisorInput {
  readonly sandboxes: Readonly<Record<string, Charge>>;
  /** pull id by what makes two pulls the same. */
  readonly pulls: Readonly<Record<string, string>>;
}

type SupervisorMessage =
  | Command
  | RequestCancelled
  | { readonly type: 'sandbox.settled'; readonly sandboxId: string }
  | { readonly type: 'sandbox.reloaded'; readonly sandboxId: string; readonly stored: StoredSandbox | undefined }
  | { readonly type: 'system.drain' }
  | { readonly type: 'system.stop' };

const pullKeyOf = ({ reference, credentialsKey }: PullImage): string =>
  JSON.stringify([reference, credentialsKey ?? '']);

const base = setup({
  types: {
    input: {} as SupervisorInput,
    context: {} as SupervisorContext,
    events: {} as SupervisorMessage | DoneActorEvent | ErrorActorEvent,
  },
  actors: {
    /** Everything that was stored; what no record owns is undone, as far as that can be done. */
    loadRecords: fromPromise<readonly StoredSandbox[], void>(() => Promise.reject(new Error('not provided'))),
    /** Undoes what the ledger still names and no record owns: CNI DELs that failed, above all. */
    payDebts: fromPromise<void, void>(() => Promise.reject(new Error('not provided'))),
    cniConfig: cniConfigMachine,
    sandbox: sandboxMachine,
    pull: pullMachine,
    imageRemoval: imageRemovalMachine,
    removeImage: service('removeImage'),
  },
  actions: {
    // Provided by actors/system.ts.
    answer: (_, _reply: Reply) => undefined,
    /** Reads a crashed sandbox's record again; it comes back as `sandbox.reloaded`. */
    reloadSandbox: (_, _params: { readonly sandboxId: string; readonly restarts: number }) => undefined,
    /** An operator must see this. */
    complain: (_, _params: { readonly failure: Failure }) => undefined,
  },
  delays: {
    /** A stored object that cannot be found out does not hold up the start longer than this. */
    recoveryMs: 10_000,
    debtsMs: 60_000,
  },
});

/** Refuses whatever is asked. */
const refuse = (failure: Failure) =>
  ({ type: 'answer', params: ({ event }: { event: Command }) => refused(event.requestId, failure) }) as const;
const notFound = (code: 'SandboxNotFound' | 'ContainerNotFound') =>
  ({
    type: 'answer',
    params: ({ event }: { event: Command }) =>
      refused(event.requestId, {
        code,
        details:
          'containerId' in event && code === 'ContainerNotFound'
            ? { containerId: event.containerId }
            : { sandboxId: 'sandboxId' in event ? event.sandboxId : '' },
      }),
  }) as const;
/** Stopping and removing what does not exist is done already. */
const alreadyDone = {
  type: 'answer',
  params: ({ event }: { event: Command }) => granted('sandbox.stop', event.requestId, {}),
} as const;

const refuseAll = (failure: Failure) => ({
  'sandbox.run': { actions: refuse(failure) },
  'sandbox.stop': { actions: refuse(failure) },
  'sandbox.remove': { actions: refuse(failure) },
  'sandbox.update': { actions: refuse(failure) },
  'container.create': { actions: refuse(failure) },
  'container.start': { actions: refuse(failure) },
  'container.update': { actions: refuse(failure) },
  'container.stop': { actions: refuse(failure) },
  'container.remove': { actions: refuse(failure) },
  'container.exec': { actions: refuse(failure) },
  'container.openExec': { actions: refuse(failure) },
  'container.attach': { actions: refuse(failure) },
  'sandbox.forwardPorts': { actions: refuse(failure) },
  'container.reopenLog': { actions: refuse(failure) },
  'container.checkpoint': { actions: refuse(failure) },
  'image.pull': { actions: refuse(failure) },
  'image.remove': { actions: refuse(failure) },
});

const withCharge = ({ sandboxes }: SupervisorContext, sandboxId: string, change: Partial<Charge>) => {
  const charge = sandboxes[sandboxId];
  return charge === undefined ? {} : { sandboxes: { ...sandboxes, [sandboxId]: { ...charge, ...change } } };
};
const chargeByActor = ({ sandboxes }: SupervisorContext, actorId: string) =>
  Object.entries(sandboxes).find(([, charge]) => charge.actorId === actorId);
const chargeByName = ({ sandboxes }: SupervisorContext, name: string) =>
  Object.entries(sandboxes).find(([, charge]) => charge.name === name);

const supervisorSetup = base.extend({
  actions: {
    runSandbox: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'sandbox.run');
      if (!context.runtimeHandlers.includes(event.runtimeHandler)) {
        const details = { runtimeHandler: event.runtimeHandler };
        enqueue({ type: 'answer', params: refused(event.requestId, { code: 'HandlerUnknown', details }) });
        return;
      }
      const name = sandboxNameOf(event.config.metadata);
      const namesake = chargeByName(context, name);
      if (namesake !== undefined) {
        const [sandboxId, { actorId, runs }] = namesake;
        enqueue.assign(withCharge(context, sandboxId, { runs: [...runs, event.requestId] }));
        enqueue.sendTo(actorId, { ...event, type: 'sandbox.join' });
        return;
      }
      const { sandboxId, requestId } = event;
      const actorId = `sandbox:${sandboxId}`;
      const charge: Charge = { name, actorId, restarts: 0, isKnown: true, runs: [requestId] };
      enqueue.assign({ sandboxes: { ...context.sandboxes, [sandboxId]: charge } });
      enqueue.spawnChild('sandbox', { id: actorId, input: { infraPolicy: context.infraPolicy, command: event } });
    }),
    recoverSandboxes: base.enqueueActions(({ context, event, enqueue }) => {
      const sandboxes: Record<string, Charge> = {};
      for (const { record, containers } of (event as unknown as { output: readonly StoredSandbox[] }).output) {
        const actorId = `sandbox:${record.sandboxId}`;
        const name = sandboxNameOf(record.config.metadata);
        sandboxes[record.sandboxId] = { name, actorId, restarts: 0, isKnown: false, runs: [] };
        enqueue.spawnChild('sandbox', {
          id: actorId,
          input: { infraPolicy: context.infraPolicy, record, containers },
        });
      }
      enqueue.assign({ sandboxes });
    }),
    keepSettled: base.assign(({ context, event }) => {
      assertEvent(event, 'sandbox.settled');
      const charge = context.sandboxes[event.sandboxId];
      // Said at each step of a life; copied only where it says something new.
      if (charge === undefined || (charge.isKnown && charge.runs.length === 0)) return {};
      return withCharge(context, event.sandboxId, { isKnown: true, runs: [] });
    }),
    /** A child is over: its actor goes, or it would stay for ever. What it was asked too late is asked again. */
    dropChild: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'xstate.done.actor.*');
      enqueue.stopChild(event.actorId);
      const found = chargeByActor(context, event.actorId);
      if (found !== undefined) {
        const { [found[0]]: _, ...sandboxes } = context.sandboxes;
        enqueue.assign({ sandboxes });
      }
      if (event.actorId.startsWith('pull:')) {
        const pulls = Object.entries(context.pulls).filter(([, pullId]) => `pull:${pullId}` !== event.actorId);
        enqueue.assign({ pulls: Object.fromEntries(pulls) });
      }
      const { again = [] } = (event.output ?? {}) as { readonly again?: readonly (RunSandbox | PullImage)[] };
      for (const command of again) enqueue.raise(command);
    }),
    replaceSandbox: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'xstate.error.actor.*');
      enqueue.stopChild(event.actorId);
      const found = chargeByActor(context, event.actorId);
      if (found === undefined) return;
      const [sandboxId, { restarts, runs }] = found;
      const failure = { code: 'ActorCrashed', details: { sandboxId, error: String(event.error) } } as const;
      enqueue({ type: 'complain', params: { failure } });
      for (const requestId of runs) enqueue({ type: 'answer', params: refused(requestId, failure) });
      enqueue.assign(withCharge(context, sandboxId, { restarts: restarts + 1, runs: [] }));
      enqueue({ type: 'reloadSandbox', params: { sandboxId, restarts: restarts + 1 } });
    }),
    respawnSandbox: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'sandbox.reloaded');
      const { sandboxId, stored } = event;
      const charge = context.sandboxes[sandboxId];
      if (charge === undefined) return;
      if (stored === undefined) {
        const { [sandboxId]: _, ...sandboxes } = context.sandboxes;
        enqueue.assign({ sandboxes });
        return;
      }
      const actorId = `sandbox:${sandboxId}#${charge.restarts}`;
      enqueue.assign(withCharge(context, sandboxId, { actorId }));
      enqueue.spawnChild('sandbox', { id: actorId, input: { infraPolicy: context.infraPolicy, ...stored } });
    }),
    pullImage: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'image.pull');
      const key = pullKeyOf(event);
      const under = context.pulls[key];
      if (under !== undefined) {
        enqueue.sendTo(`pull:${under}`, { ...event, type: 'pull.join' });
        return;
      }
      enqueue.assign({ pulls: { ...context.pulls, [key]: event.pullId } });
      enqueue.spawnChild('pull', { id: `pull:${event.pullId}`, input: { command: event } });
    }),
    removeImage: base.enqueueActions(({ event, enqueue }) => {
      assertEvent(event, 'image.remove');
      const { requestId, reference } = event;
      enqueue.spawnChild('imageRemoval', {
        id: `imageRemoval:${requestId}`,
        input: { requestId, service: { reference } },
      });
    }),
    cancelRequest: base.enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'request.cancelled');
      for (const pullId of Object.values(context.pulls)) enqueue.sendTo(`pull:${pullId}`, event);
    }),
  },
  guards: { isAllKnown: ({ context }) => Object.values(context.sandboxes).every(({ isKnown }) => isKnown) },
});

export const supervisorMachine = supervisorSetup.createMachine({
  id: 'supervisor',
  options: { maxIterations: 1000 },
  context: ({ input }) => ({ ...input, sandboxes: {}, pulls: {} }),
  invoke: { id: 'cniConfig', src: 'cniConfig' },
  on: {
    'sandbox.settled': { actions: 'keepSettled' },
    'sandbox.reloaded': { actions: 'respawnSandbox' },
    'xstate.done.actor.*': { actions: 'dropChild' },
    'xstate.error.actor.*': { actions: 'replaceSandbox' },
    'request.cancelled': { actions: 'cancelRequest' },
  },
  initial: 'recovering',
  states: {
    recovering: {
      on: {
        ...refuseAll({ code: 'Recovering', details: {} }),
        'system.drain': 'draining',
      },
      initial: 'loading',
      states: {
        loading: {
          invoke: {
            id: 'loadRecords',
            src: 'loadRecords',
            onDone: { target: 'settling', actions: 'recoverSandboxes' },
            onError: {
              target: 'blind',
              actions: {
                type: 'complain',
                params: ({ event }) => ({
                  failure: { code: 'RecordInvalid', details: { error: String(event.error) } },
                }),
              },
            },
          },
        },
        /** All are registered; each finds out what is true. */
        settling: {
          always: { guard: 'isAllKnown', target: '#supervisor.serving' },
          after: { recoveryMs: '#supervisor.serving' },
        },
        /** Without records an answer would be a lie. */
        blind: { after: { debtsMs: 'loading' } },
      },
    },
    serving: {
      on: {
        'sandbox.run': { actions: 'runSandbox' },
        'image.pull': { actions: 'pullImage' },
        'image.remove': { actions: 'removeImage' },
        'sandbox.stop': { actions: alreadyDone },
        'sandbox.remove': { actions: alreadyDone },
        'container.stop': { actions: alreadyDone },
        'container.remove': { actions: alreadyDone },
        'container.create': { actions: notFound('SandboxNotFound') },
        'container.start': { actions: notFound('ContainerNotFound') },
        'container.update': { actions: notFound('ContainerNotFound') },
        'container.exec': { actions: notFound('ContainerNotFound') },
        'container.openExec': { actions: notFound('ContainerNotFound') },
        'container.attach': { actions: notFound('ContainerNotFound') },
        'sandbox.forwardPorts': { actions: notFound('SandboxNotFound') },
        'sandbox.update': { actions: notFound('SandboxNotFound') },
        'container.reopenLog': { actions: notFound('ContainerNotFound') },
        'container.checkpoint': { actions: notFound('ContainerNotFound') },
        'system.drain': 'draining',
      },
      initial: 'payingDebts',
      states: {
        resting: { after: { debtsMs: 'payingDebts' } },
        payingDebts: { invoke: { id: 'payDebts', src: 'payDebts', onDone: 'resting', onError: 'resting' } },
      },
    },
    /** Nothing new; what was accepted is still answered. */
    draining: {
      on: { ...refuseAll({ code: 'Draining', details: {} }), 'system.stop': 'stopped' },
    },
    stopped: { type: 'final' },
  },
});
