/** The bundle of a real pod of ours, taken apart so that the floor can use the same one without a daemon. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mount, unmount } from '../../src/native.ts';
import { type Endpoint, podDown, podUp, slotOf, timer } from '../pod/lives.ts';
import { run } from '../scene/program.ts';
import type { UndoStack } from '../scene/undo-stack.ts';

/** What the floor changes in an OCI spec; all else stays. Source: OCI runtime-spec, config.md. */
export interface Spec {
  readonly root: { readonly path: string; readonly readonly?: boolean };
  readonly mounts: readonly { readonly destination: string; readonly source?: string; readonly type?: string }[];
  readonly linux: {
    readonly namespaces: readonly { readonly type: string; readonly path?: string }[];
    readonly cgroupsPath: string;
  };
}
export interface Template {
  readonly spec: Spec;
  /** The image's files, for the lower side of overlays. */
  readonly lowerDir: string;
}

/** @param endpoint of troupe: one pod is run there and removed. */
export const takeTemplate = async (endpoint: Endpoint, dir: string, undo: UndoStack): Promise<Template> => {
  const silent = timer(() => {});
  const pod = await podUp(endpoint, slotOf(endpoint, 0), silent);
  try {
    const [containerId = ''] = pod.containerIds;
    const { info } = await endpoint.cri.runtime.containerStatus({ containerId, verbose: true });
    const { runtimeSpec } = JSON.parse(info.info ?? '{}') as { readonly runtimeSpec?: Spec };
    if (runtimeSpec === undefined) throw new Error('troupe does not show the spec of a container');
    const lowerDir = join(dir, 'lower');
    await mkdir(dir, { recursive: true });
    await run('cp', ['-a', runtimeSpec.root.path, lowerDir]);
    return { spec: { ...runtimeSpec, mounts: await ownMounts(runtimeSpec, dir, undo) }, lowerDir };
  } finally {
    await podDown(endpoint, pod, silent);
  }
};

/** What the runtime made for the pod (host name, DNS, shared memory) is gone with it: copies take their place. */
const ownMounts = async ({ mounts }: Spec, dir: string, undo: UndoStack): Promise<Spec['mounts']> => {
  const own: Spec['mounts'][number][] = [];
  for (const [index, one] of mounts.entries()) {
    const isOfPod = one.source?.startsWith('/') === true && !one.source.includes('/pods/pod');
    if (!isOfPod || one.source === undefined) {
      own.push(one);
      continue;
    }
    const source = join(dir, `mount${index}`);
    if (one.destination === '/dev/shm') {
      await mkdir(source);
      await mount({
        source: 'shm',
        target: source,
        fsType: 'tmpfs',
        flags: ['nosuid', 'nodev', 'noexec'],
        data: 'mode=1777',
      });
      undo.push(source, async () => void (await unmount(source)));
    } else await run('cp', ['-a', one.source, source]);
    own.push({ ...one, source });
  }
  return own;
};
