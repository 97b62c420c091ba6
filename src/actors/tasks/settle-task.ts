/**
 * The `settleTask` contract: after the exit, ends what is left in the container's cgroup and reads whether the OOM killer was
 * at work. Only a container without a pid namespace of its own can have left something: else the kernel ended it all.
 *
 * @throws FailureError ContainerUnkillable {cgroupsPath} when something is left after `limits.killMs`.
 */
import { FailureError } from '../../machines/failure.ts';
import type { Service } from '../../machines/services.ts';
import { killCgroup, oomKillsOf } from '../cgroup.ts';
import { cgroupDirsOf, controllerDirOf } from '../cgroup-paths.ts';
import { exists } from './files.ts';
import { type Scene, taskFiles } from './scene.ts';

export const settleTask =
  (scene: Scene): Service<'settleTask'> =>
  async ({ bundleDir, cgroupsPath }) => {
    const isEmpty = await killCgroup(scene.processes, cgroupDirsOf(scene.cgroups, cgroupsPath), scene.limits.killMs);
    if (!isEmpty) throw new FailureError('ContainerUnkillable', { cgroupsPath });
    const memoryDir = controllerDirOf(scene.cgroups, cgroupsPath, 'memory');
    const kills = memoryDir === undefined ? undefined : await oomKillsOf(memoryDir);
    // conmon's file says less (somebody met the limit), but is there when systemd took the cgroup away with its last process
    return { isOomKilled: kills === undefined ? await exists(taskFiles(bundleDir).oomFile) : kills > 0 };
  };
