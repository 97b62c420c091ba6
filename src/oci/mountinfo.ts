import type { MountPeering } from './facts.ts';

export interface MountInfo {
  readonly mountPoint: string;
  readonly fsType: string;
  /** Of the superblock; where cgroup v1 names its controllers. */
  readonly superOptions: readonly string[];
  readonly isShared: boolean;
  readonly isSlave: boolean;
}

/** The lines of /proc/PID/mountinfo, in order. Source: proc(5); blanks in paths are octal there. */
export const parseMountinfo = (text: string): readonly MountInfo[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const fields = line.split(' ');
      const separator = fields.indexOf('-', 6);
      const peering = fields.slice(6, separator);
      return {
        mountPoint: unescapePath(fields[4] ?? ''),
        fsType: fields[separator + 1] ?? '',
        superOptions: (fields[separator + 3] ?? '').split(','),
        isShared: peering.some((option) => option.startsWith('shared:')),
        isSlave: peering.some((option) => option.startsWith('master:')),
      };
    });

/** The mount that a path (without symbolic links) is on: the longest mount point, and of equal ones the last. */
export const mountOf = (mounts: readonly MountInfo[], path: string): MountPeering | undefined => {
  let best: MountInfo | undefined;
  for (const mount of mounts) {
    if (!isWithin(mount.mountPoint, path)) continue;
    if (best === undefined || mount.mountPoint.length >= best.mountPoint.length) best = mount;
  }
  return best && { mountPoint: best.mountPoint, isShared: best.isShared, isSlave: best.isSlave };
};

/** Whether the path is the directory or below it. */
export const isWithin = (dir: string, path: string): boolean =>
  path === dir || path.startsWith(dir.endsWith('/') ? dir : `${dir}/`);

const unescapePath = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
