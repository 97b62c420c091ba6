import type { Device, LinuxContainerSecurityContext } from '../../proto/generated/api.ts';
import type { FoundDevice } from './facts.ts';
import { absolutePath, specInvalid } from './invalid.ts';
import type { DeviceNode, DeviceRule } from './spec.ts';

/** A device as asked for, checked: what is to be looked for on the host, and how it may be used. */
export interface WantedDevice {
  readonly field: string;
  readonly hostPath: string;
  readonly path: string;
  readonly access: string;
}

/** @throws FailureError SpecInvalid for paths that are not absolute and permissions that are not of `rwm` */
export const wantedDevices = (devices: readonly Device[]): readonly WantedDevice[] =>
  devices.map(({ hostPath, containerPath, permissions }, index) => {
    const field = `devices[${index}]`;
    const access = permissions === '' ? 'rwm' : permissions;
    if (!/^[rwm]{1,3}$/.test(access) || new Set(access).size !== access.length) {
      throw specInvalid(`${field}.permissions`, `'${permissions}' is not made of r, w and m`);
    }
    const from = absolutePath(`${field}.host_path`, hostPath);
    const path = containerPath === '' ? from : absolutePath(`${field}.container_path`, containerPath);
    return { field, hostPath: from, path, access };
  });

/** The nodes to make, each path once: what comes later (the request's own) wins. */
export const deviceNodes = (found: readonly FoundDevice[]): readonly DeviceNode[] => {
  const byPath = new Map<string, DeviceNode>();
  for (const { path, type, major, minor, mode, uid, gid } of found) {
    byPath.set(path, { path, type, major, minor, fileMode: mode, uid, gid });
  }
  return [...byPath.values()];
};

/**
 * Devices with the owner that the security context names; the host's where it names none.
 */
export const ownedDevices = (
  found: readonly FoundDevice[],
  owner: Pick<LinuxContainerSecurityContext, 'runAsUser' | 'runAsGroup'> | undefined,
): readonly FoundDevice[] =>
  found.map((device) => ({
    ...device,
    uid: owner?.runAsUser === undefined ? device.uid : Number(owner.runAsUser.value),
    gid: owner?.runAsGroup === undefined ? device.gid : Number(owner.runAsGroup.value),
  }));

/** Everything, for who may use all devices; else nothing but what was asked for (runtimes add /dev/null and its like). */
export const deviceRules = (found: readonly FoundDevice[], isAllAllowed: boolean): readonly DeviceRule[] =>
  isAllAllowed
    ? [{ allow: true, access: 'rwm' }]
    : [
        { allow: false, access: 'rwm' },
        ...found.map(({ type, major, minor, access }) => ({ allow: true, type, major, minor, access })),
      ];
