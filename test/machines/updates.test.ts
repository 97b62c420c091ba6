/** New limits for containers and pods: when they are set, in which order, and what becomes of them after a crash. */
import { describe, expect, test } from 'vitest';
import type { LinuxResources } from '../../src/machines/config.ts';
import type { FailureError } from '../../src/machines/failure.ts';
import { containerConfig, containerResources, type Play, play, sandboxConfig, settle } from '../helpers/stage.ts';

const runPod = { type: 'sandbox.run', sandboxId: 's1', config: sandboxConfig('pod', 1), runtimeHandler: '' } as const;
const create = { type: 'container.create', sandboxId: 's1', containerId: 'c1', config: containerConfig() } as const;
const start = { type: 'container.start', containerId: 'c1' } as const;
const stop = { type: 'container.stop', containerId: 'c1', graceMs: 1000 } as const;
const remove = { type: 'container.remove', containerId: 'c1' } as const;
const update = (asked: Partial<LinuxResources>) =>
  ({ type: 'container.update', containerId: 'c1', resources: containerResources(asked) }) as const;

const outcome = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'answered',
    (error: FailureError) => error.code,
  );
const created = async (options: Parameters<typeof play>[0] = {}): Promise<Play> => {
  const stage = await play(options);
  await stage.system.ask(runPod);
  await stage.system.ask(create);
  return stage;
};
const running = async (): Promise<Play> => {
  const stage = await created();
  await stage.system.ask(start);
  return stage;
};
const limitsOf = ({ system }: Play) => system.views.container('c1')?.resources;
const recordOf = ({ store }: Play) => store.records.find('container', 'c1');
const updatesOf = ({ calls }: Play) => calls.filter((call) => call.startsWith('updateTask')).length;

