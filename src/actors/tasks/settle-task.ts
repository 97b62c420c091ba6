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
import { type Scene, taskFiles, taskRow } from './scene.ts';

export const settleTask =
  (scene: Scene): Service<'settleTask'> =>
  async ({ taskId, bundleDir, cgroupsPath }) => {
    const isEmpty = await killCgroup(scene.processes, cgroupDirsOf(scene.cgroups, cgroupsPath), scene.limits.killMs);
    if (!isEmpty) throw new FailureError('ContainerUnkillable', { cgroupsPath });
    const memoryDir = controllerDirOf(scene.cgroups, cgroupsPath, 'memory');
    const own = memoryDir === undefined ? undefined : await oomKillsOf(memoryDir);
    const { goneKills = [] } = taskRow(scene, taskId)?.created ?? {};
    const kills = own ?? (await scene.goneKills.since(goneKills));
    if (kills !== undefined) scene.goneKills.claim(goneKills, kills);
    // conmon's file may come too late where systemd took the cgroup away, and says less: somebody met the limit
    return { isOomKilled: kills === undefined ? await exists(taskFiles(bundleDir).oomFile) : kills > 0 };
  };
