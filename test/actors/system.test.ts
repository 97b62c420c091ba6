import { describe, expect, test, vi } from 'vitest';
import type { ContainerConfig } from '../../src/machines/config.ts';
import type { FailureError } from '../../src/machines/failure.ts';
import type { Command, Draft } from '../../src/machines/messages.ts';
import { openStore } from '../../src/store/store.ts';
import { containerConfig, type Play, play, sandboxConfig, settle } from '../helpers/stage.ts';

const run = (sandboxId = 's1', name = 'pod', pid = 1): Draft<Extract<Command, { type: 'sandbox.run' }>> => ({
  type: 'sandbox.run',
  sandboxId,
  config: sandboxConfig(name, pid),
  runtimeHandler: '',
});
const create = (containerId = 'c1', name = 'app', sandboxId = 's1') =>
  ({ type: 'container.create', sandboxId, containerId, config: containerConfig(name) }) as const;
const start = (containerId = 'c1') => ({ type: 'container.start', containerId }) as const;
const stop = (graceMs = 1000, containerId = 'c1') => ({ type: 'container.stop', containerId, graceMs }) as const;
const remove = (containerId = 'c1') => ({ type: 'container.remove', containerId }) as const;
const stopPod = { type: 'sandbox.stop', sandboxId: 's1' } as const;
const removePod = { type: 'sandbox.remove', sandboxId: 's1' } as const;
const exec = { type: 'container.exec', containerId: 'c1', execId: 'e1', command: ['true'], timeoutMs: 0 } as const;

/** The failure's code, or `answered`. */
const outcome = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'answered',
    (error: FailureError) => error.code,
  );
const running = async (options: Parameters<typeof play>[0] = {}): Promise<Play> => {
  const stage = await play(options);
  await stage.system.ask(run());
  await stage.system.ask(create());
  await stage.system.ask(start());
  return stage;
};
const container = ({ system }: Play) => system.views.container('c1');
const sandbox = ({ system }: Play) => system.views.sandbox('s1');

