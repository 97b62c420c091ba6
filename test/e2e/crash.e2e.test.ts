/**
 * `kill -9` of the daemon around every commit of a pod's whole life, on the real drivers. After each: a new daemon, the
 * request that was cut off is asked again, the life goes on to its end; what had been answered stays true, and in the
 * end nothing is left.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { ContainerStatus, PodSandboxStatus } from '../../proto/generated/api.js';
import { askImport } from '../../src/cli/control.ts';
import { writeBusyboxArchive } from '../../src/image/busybox-image.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon, recordsIn } from '../helpers/node-world.ts';
import { containerConfig, imageMountOf, podConfig, testImage } from '../helpers/pods.ts';

const killable = fileURLToPath(new URL('./killable-daemon.ts', import.meta.url));
const missing = daemonMissing();

/** Counts for ever, a line each 10 ms; ends with 7 when it is told to. */
const counting = `trap 'exit 7' TERM; n=0; while :; do n=$((n+1)); echo "line $n"; sleep 0.01; done`;

/** The life of a pod, a step each: done again after a crash, each leads to the same. */
interface Life {
  readonly world: NodeWorld;
  readonly pod: string;
  daemon: RunningDaemon;
  sandboxId: string;
  containerId: string;
}
interface Step {
  readonly name: string;
  readonly run: (life: Life) => Promise<void>;
}

const config = ({ world, pod }: Life) => podConfig(world, pod, 'POD');
/** With a volume of an image, so that it is made and unmade among all the rest. */
const container = ({ pod }: Life) => ({
  ...containerConfig(pod, counting, 'POD'),
  mounts: [imageMountOf(testImage, '/image', { imageSubPath: 'etc' })],
});
const statusOf = async ({ daemon, containerId }: Life): Promise<ContainerStatus | undefined> => {
  if (containerId === '') return undefined;
  const { containers } = await daemon.cri.runtime.listContainers({ filter: undefined });
  if (!containers.some(({ id }) => id === containerId)) return undefined;
  return (await daemon.cri.runtime.containerStatus({ containerId, verbose: false })).status;
};
const podStatusOf = async ({ daemon, sandboxId }: Life): Promise<PodSandboxStatus | undefined> => {
  const { items } = await daemon.cri.runtime.listPodSandbox({ filter: undefined });
  if (!items.some(({ id }) => id === sandboxId)) return undefined;
  return (await daemon.cri.runtime.podSandboxStatus({ podSandboxId: sandboxId, verbose: false })).status;
};

const steps: readonly Step[] = [
  {
    name: 'run',
    run: async (life) => {
      const request = { config: config(life), runtimeHandler: '' };
      life.sandboxId = (await life.daemon.cri.runtime.runPodSandbox(request)).podSandboxId;
    },
  },
  {
    name: 'create',
    run: async (life) => {
      const request = { podSandboxId: life.sandboxId, config: container(life), sandboxConfig: config(life) };
      life.containerId = (await life.daemon.cri.runtime.createContainer(request)).containerId;
    },
  },
  {
    name: 'start',
    run: async (life) => {
      // As a kubelet does after a lost answer: it looks, and starts what is not started.
      if ((await statusOf(life))?.state === states.created)
        await life.daemon.cri.runtime.startContainer({ containerId: life.containerId });
      await whenCounting(life);
    },
  },
  {
    name: 'stop',
    run: ({ daemon, containerId }) => done(daemon.cri.runtime.stopContainer({ containerId, timeout: '5' })),
  },
  { name: 'remove', run: ({ daemon, containerId }) => done(daemon.cri.runtime.removeContainer({ containerId })) },
  {
    name: 'stop pod',
    run: ({ daemon, sandboxId }) => done(daemon.cri.runtime.stopPodSandbox({ podSandboxId: sandboxId })),
  },
  {
    name: 'remove pod',
    run: ({ daemon, sandboxId }) => done(daemon.cri.runtime.removePodSandbox({ podSandboxId: sandboxId })),
  },
];
/** Before its first line it may not listen to SIGTERM yet. */
const whenCounting = async (life: Life): Promise<void> => {
  while ((await statusOf(life))?.state === states.running && logLines(life).length === 0) await pause(10);
};
const logLines = ({ world, pod }: Life): readonly string[] => {
  const file = join(world.logDir, `${pod}.log`);
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
};
const done = async (call: Promise<unknown>): Promise<void> => void (await call);
const states = { created: 0, running: 1, exited: 2, unknown: 3 } as const;

/** What clients have been told so far, and must be told again. */
const known = async (life: Life) => ({ pod: await podStatusOf(life), container: await statusOf(life) });
type Known = Awaited<ReturnType<typeof known>>;

interface KillPoint {
  readonly at: number;
  readonly when: 'before' | 'after';
  readonly delayMs: number;
}

