import { infraAnnotations } from './annotations.ts';
import { capabilitySets } from './capabilities.ts';
import { cgroupsPathOf } from './cgroups-path.ts';
import { leastMounts } from './default-mounts.ts';
import { deviceRules } from './devices.ts';
import type { InfraFacts } from './facts.ts';
import { infraNamespaces } from './namespaces.ts';
import { standardMaskedPaths, standardReadonlyPaths } from './proc-paths.ts';
import { oomScoreAdjOf } from './resources.ts';
import { seccompOf, seccompRequestOf } from './seccomp.ts';
import { selinuxLabelsOf } from './selinux.ts';
import type { Spec } from './spec.ts';

/** It does nothing, so it needs next to no CPU; and it must be the last to be killed for memory. */
const cpuShares = 2;
const oomScoreAdj = '-998';

/**
 * The spec of the container that holds a pod's shared pid namespace: nothing but a process that waits and reaps. It has
 * no capabilities, cannot gain any, and writes nowhere.
 * @throws FailureError SpecInvalid {field, reason}
 */
export const infraSpec = (facts: InfraFacts): Spec => {
  const { config, host, user, sandbox } = facts;
  const security = config.linux?.securityContext;
  const adjusted = oomScoreAdjOf({ oomScoreAdj }, host.oomScoreAdjFloor);
  const labels = selinuxLabelsOf({
    options: undefined,
    sandboxOptions: security?.selinuxOptions,
    podLevel: facts.selinuxLevel,
    isPrivileged: security?.privileged ?? false,
    contexts: host.selinux,
  });
  const seccomp = seccompOf(
    {
      ...seccompRequestOf(security, { isPrivileged: security?.privileged ?? false, policy: facts.policy }),
      isNativeOnly: facts.isBuiltIn,
    },
    { host, capabilities: [], content: facts.seccompProfile },
  );
  return {
    ociVersion: '1.0.2',
    process: {
      terminal: false,
      user: { uid: user.uid, gid: user.gid, additionalGids: user.groups },
      args: facts.args,
      env: facts.env,
      cwd: facts.cwd,
      capabilities: capabilitySets([]),
      noNewPrivileges: true,
      ...(adjusted === undefined ? {} : { oomScoreAdj: adjusted }),
      ...(labels?.processLabel === undefined ? {} : { selinuxLabel: labels.processLabel }),
    },
    root: { path: facts.rootfsDir, readonly: true },
    mounts: leastMounts,
    annotations: infraAnnotations({
      sandboxId: facts.sandboxId,
      sandbox: config,
      podGlobs: facts.handler.podAnnotations,
    }),
    linux: {
      namespaces: infraNamespaces(sandbox),
      cgroupsPath: cgroupsPathOf({ ...facts.cgroups, parent: config.linux?.cgroupParent ?? '', id: facts.sandboxId }),
      resources: { cpu: { shares: cpuShares }, devices: deviceRules([], false) },
      devices: [],
      maskedPaths: standardMaskedPaths,
      readonlyPaths: standardReadonlyPaths,
      ...(seccomp === undefined ? {} : { seccomp }),
      ...(labels === undefined ? {} : { mountLabel: labels.mountLabel }),
    },
  };
};
