/** Which tool a service is the work of: what stands side by side in a timeline. */
import { ownIdOf } from '../../../journal/actor-name.ts';
import type { ServiceName } from '../../../machines/services.ts';

export type Capability =
  | 'client'
  | 'state'
  | 'namespaces'
  | 'CNI'
  | 'files'
  | 'images'
  | 'rootfs'
  | 'bundle'
  | 'runc'
  | 'watch'
  | 'other';

const capabilities: Readonly<Record<ServiceName, Capability>> = {
  pinNamespaces: 'namespaces',
  unpinNamespaces: 'namespaces',
  probePins: 'namespaces',
  prepareSandboxFiles: 'files',
  removeSandboxFiles: 'files',
  attachNetwork: 'CNI',
  detachNetwork: 'CNI',
  resolveInfraImage: 'images',
  resolveImage: 'images',
  resolvePull: 'images',
  fetchLayers: 'images',
  registerImage: 'images',
  abandonPull: 'images',
  removeImage: 'images',
  mountRootfs: 'rootfs',
  unmountRootfs: 'rootfs',
  mountImages: 'rootfs',
  unmountImages: 'rootfs',
  writeInfraBundle: 'bundle',
  writeBundle: 'bundle',
  removeBundle: 'bundle',
  createTask: 'runc',
  startTask: 'runc',
  restoreTask: 'runc',
  checkpointTask: 'runc',
  undoCheckpoint: 'runc',
  updateTask: 'runc',
  killTask: 'runc',
  settleTask: 'runc',
  deleteTask: 'runc',
  probeTask: 'runc',
  reopenLog: 'runc',
  execTask: 'runc',
};

/** @param call the symbolic name of a call; names of other runtimes and builds are `other` */
export const capabilityOf = (call: string): Capability => {
  const service = ownIdOf(call);
  if (/^watch[A-Z]/.test(service)) return 'watch';
  return Object.hasOwn(capabilities, service) ? capabilities[service as ServiceName] : 'other';
};
