import { openExitFiles } from './exit-files.ts';
import { openGoneKills } from './gone-kills.ts';
import type { Scene, TaskOptions } from './scene.ts';

/** The scene of services of tasks. Holds nothing while no task is watched. */
export const openScene = (options: TaskOptions): Scene => ({
  ...options,
  exitFiles: openExitFiles(options.exitDir, options.log),
  goneKills: openGoneKills(options.cgroups),
});
