/** Checkpoints and restores of containers: who is answered what, what comes first, and what a crash leaves to do. */
import { describe, expect, test } from 'vitest';
import type { ContainerConfig } from '../../src/machines/config.ts';
import type { FailureError } from '../../src/machines/failure.ts';
import type { ImageSeen } from '../../src/machines/services/images.ts';
import { containerConfig, type Play, play, type Stage, sandboxConfig, setStage, settle } from '../helpers/stage.ts';

const runPod = { type: 'sandbox.run', sandboxId: 's1', config: sandboxConfig('pod', 1), runtimeHandler: '' } as const;
const create = { type: 'container.create', sandboxId: 's1', containerId: 'c1', config: containerConfig() } as const;
const start = { type: 'container.start', containerId: 'c1' } as const;
const stop = { type: 'container.stop', containerId: 'c1', graceMs: 1000 } as const;
const remove = { type: 'container.remove', containerId: 'c1' } as const;
const exec = { type: 'container.exec', containerId: 'c1', execId: 'e', command: ['x'], timeoutMs: 0 } as const;
const checkpoint = (location = '/a.tar') =>
  ({ type: 'container.checkpoint', containerId: 'c1', location, timeoutMs: 0 }) as const;

const outcome = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'answered',
    (error: FailureError) => error.code,
  );
const stateOf = ({ system }: Play) => system.views.container('c1')?.chartState;
const recordOf = ({ store }: Play) => store.records.find('container', 'c1');

const running = async (): Promise<Play> => {
  const stage = await play();
  await stage.system.ask(runPod);
  await stage.system.ask(create);
  await stage.system.ask(start);
  return stage;
};
/** In the middle of a checkpoint, with its answer to come. */
const dumping = async () => {
  const stage = await running();
  stage.hold('checkpointTask');
  const answer = outcome(stage.system.ask(checkpoint()));
  await stage.waiting('checkpointTask');
  return { stage, answer };
};

