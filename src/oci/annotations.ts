import type { ContainerConfig, LinuxResources, SandboxConfig } from '../machines/config.ts';

type Annotations = Readonly<Record<string, string>>;

/** Keys that tools over containers (cAdvisor, Kata, gVisor, NRI plug-ins) look for; containerd's names. */
const cri = 'io.kubernetes.cri';

const sandboxFacts = (sandboxId: string, { metadata }: SandboxConfig): Annotations => ({
  [`${cri}.sandbox-id`]: sandboxId,
  [`${cri}.sandbox-name`]: metadata.name,
  [`${cri}.sandbox-namespace`]: metadata.namespace,
  [`${cri}.sandbox-uid`]: metadata.uid,
});

export const containerAnnotations = (facts: {
  readonly sandboxId: string;
  readonly sandbox: SandboxConfig;
  readonly config: ContainerConfig;
  readonly podGlobs: readonly string[];
  readonly containerGlobs: readonly string[];
}): Annotations => ({
  ...passed(facts.sandbox.annotations, facts.podGlobs),
  ...passed(facts.config.annotations, facts.containerGlobs),
  ...sandboxFacts(facts.sandboxId, facts.sandbox),
  [`${cri}.container-type`]: 'container',
  [`${cri}.container-name`]: facts.config.metadata.name,
  [`${cri}.image-name`]: facts.config.image.userSpecifiedImage || facts.config.image.image,
});

export const infraAnnotations = (facts: {
  readonly sandboxId: string;
  readonly sandbox: SandboxConfig;
  readonly podGlobs: readonly string[];
}): Annotations => ({
  ...passed(facts.sandbox.annotations, facts.podGlobs),
  ...sandboxFacts(facts.sandboxId, facts.sandbox),
  [`${cri}.container-type`]: 'sandbox',
  [`${cri}.sandbox-log-directory`]: facts.sandbox.logDirectory,
  ...sizeOf(facts.sandbox.linux?.resources),
});

/** What the pod's containers ask for together, for runtimes that size a virtual machine by it. */
const sizeOf = (resources: LinuxResources | undefined): Annotations =>
  resources === undefined
    ? {}
    : {
        [`${cri}.sandbox-cpu-period`]: resources.cpuPeriod,
        [`${cri}.sandbox-cpu-quota`]: resources.cpuQuota,
        [`${cri}.sandbox-cpu-shares`]: resources.cpuShares,
        [`${cri}.sandbox-memory`]: resources.memoryLimitInBytes,
      };

/** The annotations whose keys fit one of the globs: `*` stands for any text, `?` for one character. */
const passed = (annotations: Annotations, globs: readonly string[]): Annotations => {
  const patterns = globs.map(patternOf);
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => patterns.some((glob) => glob.test(key))));
};

const patternOf = (glob: string): RegExp => {
  const literal = glob.replace(/[.+^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`^${literal.replace(/\*+/g, '.*').replaceAll('?', '.')}$`, 's');
};
