/** What services do, in words for who has never seen troupe: what is being done, and who has not answered. */

interface Deed {
  /** After "Its ": `network is being attached`. */
  readonly being: string;
  /** Who is waited for. */
  readonly who: string;
}

const runtime = 'the OCI runtime';
const deeds: Readonly<Record<string, Deed>> = {
  pinNamespaces: { being: 'namespaces are being made', who: 'the kernel' },
  unpinNamespaces: { being: 'namespaces are being given back', who: 'the kernel' },
  probePins: { being: 'namespaces are being looked for', who: 'the kernel' },
  prepareSandboxFiles: { being: 'files (hosts, resolv.conf, shm) are being written', who: 'the file system' },
  removeSandboxFiles: { being: 'files are being removed', who: 'the file system' },
  attachNetwork: { being: 'network is being attached', who: 'the CNI plugin' },
  detachNetwork: { being: 'network is being detached', who: 'the CNI plugin' },
  resolveInfraImage: { being: 'infra image is being looked for', who: 'the image store' },
  resolveImage: { being: 'image is being looked for', who: 'the image store' },
  resolvePull: { being: 'manifest is being fetched', who: 'the registry' },
  fetchLayers: { being: 'layers are being fetched and unpacked', who: 'the registry' },
  registerImage: { being: 'image is being registered', who: 'the image store' },
  abandonPull: { being: 'half-fetched layers are being removed', who: 'the image store' },
  removeImage: { being: 'image is being removed', who: 'the image store' },
  mountRootfs: { being: 'root file system is being mounted', who: 'the kernel' },
  unmountRootfs: { being: 'root file system is being unmounted', who: 'the kernel' },
  mountImages: { being: 'image volumes are being mounted', who: 'the kernel' },
  unmountImages: { being: 'image volumes are being unmounted', who: 'the kernel' },
  writeInfraBundle: { being: 'infra bundle is being written', who: 'the file system' },
  writeBundle: { being: 'bundle is being written', who: 'the file system' },
  removeBundle: { being: 'bundle is being removed', who: 'the file system' },
  createTask: { being: 'process is being created', who: runtime },
  startTask: { being: 'process is being started', who: runtime },
  restoreTask: { being: 'process is being restored from a checkpoint', who: runtime },
  checkpointTask: { being: 'process is being checkpointed', who: runtime },
  undoCheckpoint: { being: 'checkpoint is being undone', who: runtime },
  updateTask: { being: 'limits are being changed', who: runtime },
  killTask: { being: 'process is being signalled', who: runtime },
  settleTask: { being: 'remaining processes are being ended', who: 'the kernel' },
  deleteTask: { being: 'process is being cleaned up', who: runtime },
  probeTask: { being: 'process is being looked for', who: runtime },
  reopenLog: { being: 'log is being reopened', who: 'its monitor' },
  execTask: { being: 'command is running', who: 'the command' },
};

/** Of a service that this build does not know: its name. */
export const deedOf = (service: string): Deed =>
  Object.hasOwn(deeds, service)
    ? (deeds[service] as Deed)
    : { being: `${service} is being done`, who: `the service ${service}` };

/** A watcher waits for facts, for as long as its state is; nobody waits for it. */
export const isWatcher = (service: string): boolean => /^watch[A-Z]/.test(service);

const methods: Readonly<Record<string, string>> = {
  'sandbox.run': 'RunPodSandbox',
  'sandbox.stop': 'StopPodSandbox',
  'sandbox.remove': 'RemovePodSandbox',
  'sandbox.update': 'UpdatePodSandboxResources',
  'sandbox.forwardPorts': 'PortForward',
  'container.create': 'CreateContainer',
  'container.start': 'StartContainer',
  'container.stop': 'StopContainer',
  'container.remove': 'RemoveContainer',
  'container.exec': 'ExecSync',
  'container.openExec': 'Exec',
  'container.attach': 'Attach',
  'container.update': 'UpdateContainerResources',
  'container.reopenLog': 'ReopenContainerLog',
  'container.checkpoint': 'CheckpointContainer',
  'image.pull': 'PullImage',
  'image.remove': 'RemoveImage',
};
/** The CRI's name of what a client asked for. */
export const methodOf = (type: string): string => (Object.hasOwn(methods, type) ? (methods[type] as string) : type);
