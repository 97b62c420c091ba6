/**
 * Plugins that outlived the daemon which ran them: an ADD that ends after its DEL would leave what nobody undoes. So
 * before the DEL of an attempt that was cut short, its plugin is ended.
 */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import { endOf, type Processes } from '../processes.ts';

/** Ends what runs for a container. @throws FailureError ToolTimedOut {tool, pid}: one that SIGKILL does not end. */
export type EndStrays = (containerId: string) => Promise<void>;

const limitMs = 5000;

/**
 * @param pluginDirs a process counts when its program, or its script, is in one of them and its environment names the
 * container: a daemon that a plugin has started for good is somebody else's.
 * Source: proc(5); `runTool` makes each plugin the leader of a process group.
 */
export const strayEnder =
  (pluginDirs: readonly string[], { openProcess }: Pick<Processes, 'openProcess'>): EndStrays =>
  async (containerId) => {
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)) {
      if (!(await isPluginFor(pid, containerId, pluginDirs))) continue;
      const process = openProcess(pid);
      if (process === undefined) continue;
      try {
        // Looked at again, now that the number cannot become another's.
        if (!(await isPluginFor(pid, containerId, pluginDirs))) continue;
        killGroup(pid);
        process.signal(9);
        if (!(await endOf(process, limitMs))) throw new FailureError('ToolTimedOut', { tool: 'CNI plugin', pid });
      } finally {
        process.close();
      }
    }
  };

const isPluginFor = async (pid: number, containerId: string, pluginDirs: readonly string[]): Promise<boolean> => {
  try {
    const environment = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
    if (!environment.includes(`CNI_CONTAINERID=${containerId}`)) return false;
    const program = await readlink(`/proc/${pid}/exe`);
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    return [program, ...words].some((path) => pluginDirs.some((dir) => path.startsWith(join(dir, sep))));
  } catch {
    return false; // ended meanwhile, or a kernel thread
  }
};

/** The whole group where it leads one: programs that it runs (iptables) do not finish their work after it. */
const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // leads none, or is gone
  }
};
