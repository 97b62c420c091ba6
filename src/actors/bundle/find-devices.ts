import type { Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WantedDevice } from '../../oci/devices.ts';
import type { FoundDevice } from '../../oci/facts.ts';
import { specInvalid } from '../../oci/invalid.ts';
import { errnoOf } from '../fs-failure.ts';
import { deviceNumber } from './device-number.ts';

/** What is below /dev but is no device of the host's to give: other filesystems, and this process's own. */
const notDevices = ['pts', 'shm', 'fd', 'mqueue', 'console', 'ptmx', '.udev', '.lxc', '.lxd-mounts'];

/** No device directory is deeper or larger; it ends a loop of strange filesystems. */
const maxDepth = 8;

/** All device nodes of the host, for a privileged container. */
export const allHostDevices = async (): Promise<readonly FoundDevice[]> =>
  devicesBelow({ hostPath: '/dev', path: '/dev', access: 'rwm' }, maxDepth, notDevices);

/**
 * The nodes that the request's devices name. A directory stands for all nodes in it.
 * @throws FailureError SpecInvalid for what is absent, and for what is neither a device nor a directory of some
 */
export const findDevices = async (wanted: readonly WantedDevice[]): Promise<readonly FoundDevice[]> => {
  const found = await Promise.all(
    wanted.map(async ({ field, ...device }) => {
      const hostPath = await existing(device.hostPath, field);
      const stats = await stat(hostPath);
      const node = nodeOf({ ...device, hostPath }, stats);
      if (node !== undefined) return [node];
      if (!stats.isDirectory()) throw specInvalid(`${field}.host_path`, `'${device.hostPath}' is not a device`);
      return devicesBelow({ ...device, hostPath }, maxDepth, notDevices);
    }),
  );
  return found.flat();
};

type Place = Omit<WantedDevice, 'field'>;

const existing = async (path: string, field: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown;
    throw specInvalid(`${field}.host_path`, `'${path}' does not exist`);
  }
};

const devicesBelow = async (
  { hostPath, path, access }: Place,
  depth: number,
  leftOut: readonly string[],
): Promise<readonly FoundDevice[]> => {
  const entries = await readdir(hostPath, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter(({ name }) => !leftOut.includes(name))
      .map(async (entry): Promise<readonly FoundDevice[]> => {
        const place = { hostPath: join(hostPath, entry.name), path: join(path, entry.name), access };
        if (entry.isDirectory()) return depth > 0 ? devicesBelow(place, depth - 1, leftOut) : [];
        if (!entry.isBlockDevice() && !entry.isCharacterDevice()) return [];
        const node = nodeOf(place, await statOrGone(place.hostPath));
        return node === undefined ? [] : [node];
      }),
  );
  return found.flat();
};

/** Devices come and go while they are listed. */
const statOrGone = async (path: string): Promise<Stats | undefined> => {
  try {
    return await stat(path);
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
};

const nodeOf = (place: Place, stats: Stats | undefined): FoundDevice | undefined => {
  if (stats === undefined || !(stats.isBlockDevice() || stats.isCharacterDevice())) return undefined;
  return {
    ...place,
    type: stats.isBlockDevice() ? 'b' : 'c',
    ...deviceNumber(stats.rdev),
    mode: stats.mode & 0o777,
    uid: stats.uid,
    gid: stats.gid,
  };
};
