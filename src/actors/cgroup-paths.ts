/**
 * Where the cgroups of a container are: a cgroupsPath of the OCI spec, as directories of the hierarchies that this
 * machine has mounted. Source: cgroups(7); runc's docs/systemd.md; proc_pid_mountinfo(5).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How cgroups are mounted here. */
export interface CgroupFacts {
  /** `v2`: one unified hierarchy at its usual place; `hybrid`: v1 and a cgroup2 mount beside it. */
  readonly mode: 'v1' | 'v2' | 'hybrid';
  /** Mount point of cgroup2, in `v2` and `hybrid`. */
  readonly unifiedDir?: string | undefined;
  /** v1 mount points by controller (`memory`, `cpu` …); named hierarchies as `name=systemd`. */
  readonly controllerDirs: Readonly<Record<string, string>>;
}

/** Reads the facts of this machine. @throws Error of `readFileSync` where /proc is not mounted. */
export const readCgroupFacts = (): CgroupFacts => cgroupFactsOf(readFileSync('/proc/self/mountinfo', 'utf8'));

/** The facts that a mountinfo text tells. Pure. */
export const cgroupFactsOf = (mountinfo: string): CgroupFacts => {
  const controllerDirs: Record<string, string> = {};
  let unifiedDir: string | undefined;
  for (const line of mountinfo.split('\n')) {
    const [mountFields, fsFields] = line.split(' - ');
    const mountPoint = unescapeOctal(mountFields?.split(' ')[4] ?? '');
    const [fsType, , superOptions] = fsFields?.split(' ') ?? [];
    if (fsType === 'cgroup2') unifiedDir ??= mountPoint;
    if (fsType !== 'cgroup') continue;
    for (const option of superOptions?.split(',') ?? [])
      if (isController(option)) controllerDirs[option] ??= mountPoint;
  }
  const hasV1 = Object.keys(controllerDirs).length > 0;
  const mode = unifiedDir === undefined ? 'v1' : hasV1 ? 'hybrid' : 'v2';
  return { mode, unifiedDir, controllerDirs };
};

/**
 * The container's directory relative to a hierarchy's root, with a leading slash. A path that would be the root itself
 * or climb out of it is not a container's: undefined.
 *
 * @param cgroupsPath `/parent/leaf`, or `slice:prefix:name` for the systemd driver.
 */
export const cgroupPathOf = (cgroupsPath: string): string | undefined => {
  const parts = cgroupsPath.split(':');
  const [slice, prefix, name] = parts;
  const path =
    parts.length === 3 && slice !== undefined && prefix !== undefined && name !== undefined
      ? join('/', expandSlice(slice), unitName(prefix, name))
      : join('/', cgroupsPath);
  return path === '/' ? undefined : path;
};

/** The container's directory in each hierarchy, the unified one first. None need exist. */
export const cgroupDirsOf = (facts: CgroupFacts, cgroupsPath: string): readonly string[] => {
  const path = cgroupPathOf(cgroupsPath);
  if (path === undefined) return [];
  const mounts = [facts.unifiedDir, ...Object.values(facts.controllerDirs)];
  return [...new Set(mounts.filter((dir) => dir !== undefined).map((dir) => join(dir, path)))];
};

/** The container's directory that has the files of this controller (`memory`, `cpu`, `pids` …); undefined: not mounted. */
export const controllerDirOf = (facts: CgroupFacts, cgroupsPath: string, controller: string): string | undefined => {
  const path = cgroupPathOf(cgroupsPath);
  const mount = facts.controllerDirs[controller] ?? facts.unifiedDir;
  return path === undefined || mount === undefined ? undefined : join(mount, path);
};

/**
 * Where the limits of a container are set: its directory, or, made by crun with systemd, the cgroup `container` in its scope.
 * undefined: the controller is not mounted.
 */
export const limitedDirOf = (facts: CgroupFacts, cgroupsPath: string, controller: string): string | undefined => {
  const dir = controllerDirOf(facts, cgroupsPath, controller);
  if (dir === undefined || !isSystemdPath(cgroupsPath)) return dir;
  const below = join(dir, crunGroup);
  return existsSync(below) ? below : dir;
};

/** What crun makes in a scope of systemd, and sets all limits on. Source: crun(1), run.oci.systemd.subgroup. */
export const crunGroup = 'container';
export const isSystemdPath = (cgroupsPath: string): boolean => cgroupsPath.includes(':');

/** `a-b.slice` lives in `/a.slice/a-b.slice`. Source: systemd.slice(5). */
const expandSlice = (slice: string): string => {
  if (slice === '') return '/system.slice';
  if (slice === '-.slice') return '/';
  const words = slice.replace(/\.slice$/, '').split('-');
  return words.map((_, index) => `/${words.slice(0, index + 1).join('-')}.slice`).join('');
};

const unitName = (prefix: string, name: string): string =>
  name.endsWith('.slice') ? name : `${prefix === '' ? '' : `${prefix}-`}${name}.scope`;

const isController = (option: string): boolean =>
  option.startsWith('name=') ||
  !/^(rw|ro|xattr|noprefix|clone_children|cpuset_v2_mode|release_agent=.*|none|seclabel)$/.test(option);

const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
