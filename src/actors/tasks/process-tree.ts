/** The processes that one process begot, for ending an exec with all that it started. */
import { readdir, readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { endOf, type Processes } from '../processes.ts';

/** A monitor whose runtime or process has died ends at once. */
const reapMs = 2000;

interface ProcessSeen {
  readonly pid: number;
  readonly parentPid: number;
  readonly session: number;
  readonly startTicks: string;
}

/**
 * Kills a monitor with everything that it and the runtime under it started, and awaits their end.
 *
 * The monitor is stopped first and goes last: as a subreaper it gets whoever loses its parent meanwhile, so nobody slips away
 * between two looks. A process that has left for the container's own init before, as a daemon does on purpose, stays.
 *
 * @returns whether nothing is left; false after `limitMs`. A monitor that is gone already: true.
 */
export const killTree = async (
  processes: Processes,
  { pid, startTicks }: { readonly pid: number; readonly startTicks: string | undefined },
  limitMs: number,
): Promise<boolean> => {
  const root = startTicks === undefined ? undefined : processes.openProcess(pid, startTicks);
  if (root === undefined) return true;
  try {
    root.signal(constants.signals.SIGSTOP);
    let areGone = await killBelow(processes, pid, limitMs);
    if (await hasDead(pid)) {
      root.signal(constants.signals.SIGCONT);
      if (await endOf(root, reapMs)) return areGone;
      root.signal(constants.signals.SIGSTOP);
      areGone = await killBelow(processes, pid, limitMs);
    }
    root.signal(constants.signals.SIGKILL);
    return (await endOf(root, limitMs)) && areGone;
  } finally {
    root.close();
  }
};

/**
 * Kills a command with everything that it started, and awaits their end. It is stopped first and goes last, so that it gets to
 * do nothing more; who has left it for the container's own init before, as a daemon does on purpose, stays.
 *
 * @returns whether nothing is left; false after `limitMs`. A command that is gone already: true.
 */
export const killCommand = async (processes: Processes, pid: number, limitMs: number): Promise<boolean> => {
  const command = processes.openProcess(pid);
  if (command === undefined) return true;
  try {
    command.signal(constants.signals.SIGSTOP);
    const areGone = await killBelow(processes, pid, limitMs);
    command.signal(constants.signals.SIGKILL);
    return (await endOf(command, limitMs)) && areGone;
  } finally {
    command.close();
  }
};

/**
 * Kills the descendants of a process and the sessions that it and they lead, but not itself, and awaits their end.
 * @returns whether nothing is left; false after `limitMs`.
 */
export const killBelow = async (processes: Processes, pid: number, limitMs: number): Promise<boolean> => {
  const deadlineMs = performance.now() + limitMs;
  const sessions = new Set([pid]);
  let emptyLooks = 0;
  while (performance.now() < deadlineMs) {
    const tree = treeBelow(pid, sessions, await allProcesses());
    for (const member of tree) sessions.add(member.pid); // each exec is a session of its own, which outlives its leader
    const held = tree
      .map((each) => processes.openProcess(each.pid, each.startTicks))
      .filter((each) => each !== undefined);
    // /proc is not read in one moment: who was born during a look, of a parent that died during it, is seen by the next
    emptyLooks = held.length === 0 ? emptyLooks + 1 : 0;
    if (emptyLooks === 2) return true;
    for (const process of held) process.signal(constants.signals.SIGKILL);
    await Promise.all(held.map((process) => endOf(process, deadlineMs - performance.now())));
    for (const process of held) process.close();
  }
  return false;
};

/** Whether there is anybody below, who can only be dead by now. */
const hasDead = async (pid: number): Promise<boolean> =>
  treeBelow(pid, new Set([pid]), await allProcesses()).length > 0;

/** Whether the process, or one of the session that it leads or led, has this word among its arguments. */
export const sessionNames = async (pid: number, word: string): Promise<boolean> => {
  const those = (await allProcesses()).filter((each) => each.pid === pid || each.session === pid);
  const args = await Promise.all(those.map((each) => readFile(`/proc/${each.pid}/cmdline`, 'utf8').catch(() => '')));
  return args.some((each) => each.split('\0').includes(word));
};

const treeBelow = (
  root: number,
  sessions: ReadonlySet<number>,
  all: readonly ProcessSeen[],
): readonly ProcessSeen[] => {
  const members = new Set([root]);
  for (let size = 0; size !== members.size; ) {
    size = members.size;
    for (const { pid, parentPid, session } of all)
      if (sessions.has(session) || members.has(parentPid)) members.add(pid);
  }
  return all.filter(({ pid }) => pid !== root && members.has(pid));
};

const allProcesses = async (): Promise<readonly ProcessSeen[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const seen = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').then(processOf, () => undefined)),
  );
  return seen.filter((each) => each !== undefined);
};

/** Fields 1, 4, 6 and 22; also of zombies, for their children may still have them as parent. The name in parentheses may hold anything. Source: proc_pid_stat(5). */
const processOf = (stat: string): ProcessSeen => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [, parentPid, , session] = fields;
  return {
    pid: Number.parseInt(stat, 10),
    parentPid: Number(parentPid),
    session: Number(session),
    startTicks: fields[19] ?? '',
  };
};