/** A node with an image on it. */
const makeWorld = async (): Promise<NodeWorld> => {
  const world = await makeNodeWorld();
  const daemon = await world.start();
  const archive = join(world.dir, 'busybox.tar');
  await writeBusyboxArchive('/bin/busybox', archive, testImage);
  await askImport(join(world.dir, 'state/control.sock'), archive);
  await daemon.stop();
  return world;
};

describe.skipIf(missing !== undefined)(`a daemon killed${missing === undefined ? '' : `: ${missing}`}`, () => {
  /** A whole life without a crash: how many points there are. */
  const countCommits = async (world: NodeWorld): Promise<number> => {
    const daemon = await world.start({ script: killable });
    const life: Life = { world, pod: 'whole', daemon, sandboxId: '', containerId: '' };
    for (const step of steps) await step.run(life);
    await daemon.stop();
    expect(await world.traces()).toEqual([]);
    return Number(/commits (\d+)/.exec(daemon.output())?.[1]);
  };

  /** Lives until the crash, then with a daemon that lasts, to the end. */
  const liveThrough = async (world: NodeWorld, point: KillPoint): Promise<void> => {
    const pod = `${point.when}-${point.at}-${point.delayMs}`;
    const daemon = await world.start({
      script: killable,
      env: { KILL_AT: String(point.at), KILL_WHEN: point.when, KILL_DELAY_MS: String(point.delayMs) },
    });
    const life: Life = { world, pod, daemon, sandboxId: '', containerId: '' };
    let told: Known = { pod: undefined, container: undefined };
    let next = 0;
    try {
      for (; next < steps.length; next += 1) {
        await steps[next]?.run(life);
        told = await known(life);
      }
      await daemon.stop(); // the point lies after the end of this life
    } catch {
      await daemon.ended;
    }
    life.daemon = await world.start();
    try {
      const cutOff = steps[next]?.name ?? 'nothing';
      await expectStillTrue(life, told, cutOff);
      for (const step of steps.slice(next)) {
        await step.run(life);
        if (step.name === 'start') expect((await statusOf(life))?.state).toBe(states.running);
        if (step.name === 'stop') expect(await statusOf(life)).toMatchObject({ state: states.exited, exitCode: 7 });
      }
      expectWholeLog(life);
      expect(await world.traces()).toEqual([]);
    } catch (error) {
      await removeAll(life);
      throw error;
    } finally {
      await life.daemon.stop();
    }
    expect(recordsIn(world)).toEqual([]);
  };

  /** So that one failure is one failure. */
  const removeAll = async ({ daemon }: Life): Promise<void> => {
    const { items } = await daemon.cri.runtime.listPodSandbox({ filter: undefined });
    for (const { id } of items) {
      await daemon.cri.runtime.stopPodSandbox({ podSandboxId: id });
      await daemon.cri.runtime.removePodSandbox({ podSandboxId: id });
    }
  };

  /** What was answered before the crash is so after it, unless the request that was cut off was to change it. */
  const expectStillTrue = async (life: Life, told: Known, cutOff: string): Promise<void> => {
    const now = await known(life);
    if (told.pod !== undefined && !['stop pod', 'remove pod'].includes(cutOff)) expect(now.pod).toEqual(told.pod);
    if (told.container === undefined || cutOff === 'remove' || cutOff === 'stop pod') return;
    if (!['start', 'stop'].includes(cutOff)) {
      expect(now.container).toEqual(told.container);
      return;
    }
    const { id, createdAt, metadata } = told.container;
    expect(now.container).toMatchObject({ id, createdAt, metadata });
  };

  /** No line is missing, none is doubled. */
  const expectWholeLog = (life: Life): void => {
    const said = logLines(life).map((line) => line.split(' ').slice(3).join(' '));
    expect(said).toEqual(said.map((_, index) => `line ${index + 1}`));
  };

  for (const { title, when, delayMs, every } of [
    { title: 'before each commit: what happened is not recorded', when: 'before', delayMs: 0, every: 1 },
    { title: 'after a commit: what is recorded has not happened', when: 'after', delayMs: 0, every: 2 },
    { title: 'in the middle of what follows a commit', when: 'after', delayMs: 12, every: 2 },
  ] as const) {
    // Mostly waiting: each in a world of its own, all at the same time.
    test.concurrent(`${title} → nothing is lost or left`, { timeout: 900_000 }, async () => {
      const world = await makeWorld();
      const commits = await countCommits(world);
      expect(commits).toBeGreaterThanOrEqual(20);
      const failures: string[] = [];
      for (let at = 1; at <= commits; at += every)
        await liveThrough(world, { at, when, delayMs }).catch((error: unknown) =>
          failures.push(`${when} commit ${at}: ${error instanceof Error ? error.message : String(error)}`),
        );
      await world.end();
      expect(failures).toEqual([]);
    });
  }
});
