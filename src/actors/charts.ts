/**
 * The charts, wired: each service to what runs it, each effect of a chart to the system that the actor lives in. Made once
 * for a daemon, and once for all simulations of a process: wiring costs more than a whole simulated life.
 */
import type { AnyActorRef } from 'xstate';
import { attachSessionMachine } from '../machines/attach-session.ts';
import type { ServiceLogics } from '../machines/chart.ts';
import { cniConfigMachine } from '../machines/cni-config.ts';
import { containerMachine } from '../machines/container.ts';
import { containerServices } from '../machines/container-base.ts';
import type { ContainerContext } from '../machines/container-context.ts';
import { execMachine } from '../machines/exec.ts';
import { execSessionMachine } from '../machines/exec-session.ts';
import type { Failure } from '../machines/failure.ts';
import { imageRemovalMachine } from '../machines/image-removal.ts';
import type { LifeChange } from '../machines/life-events.ts';
import { logReopeningMachine } from '../machines/log-reopening.ts';
import type { Reply } from '../machines/messages.ts';
import { portForwardMachine } from '../machines/port-forward.ts';
import { pullMachine } from '../machines/pull.ts';
import { sandboxMachine } from '../machines/sandbox.ts';
import { sandboxServices } from '../machines/sandbox-base.ts';
import type { SandboxContext } from '../machines/sandbox-context.ts';
import type { ServiceName } from '../machines/services.ts';
import { supervisorMachine } from '../machines/supervisor.ts';
import type { Effects, Home } from './effects.ts';

/** What actors do besides deciding: all of it at once, none of it waits. */
export interface Host extends Home {
  readonly answer: (reply: Reply) => void;
  readonly announceContainer: (context: ContainerContext, self: AnyActorRef) => void;
  readonly retireContainer: (context: ContainerContext, self: AnyActorRef) => void;
  readonly saveContainer: (context: ContainerContext) => void;
  readonly forgetContainer: (context: ContainerContext) => void;
  readonly tellContainer: (context: ContainerContext, change: LifeChange) => void;
  readonly reloadContainer: (self: AnyActorRef, containerId: string, restarts: number) => void;
  readonly announceSandbox: (context: SandboxContext, self: AnyActorRef) => void;
  readonly retireSandbox: (context: SandboxContext, self: AnyActorRef) => void;
  readonly saveSandbox: (context: SandboxContext) => void;
  readonly forgetSandbox: (context: SandboxContext) => void;
  readonly tellSandbox: (context: SandboxContext, change: LifeChange) => void;
  readonly reloadSandbox: (self: AnyActorRef, sandboxId: string, restarts: number) => void;
  readonly complain: (failure: Failure) => void;
}

export type Charts = ReturnType<typeof wireCharts>;

/** The charts of lives; a simulation may put others in their place, to see what it makes of them. */
const lives = { container: containerMachine, sandbox: sandboxMachine };

/** @returns the root's chart, and what tells it to whom the actors of a system belong (before that system is started). */
export const wireCharts = (effects: Effects, { container: containerChart, sandbox: sandboxChart } = lives) => {
  const { service, watch } = effects;
  const hosts = new WeakMap<object, Host>();
  const hostOf = (system: object): Host => {
    const host = hosts.get(system);
    if (host === undefined) throw new Error('this system has no host');
    return host;
  };
  const answer = ({ system }: { readonly system: object }, reply: Reply) => hostOf(system).answer(reply);
  const watchTask = watch('watchTask');
  const servicesOf = <const Names extends readonly ServiceName[]>(names: Names) =>
    Object.fromEntries(names.map((name) => [name, service(name)])) as ServiceLogics<Names>;

  const container = containerChart.provide({
    actors: {
      ...servicesOf(containerServices),
      watchTask,
      exec: execMachine.provide({ actors: { perform: service('execTask') }, actions: { answer } }),
      execSession: execSessionMachine.provide({ actors: { runExec: watch('runExec') }, actions: { answer } }),
      attachSession: attachSessionMachine.provide({ actors: { attachTask: watch('attachTask') }, actions: { answer } }),
      logReopening: logReopeningMachine.provide({ actors: { perform: service('reopenLog') }, actions: { answer } }),
    },
    actions: {
      answer,
      announce: ({ context, self, system }) => hostOf(system).announceContainer(context, self as AnyActorRef),
      retire: ({ context, self, system }) => hostOf(system).retireContainer(context, self as AnyActorRef),
      save: ({ context, system }) => hostOf(system).saveContainer(context),
      forget: ({ context, system }) => hostOf(system).forgetContainer(context),
      tell: ({ context, system }, { change }) => hostOf(system).tellContainer(context, change),
    },
  });

  const sandbox = sandboxChart.provide({
    actors: {
      ...servicesOf(sandboxServices),
      watchTask,
      container,
      portForward: portForwardMachine.provide({ actors: { forwardPorts: watch('forwardPorts') }, actions: { answer } }),
    },
    actions: {
      answer,
      announce: ({ context, self, system }) => hostOf(system).announceSandbox(context, self as AnyActorRef),
      retire: ({ context, self, system }) => hostOf(system).retireSandbox(context, self as AnyActorRef),
      save: ({ context, system }) => hostOf(system).saveSandbox(context),
      forget: ({ context, system }) => hostOf(system).forgetSandbox(context),
      tell: ({ context, system }, { change }) => hostOf(system).tellSandbox(context, change),
      reloadContainer: ({ self, system }, { containerId, restarts }) =>
        hostOf(system).reloadContainer(self as AnyActorRef, containerId, restarts),
    },
  });

  const supervisor = supervisorMachine.provide({
    actors: {
      loadRecords: effects.loadRecords(hostOf),
      payDebts: effects.payDebts(hostOf),
      cniConfig: cniConfigMachine.provide({ actors: { watchCniConfig: watch('watchCniConfig') } }),
      sandbox,
      pull: pullMachine.provide({
        actors: {
          resolvePull: service('resolvePull'),
          fetchLayers: service('fetchLayers'),
          registerImage: service('registerImage'),
          abandonPull: service('abandonPull'),
        },
        actions: { answer },
      }),
      imageRemoval: imageRemovalMachine.provide({ actors: { perform: service('removeImage') }, actions: { answer } }),
    },
    actions: {
      answer,
      reloadSandbox: ({ self, system }, { sandboxId, restarts }) =>
        hostOf(system).reloadSandbox(self as AnyActorRef, sandboxId, restarts),
      complain: ({ system }, { failure }) => hostOf(system).complain(failure),
    },
  });

  return { supervisor, giveHost: (system: object, host: Host) => void hosts.set(system, host) };
};
