/** Every state of every chart against every message and every outcome: nobody is forgotten, nothing is stuck. */

import { describe, expect, test } from 'vitest';
import type { AnyEventObject, AnyMachineSnapshot } from 'xstate';
import type { Mount } from '../../proto/generated/api.js';
import { attachSessionMachine } from '../../src/machines/attach-session.ts';
import type { SandboxConfig } from '../../src/machines/config.ts';
import { containerMachine } from '../../src/machines/container.ts';
import type { ContainerContext, ContainerInput } from '../../src/machines/container-context.ts';
import { execSessionMachine } from '../../src/machines/exec-session.ts';
import { portForwardMachine } from '../../src/machines/port-forward.ts';
import { pullMachine } from '../../src/machines/pull.ts';
import type { ContainerRecord, SandboxRecord } from '../../src/machines/records.ts';
import { sandboxMachine } from '../../src/machines/sandbox.ts';
import type { SandboxContext, SandboxInput } from '../../src/machines/sandbox-context.ts';
import { type Effect, type Explored, explore, statesOf } from '../helpers/explore.ts';
import { containerConfig, containerResources, sandboxConfig } from '../helpers/stage.ts';

let lastRequest = 0;
const asked = (type: string, rest: object): AnyEventObject => {
  lastRequest += 1;
  return { atMs: 2000, ...rest, type, requestId: `${type}-${lastRequest}` };
};
const isSome = (thing: unknown) => thing !== undefined;
const atMost = (count: number, things: readonly unknown[]) => Math.min(count, things.length);

const identity = { pid: 1, startTicks: '1', monitorPid: 2, monitorStartTicks: '1' };
const bundle = {
  bundleDir: '/b',
  user: { uid: 0, gid: 0, groups: [0] },
  stopSignal: 'SIGTERM',
  cgroupsPath: '/c',
  hasOwnPidNamespace: true,
  logPath: '/log',
};
const outputs: Readonly<Record<string, readonly unknown[]>> = {
  pinNamespaces: [{ net: '/n' }],
  prepareSandboxFiles: [{ resolvConf: '', hosts: '', hostname: '' }],
  attachNetwork: [{ ip: '10.0.0.2', additionalIps: [], result: {} }],
  resolveInfraImage: [{}, { image: { imageId: 'sha256:i', layerDirs: [] } }],
  writeInfraBundle: [bundle],
  resolveImage: [{ imageId: 'sha256:i', layerDirs: [], config: {} }],
  mountRootfs: [{ rootfsDir: '/r' }],
  restoreTask: [{ identity, startedAtMs: 3000 }],
  mountImages: [{ imageMounts: [{ mountIndex: 0, imageId: 'sha256:v', sourceDir: '/i' }] }],
  writeBundle: [bundle],
  createTask: [identity],
  startTask: [{ startedAtMs: 3000 }],
  updateTask: [{ resources: { cpuShares: '2' } }],
  settleTask: [{ isOomKilled: true }],
  probePins: [
    { areThere: true, seenAtMs: 9 },
    { areThere: false, seenAtMs: 9 },
  ],
  probeTask: [
    { status: 'absent', seenAtMs: 9 },
    { status: 'created', identity, seenAtMs: 9 },
    { status: 'running', identity, seenAtMs: 9 },
    { status: 'exited', exitCode: 3, seenAtMs: 9 },
  ],
  resolvePull: [{ pullId: 'p', reference: 'r', layers: [] }],
  registerImage: [{ imageId: 'sha256:i' }],
};
const watchers = ['watchTask', 'runExec', 'attachTask', 'forwardPorts'];
const outputsOf = (service: string) => (watchers.includes(service) ? undefined : (outputs[service] ?? [{}]));

const expectWhole = (explored: Explored, unreached: readonly string[]) => {
  expect(explored.findings.slice(0, 10)).toEqual([]);
  expect(explored.stuck.slice(0, 10)).toEqual([]);
  expect(unreached).toEqual([]);
};

