import { mkdir, readFile, realpath } from 'node:fs/promises';
import type { ContainerConfig } from '../../machines/config.ts';
import type { ImageMount } from '../../machines/services/images.ts';
import type { MountSource } from '../../oci/facts.ts';
import { specInvalid } from '../../oci/invalid.ts';
import { mountOf, parseMountinfo } from '../../oci/mountinfo.ts';
import { MountPropagation } from '../../oci/wire-values.ts';
import { errnoOf } from '../fs-failure.ts';

/**
 * Where the request's mounts really come from. A path that is missing becomes a directory (0755), as every runtime of
 * the kubelet does; it stays, for it may be anybody's by then. Images are mounted already.
 * @throws FailureError SpecInvalid for a path that can be neither found nor made
 */
export const findMountSources = async (
  mounts: ContainerConfig['mounts'],
  imageMounts: readonly ImageMount[],
): Promise<readonly MountSource[]> => {
  const imageDirs = new Map(imageMounts.map(({ mountIndex, sourceDir }) => [mountIndex, sourceDir]));
  const isPropagationAsked = mounts.some(({ propagation }) => propagation !== MountPropagation.PROPAGATION_PRIVATE);
  const realPaths = await Promise.all(
    mounts.map(({ hostPath }, index) => imageDirs.get(index) ?? existingPath(hostPath, index)),
  );
  if (!isPropagationAsked) return realPaths.map((realPath) => ({ realPath }));
  const table = parseMountinfo(await readFile('/proc/self/mountinfo', 'utf8'));
  return realPaths.map((realPath) => ({ realPath, peering: mountOf(table, realPath) }));
};

const existingPath = async (path: string, index: number): Promise<string> => {
  try {
    const found = await realpath(path).catch(unlessAbsent);
    if (found !== undefined) return found;
    await mkdir(path, { recursive: true, mode: 0o755 });
    return await realpath(path);
  } catch (thrown) {
    const code = errnoOf(thrown);
    if (code === undefined || !unusable.includes(code)) throw thrown;
    throw specInvalid(`mounts[${index}].host_path`, `'${path}' is not there and cannot be made (${code})`);
  }
};

/** A link to nothing or to itself, and a way through what is no directory. */
const unusable = ['ENOENT', 'EEXIST', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'];

const unlessAbsent = (thrown: unknown): undefined => {
  if (errnoOf(thrown) !== 'ENOENT') throw thrown;
};
