/**
 * Everything that can be configured. Names and defaults are those of containerd's CRI plugin where it has the setting
 * (config version 3), for that is what most operators have in their hands; sections are shorter.
 */
import type { z } from 'zod';
import {
  choice,
  count,
  duration,
  flag,
  fraction,
  live,
  named,
  path,
  pathList,
  pathOrEmpty,
  paths,
  table,
  text,
  texts,
  textsOrTable,
} from './fields.ts';

const grpc = table('The socket that the kubelet and crictl talk to.', {
  address: path('/run/troupe/troupe.sock', 'Unix socket of the CRI; mode 0660, root only. At most 107 bytes.'),
  maxRecvMessageSize: count(16_777_216, { min: 65_536, max: 268_435_456 }, 'Longest request, in bytes.'),
  maxSendMessageSize: count(16_777_216, { min: 65_536, max: 268_435_456 }, 'Longest answer, in bytes.'),
});

const streaming = table('The HTTP server behind exec, attach and port-forward.', {
  streamServerAddress: text('127.0.0.1', 'Address to listen on. The kubelet is the client: loopback is enough.'),
  streamServerPort: text('0', 'Port to listen on; 0 takes a free one.'),
  streamIdleTimeoutMs: live(duration('4h', 'A stream without a byte for this long is closed.')),
  enableTlsStreaming: flag(false, 'Serve them over TLS (1.2 or later); URLs begin with https.'),
  streamTlsCa: pathOrEmpty(
    '',
    'PEM file of those who sign certificates of clients; empty: clients need none, the token is enough.',
  ),
  x509KeyPairStreaming: table('Its certificate. Changed files are taken within seconds, without a restart.', {
    tlsCertFile: live(pathOrEmpty('', 'PEM file, the own certificate first; both empty: one is made at start.')),
    tlsKeyFile: live(pathOrEmpty('', 'PEM file of its key.')),
  }),
});

const log = table('The log of the daemon itself; on a terminal it is coloured text, else one JSON object a line.', {
  level: live(choice(['trace', 'debug', 'info', 'warn', 'error'], 'info', 'trace, debug, info, warn or error.')),
});

const cri = table('What pods and containers get.', {
  defaultRuntimeName: text('runc', 'Which of [runtimes] a pod gets that asks for none.'),
  infra: choice(
    ['when-needed', 'always'],
    'when-needed',
    'A container that holds the pod: only where something needs it (a shared pid namespace), or for every pod ("always").',
  ),
  sandboxImage: live(text('', 'Image of that container; empty: the built-in pause program, which needs no registry.')),
  restrictOomScoreAdj: flag(false, 'Do not go below the own oom_score_adj; for a daemon without CAP_SYS_RESOURCE.'),
  enableUnprivilegedPorts: live(
    flag(true, 'Let pods bind ports below 1024 without a capability (not with host network).'),
  ),
  enableUnprivilegedIcmp: live(flag(true, 'Let pods ping without a capability (not with host network).')),
  enableSelinux: flag(false, 'Label containers and their files, where the kernel has SELinux.'),
  selinuxCategoryRange: count(
    1024,
    { min: 2, max: 1024 },
    'SELinux categories that pods are parted by: each has a pair of its own.',
  ),
  disableApparmor: flag(false, 'Use no AppArmor profiles, also where the kernel has AppArmor.'),
  unsetSeccompProfile: live(
    text(
      '',
      'Seccomp profile of who asks for none: runtime/default, localhost/<path>, or unconfined (also when empty).',
    ),
  ),
  disableProcMount: live(flag(false, 'Mask a fixed set of /proc and /sys, whatever the request says.')),
  deviceOwnershipFromSecurityContext: live(
    flag(false, 'Devices belong to run_as_user and run_as_group of the container.'),
  ),
  ignoreBlockioNotEnabledErrors: live(flag(false, 'Run containers that ask for a blockio class, without it.')),
  ignoreRdtNotEnabledErrors: live(flag(false, 'Run containers that ask for an RDT class, without it.')),
  enableCdi: flag(true, 'Give containers the CDI devices that they ask for, by field or by annotations cdi.k8s.io/*.'),
  cdiSpecDirs: paths(['/etc/cdi', '/var/run/cdi'], 'Where CDI specs are (JSON, YAML); later directories win.'),
  ignoreImageDefinedVolumes: flag(
    false,
    'Make no directories for the volumes that images declare: what is written there is in the root filesystem.',
  ),
  enableCriu: live(flag(true, 'Let running containers be checkpointed and restored, where criu is installed.')),
  criuPath: live(pathOrEmpty('', 'The program, which must be called criu; empty: the one in PATH.')),
  restoreCheckpoints: live(
    choice(
      ['none', 'archives', 'images'],
      'archives',
      'What containers may be restored from: nothing, archives on this node, or also images. A checkpoint decides about users and capabilities of its processes, so allow images only where you trust all of them.',
    ),
  ),
  netnsMountsUnderStateDir: flag(
    false,
    'Pin network namespaces under state, not in /run/netns, where "ip netns" sees them.',
  ),
});

