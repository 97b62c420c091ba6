/** Fields of RunPodSandbox, and of the update of its resources. */
import { put, setField } from './change.ts';
import { ignored, kept, type Message, type Row, rejected, works } from './verdicts.ts';

const config = 'RunPodSandbox.config';
const linux = `${config}.linux`;
const security = `${linux}.security_context`;
const userns = `${security}.namespace_options.userns_options`;

/** The pod's processes share a pid namespace, which an infra container holds. */
const withInfra = (request: Message): void => put(request, 'config.linux.security_context.namespace_options.pid', 0);
const withUserNamespace = (request: Message): void => {
  const option = 'config.linux.security_context.namespace_options.userns_options';
  for (const kind of ['uids', 'gids']) {
    put(request, `${option}.${kind}[].host_id`, 100_000);
    put(request, `${option}.${kind}[].length`, 65_536);
  }
};
const withAppArmor = (request: Message): void => {
  withInfra(request);
  put(request, 'config.linux.security_context.apparmor.profile_type', 2);
  put(request, 'config.linux.security_context.apparmor.localhost_ref', 'custom');
};
const withDefaultSeccomp = (request: Message): void => {
  withInfra(request);
  put(request, 'config.linux.security_context.seccomp.profile_type', 0);
};
const withSeccompFile: Row['given'] = (request, { dir }) => {
  withInfra(request);
  put(request, 'config.linux.security_context.seccomp.profile_type', 2);
  put(request, 'config.linux.security_context.seccomp.localhost_ref', `${dir}/ERRNO.json`);
};
const ofInfra = "of the infra container, which is troupe's own";
const perClient = 'the client limits the cgroup of the pod itself, and says its limits for who wants to know';

const limits = (at: string): readonly Row[] => [
  ignored(`${at}.**`, perClient),
  ignored(`${at}.unified{}`, perClient, { value: { 'memory.high': '1000000' } }),
  ignored(`${at}.hugepage_limits[].limit`, perClient, {
    given: (request) => setField(request, { path: `${at}.hugepage_limits[].page_size`, type: '', kind: 'one' }, '2MB'),
  }),
];

export const sandboxFields: readonly Row[] = [
  works(`${config}.metadata.name`, 'part of the name that is unique; for CNI plugins'),
  works(`${config}.metadata.uid`, 'part of the name that is unique; for CNI plugins'),
  works(`${config}.metadata.namespace`, 'part of the name that is unique; for CNI plugins'),
  kept(`${config}.metadata.attempt`, 'part of the name that is unique'),
  works(
    `${config}.hostname`,
    "the pod's host name; without it the begin of its id, or the node's name with host network",
  ),
  works(`${config}.log_directory`, "where the containers' logs are", { value: (dir: string) => `${dir}/elsewhere` }),
  works(`${config}.dns_config.*`, 'a line of /etc/resolv.conf'),
  works(`${config}.port_mappings[].*`, 'for CNI plugins that can map ports'),
  works(`${config}.port_mappings[].host_ip`, 'for CNI plugins that can map ports', { value: '127.0.0.1' }),
  kept(`${config}.labels{}`, 'for selectors of lists'),
  works(`${config}.annotations{}`, 'for CNI plugins that want them, and the spec, by `pod_annotations`'),
  ignored(`${config}.windows.**`, 'troupe runs Linux'),
  works(`${linux}.cgroup_parent`, 'the cgroup that holds those of the containers', { value: '/kubepods/pod1' }),
  works(`${linux}.sysctls{}`, "those of the pod's namespaces", { value: { 'net.core.somaxconn': '1024' } }),
  works(`${security}.namespace_options.network`, "the pod's own, or the node's", { value: 2 }),
  works(`${security}.namespace_options.pid`, 'one for the pod needs an infra container; see the containers', {
    value: 0,
  }),
  works(`${security}.namespace_options.ipc`, "the pod's own, or the node's", { value: 2 }),
  kept(`${security}.namespace_options.target_id`, 'has a meaning for containers only'),
  rejected(`${userns}.mode`, 'RequestInvalid', "the pod's own, with its mappings, or the node's without any", {
    given: withUserNamespace,
    value: 2,
  }),
  works(`${userns}.*.host_id`, 'the first id of the node', { given: withUserNamespace }),
  works(`${userns}.*.length`, 'how many ids', { given: withUserNamespace, value: 70_000 }),
  rejected(`${userns}.*.container_id`, 'RequestInvalid', 'id 0 must be mapped', { given: withUserNamespace }),
  works(`${security}.selinux_options.*`, ofInfra, { given: withInfra }),
  works(`${security}.selinux_options.level`, ofInfra, { given: withInfra, value: 's0:c1,c2' }),
  works(`${security}.seccomp.profile_type`, ofInfra, { given: withDefaultSeccomp, value: 1 }),
  works(`${security}.seccomp.localhost_ref`, ofInfra, {
    given: withSeccompFile,
    value: (dir: string) => `${dir}/KILL.json`,
  }),
  ignored(`${security}.seccomp_profile_path`, 'deprecated since 1.19; `seccomp` is what counts'),
  ignored(`${security}.apparmor.profile_type`, ofInfra, { given: withInfra, value: 1 }),
  ignored(`${security}.apparmor.localhost_ref`, ofInfra, { given: withAppArmor, value: 'usual' }),
  works(`${security}.privileged`, 'allows privileged containers; the infra container has no seccomp filter', {
    given: withDefaultSeccomp,
  }),
  ignored(`${security}.run_as_user`, ofInfra, { given: withInfra }),
  ignored(`${security}.run_as_group`, ofInfra, { given: withInfra }),
  ignored(`${security}.readonly_rootfs`, `${ofInfra}: it is always read-only`, { given: withInfra }),
  ignored(`${security}.supplemental_groups[]`, ofInfra, { given: withInfra }),
  ignored(`${security}.supplemental_groups_policy`, ofInfra, { given: withInfra }),
  ...limits(`${linux}.overhead`),
  ...limits(`${linux}.resources`),
  works('RunPodSandbox.runtime_handler', 'one of `runtimes` of the configuration', { value: 'other' }),
  rejected('UpdatePodSandboxResources.pod_sandbox_id', 'SandboxNotFound', 'of the sandbox', { value: 'nobody' }),
  ...limits('UpdatePodSandboxResources.overhead'),
  ...limits('UpdatePodSandboxResources.resources'),
];