describe('container', () => {
  const scene = {
    sandboxId: 's1',
    config: sandboxConfig(),
    runtimeHandler: '',
    pins: {},
    files: { resolvConf: '', hosts: '', hostname: '' },
  };
  const command = { containerId: 'c1', sandboxId: 's1', config: containerConfig(), requestId: 'create-0', atMs: 1 };
  const stored = (phase: ContainerRecord['phase'], rest: Partial<ContainerRecord> = {}): ContainerInput => ({
    scene,
    record: {
      containerId: 'c1',
      sandboxId: 's1',
      config: containerConfig(),
      runtimeHandler: '',
      createdAtMs: 1,
      phase,
      bundle,
      identity,
      ...rest,
    },
  });
  const exit = { exitCode: 0, atMs: 5, reason: 'Completed', message: '' };
  const withImageMount = () => ({ ...containerConfig(), mounts: [{ image: { image: 'data' } }] as unknown as Mount[] });
  const contextOf = (snapshot: AnyMachineSnapshot) => snapshot.context as ContainerContext;

  const waitersOf = (context: ContainerContext): readonly string[] => {
    const { createWaiters, stopWaiters, removeWaiters, startWaiter, again, update, updates, checkpoint } = context;
    return [
      ...[...createWaiters, ...stopWaiters, ...removeWaiters],
      ...(update?.requestId === undefined ? [] : [update.requestId]),
      ...updates.map(({ requestId }) => requestId),
      ...(checkpoint?.waiters ?? []),
      ...(startWaiter === undefined ? [] : [startWaiter]),
      ...again.map(({ requestId }) => requestId),
    ];
  };
  const shapeOf = (context: ContainerContext): unknown => {
    const { record } = context;
    return [
      [context.createWaiters, context.stopWaiters, context.removeWaiters, context.again, context.execs].map((list) =>
        atMost(2, list),
      ),
      [context.startWaiter, context.exitFact, context.failure, context.startFailure, context.undoFailure].map(isSome),
      [record.exit, record.startedAtMs, record.startAskedAtMs, record.updating].map(isSome),
      [context.update === undefined ? 'none' : isSome(context.update.requestId), context.updates.length],
      isSome(record.checkpointDir) && !isSome(record.startAskedAtMs),
      [isSome(record.checkpointing), context.checkpoint?.waiters.length],
      record.phase,
      record.config.mounts.length,
      [context.isSignalled, context.isBlind, context.isPodLost],
      context.killAtMs === undefined ? 'none' : Math.sign(context.killAtMs),
    ];
  };
  /** An exec or a reopening is an actor of its own, which owes the answer. */
  const handsOn = (event: AnyEventObject, effects: readonly Effect[]) =>
    ['container.exec', 'container.openExec', 'container.attach', 'container.reopenLog'].includes(event.type) &&
    effects.some(({ type }) => type === 'xstate.spawnChild');
  const unreachedBy = (explored: Explored, elsewhere: RegExp) =>
    statesOf(containerMachine).filter(
      (state) =>
        !explored.states.has(state) &&
        !['entering', 'failed', 'removing.undoing.deciding'].includes(state) &&
        !elsewhere.test(state),
    );

  test('every state meets every message → one answer a request, no state stuck, none unreachable', () => {
    const explored = explore({
      machine: containerMachine,
      inputs: [containerConfig(), withImageMount()]
        .flatMap((config): ContainerInput[] => [
          { scene, command: { type: 'container.create', ...command, config } },
          ...(['creating', 'stray', 'alive', 'exited', 'removing'] as const).map((phase) =>
            stored(phase, phase === 'exited' || phase === 'removing' ? { exit, config } : { config }),
          ),
        ])
        .concat(stored('alive', { updating: containerResources() })),
      alphabet: (snapshot) => {
        const { stopWaiters, removeWaiters, createWaiters, execs, startWaiter, update, updates, record } =
          contextOf(snapshot);
        return [
          ...(createWaiters.length < 2 ? [asked('container.join', command)] : []),
          ...(startWaiter === undefined ? [asked('container.start', { containerId: 'c1' })] : []),
          ...(stopWaiters.length < 2
            ? [0, 5000].map((graceMs) => asked('container.stop', { containerId: 'c1', graceMs }))
            : []),
          ...(removeWaiters.length < 2 ? [asked('container.remove', { containerId: 'c1' })] : []),
          ...(execs.length < 1 ? [asked('container.exec', { execId: 'e', command: ['x'], timeoutMs: 0 })] : []),
          ...(execs.length < 1 ? [asked('container.reopenLog', { containerId: 'c1' })] : []),
          ...(execs.length < 1 ? [asked('container.openExec', { execId: 'e', command: ['x'], streamsKey: 'k' })] : []),
          ...(execs.length < 1 ? [asked('container.attach', { execId: 'e', writesStdin: true, streamsKey: 'k' })] : []),
          // with one configuration only: they have nothing to do with each other
          ...(updates.length < 1 && record.config.mounts.length === 0
            ? [asked('container.update', { resources: { cpuShares: '2' } })]
            : []),
          ...(update === undefined
            ? []
            : [
                { type: 'xstate.done.actor.updateTask', actorId: 'updateTask', output: { resources: {} } },
                { type: 'xstate.error.actor.updateTask', actorId: 'updateTask', error: new Error('refused') },
              ]),
          { type: 'sandbox.closing' },
          { type: 'grace.over' },
          { type: 'task.exited', exitCode: 1, atMs: 4000 },
          { type: 'task.exited', atMs: 4000 },
          ...execs.map((execId) => ({ type: `xstate.done.actor.exec:${execId}`, actorId: `exec:${execId}` })),
        ];
      },
      outputsOf,
      waitersIn: (snapshot) => waitersOf(contextOf(snapshot)),
      shapeOf: (snapshot) => shapeOf(contextOf(snapshot)),
      handsOn,
    });
    expectWhole(
      explored,
      unreachedBy(
        explored,
        /^(restor|alive.checkpointing|removing.undoing.undoingCheckpoint|unknown.thawing|unknown.entering)/,
      ),
    );
    expect(explored.shapes).toBeGreaterThan(100);
  });

  test('checkpoints and restores: the same, with messages that have to do with them', () => {
    const isOpen = (list: readonly unknown[]) => list.length < 1;
    const explored = explore({
      machine: containerMachine,
      inputs: [
        { scene, command: { type: 'container.create', ...command } },
        stored('alive', { startedAtMs: 2 }),
        stored('alive', { checkpointing: true, startedAtMs: 2 }),
        stored('alive', { checkpointDir: '/ck', identity: undefined }),
        stored('alive', { checkpointDir: '/ck', identity: undefined, startAskedAtMs: 2 }),
      ],
      alphabet: (snapshot) => {
        const { stopWaiters, removeWaiters, createWaiters, execs, startWaiter, checkpoint } = contextOf(snapshot);
        const checkpointOf = (location: string) => asked('container.checkpoint', { location, timeoutMs: 0 });
        return [
          ...(isOpen(createWaiters) ? [asked('container.join', command)] : []),
          ...(startWaiter === undefined ? [asked('container.start', { containerId: 'c1' })] : []),
          ...(isOpen(stopWaiters)
            ? [0, 5000].map((graceMs) => asked('container.stop', { containerId: 'c1', graceMs }))
            : []),
          ...(isOpen(removeWaiters) ? [asked('container.remove', { containerId: 'c1' })] : []),
          ...(isOpen(execs) ? [asked('container.exec', { execId: 'e', command: ['x'], timeoutMs: 0 })] : []),
          ...((checkpoint?.waiters.length ?? 0) < 2 ? [checkpointOf('/a.tar')] : []),
          ...(checkpoint === undefined ? [] : [checkpointOf('/b.tar')]),
          { type: 'sandbox.lost' },
          { type: 'sandbox.closing' },
          { type: 'grace.over' },
          { type: 'task.exited', exitCode: 1, atMs: 4000 },
          ...execs.map((execId) => ({ type: `xstate.done.actor.exec:${execId}`, actorId: `exec:${execId}` })),
        ];
      },
      outputsOf: (service) =>
        service === 'mountRootfs'
          ? [{ rootfsDir: '/r' }, { rootfsDir: '/r', checkpointDir: '/ck' }]
          : outputsOf(service),
      waitersIn: (snapshot) => waitersOf(contextOf(snapshot)),
      shapeOf: (snapshot) => shapeOf(contextOf(snapshot)),
      handsOn,
    });
    expectWhole(explored, unreachedBy(explored, /mountingImages|unmountingImages|entering/));
  });
});