describe('a pod', () => {
  test('run, create, start, stop, remove, remove again → nothing is left', async () => {
    const stage = await running();
    expect(sandbox(stage)).toMatchObject({ state: 'ready', ip: '10.0.0.2' });
    expect(container(stage)).toMatchObject({ state: 'running', startedAtMs: 3000 });
    await stage.system.ask(stop());
    expect(container(stage)).toMatchObject({ state: 'exited', exitCode: 143, reason: 'Error', finishedAtMs: 5000 });
    await stage.system.ask(remove());
    await stage.system.ask(remove());
    expect(container(stage)).toBeUndefined();
    await stage.system.ask(stopPod);
    expect(sandbox(stage)).toMatchObject({ state: 'notready', ip: undefined });
    await stage.system.ask(stopPod);
    await stage.system.ask(removePod);
    await stage.system.ask(removePod);
    expect(sandbox(stage)).toBeUndefined();
    expect(stage.store.records.all('sandbox')).toEqual([]);
    expect(stage.store.records.all('container')).toEqual([]);
    expect(stage.system.counts()).toEqual({ sandboxes: 0, containers: 0, openRequests: 0 });
  });

  test('network and infra container → made side by side', async () => {
    const stage = await play();
    stage.hold('attachNetwork');
    const ran = stage.system.ask(run('s1', 'pod', 0));
    await stage.waiting('attachNetwork');
    await settle();
    expect(stage.calls).toContain('startTask s1');
    expect(sandbox(stage)).toBeUndefined();
    stage.free('attachNetwork');
    await ran;
    expect(sandbox(stage)).toMatchObject({ infraPid: 4711 });
  });

  test('own pid namespaces → no infra container; policy always → one', async () => {
    const without = await play();
    await without.system.ask(run());
    expect(without.calls).not.toContain('createTask s1');
    const always = await play({ infraPolicy: 'always' });
    await always.system.ask(run());
    expect(always.calls).toContain('createTask s1');
  });

  test('the same run again while the first is at work → joins it; afterwards → its id', async () => {
    const stage = await play();
    stage.hold('attachNetwork');
    const first = stage.system.ask(run('s1'));
    await stage.waiting('attachNetwork');
    const second = stage.system.ask(run('s2'));
    stage.free('attachNetwork');
    expect(await first).toEqual({ sandboxId: 's1' });
    expect(await second).toEqual({ sandboxId: 's1' });
    expect(await stage.system.ask(run('s3'))).toEqual({ sandboxId: 's1' });
    expect(stage.system.views.sandboxes()).toHaveLength(1);
  });

  test('run fails → all is undone, nothing is listed, the same run works at once', async () => {
    const stage = await play();
    stage.fail('attachNetwork', 'NetworkPluginFailed');
    expect(await outcome(stage.system.ask(run('s1')))).toBe('NetworkPluginFailed');
    expect(stage.calls).toEqual(
      expect.arrayContaining(['detachNetwork s1', 'removeSandboxFiles s1', 'unpinNamespaces s1']),
    );
    expect(stage.system.views.sandboxes()).toEqual([]);
    expect(stage.store.records.all('sandbox')).toEqual([]);
    stage.free('attachNetwork');
    expect(await stage.system.ask(run('s2'))).toEqual({ sandboxId: 's2' });
  });

  test('the same run while a failed one is undone → made anew after that', async () => {
    const stage = await play();
    stage.fail('attachNetwork', 'NetworkPluginFailed');
    stage.hold('detachNetwork');
    const first = outcome(stage.system.ask(run('s1')));
    await stage.waiting('detachNetwork');
    stage.free('attachNetwork');
    const second = stage.system.ask(run('s2'));
    stage.free('detachNetwork');
    expect(await first).toBe('NetworkPluginFailed');
    expect(await second).toEqual({ sandboxId: 's2' });
  });

  test('infra fails while ADD is in flight → the ADD is awaited, then undone', async () => {
    const stage = await play();
    stage.hold('attachNetwork');
    stage.fail('createTask', 'RuntimeFailed');
    const ran = outcome(stage.system.ask(run('s1', 'pod', 0)));
    await stage.waiting('attachNetwork');
    await settle();
    expect(stage.calls).not.toContain('detachNetwork s1');
    stage.free('attachNetwork');
    expect(await ran).toBe('RuntimeFailed');
    expect(stage.calls).toContain('detachNetwork s1');
    expect(stage.calls.some((call) => call.endsWith('aborted'))).toBe(false);
  });

  test('undo of a failed run fails → listed, NOTREADY; a later remove goes on', async () => {
    const stage = await play();
    stage.fail('attachNetwork');
    stage.fail('unpinNamespaces', 'SyscallFailed');
    expect(await outcome(stage.system.ask(run()))).toBe('Unexpected');
    expect(sandbox(stage)).toMatchObject({ state: 'notready' });
    expect(await outcome(stage.system.ask(removePod))).toBe('SyscallFailed');
    stage.free('unpinNamespaces');
    await stage.system.ask(removePod);
    expect(sandbox(stage)).toBeUndefined();
  });

  test('stop while it is being made → the run fails, the stop succeeds, nothing is left', async () => {
    const stage = await play();
    stage.hold('attachNetwork');
    const ran = outcome(stage.system.ask(run()));
    await stage.waiting('attachNetwork');
    const stopped = stage.system.ask(stopPod);
    stage.free('attachNetwork');
    expect(await ran).toBe('SandboxWrongState');
    await stopped;
    expect(stage.calls).toContain('detachNetwork s1');
    expect(stage.store.records.all('sandbox')).toEqual([]);
  });

  test('DEL fails → the stop says so, all else is undone; asked again → succeeds', async () => {
    const stage = await running();
    stage.fail('detachNetwork', 'NetworkPluginFailed');
    expect(await outcome(stage.system.ask(stopPod))).toBe('NetworkPluginFailed');
    expect(stage.calls).toContain('unpinNamespaces s1');
    expect(sandbox(stage)).toMatchObject({ state: 'notready' });
    stage.free('detachNetwork');
    await stage.system.ask(stopPod);
    await stage.system.ask(removePod);
  });

  test('DEL fails for ever → after some tries a removal goes on without', async () => {
    const stage = await running();
    stage.fail('detachNetwork', 'NetworkPluginFailed');
    for (let attempt = 0; attempt < 2; attempt += 1)
      expect(await outcome(stage.system.ask(removePod))).toBe('NetworkPluginFailed');
    await stage.system.ask(removePod);
    expect(stage.system.views.sandboxes()).toEqual([]);
  });

  test('from the moment a stop is accepted → no container is made or started', async () => {
    const stage = await running();
    await stage.system.ask(create('c2', 'other'));
    stage.diesOf.clear();
    const stopped = stage.system.ask(stopPod);
    expect(await outcome(stage.system.ask(create('c3', 'late')))).toBe('SandboxWrongState');
    expect(await outcome(stage.system.ask(start('c2')))).toBe('ContainerWrongState');
    stage.exit('c1', 137);
    stage.exit('c2', 137);
    await stopped;
  });

  test('stop while a container is being made → it is undone first', async () => {
    const stage = await play();
    await stage.system.ask(run());
    stage.hold('createTask');
    const created = outcome(stage.system.ask(create()));
    await stage.waiting('createTask');
    const stopped = stage.system.ask(stopPod);
    await settle();
    expect(stage.calls).not.toContain('detachNetwork s1');
    stage.free('createTask');
    expect(await created).toBe('ContainerWrongState');
    await stopped;
    expect(stage.calls.indexOf('removeBundle c1')).toBeLessThan(stage.calls.indexOf('detachNetwork s1'));
  });

  test('infra process dies → NOTREADY; stop and remove work', async () => {
    const stage = await play();
    await stage.system.ask(run('s1', 'pod', 0));
    stage.exit('s1', 137);
    expect(sandbox(stage)).toMatchObject({ state: 'notready' });
    expect(await outcome(stage.system.ask(create()))).toBe('SandboxWrongState');
    await stage.system.ask(stopPod);
    await stage.system.ask(removePod);
  });

  test('unknown things → stop and remove succeed, the rest is NotFound', async () => {
    const { system } = await play();
    for (const asked of [stopPod, removePod, stop(), remove()])
      expect(await outcome(system.ask(asked))).toBe('answered');
    expect(await outcome(system.ask(create()))).toBe('SandboxNotFound');
    for (const asked of [start(), exec]) expect(await outcome(system.ask(asked))).toBe('ContainerNotFound');
  });

  test('unknown runtime handler → HandlerUnknown', async () => {
    const { system } = await play();
    expect(await outcome(system.ask({ ...run(), runtimeHandler: 'gvisor' }))).toBe('HandlerUnknown');
  });

  test('an id prefix of two things → IdAmbiguous; of one → found', async () => {
    const stage = await running();
    await stage.system.ask(create('c2', 'other'));
    expect(await outcome(stage.system.ask(stop(0, 'c')))).toBe('IdAmbiguous');
    expect(stage.system.views.sandbox('s')).toBeDefined();
  });

  test('pid namespace of a target → its id or a prefix that one has; several, none, an empty one → refused', async () => {
    const stage = await running();
    await stage.system.ask(create('c2', 'other'));
    const config = (name: string, targetId: string): ContainerConfig => ({
      ...containerConfig(name),
      linux: { securityContext: { namespaceOptions: { network: 0, pid: 3, ipc: 0, targetId } } } as never,
    });
    const asked = (id: string, targetId: string) =>
      outcome(stage.system.ask({ ...create(id), config: config(`debug-${id}`, targetId) }));
    expect(await asked('d1', 'c1')).toBe('answered');
    expect(await asked('d2', 'c')).toBe('IdAmbiguous');
    expect(await asked('d3', '')).toBe('ContainerNotFound');
    expect(await asked('d4', 'x')).toBe('ContainerNotFound');
    await stage.system.ask(remove('c2'));
    expect(await asked('d5', 'c')).toBe('answered');
  });
});

