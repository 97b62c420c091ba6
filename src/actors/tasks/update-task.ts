/**
 * The `updateTask` contract: other limits for a task that is created or runs, through the OCI runtime's update.
 *
 * Whole or not at all: runtimes set one limit after the other and stop at the first that the kernel refuses, so after a
 * failure all that was in force before is set again. Repeating a call that was cut off comes to the same.
 *
 * @throws FailureError SpecInvalid {field, reason}, LimitBelowUsage {limitBytes, usedBytes}: nothing was done.
 * RuntimeFailed {message, command}, ToolTimedOut, ToolMissing, SyscallFailed, NoSpace: it is undone, as far as the kernel lets us.
 * Cancelled: not undone.
 */
import { readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UpdateTaskInput } from '../../machines/services/tasks.ts';
import type { Service } from '../../machines/services.ts';
import { resourcesOf } from '../../oci/resources.ts';
import { mergedResources, noResources, resourcesInForce, undoingResources } from '../../oci/resources-in-force.ts';
import type { Resources, Spec } from '../../oci/spec.ts';
import { writeSpec } from '../bundle/bundle-files.ts';
import { writeHugepageLimits } from '../cgroup-hugepages.ts';
import { limitedDirOf } from '../cgroup-paths.ts';
import { withFsFailures } from '../fs-failure.ts';
import { isAlive } from '../processes.ts';
import { keepFiles } from './kept-files.ts';
import { refuseBelowUsage } from './memory-check.ts';
import { runRuntime } from './runtime.ts';
import { handlerOf, type Scene, taskFiles, taskRow } from './scene.ts';

export const updateTask =
  (scene: Scene): Service<'updateTask'> =>
  (input, signal) =>
    withFsFailures(async () => {
      const { resources: current = noResources, asked } = input;
      const node = { cgroups: scene.limitFacts };
      const inForce = resourcesInForce(mergedResources(current, asked), node);
      const [before, wanted] = [current, inForce].map((each) => resourcesOf(each, node.cgroups)) as [
        Resources,
        Resources,
      ];
      const dirOf = (controller: string) => limitedDirOf(scene.cgroups, input.cgroupsPath, controller);
      if (isLowered(before, wanted)) await refuseBelowUsage(dirOf('memory'), wanted);
      const putBack = await keepFiles(unsetFiles(before, wanted, dirOf));
      try {
        await apply(scene, input, wanted, signal);
        await writeSpecOf(input.bundleDir, wanted);
      } catch (failure) {
        if (signal.aborted) throw failure;
        if (isRunning(scene, input.taskId)) {
          await apply(scene, input, undoingResources(before, wanted), signal).catch((error: unknown) =>
            scene.log.warn({ containerId: input.taskId, error: String(error) }, 'limits cannot all be set back'),
          );
          await putBack();
        }
        throw failure;
      }
      return { resources: inForce };
    });

const isLowered = ({ memory: before }: Resources, { memory: wanted }: Resources): boolean =>
  wanted?.limit !== undefined && (before?.limit ?? -1) !== wanted.limit;

/** Of a task that has ended no limits are left. */
const isRunning = (scene: Scene, taskId: string): boolean => {
  const identity = taskRow(scene, taskId)?.created?.identity;
  return identity !== undefined && isAlive(scene.processes, identity.pid, identity.startTicks);
};

/** What the runtime cannot set back: no value of it means "as it was". */
const unsetFiles = (
  before: Resources,
  wanted: Resources,
  dirOf: (controller: string) => string | undefined,
): readonly string[] => {
  const file = (controller: string, name: string) => {
    const dir = dirOf(controller);
    return dir === undefined ? [] : [join(dir, name)];
  };
  const isNew = (name: 'cpus' | 'mems' | 'shares') =>
    wanted.cpu?.[name] !== undefined && before.cpu?.[name] === undefined;
  return [
    // no number of shares is sure to mean the kernel's own weight: runtimes convert differently
    ...(isNew('shares') ? file('cpu', 'cpu.weight') : []),
    ...(isNew('cpus') ? file('cpuset', 'cpuset.cpus') : []),
    ...(isNew('mems') ? file('cpuset', 'cpuset.mems') : []),
    ...Object.keys(wanted.unified ?? {})
      .filter((name) => before.unified?.[name] === undefined)
      .flatMap((name) => file('memory', name)),
    ...(wanted.hugepageLimits ?? []).flatMap(({ pageSize }) =>
      ['limit_in_bytes', 'max'].flatMap((name) => file('hugetlb', `hugetlb.${pageSize}.${name}`)),
    ),
  ];
};

/** Huge pages are ours to set: runc's update passes over them. */
const apply = async (scene: Scene, input: UpdateTaskInput, wanted: Resources, signal: AbortSignal): Promise<void> => {
  const { taskId, bundleDir, cgroupsPath } = input;
  const handler = taskRow(scene, taskId)?.handler ?? handlerOf(scene, input.runtimeHandler);
  const file = taskFiles(bundleDir).resourcesFile;
  try {
    await writeFile(file, JSON.stringify(wanted), { mode: 0o600 });
    await runRuntime({
      runTool: scene.launcher.runTool,
      handler,
      args: ['update', '--resources', file, taskId],
      limitMs: scene.limits.runtimeMs,
      signal,
    });
  } finally {
    await unlink(file).catch(() => undefined);
  }
  await writeHugepageLimits(limitedDirOf(scene.cgroups, cgroupsPath, 'hugetlb'), wanted.hugepageLimits ?? []);
};

/** The bundle says what is in force. What clients cannot ask for, as device rules, stays as it is. */
const writeSpecOf = async (bundleDir: string, wanted: Resources): Promise<void> => {
  const spec = JSON.parse(await readFile(join(bundleDir, 'config.json'), 'utf8')) as Spec; // only we write it
  const { resources } = spec.linux;
  const cpu = { ...resources.cpu, ...wanted.cpu };
  const memory = { ...resources.memory, ...wanted.memory };
  await writeSpec(bundleDir, {
    ...spec,
    linux: { ...spec.linux, resources: { ...resources, ...wanted, cpu, memory } },
  });
};