describe('sandbox', () => {
  const command = (pid: number) => ({
    sandboxId: 's1',
    config: sandboxConfig('pod', pid),
    runtimeHandler: '',
    requestId: 'run-0',
    atMs: 1,
  });
  const stored = (phase: SandboxRecord['phase'], withInfra: boolean): SandboxInput => ({
    infraPolicy: 'when-needed',
    record: {
      sandboxId: 's1',
      config: sandboxConfig('pod', withInfra ? 0 : 1),
      runtimeHandler: '',
      createdAtMs: 1,
      phase,
      infra: withInfra ? { bundle, identity } : undefined,
    },
    containers: [],
  });
  const hostNetwork = { linux: { securityContext: { namespaceOptions: { network: 2, pid: 1, ipc: 0 } } } };
  const run = (pid: number, config: object = {}): SandboxInput => ({
    infraPolicy: 'when-needed',
    command: {
      type: 'sandbox.run',
      ...command(pid),
      config: { ...sandboxConfig('pod', pid), ...config } as SandboxConfig,
    },
  });
  const contextOf = (snapshot: AnyMachineSnapshot) => snapshot.context as SandboxContext;
  const create = { sandboxId: 's1', containerId: 'c1', config: containerConfig() };

  test('every state meets every message → one answer a request, no state stuck, none unreachable', () => {
    const explored = explore({
      machine: sandboxMachine,
      inputs: [
        ...[run(0), run(1), run(1, hostNetwork)],
        ...(['preparing', 'ready', 'closing', 'stopped', 'removing'] as const).flatMap((phase) =>
          [true, false].map((withInfra) => stored(phase, withInfra)),
        ),
      ],
      alphabet: (snapshot) => {
        const { runWaiters, stopWaiters, removeWaiters, members, forwards } = contextOf(snapshot);
        const member = members.c1;
        const settled = { type: 'container.settled', containerId: 'c1', process: { pid: 1, startTicks: '1' } };
        return [
          ...(runWaiters.length < 2 ? [asked('sandbox.join', command(0))] : []),
          ...(stopWaiters.length < 1 ? [asked('sandbox.stop', { sandboxId: 's1' })] : []),
          ...(removeWaiters.length < 1 ? [asked('sandbox.remove', { sandboxId: 's1' })] : []),
          ...(member === undefined ? [asked('container.create', create)] : []),
          asked('sandbox.update', { sandboxId: 's1', resources: containerResources() }),
          ...(forwards.length < 1 ? [asked('sandbox.forwardPorts', { forwardId: 'f', streamsKey: 'k' })] : []),
          ...forwards.map((id) => ({ type: `xstate.done.actor.forward:${id}`, actorId: `forward:${id}` })),
          { type: 'task.exited', exitCode: 1, atMs: 4000 },
          ...(member === undefined
            ? []
            : [
                { ...settled, phase: 'alive' },
                { ...settled, phase: 'exited' },
                { ...settled, phase: 'removing', failure: { code: 'SyscallFailed', details: {} } },
                { type: `xstate.done.actor.${member.actorId}`, actorId: member.actorId, output: { again: [] } },
              ]),
        ];
      },
      outputsOf,
      waitersIn: (snapshot) => {
        const { runWaiters, stopWaiters, removeWaiters, again } = contextOf(snapshot);
        return [...runWaiters, ...stopWaiters, ...removeWaiters, ...again.map(({ requestId }) => requestId)];
      },
      shapeOf: (snapshot) => {
        const context = contextOf(snapshot);
        return [
          [context.runWaiters, context.stopWaiters, context.removeWaiters, context.again].map((list) =>
            atMost(2, list),
          ),
          [context.failure, context.undoFailure, context.networkFailure, context.record.infra].map(isSome),
          [context.infraImage, context.record.pins].map(isSome),
          Math.min(3, context.networkFailures),
          context.forwards.length,
          context.record.phase,
          context.record.config.linux?.securityContext?.namespaceOptions,
          Object.values(context.members).map(({ phase, isKnown }) => [phase, isKnown]),
        ];
      },
      handsOn: (event, effects) =>
        ['container.create', 'sandbox.forwardPorts'].includes(event.type) &&
        effects.some(({ type }) => type === 'xstate.spawnChild'),
    });
    expectWhole(
      explored,
      statesOf(sandboxMachine).filter(
        (state) => !explored.states.has(state) && !/entering|deciding|undone/.test(state),
      ),
    );
    expect(explored.shapes).toBeGreaterThan(100);
  });
});