describe('a container', () => {
  test('a second stop with a shorter grace → shortens the wait; the signal goes out once', async () => {
    const stage = await running();
    stage.diesOf.delete('SIGTERM');
    const first = stage.system.ask(stop(60_000));
    const second = stage.system.ask(stop(0));
    await Promise.all([first, second]);
    expect(stage.calls.filter((call) => call === 'killTask c1 SIGTERM')).toHaveLength(1);
    expect(container(stage)).toMatchObject({ exitCode: 137 });
  });

  test('SIGTERM ignored → SIGKILL after the grace period', async () => {
    const stage = await running();
    stage.diesOf.delete('SIGTERM');
    await stage.system.ask(stop(10));
    expect(stage.calls.filter((call) => call.startsWith('killTask'))).toEqual([
      'killTask c1 SIGTERM',
      'killTask c1 SIGKILL',
    ]);
  });

  test('exit before start returns → the start succeeds, then it is EXITED with its code', async () => {
    const stage = await play();
    await stage.system.ask(run());
    await stage.system.ask(create());
    stage.hold('startTask');
    const started = stage.system.ask(start());
    await stage.waiting('startTask');
    stage.exit('c1', 3);
    expect(container(stage)).toMatchObject({ state: 'created' });
    stage.free('startTask');
    await started;
    await settle();
    expect(container(stage)).toMatchObject({ state: 'exited', exitCode: 3, reason: 'Error', startedAtMs: 3000 });
  });

  test('start fails → EXITED, 128, StartError; no second start', async () => {
    const stage = await play();
    await stage.system.ask(run());
    await stage.system.ask(create());
    stage.fail('startTask', 'RuntimeFailed');
    expect(await outcome(stage.system.ask(start()))).toBe('RuntimeFailed');
    await settle();
    expect(container(stage)).toMatchObject({ state: 'exited', exitCode: 128, reason: 'StartError' });
    expect(await outcome(stage.system.ask(start()))).toBe('ContainerWrongState');
  });

  test.each(['resolveImage', 'mountRootfs', 'writeBundle', 'createTask'] as const)(
    'creation fails at %s → nothing is listed or left, the same creation works',
    async (service) => {
      const stage = await play();
      await stage.system.ask(run());
      stage.fail(service, 'RuntimeFailed');
      expect(await outcome(stage.system.ask(create('c1')))).toBe('RuntimeFailed');
      expect(stage.calls).toEqual(expect.arrayContaining(['deleteTask c1', 'unmountRootfs c1', 'removeBundle c1']));
      expect(stage.system.views.containers()).toEqual([]);
      expect(stage.store.records.all('container')).toEqual([]);
      stage.free(service);
      expect(await stage.system.ask(create('c2'))).toEqual({ containerId: 'c2' });
    },
  );

  test('the same creation again while the first is at work → joins it; when created → its id', async () => {
    const stage = await play();
    await stage.system.ask(run());
    stage.hold('createTask');
    const first = stage.system.ask(create('c1'));
    await stage.waiting('createTask');
    const second = stage.system.ask(create('c2'));
    stage.free('createTask');
    expect(await first).toEqual({ containerId: 'c1' });
    expect(await second).toEqual({ containerId: 'c1' });
    expect(await stage.system.ask(create('c3'))).toEqual({ containerId: 'c1' });
    await stage.system.ask(start());
    expect(await outcome(stage.system.ask(create('c4')))).toBe('NameTaken');
  });

  test('a created one is stopped → EXITED; a start is refused', async () => {
    const stage = await play();
    await stage.system.ask(run());
    await stage.system.ask(create());
    await stage.system.ask(stop());
    expect(container(stage)).toMatchObject({ state: 'exited', exitCode: 137 });
    expect(await outcome(stage.system.ask(start()))).toBe('ContainerWrongState');
  });

  test('a running one is removed → killed first, without grace', async () => {
    const stage = await running();
    await stage.system.ask(remove());
    expect(stage.calls).not.toContain('killTask c1 SIGTERM');
    expect(stage.system.views.containers()).toEqual([]);
  });

  test('EXITED does not wait for the runtime delete; remove does', async () => {
    const stage = await running();
    stage.hold('deleteTask');
    await stage.system.ask(stop());
    expect(container(stage)).toMatchObject({ state: 'exited' });
    let removed = false;
    const removal = stage.system.ask(remove()).then(() => {
      removed = true;
    });
    await settle();
    expect(removed).toBe(false);
    stage.free('deleteTask');
    await removal;
  });

  test('removal fails → the caller hears it, it stays listed; asked again → gone', async () => {
    const stage = await running();
    await stage.system.ask(stop());
    stage.fail('unmountRootfs', 'SyscallFailed');
    expect(await outcome(stage.system.ask(remove()))).toBe('SyscallFailed');
    expect(container(stage)).toMatchObject({ state: 'exited', exitCode: 143 });
    stage.free('unmountRootfs');
    await stage.system.ask(remove());
    expect(container(stage)).toBeUndefined();
  });

  test('a client that gives up → only its wait ends', async () => {
    const stage = await running();
    stage.diesOf.clear();
    const giveUp = new AbortController();
    const asked = outcome(stage.system.ask(stop(60_000), giveUp.signal));
    giveUp.abort();
    expect(await asked).toBe('Cancelled');
    expect(container(stage)?.chartState).toBe('alive.stopping.terminating');
    stage.exit('c1', 0);
    await settle();
    expect(container(stage)).toMatchObject({ state: 'exited', exitCode: 0, reason: 'Completed' });
  });

  test('lost exit code → 255, Unknown', async () => {
    const stage = await running();
    stage.exit('c1', undefined);
    await settle();
    expect(container(stage)).toMatchObject({ exitCode: 255, reason: 'Unknown' });
  });

  test('exec: in a running one → its result; else → refused; removal waits for it', async () => {
    const stage = await running();
    expect(await stage.system.ask(exec)).toEqual({ exitCode: 0, stdoutKey: 'out', stderrKey: 'err' });
    stage.hold('execTask');
    const held = stage.system.ask({ ...exec, execId: 'e2' });
    await stage.waiting('execTask');
    await stage.system.ask(stop());
    expect(await outcome(stage.system.ask({ ...exec, execId: 'e3' }))).toBe('ContainerWrongState');
    const removal = stage.system.ask(remove());
    await settle();
    expect(stage.calls).not.toContain('removeBundle c1');
    stage.free('execTask');
    await Promise.all([held, removal]);
  });

  test('exec while a grace period runs → its result, for the container runs too; while it is killed → refused', async () => {
    const stage = await running();
    stage.diesOf.clear();
    const stopped = stage.system.ask(stop(60_000));
    await settle();
    expect(container(stage)?.chartState).toBe('alive.stopping.terminating');
    expect(await stage.system.ask(exec)).toMatchObject({ exitCode: 0 });
    const killed = stage.system.ask(stop(0));
    await vi.waitFor(() => expect(container(stage)?.chartState).toBe('alive.stopping.killing'));
    expect(await outcome(stage.system.ask({ ...exec, execId: 'e2' }))).toBe('ContainerWrongState');
    stage.exit('c1', 137);
    await Promise.all([stopped, killed]);
  });

  test('exec whose client gives up → the command is ended', async () => {
    const stage = await running();
    stage.hold('execTask');
    const giveUp = new AbortController();
    const asked = outcome(stage.system.ask(exec, giveUp.signal));
    await stage.waiting('execTask');
    giveUp.abort();
    expect(await asked).toBe('Cancelled');
    expect(stage.calls).toContain('execTask c1 aborted');
  });
});

