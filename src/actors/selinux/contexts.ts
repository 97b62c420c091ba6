import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseContexts, type SelinuxContexts } from '../../oci/selinux.ts';

export interface SelinuxPlaces {
  /** Of the kernel: /sys/fs/selinux. */
  readonly kernelDir: string;
  /** Of the policy: /etc/selinux. */
  readonly configDir: string;
}

export const usualPlaces: SelinuxPlaces = { kernelDir: '/sys/fs/selinux', configDir: '/etc/selinux' };

/**
 * What the node's policy gives containers; undefined: the kernel has no SELinux, or it is off.
 * Source: selinux_config(5), lxc_contexts(5).
 */
export const readSelinux = ({ kernelDir, configDir }: SelinuxPlaces): SelinuxContexts | undefined => {
  if (textOf(join(kernelDir, 'enforce')) === undefined) return undefined;
  const policy = /^\s*SELINUXTYPE\s*=\s*([\w-]+)/m.exec(textOf(join(configDir, 'config')) ?? '')?.[1] ?? 'targeted';
  return parseContexts(textOf(join(configDir, policy, 'contexts/lxc_contexts')) ?? '');
};

/** Undefined: absent or unreadable, which is a fact here. */
const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
