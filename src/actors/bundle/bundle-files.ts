import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

export const makeBundleDir = (bundleDir: string): Promise<unknown> =>
  mkdir(bundleDir, { recursive: true, mode: 0o700 });