describe('a checkpoint', () => {
  test('running → running; the record says so meanwhile, clients see nothing of it', async () => {
    const { stage, answer } = await dumping();
    expect(recordOf(stage)).toMatchObject({ checkpointing: true });
    expect(stage.system.views.container('c1')).toMatchObject({ state: 'running' });
    stage.release('checkpointTask');
    expect(await answer).toBe('answered');
    expect(stateOf(stage)).toBe('alive.running');
    expect(recordOf(stage)).not.toHaveProperty('checkpointing');
    expect(stage.calls.filter((call) => call.startsWith('undoCheckpoint'))).toEqual([]);
  });

  test('it fails → its failure; undone before the container is running again', async () => {
    const { stage, answer } = await dumping();
    stage.hold('undoCheckpoint');
    stage.release('checkpointTask', 'CheckpointFailed');
    expect(await answer).toBe('CheckpointFailed');
    expect(stateOf(stage)).toBe('alive.checkpointing.undoing');
    stage.release('undoCheckpoint');
    await settle();
    expect(stateOf(stage)).toBe('alive.running');
    expect(recordOf(stage)).not.toHaveProperty('checkpointing');
    expect(await outcome(stage.system.ask(exec))).toBe('answered');
  });

  test('undoing fails → it is tried again, the record remembers, the next checkpoint is served', async () => {
    const { stage, answer } = await dumping();
    stage.fail('undoCheckpoint');
    stage.release('checkpointTask', 'CheckpointFailed');
    expect(await answer).toBe('CheckpointFailed');
    await settle();
    expect(stateOf(stage)).toBe('alive.checkpointing.frozen');
    expect(recordOf(stage)).toMatchObject({ checkpointing: true });
    stage.free('checkpointTask');
    expect(await outcome(stage.system.ask(checkpoint('/b.tar')))).toBe('answered');
    expect(recordOf(stage)).not.toHaveProperty('checkpointing');
  });

  test('the same again → joins; to another place, and an exec → refused', async () => {
    const { stage, answer } = await dumping();
    const again = outcome(stage.system.ask(checkpoint()));
    expect(await outcome(stage.system.ask(checkpoint('/b.tar')))).toBe('ContainerWrongState');
    expect(await outcome(stage.system.ask(exec))).toBe('ContainerWrongState');
    stage.release('checkpointTask');
    expect(await Promise.all([answer, again])).toEqual(['answered', 'answered']);
    expect(stage.calls.filter((call) => call.startsWith('checkpointTask'))).toHaveLength(1);
  });

  test('the client goes → the work goes on', async () => {
    const stage = await running();
    stage.hold('checkpointTask');
    const gone = new AbortController();
    const answer = outcome(stage.system.ask(checkpoint(), gone.signal));
    await stage.waiting('checkpointTask');
    gone.abort();
    expect(await answer).toBe('Cancelled');
    expect(stateOf(stage)).toBe('alive.checkpointing.dumping');
    stage.release('checkpointTask');
    await settle();
    expect(stateOf(stage)).toBe('alive.running');
  });

  test.each([
    ['stop', stop],
    ['removal', remove],
  ] as const)('a %s → gives it up, undoes it, and only then signals', async (_, command) => {
    const { stage, answer } = await dumping();
    stage.hold('undoCheckpoint');
    const ended = outcome(stage.system.ask(command));
    expect(await answer).toBe('ContainerWrongState');
    await stage.waiting('undoCheckpoint');
    expect(stage.calls).toContain('checkpointTask c1 aborted');
    expect(stage.calls.filter((call) => call.startsWith('killTask'))).toEqual([]);
    stage.release('undoCheckpoint');
    expect(await ended).toBe('answered');
  });

  test('a stop whose grace passes while it is undone → SIGKILL at once', async () => {
    const { stage } = await dumping();
    stage.hold('undoCheckpoint');
    const ended = outcome(stage.system.ask({ ...stop, graceMs: 1 }));
    await stage.waiting('undoCheckpoint');
    await new Promise((resolve) => setTimeout(resolve, 20)); // the grace is a timer of the chart's
    stage.release('undoCheckpoint');
    expect(await ended).toBe('answered');
    expect(stage.calls.filter((call) => call.startsWith('killTask'))).toEqual(['killTask c1 SIGKILL']);
  });

  test('it ends meanwhile → undone, then settled, with its exit code', async () => {
    const { stage, answer } = await dumping();
    stage.exit('c1', 7);
    expect(await answer).toBe('ContainerWrongState');
    await settle();
    expect(stage.system.views.container('c1')).toMatchObject({ state: 'exited', exitCode: 7 });
    expect(stage.calls.indexOf('undoCheckpoint c1')).toBeLessThan(stage.calls.indexOf('settleTask c1'));
  });

  test('the daemon dies meanwhile → the next one undoes it before it looks', async () => {
    const { stage } = await dumping();
    stage.free('checkpointTask');
    const before = stage.calls.length;
    const next = await play({ stage, store: stage.store });
    await settle();
    expect(stateOf(next)).toBe('alive.running');
    const calls = stage.calls.slice(before);
    expect(calls.indexOf('undoCheckpoint c1')).toBeGreaterThanOrEqual(0);
    expect(calls.indexOf('undoCheckpoint c1')).toBeLessThan(calls.indexOf('probeTask c1'));
  });

  test('not running → refused', async () => {
    const stage = await play();
    await stage.system.ask(runPod);
    await stage.system.ask(create);
    expect(await outcome(stage.system.ask(checkpoint()))).toBe('ContainerWrongState');
    await stage.system.ask(stop);
    expect(await outcome(stage.system.ask(checkpoint()))).toBe('ContainerWrongState');
    await stage.system.ask(remove);
    expect(await outcome(stage.system.ask(checkpoint()))).toBe('ContainerNotFound');
  });
});