const options = table('Options of the OCI runtime.', {
  SystemdCgroup: flag(
    false,
    'Let systemd make the cgroups. Must be what the kubelet has as cgroupDriver, for all runtimes alike.',
  ),
  NoNewKeyring: flag(false, 'Containers share the session keyring of the daemon instead of having their own.'),
});

const runtime = table('An OCI runtime, by the name that a RuntimeClass has as handler.', {
  runtimePath: pathOrEmpty('', 'Program; empty: the one of this name in PATH.'),
  monitorPath: pathOrEmpty('', 'conmon; empty: the one in PATH.'),
  podAnnotations: texts([], 'Pod annotations that are passed on to the runtime; a trailing * fits any rest.'),
  containerAnnotations: texts([], 'The same for container annotations.'),
  privilegedWithoutHostDevices: flag(false, 'Privileged containers get no devices of the host.'),
  privilegedWithoutHostDevicesAllDevicesAllowed: flag(
    false,
    'With the setting above: they may still use any device that they make or are given.',
  ),
  baseRuntimeSpec: pathOrEmpty(
    '',
    'An OCI spec (JSON) from which containers get limits, hooks and mounts that no request can ask for; empty: none.',
  ),
  cgroupWritable: flag(false, 'Containers may write to their own cgroup, also unprivileged ones; cgroup v2 only.'),
  options,
});

const cni = table('Pod networks.', {
  binDirs: paths(['/opt/cni/bin', '/usr/lib/cni'], 'Where CNI plugins are, first match wins.'),
  confDir: path('/etc/cni/net.d', 'Where network configurations are; the first in order of names is used.'),
  maxConfNum: count(
    1,
    { min: 0, max: 64 },
    'How many of them are used; 0: all. The first gives the address of the pod.',
  ),
  ipPref: live(
    choice(
      ['', 'ipv4', 'ipv6', 'cni'],
      '',
      'Which address of a pod is its first: ipv4 (also when empty), ipv6, or as CNI has them.',
    ),
  ),
});

const registry = table('Registries. Proxies come from the environment: HTTP_PROXY, HTTPS_PROXY, NO_PROXY.', {
  configPath: live(
    pathList(
      '/etc/containerd/certs.d:/etc/docker/certs.d',
      'Directories with a folder per registry (hosts.toml: mirrors, certificates), parted by colons.',
    ),
  ),
  globalAuthFile: pathOrEmpty('', 'Credentials as "docker login" writes them, for pulls that bring none; empty: none.'),
});

const image = table('Images.', {
  maxConcurrentDownloads: live(count(3, { min: 1, max: 64 }, 'Layers of one pull that are fetched at the same time.')),
  imagePullProgressTimeoutMs: live(
    duration(
      '5m',
      'A registry that sends no byte for this long is given up for the next one, or the pull fails; 0s: never.',
    ),
  ),
  pinnedImages: live(
    textsOrTable(
      [],
      'Images that the kubelet does not remove when it needs space: names, ids, beginnings with * at the end, parts between two *.',
    ),
  ),
  maxLayerSize: live(
    count(34_359_738_368, { min: 1_048_576, max: 2 ** 50 }, 'A layer that unpacks to more bytes is refused.'),
  ),
  maxLayerEntries: live(count(2_000_000, { min: 1000, max: 2 ** 31 }, 'A layer with more files is refused.')),
});

