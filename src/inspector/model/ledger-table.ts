/** Which services take something of the world, and which give it back. */
import type { ServiceName } from '../../machines/services.ts';

/** What is had, by the service that gets it. */
export const acquires: { readonly [S in ServiceName]?: string } = {
  pinNamespaces: 'pins',
  prepareSandboxFiles: 'files',
  attachNetwork: 'network',
  mountRootfs: 'rootfs',
  mountImages: 'images',
  writeBundle: 'bundle',
  writeInfraBundle: 'bundle',
  createTask: 'task',
  restoreTask: 'task',
  checkpointTask: 'checkpoint',
  resolvePull: 'layers',
  fetchLayers: 'layers',
};

/** What is given back, by the service that does it. `registerImage`: the layers are an image's now, and nothing is owed. */
export const releases: { readonly [S in ServiceName]?: string } = {
  unpinNamespaces: 'pins',
  removeSandboxFiles: 'files',
  detachNetwork: 'network',
  unmountRootfs: 'rootfs',
  unmountImages: 'images',
  removeBundle: 'bundle',
  deleteTask: 'task',
  undoCheckpoint: 'checkpoint',
  abandonPull: 'layers',
  registerImage: 'layers',
};

export const acquiredBy = (service: string): string | undefined =>
  Object.hasOwn(acquires, service) ? acquires[service as ServiceName] : undefined;
export const releasedBy = (service: string): string | undefined =>
  Object.hasOwn(releases, service) ? releases[service as ServiceName] : undefined;