describe('a container', () => {
  test.each([
    ['created', created],
    ['running', running],
  ])('%s: update → shown and stored; what is not named stays', async (_, prepare) => {
    const stage = await prepare();
    await stage.system.ask(update({ memoryLimitInBytes: '1000', cpuShares: '512' }));
    await stage.system.ask(update({ cpuShares: '100' }));
    expect(limitsOf(stage)).toMatchObject({ memoryLimitInBytes: '1000', cpuShares: '100' });
    expect(recordOf(stage)).toMatchObject({ resources: { memoryLimitInBytes: '1000', cpuShares: '100' } });
    expect(recordOf(stage)).not.toHaveProperty('updating');
  });

  test('the intent is stored before the effect; refused → the record is as before', async () => {
    const stage = await running();
    await stage.system.ask(update({ cpuShares: '512' }));
    stage.hold('updateTask');
    const refused = outcome(stage.system.ask(update({ cpuShares: '100' })));
    await stage.waiting('updateTask');
    expect(recordOf(stage)).toMatchObject({ updating: { cpuShares: '100' }, resources: { cpuShares: '512' } });
    expect(limitsOf(stage)).toMatchObject({ cpuShares: '512' });
    stage.release('updateTask', 'LimitBelowUsage');
    expect(await refused).toBe('LimitBelowUsage');
    expect(limitsOf(stage)).toMatchObject({ cpuShares: '512' });
    expect(recordOf(stage)).not.toHaveProperty('updating');
  });

  test('two at once → one after the other, the second on what the first left', async () => {
    const stage = await running();
    stage.hold('updateTask');
    const both = [update({ cpuShares: '512' }), update({ memoryLimitInBytes: '1000' })].map((each) =>
      stage.system.ask(each),
    );
    await stage.waiting('updateTask');
    await settle();
    expect(updatesOf(stage)).toBe(1);
    stage.free('updateTask');
    await Promise.all(both);
    expect(limitsOf(stage)).toMatchObject({ memoryLimitInBytes: '1000', cpuShares: '512' });
  });

  test('the first is refused → the second is done', async () => {
    const stage = await running();
    stage.hold('updateTask');
    const first = outcome(stage.system.ask(update({ cpuShares: '512' })));
    const second = stage.system.ask(update({ memoryLimitInBytes: '1000' }));
    await stage.waiting('updateTask');
    stage.release('updateTask', 'RuntimeFailed');
    stage.free('updateTask');
    expect(await first).toBe('RuntimeFailed');
    await second;
    expect(limitsOf(stage)).toMatchObject({ memoryLimitInBytes: '1000', cpuShares: '0' });
  });

  test('while it starts → kept until it runs; the start fails → refused', async () => {
    const stage = await created();
    stage.hold('startTask');
    const started = stage.system.ask(start);
    await stage.waiting('startTask');
    const updated = stage.system.ask(update({ cpuShares: '512' }));
    await settle();
    expect(updatesOf(stage)).toBe(0);
    stage.free('startTask');
    await Promise.all([started, updated]);
    expect(limitsOf(stage)).toMatchObject({ cpuShares: '512' });

    const other = await created();
    other.hold('startTask');
    const failing = outcome(other.system.ask(start));
    await other.waiting('startTask');
    const never = outcome(other.system.ask(update({ cpuShares: '512' })));
    other.release('startTask', 'RuntimeFailed');
    expect([await failing, await never]).toEqual(['RuntimeFailed', 'ContainerWrongState']);
    expect(updatesOf(other)).toBe(0);
  });

  test('while it stops: one that is under way ends, one that comes is refused', async () => {
    const stage = await running();
    stage.diesOf.delete('SIGTERM');
    stage.hold('updateTask');
    const early = outcome(stage.system.ask(update({ cpuShares: '512' })));
    const queued = outcome(stage.system.ask(update({ cpuShares: '100' })));
    await stage.waiting('updateTask');
    const stopped = stage.system.ask(stop);
    await settle();
    expect(await queued).toBe('ContainerWrongState');
    expect(await outcome(stage.system.ask(update({ cpuShares: '7' })))).toBe('ContainerWrongState');
    stage.free('updateTask');
    expect(await early).toBe('answered');
    await stage.system.ask({ ...stop, graceMs: 0 });
    await stopped;
    expect(limitsOf(stage)).toMatchObject({ cpuShares: '512' });
  });

  test('it ends while an update hangs → refused; the end and the removal do not wait', async () => {
    const stage = await running();
    stage.hold('updateTask');
    const hanging = outcome(stage.system.ask(update({ cpuShares: '512' })));
    await stage.waiting('updateTask');
    stage.exit('c1', 0);
    expect(await hanging).toBe('ContainerWrongState');
    await stage.system.ask(remove);
    expect(recordOf(stage)).toBeUndefined();
  });

  test('exited → refused; unknown id → not found', async () => {
    const stage = await running();
    stage.exit('c1', 0);
    await settle();
    expect(await outcome(stage.system.ask(update({ cpuShares: '512' })))).toBe('ContainerWrongState');
    expect(await outcome(stage.system.ask({ ...update({}), containerId: 'nobody' }))).toBe('ContainerNotFound');
  });

  test.each([['created'], ['running']])(
    '%s: the daemon dies in the middle → set again, whatever was done',
    async (state) => {
      const stage = state === 'created' ? await created() : await running();
      await stage.system.ask(update({ cpuShares: '512' }));
      stage.hold('updateTask');
      void outcome(stage.system.ask(update({ memoryLimitInBytes: '1000' })));
      await stage.waiting('updateTask');
      stage.free('updateTask');
      const again = await play({ stage, store: stage.store });
      await settle();
      expect(limitsOf(again)).toMatchObject({ memoryLimitInBytes: '1000', cpuShares: '512' });
      expect(recordOf(again)).not.toHaveProperty('updating');
    },
  );
});

describe('a pod', () => {
  const updatePod = (rest: object) => ({ type: 'sandbox.update', sandboxId: 's1', ...rest }) as const;
  const shown = ({ system }: Play) => system.views.sandbox('s1');

  test('update → kept, shown, there after a restart; what is absent stays; again → the same', async () => {
    const stage = await play();
    await stage.system.ask(runPod);
    const resources = containerResources({ cpuShares: '512' });
    const overhead = containerResources({ memoryLimitInBytes: '5' });
    await stage.system.ask(updatePod({ overhead }));
    for (const _ of [1, 2]) await stage.system.ask(updatePod({ resources }));
    expect(shown(stage)).toMatchObject({ resources, overhead });
    await stage.system.stop(0);
    const again = await play({ stage, store: stage.store });
    expect(shown(again)).toMatchObject({ resources, overhead });
  });

  test('stopped → refused; unknown → not found', async () => {
    const stage = await play();
    await stage.system.ask(runPod);
    await stage.system.ask({ type: 'sandbox.stop', sandboxId: 's1' });
    expect(await outcome(stage.system.ask(updatePod({})))).toBe('SandboxWrongState');
    expect(await outcome(stage.system.ask(updatePod({ sandboxId: 's2' })))).toBe('SandboxNotFound');
  });
});