describe('after a restart', () => {
  const restart = async (stage: Play) => {
    await stage.system.stop(0);
    return play({ stage, store: stage.store });
  };

  test('what ran still runs, with the same ids and times', async () => {
    const before = await running();
    const shown = container(before);
    const after = await restart(before);
    expect(container(after)).toEqual(shown);
    expect(sandbox(after)).toMatchObject({ state: 'ready', ip: '10.0.0.2' });
    await after.system.ask(stop());
    expect(container(after)).toMatchObject({ state: 'exited', exitCode: 143 });
  });

  test('what ended meanwhile → EXITED with its code', async () => {
    const before = await running();
    await before.system.stop(0);
    before.exit('c1', 7);
    const after = await play({ stage: before, store: before.store });
    expect(container(after)).toMatchObject({ state: 'exited', exitCode: 7, startedAtMs: 3000, finishedAtMs: 5000 });
  });

  test('the machine was rebooted → EXITED Unknown, NOTREADY; stop and remove work', async () => {
    const before = await running();
    await before.system.stop(0);
    before.world.clear();
    const gone = { ...before.services, probePins: async () => ({ areThere: false, seenAtMs: 6000 }) };
    const after = await play({ stage: { ...before, services: gone }, store: before.store });
    expect(container(after)).toMatchObject({ state: 'exited', exitCode: 255, reason: 'Unknown' });
    expect(sandbox(after)).toMatchObject({ state: 'notready' });
    await after.system.ask(stopPod);
    await after.system.ask(removePod);
    expect(after.store.records.all('sandbox')).toEqual([]);
  });

  test('a run that was cut off → undone', async () => {
    const before = await play();
    before.hold('attachNetwork');
    void before.system.ask(run()).catch(() => undefined);
    await before.waiting('attachNetwork');
    await before.system.stop(0);
    before.free('attachNetwork');
    const after = await play({ stage: before, store: before.store });
    await settle();
    expect(after.calls).toContain('detachNetwork s1');
    expect(after.system.views.sandboxes()).toEqual([]);
    expect(after.store.records.all('sandbox')).toEqual([]);
  });

  test('a stop that was cut off → finished', async () => {
    const before = await running();
    before.hold('detachNetwork');
    void before.system.ask(stopPod).catch(() => undefined);
    await before.waiting('detachNetwork');
    await before.system.stop(0);
    before.free('detachNetwork');
    const after = await play({ stage: before, store: before.store });
    await settle();
    expect(sandbox(after)).toMatchObject({ state: 'notready', ip: undefined });
    expect(container(after)).toMatchObject({ state: 'exited' });
  });

  test('a container whose state cannot be found → UNKNOWN; stop and remove work', async () => {
    const before = await running();
    await before.system.stop(0);
    before.fail('probeTask', 'RuntimeFailed');
    const after = await play({ stage: before, store: before.store });
    expect(container(after)).toMatchObject({ state: 'unknown' });
    await after.system.ask(stop());
    expect(container(after)).toMatchObject({ state: 'exited', exitCode: 255 });
    await after.system.ask(remove());
  });

  test('before all is known → Unavailable, not empty', async () => {
    const before = await running();
    await before.system.stop(0);
    before.hold('probeTask');
    const starting = play({ stage: before, store: before.store });
    await before.waiting('probeTask');
    before.free('probeTask');
    const after = await starting;
    expect(after.system.views.containers()).toHaveLength(1);
    expect(after.system.views.containersOf('s1')).toEqual(after.system.views.containers());
    expect(after.system.views.containersOf('s')).toEqual([]);
  });

  test('a record that cannot be read → the others are served', async () => {
    const before = await running();
    await before.system.stop(0);
    before.store.records.save('sandbox', 'broken', { nonsense: true });
    const after = await play({ stage: before, store: before.store });
    expect(after.system.views.sandboxes()).toHaveLength(1);
    expect(after.store.records.find('sandbox', 'broken')).toBeUndefined();
  });
});

