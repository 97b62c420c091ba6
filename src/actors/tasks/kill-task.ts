/**
 * The `killTask` contract: a signal to the first process, or to everything in the container's cgroup. By pidfd, so that no
 * stranger with a recycled pid is hit. Gone already: fine.
 *
 * @throws FailureError RequestInvalid {field, reason} for a name that is no signal's
 */

import type { TaskIdentity } from '../../machines/services/tasks.ts';
import type { Service } from '../../machines/services.ts';
import { signalCgroup, thawCgroup } from '../cgroup.ts';
import { cgroupDirsOf } from '../cgroup-paths.ts';
import { type Scene, taskRow } from './scene.ts';
import { signalNumber } from './signals.ts';

export const killTask =
  (scene: Scene): Service<'killTask'> =>
  async ({ taskId, identity, signal, scope }) => {
    const number = signalNumber(signal);
    const row = taskRow(scene, taskId);
    const dirs = row === undefined ? [] : cgroupDirsOf(scene.cgroups, row.cgroupsPath);
    const isKill = number === 9;
    if (scope === 'init' || isKill) signalInit(scene, identity, number);
    // one round is enough here: settleTask ends who was born meanwhile
    if (scope === 'all') await signalCgroup(scene.processes, dirs, number);
    if (isKill) await thawCgroup(dirs);
    return {};
  };

const signalInit = (scene: Scene, { pid, startTicks }: TaskIdentity, number: number): void => {
  const init = scene.processes.openProcess(pid, startTicks);
  init?.signal(number);
  init?.close();
};
