/** What the container's actions are written against: its messages, its context, the services that it uses, what it tells others. */
import { type DoneActorEvent, type ErrorActorEvent, sendParent, setup } from 'xstate';
import { attachSessionMachine } from './attach-session.ts';
import { delays, service, watcher } from './chart.ts';
import type { ContainerContext, ContainerFact, ContainerInput, ContainerMessage } from './container-context.ts';
import { execMachine } from './exec.ts';
import { execSessionMachine } from './exec-session.ts';
import type { LifeChange } from './life-events.ts';
import { logReopeningMachine } from './log-reopening.ts';
import type { CreateContainer, Reply } from './messages.ts';
import { processRefOf } from './process-ref.ts';
import type { WatchTaskInput } from './services/tasks.ts';

export const containerBase = setup({
  types: {
    input: {} as ContainerInput,
    context: {} as ContainerContext,
    events: {} as ContainerMessage | ContainerFact | DoneActorEvent | ErrorActorEvent,
    output: {} as { readonly containerId: string; readonly again: readonly CreateContainer[] },
  },
  actors: {
    resolveImage: service('resolveImage'),
    mountRootfs: service('mountRootfs'),
    mountImages: service('mountImages'),
    writeBundle: service('writeBundle'),
    createTask: service('createTask'),
    startTask: service('startTask'),
    restoreTask: service('restoreTask'),
    checkpointTask: service('checkpointTask'),
    undoCheckpoint: service('undoCheckpoint'),
    updateTask: service('updateTask'),
    killTask: service('killTask'),
    settleTask: service('settleTask'),
    deleteTask: service('deleteTask'),
    unmountImages: service('unmountImages'),
    unmountRootfs: service('unmountRootfs'),
    removeBundle: service('removeBundle'),
    probeTask: service('probeTask'),
    watchTask: watcher<WatchTaskInput>('watchTask'),
    exec: execMachine,
    execSession: execSessionMachine,
    attachSession: attachSessionMachine,
    logReopening: logReopeningMachine,
  },
  actions: {
    // Provided by actors/system.ts; each is a plain effect with plain parameters.
    announce: () => undefined,
    retire: () => undefined,
    answer: (_, _reply: Reply) => undefined,
    save: () => undefined,
    forget: () => undefined,
    /** Its life went one step on, and the record says so: for who follows events. */
    tell: (_, _params: { readonly change: LifeChange }) => undefined,
    tellSettled: sendParent(({ context }) => ({
      type: 'container.settled',
      containerId: context.record.containerId,
      phase: context.record.phase,
      // Of an exited one the number may be another process's by now: nobody may join that one's namespace.
      process: context.record.phase === 'alive' ? processRefOf(context.record.identity) : undefined,
      failure: context.undoFailure,
    })),
  },
  delays,
});
