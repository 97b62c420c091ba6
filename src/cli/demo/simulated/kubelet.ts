/**
 * A small kubelet: it asks until it gets what it wants, with a deadline for each call and longer and longer pauses, and makes
 * anew what ended. Its times are a tenth of a real one's, so that somebody who looks for a minute sees them.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { ImageSpec } from '../../../../proto/generated/api.js';
import { type CriClient, message } from '../../../cri/client.ts';
import { type ContainerWish, containerConfigOf, type PodWish, sandboxConfigOf } from './wishes.ts';

export interface Kubelet {
  /** Keeps the pod as it is wished, until `isUnwanted`; then it is stopped and removed. Rejects when `over` fires. */
  readonly live: (wish: PodWish, isUnwanted: AbortSignal) => Promise<void>;
  /** Keeps it until its containers have ended by themselves. */
  readonly finish: (wish: PodWish) => Promise<void>;
  /** Until it is there. */
  readonly pull: (image: string) => Promise<void>;
}

export interface KubeletOptions {
  readonly cri: CriClient;
  readonly logDir: string;
  /** All ends, at once: what there is stays. */
  readonly over: AbortSignal;
  readonly limits?: Partial<typeof usual>;
}

const usual = {
  callMs: 12_000,
  runMs: 20_000,
  pullMs: 60_000,
  /** Between two looks at a pod. */
  lookMs: 1000,
  firstPauseMs: 1000,
  longestPauseMs: 10_000,
  /** Of every so many looks one has a probe in it. */
  looksToProbe: 3,
};

/** A container that is to be there. */
interface Kept {
  readonly wish: ContainerWish;
  id: string;
  attempt: number;
  /** Ended, and not to be made anew before this; `performance.now()`. */
  againAt: number | undefined;
}

const exited = 2;

export const openKubelet = ({ cri, logDir, over, limits: given = {} }: KubeletOptions): Kubelet => {
  const limits = { ...usual, ...given };
  const { runtime, image } = cri;
  const within = (timeoutMs: number) => ({ timeoutMs, signal: over });
  const usually = within(limits.callMs);

  const longer = (pauseMs: number) => Math.min(pauseMs * 2, limits.longestPauseMs);
  /** Asks again and again, whatever the answer was. */
  const insist = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    for (let pauseMs = limits.firstPauseMs; ; pauseMs = longer(pauseMs)) {
      try {
        return await ask();
      } catch {
        over.throwIfAborted();
        await pause(pauseMs, undefined, { signal: over });
      }
    }
  };

  const bring = async (wish: PodWish) => {
    const config = sandboxConfigOf(wish, logDir, 0);
    const { podSandboxId } = await insist(() =>
      runtime.runPodSandbox({ config, runtimeHandler: '' }, within(limits.runMs)),
    );
    const start = async (container: ContainerWish, attempt: number) => {
      const containerConfig = containerConfigOf(wish, container, attempt);
      const asked = { podSandboxId, sandboxConfig: config, config: containerConfig };
      const { containerId } = await insist(() => runtime.createContainer(asked, usually));
      await insist(() => runtime.startContainer({ containerId }, usually));
      return containerId;
    };
    return { podSandboxId, start };
  };

  const stop = async (podSandboxId: string, ids: readonly string[], graceSeconds: number) => {
    const timeoutMs = limits.callMs + graceSeconds * 1000;
    const timeout = String(graceSeconds);
    await Promise.all(
      ids.map((containerId) => insist(() => runtime.stopContainer({ containerId, timeout }, within(timeoutMs)))),
    );
    await insist(() => runtime.stopPodSandbox({ podSandboxId }, usually));
    await insist(() => runtime.removePodSandbox({ podSandboxId }, usually));
  };

  const hasExited = async (containerId: string): Promise<boolean> => {
    const { status } = await insist(() => runtime.containerStatus({ containerId, verbose: false }, usually));
    return Number(status?.state) === exited;
  };

  return {
    live: async (wish, isUnwanted) => {
      const { podSandboxId, start } = await bring(wish);
      const kept: Kept[] = [];
      for (const container of wish.containers)
        kept.push({ wish: container, id: await start(container, 0), attempt: 0, againAt: undefined });
      for (let looks = 1; !isUnwanted.aborted; looks += 1) {
        for (const each of kept) {
          if (each.againAt === undefined) {
            if (!(await hasExited(each.id))) {
              if (looks % limits.looksToProbe === 0) await probe(each.id);
              continue;
            }
            each.againAt = performance.now() + Math.min(limits.firstPauseMs * 2 ** each.attempt, limits.longestPauseMs);
          }
          if (performance.now() < each.againAt) continue;
          const before = each.id;
          each.attempt += 1;
          each.id = await start(each.wish, each.attempt);
          each.againAt = undefined;
          await insist(() => runtime.removeContainer({ containerId: before }, usually));
        }
        await pause(limits.lookMs, undefined, { signal: AbortSignal.any([over, isUnwanted]) }).catch(() =>
          over.throwIfAborted(),
        );
      }
      const ids = kept.map(({ id }) => id);
      await stop(podSandboxId, ids, wish.graceSeconds);
    },
    finish: async (wish) => {
      const { podSandboxId, start } = await bring(wish);
      const ids: string[] = [];
      for (const container of wish.containers) ids.push(await start(container, 0));
      for (const id of ids) while (!(await hasExited(id))) await pause(limits.lookMs, undefined, { signal: over });
      await stop(podSandboxId, ids, wish.graceSeconds);
    },
    pull: async (name) => {
      const spec = message(ImageSpec, { image: name });
      await insist(() =>
        image.pullImage({ image: spec, auth: undefined, sandboxConfig: undefined }, within(limits.pullMs)),
      );
    },
  };

  /** Whether it is ready: a command in it. What it says matters to nobody here. */
  async function probe(containerId: string): Promise<void> {
    const asked = { containerId, cmd: ['/bin/sh', '-c', 'test -f /etc/hostname'], timeout: '2' };
    await runtime.execSync(asked, within(5000)).catch(() => over.throwIfAborted());
  }
};