describe('pull', () => {
  const command = { pullId: 'p', reference: 'r' };
  interface Context {
    readonly waiters: readonly string[];
    readonly again: readonly { readonly requestId: string }[];
    readonly failure: unknown;
  }
  const contextOf = (snapshot: AnyMachineSnapshot) => snapshot.context as Context;

  test('every state meets every message → one answer a request, no state stuck, none unreachable', () => {
    const explored = explore({
      machine: pullMachine,
      inputs: [{ command: { type: 'image.pull', requestId: 'pull-0', atMs: 1, ...command } }],
      alphabet: (snapshot) => {
        const { waiters } = contextOf(snapshot);
        return [
          ...(waiters.length < 3 ? [asked('pull.join', command)] : []),
          ...waiters.map((requestId) => ({ type: 'request.cancelled', requestId })),
          { type: 'request.cancelled', requestId: 'somebody else' },
        ];
      },
      outputsOf,
      waitersIn: (snapshot) => [
        ...contextOf(snapshot).waiters,
        ...contextOf(snapshot).again.map(({ requestId }) => requestId),
      ],
      shapeOf: (snapshot) => {
        const { waiters, again, failure } = contextOf(snapshot);
        return [waiters.length, atMost(2, again), isSome(failure)];
      },
    });
    expectWhole(
      explored,
      statesOf(pullMachine).filter((state) => !explored.states.has(state)),
    );
  });
});

