import { readdir, readFile } from 'node:fs/promises';

/** Processes that a daemon has beside it all the time: its children, while nothing is asked of it. Source: proc_pid_task(5). */
export const childrenOf = async (pid: number): Promise<readonly number[]> => {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')),
  );
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
};
