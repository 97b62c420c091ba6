/** What the sandbox's actions are written against: its messages, its context, the services that it uses, what it tells others. */
import { type DoneActorEvent, type ErrorActorEvent, setup } from 'xstate';
import { delays, lifeEffects, services, watcher } from './chart.ts';
import { containerMachine } from './container.ts';
import type { RunSandbox } from './messages.ts';
import { portForwardMachine } from './port-forward.ts';
import type { SandboxContext, SandboxFact, SandboxInput, SandboxMessage } from './sandbox-context.ts';
import type { WatchTaskInput } from './services/tasks.ts';

export const sandboxServices = [
  'pinNamespaces',
  'unpinNamespaces',
  'prepareSandboxFiles',
  'removeSandboxFiles',
  'attachNetwork',
  'detachNetwork',
  'resolveInfraImage',
  'mountRootfs',
  'unmountRootfs',
  'writeInfraBundle',
  'removeBundle',
  'createTask',
  'startTask',
  'deleteTask',
  'probeTask',
  'probePins',
] as const;

export const sandboxBase = setup({
  types: {
    input: {} as SandboxInput,
    context: {} as SandboxContext,
    events: {} as SandboxMessage | SandboxFact | DoneActorEvent | ErrorActorEvent,
    output: {} as { readonly sandboxId: string; readonly again: readonly RunSandbox[] },
  },
  actors: {
    ...services(sandboxServices),
    watchTask: watcher<WatchTaskInput>('watchTask'),
    container: containerMachine,
    portForward: portForwardMachine,
  },
  actions: {
    ...lifeEffects,
    /** Reads a crashed container's record again; it comes back as `container.reloaded`. */
    reloadContainer: (_, _params: { readonly containerId: string; readonly restarts: number }) => undefined,
  },
  delays,
});