describe('streaming sessions', () => {
  const failed = { code: 'RuntimeFailed', details: {} };
  const task = { taskId: 'c1', runtimeHandler: '', bundleDir: '/b', streamsKey: 'k' };
  /** The request waits until it is answered or cancelled. */
  const waitersIn = (snapshot: AnyMachineSnapshot) =>
    snapshot.status === 'active' && !snapshot.matches({ live: 'unwatched' }) ? ['mine'] : [];
  const cancelled = [
    { type: 'request.cancelled', requestId: 'mine' },
    { type: 'request.cancelled', requestId: 'somebody else' },
  ];
  const expectAll = (explored: Explored, states: readonly string[]) =>
    expectWhole(
      explored,
      states.filter((state) => !explored.states.has(state)),
    );

  test('exec: every state meets every message → one answer unless the client left, no state stuck', () => {
    const service = { ...task, execId: 'e', identity, command: ['x'], isTerminal: false };
    const explored = explore({
      machine: execSessionMachine,
      inputs: [{ requestId: 'mine', service }],
      alphabet: () => [
        ...cancelled,
        { type: 'exec.started' },
        { type: 'exec.exited', exitCode: 3 },
        { type: 'exec.drained' },
        { type: 'exec.failed', failure: failed },
        { type: 'container.ended' },
      ],
      outputsOf,
      waitersIn,
      shapeOf: (snapshot) => (snapshot.context as { readonly exitCode: unknown }).exitCode,
    });
    expectAll(explored, statesOf(execSessionMachine));
  });

  test('attach: the same', () => {
    const service = (rest: object) => ({
      ...task,
      isTerminal: false,
      writesStdin: true,
      closesStdinOnce: true,
      ...rest,
    });
    const explored = explore({
      machine: attachSessionMachine,
      inputs: [{}, { writesStdin: false }].map((rest) => ({ requestId: 'mine', service: service(rest) })),
      alphabet: () => [
        ...cancelled,
        { type: 'attach.attached' },
        { type: 'attach.ended' },
        { type: 'attach.failed', failure: failed },
        { type: 'container.ended' },
      ],
      outputsOf,
      waitersIn,
      shapeOf: (snapshot) => (snapshot.context as { readonly service: object }).service,
    });
    expectAll(explored, statesOf(attachSessionMachine));
  });

  test('port-forward: the same', () => {
    const explored = explore({
      machine: portForwardMachine,
      inputs: [{ requestId: 'mine', service: { sandboxId: 's1', streamsKey: 'k' } }],
      alphabet: (snapshot) => [
        ...cancelled,
        ...((snapshot.context as { readonly open: number }).open < 3 ? [{ type: 'forward.opened', port: 80 }] : []),
        { type: 'forward.closed', port: 80 },
        { type: 'forward.failed', failure: failed },
        { type: 'sandbox.closing' },
      ],
      outputsOf,
      waitersIn,
      shapeOf: (snapshot) => (snapshot.context as { readonly open: number }).open,
    });
    expectAll(explored, statesOf(portForwardMachine));
  });
});
