/** Configurations of pods and containers as a kubelet writes them, as short as they can be. */
import type { ContainerConfig, SandboxConfig } from '../machines/config.ts';
import { NamespaceMode } from '../machines/config.ts';
import type { Draft } from '../machines/messages.ts';

/** Without a pid namespace that is shared, a pod needs no infra container. */
export const podConfig = (name: string, options: { readonly hasInfra?: boolean } = {}): SandboxConfig =>
  ({
    metadata: { name, namespace: 'default', uid: name, attempt: 0 },
    hostname: name,
    logDirectory: '',
    portMappings: [],
    labels: {},
    annotations: {},
    linux: {
      securityContext: {
        namespaceOptions: {
          network: NamespaceMode.POD,
          pid: options.hasInfra === true ? NamespaceMode.POD : NamespaceMode.CONTAINER,
          ipc: NamespaceMode.POD,
          targetId: '',
        },
      },
      sysctls: {},
    },
  }) as unknown as SandboxConfig;

export const containerConfig = (name: string): ContainerConfig =>
  ({
    metadata: { name, attempt: 0 },
    image: { image: 'busybox', userSpecifiedImage: 'busybox', annotations: {}, runtimeHandler: '', imageRef: '' },
    command: [],
    args: [],
    mounts: [],
    envs: [],
    labels: {},
    annotations: {},
    logPath: '',
    tty: false,
    stdin: false,
    stdinOnce: false,
  }) as unknown as ContainerConfig;

/** What a client can ask of one pod and its containers, by short names. */
export const pod = (sandboxId: string, options: { readonly hasInfra?: boolean } = {}) =>
  ({
    run: { type: 'sandbox.run', sandboxId, runtimeHandler: '', config: podConfig(sandboxId, options) },
    stop: { type: 'sandbox.stop', sandboxId },
    remove: { type: 'sandbox.remove', sandboxId },
    create: (name: string): Draft => ({
      type: 'container.create',
      sandboxId,
      containerId: `${sandboxId}-${name}`,
      config: containerConfig(name),
    }),
    start: (name: string): Draft => ({ type: 'container.start', containerId: `${sandboxId}-${name}` }),
    stopContainer: (name: string, graceMs = 10_000): Draft => ({
      type: 'container.stop',
      containerId: `${sandboxId}-${name}`,
      graceMs,
    }),
    removeContainer: (name: string): Draft => ({ type: 'container.remove', containerId: `${sandboxId}-${name}` }),
    exec: (name: string, execId: string): Draft => ({
      type: 'container.exec',
      containerId: `${sandboxId}-${name}`,
      execId,
      command: ['true'],
      timeoutMs: 0,
    }),
  }) satisfies Record<string, Draft | ((...args: never[]) => Draft)>;