describe('a container of a checkpoint', () => {
  const seen = {
    source: { kind: 'archive', path: '/a.tar' },
    imageName: 'busybox',
    annotations: { was: 'there', both: 'old' },
    checkpointedAt: '2026-01-01T00:00:00Z',
  } as const;
  /** Where every image comes with a checkpoint. */
  const restoring = (): Stage => {
    const stage = setStage();
    const { services } = stage;
    return {
      ...stage,
      services: {
        ...services,
        resolveImage: async (input, signal): Promise<ImageSeen> => ({
          ...(await services.resolveImage(input, signal)),
          checkpoint: seen,
        }),
        mountRootfs: async (input, signal) => ({
          ...(await services.mountRootfs(input, signal)),
          checkpointDir: '/snapshots/c1/checkpoint',
        }),
      },
    };
  };
  const config: ContainerConfig = { ...containerConfig(), annotations: { both: 'new' } };
  const restorable = async (): Promise<Play> => {
    const stage = await play({ stage: restoring() });
    await stage.system.ask(runPod);
    await stage.system.ask({ ...create, config });
    return stage;
  };

  test('created without a task; started by a restore; then as any other', async () => {
    const stage = await restorable();
    expect(stage.system.views.container('c1')).toMatchObject({
      state: 'created',
      image: { requested: 'busybox' },
      config: {
        annotations: {
          ...{ was: 'there', both: 'new', restored: 'true' },
          ...{ checkpointedAt: seen.checkpointedAt, checkpointImage: 'busybox' },
        },
      },
    });
    expect(stage.calls.some((call) => call.startsWith('createTask'))).toBe(false);
    await stage.system.ask(start);
    expect(stage.system.views.container('c1')).toMatchObject({ state: 'running', pid: 4711 });
    expect(stage.calls.some((call) => call.startsWith('startTask'))).toBe(false);
    expect(stage.isWatched('c1')).toBe(true);
    await stage.system.ask(stop);
    expect(stage.system.views.container('c1')).toMatchObject({ state: 'exited', exitCode: 143 });
  });

  test('the restore fails → its failure, and exited with StartError when that is told', async () => {
    const stage = await restorable();
    stage.fail('restoreTask', 'RestoreFailed');
    expect(await outcome(stage.system.ask(start))).toBe('RestoreFailed');
    expect(stage.system.views.container('c1')).toMatchObject({ state: 'exited', exitCode: 128, reason: 'StartError' });
    expect(await outcome(stage.system.ask(remove))).toBe('answered');
  });

  test('never started: stop → exited with 137; remove → gone; a pod that goes → exited', async () => {
    const stopped = await restorable();
    await stopped.system.ask(stop);
    expect(stopped.system.views.container('c1')).toMatchObject({ state: 'exited', exitCode: 137 });
    expect(await outcome(stopped.system.ask(start))).toBe('ContainerWrongState');
    const removed = await restorable();
    await removed.system.ask(remove);
    expect(removed.system.views.container('c1')).toBeUndefined();
    const closed = await restorable();
    await closed.system.ask({ type: 'sandbox.stop', sandboxId: 's1' });
    expect(closed.system.views.container('c1')).toMatchObject({ state: 'exited' });
  });

  test('a stop during the restore → waits for it, then stops', async () => {
    const stage = await restorable();
    stage.hold('restoreTask');
    const started = outcome(stage.system.ask(start));
    await stage.waiting('restoreTask');
    const stopped = outcome(stage.system.ask(stop));
    await settle();
    expect(stateOf(stage)).toBe('restoring');
    stage.release('restoreTask');
    expect(await Promise.all([started, stopped])).toEqual(['answered', 'answered']);
    expect(stage.calls.filter((call) => call.startsWith('killTask'))).toEqual(['killTask c1 SIGTERM']);
  });

  test('a restart of the daemon before the start → still to be restored; in the middle of it → the world is asked', async () => {
    const stage = await restorable();
    const next = await play({ stage, store: stage.store });
    await settle();
    expect(stateOf(next)).toBe('restorable');
    stage.hold('restoreTask');
    void outcome(next.system.ask(start));
    await stage.waiting('restoreTask');
    const last = await play({ stage, store: stage.store });
    await settle();
    expect(last.system.views.container('c1')).toMatchObject({ state: 'exited', exitCode: 255 });
    expect(stage.calls).toContain('deleteTask c1');
  });
});
