/** Broken charts of containers. */
import { assign } from 'xstate';
import { type ContainerContext, changed, exitOf } from '../../machines/container-context.ts';
import { unguarded, withContainer, without } from './amend.ts';
import { stages, type Twin } from './twin.ts';

const shownEnd = assign(({ context }: { context: ContainerContext }) =>
  changed(context, { exit: exitOf(context, false) }),
);

export const containerTwins: readonly Twin[] = [
  {
    name: 'exit-before-start-lost',
    breaks: 'an end that is told while the start is in flight is thrown away',
    cases: ['exit-before-start-event', 'liveness-check-then-stop-loop'],
    scenario: { ...stages.ends, name: 'the process ends by itself, the daemon may die', crashes: 1 },
    parts: () => withContainer((at) => (at('alive.starting').on['task.exited'] = {})),
  },
  {
    name: 'end-not-heard',
    breaks: 'what the watcher tells of an end is thrown away',
    cases: ['event-monitor-goes-silent', 'exit-event-lost-in-publishing'],
    scenario: stages.ends,
    parts: () => withContainer((at) => (at('alive').on['task.exited'] = {})),
  },
  {
    name: 'second-stop-waits-for-the-first',
    breaks: 'a stop with less grace does not bring the kill forward',
    cases: ['second-stop-blocked-by-lock'],
    scenario: stages.stubborn,
    parts: () =>
      withContainer((at) => {
        at('alive.stopping.terminating').on['container.stop'] = { actions: 'keepStopWaiter' };
      }),
  },
  {
    name: 'signal-again-on-each-stop',
    breaks: 'each stop sends the stop signal again',
    cases: ['sigterm-again-on-each-retry'],
    scenario: stages.stubborn,
    parts: () =>
      withContainer((at) => {
        at('alive.stopping.terminating').on['container.stop'] = {
          target: 'terminating',
          reenter: true,
          actions: ['keepStopWaiter'],
        };
      }),
  },
  {
    name: 'grace-never-over',
    breaks: 'the end of the grace period is not heard',
    cases: [],
    scenario: stages.stubborn,
    parts: () => withContainer((at) => (at('alive.stopping.terminating').on['grace.over'] = {})),
  },
  {
    name: 'cancel-takes-the-kill-back',
    breaks: 'the client of a stop gives up, and the kill is not due any more',
    cases: ['stop-bookkeeping-deadlock'],
    scenario: { ...stages.stubborn, name: 'two stops of a stubborn one, one given up', cancels: 1 },
    parts: () =>
      withContainer((at) => {
        at('alive.stopping.terminating').on['request.cancelled'] = { target: 'giveUp' };
        at('alive.stopping').states.giveUp = {
          on: { 'container.stop': { actions: 'keepStopWaiter' } },
        } as never;
      }),
  },
  {
    name: 'unkillable-is-stopped',
    breaks: 'what does not end is answered as if it had',
    cases: ['kill-of-paused-has-no-effect'],
    scenario: stages.faulty,
    parts: () =>
      withContainer((at) => {
        at('alive.stopping.unkillable').entry = ['answerStop', 'tellSettled'];
        at('alive.stopping.killing').invoke.onError = { target: 'unkillable', actions: [shownEnd] };
      }),
  },
  {
    name: 'stop-of-exited-fails',
    breaks: 'a stop of a container that has ended is refused',
    cases: ['stop-or-remove-of-a-gone-object', 'kill-and-delete-in-deleted-state'],
    scenario: stages.ends,
    parts: () => withContainer((at) => (at('exited').on['container.stop'] = at('').on['container.start'])),
  },
  {
    name: 'stop-forgotten-while-killing',
    breaks: 'a stop that comes while the kill is in flight is never answered',
    cases: ['stop-bookkeeping-deadlock'],
    scenario: stages.stops,
    parts: () => withContainer((at) => (at('alive.stopping.killing').on['container.stop'] = {})),
  },
  {
    name: 'stop-forgotten-while-settling',
    breaks: 'a stop that comes between the end and EXITED is never answered',
    cases: [],
    scenario: stages.ends,
    parts: () => withContainer((at) => (at('settling.ending').on['container.stop'] = {})),
  },
  {
    name: 'name-reserved-while-creating',
    breaks: 'the same creation again is refused, for the name is reserved',
    cases: ['container-name-reserved-slow-create'],
    scenario: stages.retried,
    parts: () => withContainer((at) => (at('creating').on['container.join'] = { actions: 'refuseName' })),
  },
  {
    name: 'retry-dropped-while-undone',
    breaks: 'the same creation again is lost while the first one is undone',
    cases: ['handed-over-then-client-dies'],
    scenario: stages.retried,
    parts: () => withContainer((at) => (at('rollingBack').on['container.join'] = {})),
  },
  {
    name: 'closing-not-heard-while-creating',
    breaks: 'a container that is being made does not hear that its pod is stopped',
    cases: ['create-races-sandbox-stop'],
    scenario: stages.torn,
    parts: () => withContainer((at) => (at('creating').on['sandbox.closing'] = {})),
  },
  {
    name: 'undo-goes-on-without',
    breaks: 'a task that cannot be deleted is left, and the container is gone all the same',
    cases: ['timed-out-delete-leaks-shim', 'task-bundle-removed-in-parts'],
    scenario: stages.tornFaulty,
    parts: () =>
      withContainer((at) => {
        for (const way of ['rollingBack', 'removing.undoing'])
          at(`${way}.deletingTask`).invoke.onError = 'unmountingRootfs';
      }),
  },
  {
    name: 'failed-create-is-nothing',
    breaks: 'a creation that failed is taken for one that did nothing',
    cases: ['runc-killed-mid-create-frozen-cgroup', 'shim-left-by-cancelled-create'],
    scenario: stages.faulty,
    parts: () =>
      withContainer((at) => {
        at('creating.creatingTask').invoke.onError = {
          target: '#container.rollingBack.unmountingRootfs',
          actions: 'keepFailure',
        };
      }),
  },
  {
    name: 'failed-start-is-an-end',
    breaks: 'a start whose answer was lost shows EXITED, and the process runs',
    cases: ['start-meets-a-running-container', 'fast-process-declared-dead'],
    scenario: stages.faulty,
    parts: () =>
      withContainer((at) => {
        at('alive.starting').invoke.onError = {
          target: '#container.exited',
          actions: ['keepStartFailure', shownEnd],
        };
      }),
  },
  {
    name: 'blind-is-dead',
    breaks: 'a probe that fails after a restart is taken for a dead container',
    cases: ['living-shim-taken-for-leaked', 'deadline-hides-hung-shim'],
    scenario: stages.crashedFaulty,
    parts: () => withContainer((at) => (at('unknown.probing').invoke.onError = '#container.settling')),
  },
  {
    name: 'half-made-is-recovered',
    breaks: 'after a restart a container that was being made is taken for a finished one',
    cases: ['sandbox-record-without-metadata'],
    scenario: stages.crashed,
    parts: () =>
      withContainer((at) => {
        const node = at('unknown.probing');
        node.always = unguarded(node.always, 'wasCreating');
      }),
  },
  {
    name: 'record-stays',
    breaks: 'the record of a removed container stays',
    cases: [],
    scenario: stages.life,
    parts: () => withContainer((at) => without(at('removed'), 'forget')),
  },
  {
    name: 'removal-answers-nobody',
    breaks: 'a container that is gone does not answer those who waited for it',
    cases: [],
    scenario: stages.torn,
    parts: () => withContainer((at) => without(at('removed'), 'answerAll')),
  },
  {
    name: 'listed-after-removal',
    breaks: 'a removed container stays in the list',
    cases: ['phantom-name-in-docker'],
    scenario: stages.stops,
    parts: () => withContainer((at) => without(at('removed'), 'retire')),
  },
  {
    name: 'exited-starts-again',
    breaks: 'an ended container can be started',
    cases: ['start-meets-a-running-container'],
    scenario: {
      ...stages.ends,
      name: 'started twice',
      clients: [...stages.ends.clients, { name: 'other', steps: stages.ends.clients[0]?.steps.slice(2) ?? [] }],
    },
    parts: () =>
      withContainer((at) => {
        at('exited').on['container.start'] = {
          target: '#container.alive.starting',
          actions: assign(({ event }: { event: { requestId: string } }) => ({ startWaiter: event.requestId }) as never),
        };
      }),
  },
  {
    name: 'exit-not-recorded',
    breaks: 'EXITED is shown and not stored: after a restart the exit code is another',
    cases: ['exit-code-lost-on-reboot'],
    scenario: stages.crashed,
    parts: () => withContainer((at) => without(at('exited'), 'save')),
  },
  {
    name: 'created-not-recorded',
    breaks: 'a creation is answered before it is recorded: after a restart it is undone',
    cases: ['created-time-reset-on-restore'],
    scenario: stages.crashed,
    parts: () =>
      withContainer((at) => {
        const { invoke } = at('creating.creatingTask');
        const [aborting, done] = invoke.onDone as [object, { readonly actions: readonly unknown[] }];
        invoke.onDone = [aborting, { ...done, actions: done.actions.filter((action) => action !== 'save') }];
      }),
  },
  {
    name: 'stop-answered-before-settled',
    breaks: 'a stop is answered at the end of the first process, before EXITED is shown',
    cases: ['one-exit-handler-for-all'],
    scenario: stages.stops,
    parts: () =>
      withContainer((at) => {
        at('alive').on['task.exited'] = {
          target: 'settling',
          actions: ['recordExitFact', 'answerStop'],
        };
      }),
  },
  {
    name: 'exited-after-cleaning',
    breaks: 'EXITED is shown when the task has been deleted, not when it has ended',
    cases: ['one-exit-handler-for-all', 'timed-out-delete-leaks-shim'],
    scenario: stages.endsFaulty,
    parts: () =>
      withContainer((at) => {
        const ending = at('settling.ending');
        const settled = ending.invoke as Record<string, unknown>;
        ending.invoke = { ...settled, onDone: { ...(settled.onDone as object), target: '#container.cleaningFirst' } };
        at('').states.cleaningFirst = {
          on: ending.on,
          invoke: { ...at('exited.cleaning').invoke, onDone: '#container.exited', onError: undefined },
          after: { retryMs: '#container.settling' },
        } as never;
      }),
  },
  {
    name: 'two-cleaners',
    breaks: 'a removal begins to delete the task while the end is doing that',
    cases: ['two-deleters-leak-the-shim'],
    scenario: stages.ends,
    parts: () =>
      withContainer((at) => {
        at('exited.cleaning').on['container.remove'] = { target: '#container.removing', actions: 'keepRemoveWaiter' };
      }),
  },
  {
    name: 'end-not-told-to-the-pod',
    breaks: 'a container ends, and its pod, which waits for that, does not hear of it',
    cases: ['stop-bookkeeping-deadlock'],
    scenario: stages.torn,
    parts: () => withContainer((at) => without(at('exited'), 'tellSettled')),
  },
  {
    name: 'exec-in-a-dying-container',
    breaks: 'an exec is started after the kill, and its removal does not wait for it',
    cases: ['init-exit-starved-by-execs', 'init-exit-reported-before-exec-exit'],
    scenario: stages.execs,
    parts: () =>
      withContainer((at) => {
        for (const state of ['alive.stopping.killing', 'settling', 'exited'])
          at(state).on['container.exec'] = { actions: 'spawnExec' };
        at('removing').initial = 'undoing';
      }),
  },
  {
    name: 'undone-while-it-lives',
    breaks: 'the undo of a creation fails, and the container is shown as EXITED with its process alive',
    cases: ['killed-too-early-leaves-mount'],
    scenario: stages.tornFaulty,
    parts: () =>
      withContainer((at) => {
        at('rollingBack.deletingTask').invoke.onError = {
          target: '#container.exited.dirty',
          actions: ['keepUndoFailure', shownEnd],
        };
      }),
  },
  {
    name: 'blind-watcher-is-an-end',
    breaks: 'a watcher that fails is taken for the end of what it watches',
    cases: ['monitor-oom-killed', 'conmon-killed-by-signals-and-asserts'],
    scenario: {
      ...stages.life,
      name: 'a watcher may fail',
      faults: { total: 1, each: 1, services: ['watchTask'], kinds: ['blind'] },
    },
    parts: () =>
      withContainer((at) => {
        at('alive').on['xstate.error.actor.watchTask'] = { target: '#container.settling' };
        at('alive').invoke.onError = '#container.settling';
      }),
  },
];
