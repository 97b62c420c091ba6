/** The processes that one process begot, for ending an exec with all that it started. */
import { readdir, readFile } from 'node:fs/promises';
import { endOf, type Processes } from '../processes.ts';

interface ProcessSeen {
  readonly pid: number;
  readonly parentPid: number;
  readonly session: number;
  readonly startTicks: string;
}

/**
 * Kills a process, its descendants and all of its session (runc makes each exec a session of its own), and awaits their end.
 * Who left both, as a daemon does on purpose, stays.
 * @returns whether nothing is left; false after `limitMs`.
 */
export const killTree = async (processes: Processes, pid: number, limitMs: number): Promise<boolean> => {
  const deadlineMs = performance.now() + limitMs;
  while (performance.now() < deadlineMs) {
    const tree = treeOf(pid, await allProcesses());
    const held = tree
      .map((each) => processes.openProcess(each.pid, each.startTicks))
      .filter((each) => each !== undefined);
    if (held.length === 0) return true;
    for (const process of held) process.signal(9);
    await Promise.all(held.map((process) => endOf(process, deadlineMs - performance.now())));
    for (const process of held) process.close();
  }
  return false;
};

const treeOf = (root: number, all: readonly ProcessSeen[]): readonly ProcessSeen[] => {
  const members = new Set([root]);
  for (let size = 0; size !== members.size; ) {
    size = members.size;
    for (const { pid, parentPid, session } of all) if (session === root || members.has(parentPid)) members.add(pid);
  }
  return all.filter(({ pid }) => members.has(pid));
};

const allProcesses = async (): Promise<readonly ProcessSeen[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const seen = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').then(processOf, () => undefined)),
  );
  return seen.filter((each) => each !== undefined);
};

/** Fields 1, 4, 6, 22 and not a zombie. The name in parentheses may hold anything. Source: proc_pid_stat(5). */
const processOf = (stat: string): ProcessSeen | undefined => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parentPid, , session] = fields;
  if (state === 'Z' || state === 'X') return undefined;
  return {
    pid: Number.parseInt(stat, 10),
    parentPid: Number(parentPid),
    session: Number(session),
    startTicks: fields[19] ?? '',
  };
};