describe('the end', () => {
  test('draining → open requests are answered, new ones refused', async () => {
    const stage = await running();
    stage.hold('settleTask');
    const stopped = outcome(stage.system.ask(stop()));
    await stage.waiting('settleTask');
    const ending = stage.system.stop(10_000);
    expect(await outcome(stage.system.ask(run('s9', 'late')))).toBe('Draining');
    stage.free('settleTask');
    expect(await stopped).toBe('answered');
    await ending;
  });
});

describe('a pull', () => {
  const pull = (pullId: string, credentialsKey?: string) =>
    ({ type: 'image.pull', pullId, reference: 'busybox', credentialsKey }) as const;

  test('equal pulls → one; other credentials → another', async () => {
    const stage = await play();
    stage.hold('fetchLayers');
    const asked = [stage.system.ask(pull('p1')), stage.system.ask(pull('p2')), stage.system.ask(pull('p3', 'key'))];
    await settle();
    expect(stage.calls.filter((call) => call.startsWith('fetchLayers'))).toEqual(['fetchLayers p1', 'fetchLayers p3']);
    stage.free('fetchLayers');
    expect(await Promise.all(asked)).toEqual(Array(3).fill({ imageId: 'sha256:busybox' }));
  });

  test('one of two clients gives up → the other gets the image; both → it is abandoned', async () => {
    const stage = await play();
    stage.hold('fetchLayers');
    const [first, second] = [new AbortController(), new AbortController()];
    const asked = [
      outcome(stage.system.ask(pull('p1'), first.signal)),
      outcome(stage.system.ask(pull('p2'), second.signal)),
    ];
    await stage.waiting('fetchLayers');
    first.abort();
    await settle();
    expect(stage.calls).not.toContain('abandonPull p1');
    second.abort();
    await settle();
    expect(stage.calls).toEqual(expect.arrayContaining(['fetchLayers p1 aborted', 'abandonPull p1']));
    expect(await Promise.all(asked)).toEqual(['Cancelled', 'Cancelled']);
    stage.free('fetchLayers');
    expect(await outcome(stage.system.ask(pull('p3')))).toBe('answered');
  });
});

