/** Fields of CreateContainer, and of the update of its resources. */
import { put } from './change.ts';
import { otherContainerId, otherPodId } from './usual.ts';
import { ignored, kept, type Message, type Row, rejected, works } from './verdicts.ts';

const config = 'CreateContainer.config';
const mount = `${config}.mounts[]`;
const security = `${config}.linux.security_context`;

const userns = `${security}.namespace_options.userns_options`;

const say =
  (...fields: readonly (readonly [path: string, value: unknown])[]) =>
  (request: Message): void => {
    for (const [path, value] of fields) put(request, path, value);
  };
const withDevice = say(
  ['config.devices[].host_path', '/dev/null'],
  ['config.devices[].container_path', '/dev/nothing'],
  ['config.devices[].permissions', 'r'],
);
const withImageMount = say(
  ['config.mounts[].host_path', ''],
  ['config.mounts[].readonly', true],
  ['config.mounts[].image.image', 'volume:1'],
);
const withUserNamespace: Row['given'] = (request, { pod }) => {
  for (const kind of ['uids', 'gids']) {
    for (const [message, at] of [
      [request, 'config.linux.security_context'],
      [pod, 'linux.security_context'],
    ] as const) {
      put(message, `${at}.namespace_options.userns_options.${kind}[].host_id`, 100_000);
      put(message, `${at}.namespace_options.userns_options.${kind}[].length`, 65_536);
    }
  }
  for (const kind of ['uidMappings', 'gidMappings']) {
    put(request, `config.mounts[].${kind}[].host_id`, 100_000);
    put(request, `config.mounts[].${kind}[].length`, 65_536);
  }
};
const withSeccompFile: Row['given'] = (request, { dir }) => {
  put(request, 'config.linux.security_context.seccomp.profile_type', 2);
  put(request, 'config.linux.security_context.seccomp.localhost_ref', `${dir}/ERRNO.json`);
};
const withAppArmor = say(
  ['config.linux.security_context.apparmor.profile_type', 2],
  ['config.linux.security_context.apparmor.localhost_ref', 'usual'],
);
const withHugepages = say(['config.linux.resources.hugepage_limits[].page_size', '2MB']);

const resources = (at: string, more: readonly Row[]): readonly Row[] => [
  works(`${at}.*`, 'a limit of the cgroup; 0 is none said'),
  works(`${at}.oom_score_adj`, 'of the first process, as far as the daemon may'),
  works(`${at}.cpuset_cpus`, 'processors that it may use', { value: '0' }),
  works(`${at}.cpuset_mems`, 'memory nodes that it may use', { value: '0' }),
  ...more,
];

