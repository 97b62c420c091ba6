/** What the container's actions are written against: its messages, its context, the services that it uses, what it tells others. */
import { type DoneActorEvent, type ErrorActorEvent, sendParent, setup } from 'xstate';
import { attachSessionMachine } from './attach-session.ts';
import { delays, lifeEffects, services, watcher } from './chart.ts';
import type { ContainerContext, ContainerFact, ContainerInput, ContainerMessage } from './container-context.ts';
import { execMachine } from './exec.ts';
import { execSessionMachine } from './exec-session.ts';
import { logReopeningMachine } from './log-reopening.ts';
import type { CreateContainer } from './messages.ts';
import { processRefOf } from './process-ref.ts';
import type { WatchTaskInput } from './services/tasks.ts';

export const containerServices = [
  'resolveImage',
  'mountRootfs',
  'mountImages',
  'writeBundle',
  'createTask',
  'startTask',
  'restoreTask',
  'checkpointTask',
  'undoCheckpoint',
  'updateTask',
  'killTask',
  'settleTask',
  'deleteTask',
  'unmountImages',
  'unmountRootfs',
  'removeBundle',
  'probeTask',
] as const;

export const containerBase = setup({
  types: {
    input: {} as ContainerInput,
    context: {} as ContainerContext,
    events: {} as ContainerMessage | ContainerFact | DoneActorEvent | ErrorActorEvent,
    output: {} as { readonly containerId: string; readonly again: readonly CreateContainer[] },
  },
  actors: {
    ...services(containerServices),
    watchTask: watcher<WatchTaskInput>('watchTask'),
    exec: execMachine,
    execSession: execSessionMachine,
    attachSession: attachSessionMachine,
    logReopening: logReopeningMachine,
  },
  actions: {
    ...lifeEffects,
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
