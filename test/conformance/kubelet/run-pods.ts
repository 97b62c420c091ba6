/** One run: a world, a daemon, a kubelet, every room's pods, and the end of all that. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { tarOf } from '../../../src/image/tar-writer.ts';
import { startDockerRegistry } from '../../helpers/docker-registry.ts';
import { makeNodeWorld, type NodeWorld } from '../../helpers/node-world.ts';
import { removeAllPods } from '../../helpers/pod-life.ts';
import { pushImage } from '../../helpers/push-image.ts';
import { busyboxImage } from '../../helpers/test-image.ts';
import { allGone, burst, collected } from './burst.ts';
import type { Checks } from './checks.ts';
import { borrowHost } from './host.ts';
import { openKubelet, removeCgroups } from './kubelet.ts';
import { graceful, lives } from './lives.ts';
import { logs } from './logs.ts';
import { manifestsOf } from './manifests.ts';
import { restarts } from './restarts.ts';
import { openRuntime, type Runtime } from './runtime.ts';
import type { Scene } from './scene.ts';
import { security } from './security.ts';
import { statistics } from './statistics.ts';
import { streaming } from './streaming.ts';
import { daemonTroubles, kubeletTroubles } from './troubles.ts';
import { volumes } from './volumes.ts';

export interface RunWishes {
  readonly kubelet: string;
  /** One that knows id-mapped mounts; without it pods with user namespaces are left out. */
  readonly runc: string | undefined;
  readonly hasAlphaGates: boolean;
  readonly isShort: boolean;
  readonly checks: Checks;
  readonly keep: (file: string, text: string) => Promise<void>;
}

export const runPods = async (wishes: RunWishes): Promise<void> => {
  const { runc, checks, hasAlphaGates, isShort, keep } = wishes;
  const { check } = checks;
  // what is undone in the end, the last first, each also where another fails
  const undo = new AsyncDisposableStack();
  try {
    const host = borrowHost();
    const world = await makeNodeWorld(
      runc === undefined ? '' : `[runtimes.runc]\nruntime_path = ${JSON.stringify(runc)}\n`,
    );
    undo.defer(() => host.giveBack(world.dir));
    undo.defer(() => world.end());
    const registry = await startDockerRegistry();
    undo.defer(() => registry.close());
    await pushTestImage(`http://${registry.host}`);
    const runtime = await openRuntime(world);
    undo.defer(() => keep('daemon.log', runtime.log()));
    undo.defer(() => runtime.stop());
    const node = await openKubelet(wishes.kubelet, world, { hasAlphaGates });
    undo.defer(() => removeTraces(world, runtime, checks));
    undo.defer(() => keep('kubelet.log', node.log()));
    undo.defer(() => node.end());

    const image = `${registry.host}/node/box:1`;
    const manifests = manifestsOf(image, node.notesDir);
    const scene: Scene = { world, runtime, node, manifests, check, image, hasAlphaGates, hasUserNamespaces: !!runc };
    node.start();
    await check(
      'the kubelet is up',
      () => node.api.get('/healthz'),
      (text) => text === 'ok',
    );
    const rooms = [lives, security, volumes, streaming, statistics, ...(isShort ? [] : [logs])];
    await Promise.all(rooms.map((room) => room(scene)));
    if (!isShort) await restarts(scene);
    await allGone(scene, 'all pods');
    await graceful(scene);
    await burst(scene, isShort ? 5 : 30);
    if (!isShort) await collected(scene);
    await check(
      'the kubelet’s log has no error that nothing explains',
      () => kubeletTroubles(node.log(), { wasKilled: !isShort }),
      (left) => left.length === 0,
      0,
    );
    await check(
      'nor the daemon’s a warning',
      () => daemonTroubles(runtime.log()),
      (left) => left.length === 0,
      0,
    );
  } finally {
    await undo.disposeAsync();
  }
};

/** What the kubelet would have removed had it gone on; then nothing may be there. */
const removeTraces = async (world: NodeWorld, runtime: Runtime, { check }: Checks): Promise<void> => {
  await runtime.start();
  await removeAllPods(runtime.daemon());
  for (const path of await mountsOf(world)) await promisify(execFile)('umount', [path]);
  await removeCgroups(world);
  const traces = await world.traces();
  await check(
    'nothing is left behind',
    () => traces,
    () => traces.length === 0,
    0,
  );
};

const pushTestImage = async (url: string): Promise<void> => {
  const files = [
    { path: 'data/word', content: 'troupe\n' },
    { path: 'etc/passwd', content: 'root:x:0:0::/:/bin/sh\nuser:x:1000:1000::/:/bin/sh\n' },
    { path: 'etc/group', content: 'root:x:0:\nuser:x:1000:\nimage:x:555:user\n' },
  ];
  const image = await busyboxImage({ name: 'kubelet', layers: [{ tar: tarOf(files) }] });
  await pushImage({ url, repository: 'node/box', tag: '1' }, image);
};

/** The kubelet's root, which it has bound to itself; and volumes, if it was killed. Innermost first. */
const mountsOf = async ({ dir }: NodeWorld): Promise<readonly string[]> =>
  (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${dir}/kubelet/`))
    .toReversed();
