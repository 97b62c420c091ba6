/** What is there on the machine, as far as it can be troupe's: read at one moment, without asking any daemon. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { readCgroupFacts } from '../../actors/cgroup-paths.ts';
import { pathsOf } from '../../config/paths.ts';
import type { Config } from '../../config/schema.ts';
import { hierarchyDirs } from './cgroups.ts';
import { findProgram } from './find-program.ts';

export interface World {
  readonly processes: readonly ProcessSeen[];
  /** Mount points, escapes undone, in the order in which they were mounted. */
  readonly mounts: readonly string[];
  /** Pins of network namespaces with our prefix. */
  readonly pins: readonly string[];
  /** Absolute paths of what is directly in the directories that hold one entry a sandbox or container. */
  readonly entries: readonly string[];
  /** Absolute paths, parents first. */
  readonly cgroups: readonly string[];
  /** Rules, as iptables-save has them, that carry a CNI attachment's comment. */
  readonly rules: readonly string[];
  /** Names of network interfaces. */
  readonly links: readonly string[];
}
export interface ProcessSeen {
  readonly pid: number;
  readonly args: readonly string[];
}

/** What is on its way out already: the next daemon goes on with it. */
const trashName = '.trash';

export const pinPrefix = 'troupe-';

/** Effects: none, but for the two or four iptables-save programs that run. */
export const readWorld = async (config: Config, searchPath: string): Promise<World> => {
  const { sandboxesDir, containersDir, exitsDir, netnsDir, snapshotsDir, volumesDir } = pathsOf(config);
  return {
    processes: readProcesses(),
    mounts: mountPointsIn(readFileSync('/proc/self/mountinfo', 'utf8')),
    pins: namesIn(netnsDir)
      .filter((name) => name.startsWith(pinPrefix))
      .map((name) => join(netnsDir, name)),
    entries: [sandboxesDir, containersDir, exitsDir, snapshotsDir, volumesDir].flatMap((dir) =>
      namesIn(dir)
        .filter((name) => name !== trashName)
        .map((name) => join(dir, name)),
    ),
    cgroups: hierarchyDirs(readCgroupFacts()).flatMap((dir) => treeOf(dir)),
    rules: await readRules(searchPath),
    links: namesIn('/sys/class/net'),
  };
};

/** In mountinfo's order. Source: proc_pid_mountinfo(5). */
export const mountPointsIn = (mountinfo: string): readonly string[] =>
  mountinfo
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      (line.split(' ')[4] ?? '').replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))),
    );

const readProcesses = (): readonly ProcessSeen[] =>
  namesIn('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const args = readFileSync(join('/proc', name, 'cmdline'), 'utf8')
          .split('\0')
          .slice(0, -1);
        return args.length === 0 ? [] : [{ pid: Number(name), args }];
      } catch {
        return []; // ended meanwhile
      }
    });

const readRules = async (searchPath: string): Promise<readonly string[]> => {
  const saved = ['iptables-save', 'ip6tables-save'].map(async (program) => {
    const path = findProgram(program, searchPath);
    if (path === undefined) return [];
    const { stdout } = await execa(path, [], {
      reject: false,
      timeout: 10_000,
      maxBuffer: 64 * 2 ** 20,
      stdin: 'ignore',
    });
    return stdout.split('\n').filter((line) => /--comment .*id: /.test(line));
  });
  return (await Promise.all(saved)).flat();
};

/** A directory and all below it. */
const treeOf = (dir: string): readonly string[] => {
  const found = [dir];
  for (const each of found) {
    try {
      for (const entry of readdirSync(each, { withFileTypes: true }))
        if (entry.isDirectory()) found.push(join(each, entry.name));
    } catch {
      // removed meanwhile
    }
  }
  return found;
};

const namesIn = (dir: string): readonly string[] => {
  try {
    return readdirSync(dir).toSorted();
  } catch {
    return [];
  }
};

export const isConmon = ({ args }: ProcessSeen): boolean => basename(args[0] ?? '') === 'conmon';
