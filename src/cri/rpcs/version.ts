import type { VersionRequest, VersionResponse } from '../../../proto/generated/api.ts';
import { type Rpc, reading } from '../rpc.ts';

/** Names of the contract, not ours: the kubelet insists on this version of it. */
const contract = { version: '0.1.0', runtimeApiVersion: 'v1' } as const;

/** Who answers here. Always answers, also while recovering: clients give up a connection whose Version fails. */
export const version: Rpc<VersionRequest, VersionResponse> = reading((_, handed) => ({
  ...contract,
  ...handed.version,
}));
