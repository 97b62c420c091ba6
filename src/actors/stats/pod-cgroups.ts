/** Where the cgroup of a pod is. The client makes it, and names it in the sandbox's configuration. */
import { dirname } from 'node:path';
import type { SandboxView } from '../../machines/views.ts';
import { cgroupsPathOf } from '../../oci/cgroups-path.ts';
import { cgroupPathOf } from '../cgroup-paths.ts';

export type CgroupDriver = 'cgroupfs' | 'systemd';

/**
 * The pod's own cgroup, from a hierarchy's root; undefined where it has none: crictl names no parent, and a parent that
 * several pods name is nobody's own.
 *
 * @param sandboxes all that there are. One that is stopped needs no cgroup: its successor may have the same.
 */
export const podCgroupsOf = (
  driver: CgroupDriver,
  sandboxes: readonly SandboxView[],
): ReadonlyMap<string, string | undefined> => {
  const byParent = new Map<string, number>();
  const parents = sandboxes.map(({ sandboxId, state, config }) => {
    const parent = state !== 'ready' ? undefined : parentOf(driver, config.linux?.cgroupParent ?? '');
    if (parent !== undefined) byParent.set(parent, (byParent.get(parent) ?? 0) + 1);
    return [sandboxId, parent] as const;
  });
  return new Map(
    parents.map(([sandboxId, parent]) => [
      sandboxId,
      parent !== undefined && byParent.get(parent) === 1 ? parent : undefined,
    ]),
  );
};

const parentOf = (driver: CgroupDriver, parent: string): string | undefined => {
  if (parent === '') return undefined;
  try {
    const member = cgroupPathOf(cgroupsPathOf({ driver, parent, defaultParent: '', prefix: 'x', id: 'x' }));
    const own = member === undefined ? '/' : dirname(member);
    return own === '/' ? undefined : own;
  } catch {
    return undefined; // no container could be made in it either
  }
};
