/** A real kubelet in front of a runtime through a tap: pods come up, run something, restart, and go. */
import type { CriClient } from '../../src/cri/client.ts';
import type { NodeWorld } from '../helpers/node-world.ts';
import { openChecks } from './kubelet/checks.ts';
import { borrowHost } from './kubelet/host.ts';
import { openKubelet, removeCgroups } from './kubelet/kubelet.ts';
import { manifestsOf, waiting } from './kubelet/manifests.ts';
import { containerIn, isRunning } from './kubelet/scene.ts';

const notReady = 1;
const image = 'registry.k8s.io/e2e-test-images/busybox:1.29-2';

/** @param world its socket is the tap's. @param cri straight to the runtime. @returns names of checks that failed. */
export const kubeletThrough = async (
  program: string,
  world: NodeWorld,
  { cri, say }: { readonly cri: CriClient; readonly say: (line: string) => void },
): Promise<readonly string[]> => {
  const { check, failed } = openChecks(say, AbortSignal.timeout(240_000));
  await using undo = new AsyncDisposableStack();
  const host = borrowHost();
  undo.defer(() => host.giveBack(world.dir));
  const node = await openKubelet(program, world, { hasAlphaGates: false });
  undo.defer(() => removeCgroups(world));
  undo.defer(() => node.end());
  const { pod, sh } = manifestsOf(image, node.notesDir);
  node.start();
  await check(
    'the kubelet is up',
    () => node.api.get('/healthz'),
    (text) => text === 'ok',
  );
  await node.put(pod('web', [sh('one', waiting), sh('two', `echo said; ${waiting}`)]));
  await node.put(pod('crash', [sh('main', 'exit 7')]));
  await check('two containers run', () => node.api.statusOf('web'), isRunning);
  await check(
    'a log',
    () => node.api.logOf('web', 'two'),
    (text) => text === 'said\n',
  );
  await check(
    'what ends is started again',
    () => node.api.statusOf('crash'),
    (status) => {
      const main = containerIn(status, 'main');
      return (main?.restartCount ?? 0) > 0 && (main?.lastState.terminated ?? main?.state.terminated)?.exitCode === 7;
    },
  );
  await node.take();
  await check(
    'all pods are stopped',
    () => cri.runtime.listPodSandbox({ filter: undefined }),
    ({ items }) => items.length > 0 && items.every(({ state }) => state === notReady),
  );
  return failed();
};
