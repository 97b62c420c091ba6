import { readFile } from 'node:fs/promises';
import { FailureError, failureOf } from '../../machines/failure.ts';
import type { Json } from '../../machines/json.ts';
import { type BaseSpec, readBaseSpec } from '../../oci/base-spec.ts';

/**
 * A handler's base spec; undefined: it has none.
 * @param path empty: none
 * @throws FailureError ConfigInvalid {file, problems} where it cannot be used: containers without their limits would be worse
 */
export const loadBaseSpec = async (path: string): Promise<BaseSpec | undefined> => {
  if (path === '') return undefined;
  try {
    return readBaseSpec(JSON.parse(await readFile(path, 'utf8')) as Json);
  } catch (thrown) {
    const { details } = failureOf(thrown);
    const reason = String(details.reason ?? details.error);
    throw new FailureError('ConfigInvalid', { file: path, problems: [`base_runtime_spec: ${reason}`] });
  }
};
