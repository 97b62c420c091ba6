import type { UpdateRuntimeConfigRequest, UpdateRuntimeConfigResponse } from '../../../proto/generated/api.ts';
import { type Rpc, reading } from '../rpc.ts';
import { line } from '../validate.ts';

/** The pod address range of the node. Accepted and without effect: addresses come from the CNI configuration. */
export const updateRuntimeConfig: Rpc<UpdateRuntimeConfigRequest, UpdateRuntimeConfigResponse> = reading((request) => {
  line(request.runtimeConfig?.networkConfig?.podCidr ?? '', 'runtime_config.network_config.pod_cidr');
  return {};
});