const timeouts = table('How long outside programs may take before they count as failed.', {
  runtimeMs: live(duration('2m', 'One call of the OCI runtime.')),
  createMs: live(duration('4m', 'Making a container.')),
  checkpointMs: live(duration('10m', 'Checkpointing a container, where the client sets no limit.')),
  cniAddMs: live(duration('5m', 'Attaching a pod to its networks.')),
  cniDelMs: live(duration('1m', 'Detaching it.')),
  shutdownMs: live(duration('10s', 'At SIGTERM: requests that have not been answered by then are cut off.')),
});

const invariants = table('The daemon looks at itself: whether what it shows, has stored and was asked fits together.', {
  intervalMs: live(duration('10s', 'Between two looks, in moments without open requests; 0s: none.')),
});

const metrics = table(
  'Metrics for Prometheus, over HTTP at /metrics and /v1/metrics. Without an address and a socket: none.',
  {
    address: text('', 'IP address and port to listen on, such as 127.0.0.1:1338; empty: no port.'),
    socket: pathOrEmpty('', 'Unix socket to listen on; mode 0660, root only. At most 107 bytes; empty: no socket.'),
    grpcHistogram: flag(false, 'Measure also how long RPCs take, by method.'),
    allowRemote: flag(
      false,
      'Let the address be another than loopback. Who can reach it reads everything, without a password.',
    ),
  },
);

const journal = table(
  'What happens, in files that `troupe replay` can play again. Values of environment variables are not in them.',
  {
    level: choice(
      ['off', 'inputs', 'transitions'],
      'inputs',
      'What is written: nothing; what comes from outside, which is enough for a replay; each change of a state too.',
    ),
    dir: pathOrEmpty('', 'Directory of the files (0700, the files 0600); empty: journal under root.'),
    maxSize: count(67_108_864, { min: 1_048_576, max: 17_179_869_184 }, 'Bytes of all files; then the oldest goes.'),
  },
);

const otlp = table('Where traces are sent to. The variables OTEL_EXPORTER_OTLP_(TRACES_)ENDPOINT go before it.', {
  endpoint: text(
    '',
    'URL of an OTLP receiver, such as http://127.0.0.1:4318, to which /v1/traces is added; empty: no traces.',
  ),
  protocol: choice(['http/protobuf'], 'http/protobuf', 'How they are sent.'),
});

const tracing = table('What is traced. The variables OTEL_SERVICE_NAME and OTEL_TRACES_SAMPLER(_ARG) go before it.', {
  serviceName: text('troupe', 'Name of this service in traces.'),
  samplingRatio: fraction(1, 'Share of requests that are traced, 0 to 1, of those whose client has not decided.'),
});

export const configSchema = table('Configuration of troupe.', {
  root: path('/var/lib/troupe', 'What must outlive a reboot: images, records.'),
  state: path('/run/troupe', 'What does not: sockets, bundles, exit files.'),
  log,
  grpc,
  streaming,
  cri,
  runtimes: named('OCI runtimes by handler name. Without any: runc, and crun where it is installed.', runtime, [
    'runc',
    'crun',
  ]),
  cni,
  registry,
  image,
  timeouts,
  invariants,
  journal,
  metrics,
  otlp,
  tracing,
});

/** All settings, with defaults filled in. Frozen. Durations in ms, sizes in bytes, paths absolute. */
export type Config = z.output<typeof configSchema>;
export type RuntimeConfig = Config['runtimes'][string];

/** The cgroup driver, which CRI reports for the whole node. */
export const cgroupDriverOf = (config: Config): 'cgroupfs' | 'systemd' =>
  config.runtimes[config.cri.defaultRuntimeName]?.options.SystemdCgroup === true ? 'systemd' : 'cgroupfs';
