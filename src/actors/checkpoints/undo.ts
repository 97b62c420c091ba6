/** After a checkpoint that was cut off: who wrote it ends, the container runs, its network is open, half an archive is gone. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import type { LedgerRow } from '../../store/records.ts';
import { thawCgroup } from '../cgroup.ts';
import { cgroupDirsOf } from '../cgroup-paths.ts';
import { withFsFailures } from '../fs-failure.ts';
import { removeTrees } from '../remove-tree.ts';
import { killTree } from '../tasks/process-tree.ts';
import type { TaskOptions } from '../tasks/scene.ts';
import { unlockNetwork } from './network-lock.ts';

export interface CheckpointRow {
  /** Beside the archive, and so on its file system; all in it is ours. */
  readonly workDir: string;
  readonly cgroupsPath: string;
  readonly netnsPath: string | undefined;
}

const effect = 'checkpoint';

export const intendCheckpoint = ({ ledger }: Pick<TaskOptions, 'ledger'>, taskId: string, row: CheckpointRow): void =>
  ledger.intend({ ownerId: taskId, effect, details: { ...row } });

/**
 * @param wasCutOff CRIU was killed, or nobody knows: what it leaves behind only then is looked for too.
 * @throws FailureError SyscallFailed, MonitorFailed; the row stays then. No row: fine.
 */
export const undoByRow = (scene: TaskOptions, taskId: string, { wasCutOff }: { wasCutOff: boolean }): Promise<void> =>
  withFsFailures(async () => {
    const found = scene.ledger.find({ ownerId: taskId, effect });
    if (found === undefined) return;
    const { workDir, cgroupsPath, netnsPath } = rowIn(found);
    if (wasCutOff) await endDumpers(scene, workDir);
    await thawCgroup(cgroupDirsOf(scene.cgroups, cgroupsPath));
    if (wasCutOff && netnsPath !== undefined) await unlockNetwork(scene, netnsPath);
    await removeTrees([workDir]);
    scene.ledger.undone({ ownerId: taskId, effect });
  });

const rowIn = ({ details }: LedgerRow): CheckpointRow => ({
  workDir: String(details.workDir),
  cgroupsPath: String(details.cgroupsPath),
  netnsPath: details.netnsPath === undefined ? undefined : String(details.netnsPath),
});

/** The OCI runtime names the directory among its arguments; CRIU works in it. */
const endDumpers = async (scene: TaskOptions, workDir: string): Promise<void> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  for (const pid of pids) {
    if (!(await isDumper(pid, workDir))) continue;
    const startTicks = scene.processes.startTicksOf(pid);
    if (!(await killTree(scene.processes, { pid, startTicks }, scene.limits.killMs)))
      throw new FailureError('MonitorFailed', { reason: 'who writes the checkpoint did not end after SIGKILL', pid });
  }
};

const isDumper = async (pid: number, workDir: string): Promise<boolean> => {
  if (pid === process.pid) return false;
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '');
  if (cwd === workDir || cwd.startsWith(join(workDir, '/'))) return true;
  const args = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return args.split('\0').some((arg) => arg === workDir || arg.startsWith(join(workDir, '/')));
};
