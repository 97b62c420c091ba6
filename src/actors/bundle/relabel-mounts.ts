import type { ContainerConfig } from '../../machines/config.ts';
import type { MountSource } from '../../oci/facts.ts';
import type { Selinux } from '../selinux/selinux.ts';

/**
 * Gives sources of the request's mounts the container's label where it is asked for, and the image's volumes always.
 * @param sources one for each mount, in order
 * @param selinux absent: SELinux is off
 */
export const relabelMounts = async (
  {
    mounts,
    sources,
    volumes,
  }: {
    readonly mounts: ContainerConfig['mounts'];
    readonly sources: readonly MountSource[];
    readonly volumes: readonly { readonly sourceDir: string }[];
  },
  label: string | undefined,
  selinux: Selinux | undefined,
): Promise<void> => {
  if (label === undefined || selinux === undefined) return;
  for (const [index, { selinuxRelabel, image }] of mounts.entries()) {
    const source = sources[index];
    const isImage = image !== undefined && image.image !== '';
    if (selinuxRelabel && !isImage && source !== undefined) {
      await selinux.relabel(source.realPath, label, `mounts[${index}].selinux_relabel`);
    }
  }
  for (const { sourceDir } of volumes) await selinux.relabel(sourceDir, label, 'image.config.Volumes');
};