export const containerFields: readonly Row[] = [
  rejected('CreateContainer.pod_sandbox_id', 'SandboxNotFound', 'of the sandbox, which must be ready', {
    value: otherPodId,
  }),
  ignored('CreateContainer.sandbox_config.**', 'the sandbox keeps its own'),
  works(`${config}.metadata.name`, 'part of the name that is unique in the pod; in annotations of the spec'),
  kept(`${config}.metadata.attempt`, 'part of the name that is unique in the pod'),
  works(`${config}.image.image`, 'the image that it is made of; must be here', { value: 'other:1' }),
  works(`${config}.image.user_specified_image`, 'what status shows as the name of the image'),
  kept(`${config}.image.*`, 'only given back'),
  kept(`${config}.image.annotations{}`, 'only given back'),
  works(`${config}.command[]`, "instead of the image's ENTRYPOINT"),
  works(`${config}.args[]`, "instead of the image's CMD"),
  works(`${config}.working_dir`, "instead of the image's", { value: '/tmp' }),
  works(`${config}.envs[].*`, "after the image's, which it replaces by key"),
  works(`${mount}.container_path`, 'where it is seen', { value: '/elsewhere' }),
  works(`${mount}.host_path`, 'made as a directory where it is absent', { value: (dir: string) => `${dir}/other` }),
  works(`${mount}.readonly`, 'nothing can be written'),
  works(`${mount}.propagation`, 'private, from the node, or both ways', {
    shownBy: ['actors/bundle/runc.real.test.ts', 'propagation from a mount that is not shared'],
  }),
  works(`${mount}.*.host_id`, 'ids of files are seen mapped', { given: withUserNamespace }),
  works(`${mount}.*.container_id`, 'ids of files are seen mapped', { given: withUserNamespace }),
  works(`${mount}.*.length`, 'ids of files are seen mapped', { given: withUserNamespace }),
  works(`${mount}.recursive_read_only`, 'also of mounts below it', { given: say(['config.mounts[].readonly', true]) }),
  works(`${mount}.selinux_relabel`, 'its files get the label of the container'),
  works(`${mount}.image.image`, 'an image as a read-only volume', { value: 'other:1', given: withImageMount }),
  works(`${mount}.image_sub_path`, 'a directory of the image instead of all', { given: withImageMount }),
  kept(`${mount}.image.*`, 'only given back', { given: withImageMount }),
  ignored(`${mount}.image.image_ref`, 'status shows what the name led to', { given: withImageMount }),
  kept(`${mount}.image.annotations{}`, 'only given back', { given: withImageMount }),
  works(`${mount}.mount_options[]`, '`noexec`, `nodev`, `nosuid`', { value: 'noexec' }),
  works(`${config}.devices[].container_path`, 'where the node is', { value: '/dev/other', given: withDevice }),
  works(`${config}.devices[].host_path`, 'a device, or a directory of them', { value: '/dev/zero', given: withDevice }),
  works(`${config}.devices[].permissions`, 'of r, w, m', { value: 'rw', given: withDevice }),
  works(`${config}.CDI_devices[].name`, 'a device of a CDI specification', { value: 'example.com/thing=one' }),
  kept(`${config}.labels{}`, 'for selectors of lists'),
  works(`${config}.annotations{}`, 'in the spec by `container_annotations`', { value: { 'noted.test/key': 'value' } }),
  works(`${config}.log_path`, "below the pod's log_directory; without it there is no log"),
  works(`${config}.stdin`, 'input can be attached'),
  works(`${config}.stdin_once`, 'input ends with the first who attaches'),
  works(`${config}.tty`, 'a terminal; then there is no stderr of its own'),
  works(`${config}.stop_signal`, "instead of the image's; SIGTERM without either"),
  ignored(`${config}.windows.**`, 'troupe runs Linux'),
  ...resources(`${config}.linux.resources`, [
    works(`${config}.linux.resources.hugepage_limits[].page_size`, 'a size that the kernel has', {
      value: '1GB',
      given: withHugepages,
    }),
    works(`${config}.linux.resources.hugepage_limits[].limit`, 'bytes', { given: withHugepages }),
    works(`${config}.linux.resources.unified{}`, 'files of cgroup v2', { value: { 'memory.high': '1000000' } }),
  ]),
  works(`${security}.capabilities.*`, 'ALL, or names with or without CAP_', { value: 'SYS_CHROOT' }),
  works(`${security}.capabilities.add_capabilities[]`, 'ALL, or names with or without CAP_', { value: 'SYS_ADMIN' }),
  works(`${security}.capabilities.add_ambient_capabilities[]`, 'also for who is not root', { value: 'NET_ADMIN' }),
  works(`${security}.privileged`, 'everything; needs a privileged sandbox', {
    given: (_, { pod }) => put(pod, 'linux.security_context.privileged', true),
  }),
  works(`${security}.namespace_options.pid`, "its own, the pod's, the node's, or another container's", { value: 2 }),
  ignored(`${security}.namespace_options.network`, "the sandbox's counts", { value: 2 }),
  ignored(`${security}.namespace_options.ipc`, "the sandbox's counts", { value: 2 }),
  ignored(`${security}.namespace_options.target_id`, 'counts with mode TARGET'),
  works(`${security}.selinux_options.*`, 'the label of its processes and files'),
  works(`${security}.selinux_options.level`, 'the label of its processes and files', { value: 's0:c1,c2' }),
  rejected(`${userns}.**`, 'SpecInvalid', "must be the sandbox's", { given: withUserNamespace }),
  rejected(`${userns}.mode`, 'RequestInvalid', "must be the sandbox's", { given: withUserNamespace, value: 2 }),
  rejected(`${userns}.*.container_id`, 'RequestInvalid', 'id 0 must be mapped', { given: withUserNamespace }),
  works(`${security}.run_as_user`, "instead of the image's user"),
  works(`${security}.run_as_username`, "instead of the image's user; looked up in its /etc/passwd", { value: 'user' }),
  works(`${security}.run_as_group`, 'needs a user', {
    given: say(['config.linux.security_context.run_as_user', { value: '5' }]),
  }),
  works(`${security}.*`, 'as said'),
  works(`${security}.supplemental_groups[]`, 'more groups of the first process'),
  works(`${security}.masked_paths[]`, 'paths that cannot be seen', { value: '/proc/kcore' }),
  works(`${security}.readonly_paths[]`, 'paths that cannot be written', { value: '/proc/sys' }),
  works(`${security}.seccomp.profile_type`, "the default profile, none, or a file of the node's", {
    given: say(['config.linux.security_context.seccomp.profile_type', 0]),
    value: 1,
  }),
  works(`${security}.seccomp.localhost_ref`, "a file of the node's", {
    given: withSeccompFile,
    value: (dir: string) => `${dir}/KILL.json`,
  }),
  works(`${security}.seccomp_profile_path`, 'deprecated since 1.19, for who does not say `seccomp`', {
    value: 'runtime/default',
  }),
  works(`${security}.apparmor.profile_type`, 'the default profile, none, or a loaded one'),
  works(`${security}.apparmor.localhost_ref`, 'a loaded profile', { given: withAppArmor, value: 'custom' }),
  works(`${security}.apparmor_profile`, 'deprecated; as `apparmor`', { value: 'localhost/custom' }),

  works('UpdateContainerResources.container_id', 'of a container that is created or runs', { value: otherContainerId }),
  ...resources('UpdateContainerResources.linux', [
    works('UpdateContainerResources.linux.hugepage_limits[].page_size', 'a size that the kernel has', {
      given: say(['linux.hugepage_limits[].page_size', '2MB']),
      value: '1GB',
    }),
    works('UpdateContainerResources.linux.hugepage_limits[].limit', 'bytes', {
      given: say(['linux.hugepage_limits[].page_size', '2MB']),
    }),
    works('UpdateContainerResources.linux.unified{}', 'files of cgroup v2', { value: { 'memory.high': '1000000' } }),
  ]),
  ignored('UpdateContainerResources.annotations{}', 'nothing in them is for a runtime to act on'),
  rejected('UpdateContainerResources.windows.**', 'RequestInvalid', 'troupe runs Linux'),
  rejected('CheckpointContainer.container_id', 'ContainerWrongState', 'of a container that runs', {
    value: otherContainerId,
  }),
  works('CheckpointContainer.location', 'an absolute path that is not there yet', {
    value: (dir: string) => `${dir}/other.tar`,
  }),
  works('CheckpointContainer.timeout', 'seconds; 0 is the default'),
];
