import type { SandboxScene } from '../machines/services/bundles.ts';
import { idMapOf } from '../machines/user-namespace.ts';
import { containerAnnotations } from './annotations.ts';
import { appArmorProfileOf } from './apparmor.ts';
import { containerCapabilities } from './capabilities.ts';
import { cgroupsPathOf } from './cgroups-path.ts';
import { argsOf, cwdOf, envOf } from './command.ts';
import { byDepth, kernelMounts, uncovered } from './default-mounts.ts';
import { deviceNodes, deviceRules } from './devices.ts';
import type { ContainerFacts, HandlerTraits } from './facts.ts';
import { specInvalid } from './invalid.ts';
import { requestedMounts, rootfsPropagationOf, sandboxMounts } from './mounts.ts';
import { containerNamespaces, isHostNetwork } from './namespaces.ts';
import { hostnameOf } from './pod-files.ts';
import { procPathsOf } from './proc-paths.ts';
import { refuseClasses } from './resource-classes.ts';
import { oomScoreAdjOf, resourcesOf } from './resources.ts';
import { seccompOf, seccompRequestOf } from './seccomp.ts';
import { type SelinuxLabels, selinuxLabelsOf } from './selinux.ts';
import type { Linux, Process, Spec, SpecMount } from './spec.ts';

/**
 * The OCI runtime spec of a container, from what the client and the image say and what was found on the node.
 * Written as 1.0.2, which every runtime still in use takes.
 * @throws FailureError SpecInvalid {field, reason}, ImageVolumeMountFailed, RROUnsupported
 */
export const containerSpec = (facts: ContainerFacts): Spec => {
  const { config, sandbox } = facts;
  refuseClasses(
    { name: config.metadata.name, container: config.annotations, pod: sandbox.config.annotations },
    facts.policy,
  );
  const isPrivileged = isPrivilegedContainer(facts);
  const labels = containerLabels(facts, isPrivileged);
  const process = processOf(facts, isPrivileged, labels);
  return {
    ociVersion: '1.0.2',
    process,
    root: { path: facts.rootfsDir, readonly: facts.config.linux?.securityContext?.readonlyRootfs ?? false },
    mounts: mountsOf(facts, isPrivileged),
    annotations: containerAnnotations({
      sandboxId: facts.sandbox.sandboxId,
      sandbox: facts.sandbox.config,
      config: facts.config,
      podGlobs: facts.handler.podAnnotations,
      containerGlobs: facts.handler.containerAnnotations,
    }),
    linux: linuxOf(facts, { isPrivileged, capabilities: process.capabilities.bounding, labels }),
  };
};

/** @throws FailureError SpecInvalid where the sandbox does not allow it */
export const isPrivilegedContainer = ({ config, sandbox }: Pick<ContainerFacts, 'config' | 'sandbox'>): boolean => {
  const isAsked = config.linux?.securityContext?.privileged ?? false;
  if (isAsked && sandbox.config.linux?.securityContext?.privileged !== true) {
    throw specInvalid('linux.security_context.privileged', 'needs a privileged sandbox');
  }
  return isAsked;
};

/** SELinux's, of the container's own options or the pod's. */
export const containerLabels = (
  { config, sandbox, host, selinuxLevel }: Pick<ContainerFacts, 'config' | 'sandbox' | 'host' | 'selinuxLevel'>,
  isPrivileged: boolean,
): SelinuxLabels | undefined =>
  selinuxLabelsOf({
    options: config.linux?.securityContext?.selinuxOptions,
    sandboxOptions: sandbox.config.linux?.securityContext?.selinuxOptions,
    podLevel: selinuxLevel,
    isPrivileged,
    contexts: host.selinux,
  });

