/** CNI_ARGS and the ids that go into a plugin's environment: hostile input, for a separator in it would forge an argument. */

import type { SandboxMetadata } from '../../machines/config.ts';
import { FailureError } from '../../machines/failure.ts';

/** Pairs in their order. */
export type CniArgs = readonly (readonly [key: string, value: string])[];

/**
 * What Kubernetes' plugins expect to be told of a pod.
 *
 * @throws FailureError RequestInvalid {field, reason} for a value that cannot be told without being mistaken.
 */
export const cniArgsOf = (sandboxId: string, { name, namespace, uid }: SandboxMetadata): CniArgs => [
  ['IgnoreUnknown', '1'],
  ['K8S_POD_NAMESPACE', safe(namespace, 'metadata.namespace')],
  ['K8S_POD_NAME', safe(name, 'metadata.name')],
  ['K8S_POD_INFRA_CONTAINER_ID', containerIdOf(sandboxId)],
  ['K8S_POD_UID', safe(uid, 'metadata.uid')],
];

/** As the environment variable has them. */
export const cniArgsText = (args: CniArgs): string => args.map(([key, value]) => `${key}=${value}`).join(';');

/** CNI's own rule for CNI_CONTAINERID; the id also becomes part of file names. */
export const containerIdOf = (sandboxId: string): string => {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,252}$/.test(sandboxId))
    throw new FailureError('RequestInvalid', { field: 'sandboxId', reason: 'not a CNI container id' });
  return sandboxId;
};

const safe = (value: string, field: string): string => {
  if (value.length > 253 || !/^[!-:<>-~]*$/.test(value))
    throw new FailureError('RequestInvalid', {
      field,
      reason: 'only printable ASCII without spaces, ";" and "=", at most 253 characters, can be passed to CNI plugins',
    });
  return value;
};
