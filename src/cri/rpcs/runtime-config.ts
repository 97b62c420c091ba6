import { CgroupDriver, type RuntimeConfigRequest, type RuntimeConfigResponse } from '../../../proto/generated/api.js';
import { type Rpc, reading } from '../rpc.ts';

/** Which cgroup driver the kubelet has to use. `linux` is always there: without it the kubelet keeps its own setting. */
export const runtimeConfig: Rpc<RuntimeConfigRequest, RuntimeConfigResponse> = reading((_, { views }) => ({
  linux: { cgroupDriver: views.cgroupDriver() === 'systemd' ? CgroupDriver.SYSTEMD : CgroupDriver.CGROUPFS },
}));