const processOf = (facts: ContainerFacts, isPrivileged: boolean, labels: SelinuxLabels | undefined): Process => {
  const { config, image, sandbox, host } = facts;
  const security = config.linux?.securityContext;
  const oomScoreAdj = oomScoreAdjOf(config.linux?.resources, host.oomScoreAdjFloor);
  const apparmorProfile = appArmorProfileOf(
    { profile: security?.apparmor, profileText: security?.apparmorProfile ?? '', isPrivileged },
    host.appArmor,
  );
  const selinuxLabel = labels?.processLabel;
  return {
    terminal: config.tty,
    user: { uid: facts.user.uid, gid: facts.user.gid, additionalGids: facts.user.groups },
    args: argsOf(config, image),
    env: envOf({
      envs: config.envs,
      imageEnv: image.env,
      hostname: hostnameOf(sandbox.config, { sandboxId: sandbox.sandboxId, nodeName: host.nodeName }),
      isTerminal: config.tty,
    }),
    cwd: cwdOf(config, image),
    capabilities: containerCapabilities(security?.capabilities, { isPrivileged, available: host.capabilities }),
    noNewPrivileges: security?.noNewPrivs ?? false,
    ...(oomScoreAdj === undefined ? {} : { oomScoreAdj }),
    ...(apparmorProfile === undefined ? {} : { apparmorProfile }),
    ...(selinuxLabel === undefined ? {} : { selinuxLabel }),
  };
};

const mountsOf = (facts: ContainerFacts, isPrivileged: boolean): readonly SpecMount[] => {
  const isReadonly = facts.config.linux?.securityContext?.readonlyRootfs ?? false;
  const asked = requestedMounts(facts.config.mounts, facts.mountSources);
  const volumes = facts.volumes.map(({ destination, sourceDir }) => ({
    destination,
    type: 'bind',
    source: sourceDir,
    options: ['rbind', 'rprivate', 'rw'],
  }));
  const defaults = [
    ...kernelMounts({
      isPrivileged,
      cgroups: facts.host.cgroups,
      isSysBound: idMapOf(facts.sandbox.config) !== undefined && isHostNetwork(optionsOf(facts.sandbox)),
      isCgroupWritable: facts.handler.isCgroupWritable,
    }),
    ...sandboxMounts(facts.sandbox.files, isReadonly),
  ];
  return byDepth([...uncovered(defaults, asked), ...volumes, ...asked]);
};

const optionsOf = ({ config }: SandboxScene) => config.linux?.securityContext?.namespaceOptions;

const linuxOf = (
  facts: ContainerFacts,
  {
    isPrivileged,
    capabilities,
    labels,
  }: {
    readonly isPrivileged: boolean;
    readonly capabilities: readonly string[];
    readonly labels: SelinuxLabels | undefined;
  },
): Linux => {
  const { config, host, sandbox, devices } = facts;
  const security = config.linux?.securityContext;
  const rootfsPropagation = rootfsPropagationOf(config.mounts);
  const seccomp = seccompOf(seccompRequestOf(security, { isPrivileged, policy: facts.policy }), {
    host,
    capabilities,
    content: facts.seccompProfile,
  });
  const mountLabel = labels?.mountLabel;
  return {
    namespaces: containerNamespaces({
      options: security?.namespaceOptions,
      sandbox,
      target: facts.target,
      isPrivileged,
      host,
    }),
    cgroupsPath: cgroupsPathOf({
      ...facts.cgroups,
      parent: sandbox.config.linux?.cgroupParent ?? '',
      id: facts.containerId,
    }),
    resources: {
      ...resourcesOf(config.linux?.resources, host.cgroups),
      devices: deviceRules(devices, isPrivileged && mayUseAllDevices(facts.handler)),
    },
    devices: deviceNodes(devices),
    ...procPathsOf(security, { isPrivileged, isFixed: facts.policy.isProcMountFixed }),
    ...(rootfsPropagation === undefined ? {} : { rootfsPropagation }),
    ...(seccomp === undefined ? {} : { seccomp }),
    ...(mountLabel === undefined ? {} : { mountLabel }),
  };
};

const mayUseAllDevices = (handler: HandlerTraits): boolean =>
  !handler.isPrivilegedWithoutHostDevices || handler.isPrivilegedWithAllDevicesAllowed;