describe('a crash of an actor', () => {
  test('the disk is full as it exits → who waits hears so; it is reconciled, its exit code is kept', async () => {
    const store = openStore(':memory:');
    let isFull = false;
    const save: typeof store.records.save = (...record) => {
      if (isFull) throw new Error('database or disk is full');
      store.records.save(...record);
    };
    const stage = await running({ store: { ...store, records: { ...store.records, save } } });
    stage.diesOf.clear();
    const asked = outcome(stage.system.ask(stop(60_000)));
    isFull = true;
    stage.exit('c1', 9);
    expect(await asked).toBe('ActorCrashed');
    isFull = false;
    await settle();
    expect(container(stage)).toMatchObject({ state: 'exited', exitCode: 9 });
    await stage.system.ask(remove());
    await stage.system.ask(removePod);
    expect(stage.system.counts()).toEqual({ sandboxes: 0, containers: 0, openRequests: 0 });
  });

  /** A store whose saves fail while it is full: of everything, or of one kind. */
  const fillable = () => {
    const store = openStore(':memory:');
    const disk = { isFull: false, kind: '' };
    const save: typeof store.records.save = (kind, ...record) => {
      if (disk.isFull && (disk.kind === '' || disk.kind === kind)) throw new Error('database or disk is full');
      store.records.save(kind, ...record);
    };
    return { disk, store: { ...store, records: { ...store.records, save } } };
  };

  test('the first save of a pod or a container fails → who asked hears so, nothing is left, it works later', async () => {
    const { disk, store } = fillable();
    const stage = await play({ store });
    disk.isFull = true;
    expect(await outcome(stage.system.ask(run('s0')))).toBe('ActorCrashed');
    await settle();
    expect(stage.system.counts()).toMatchObject({ sandboxes: 0, openRequests: 0 });
    disk.isFull = false;
    await stage.system.ask(run());
    disk.isFull = true;
    expect(await outcome(stage.system.ask(create('c0')))).toBe('ActorCrashed');
    disk.isFull = false;
    await settle();
    await stage.system.ask(create());
    await stage.system.ask(removePod);
    expect(stage.system.counts()).toEqual({ sandboxes: 0, containers: 0, openRequests: 0 });
  });

  test('a later save of a creation fails → both who asked for it hear so, and it is undone', async () => {
    const { disk, store } = fillable();
    const stage = await play({ store });
    await stage.system.ask(run());
    stage.hold('writeBundle');
    const asked = [outcome(stage.system.ask(create('c1'))), outcome(stage.system.ask(create('c2')))];
    await stage.waiting('writeBundle');
    disk.isFull = true;
    stage.free('writeBundle');
    expect(await Promise.all(asked)).toEqual(['ActorCrashed', 'ActorCrashed']);
    disk.isFull = false;
    await settle();
    expect(stage.calls).toContain('removeBundle c1');
    expect(stage.system.views.containers()).toEqual([]);
    expect(await stage.system.ask(create('c3'))).toEqual({ containerId: 'c3' });
  });

  test('a pod crashes → its containers do not live twice: one stop signal, one delete', async () => {
    const { disk, store } = fillable();
    const stage = await running({ store });
    Object.assign(disk, { isFull: true, kind: 'sandbox' });
    expect(await outcome(stage.system.ask(stopPod))).toBe('ActorCrashed');
    disk.isFull = false;
    await settle();
    stage.calls.length = 0;
    await stage.system.ask(stopPod);
    expect(stage.calls.filter((call) => call.startsWith('killTask c1'))).toEqual(['killTask c1 SIGKILL']);
    expect(stage.calls.filter((call) => call === 'deleteTask c1')).toHaveLength(1);
    await stage.system.ask(removePod);
    expect(stage.system.counts()).toEqual({ sandboxes: 0, containers: 0, openRequests: 0 });
  });
});
