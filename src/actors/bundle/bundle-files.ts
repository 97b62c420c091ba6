import { chmod, chown, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IdMap } from '../../machines/services/sandboxes.ts';
import { rootOf } from '../../machines/user-namespace.ts';
import { specInvalid } from '../../oci/invalid.ts';
import type { Spec } from '../../oci/spec.ts';

/** The places of one container's files. */
export interface BundlePlaces {
  readonly bundleDir: string;
  /** What its image's volumes hold; apart from the bundle, which lies in memory. */
  readonly volumesDir: string;
}

/** @throws FailureError SpecInvalid for an id that is not one plain name: it becomes part of paths */
export const placesOf = (
  { containersDir, volumesDir }: { readonly containersDir: string; readonly volumesDir: string },
  id: string,
): BundlePlaces => {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(id)) throw specInvalid('id', `'${id}' is not an id`);
  return { bundleDir: join(containersDir, id), volumesDir: join(volumesDir, id) };
};

/**
 * Writes config.json (0600: it holds the environment), whole or not at all. It is not synced: what reads it, the OCI
 * runtime, does not outlive a crash of the machine either.
 */
export const writeSpec = async (bundleDir: string, spec: Spec): Promise<void> => {
  const fresh = join(bundleDir, '.config.json.new');
  await writeFile(fresh, JSON.stringify(spec), { mode: 0o600 });
  await rename(fresh, join(bundleDir, 'config.json'));
};

/** In a user namespace the runtime looks for the root filesystem, which is below, as who is root there: it may pass. */
export const makeBundleDir = async (bundleDir: string, ids: IdMap | undefined): Promise<void> => {
  await mkdir(bundleDir, { recursive: true, mode: 0o700 });
  await chmod(bundleDir, ids === undefined ? 0o700 : 0o710);
  if (ids !== undefined) await chown(bundleDir, 0, rootOf(ids).gid);
};
