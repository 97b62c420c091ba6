/** The demo's pod as a kubelet would ask for it: one container that ends, one that stays. */
import {
  ContainerConfig,
  LinuxContainerConfig,
  LinuxContainerSecurityContext,
  LinuxPodSandboxConfig,
  LinuxSandboxSecurityContext,
  NamespaceMode,
  NamespaceOption,
  PodSandboxConfig,
} from '../../../proto/generated/api.js';

/** The codecs make a message with every default out of nothing. */
const nothing = new Uint8Array();
/** A pid namespace a container, as a kubelet asks for unless `shareProcessNamespace` is set. */
const namespaceOptions = { ...NamespaceOption.decode(nothing), pid: NamespaceMode.CONTAINER };
export const demoImage = 'localhost/troupe-demo/busybox:latest';
export const webPort = 8080;

/** A kubelet's labels: crictl shows names from them. */
const podLabels = {
  'io.kubernetes.pod.name': 'demo',
  'io.kubernetes.pod.namespace': 'default',
  'io.kubernetes.pod.uid': 'troupe-demo',
};

export const podConfig = (logDirectory: string, cgroupParent: string): PodSandboxConfig => ({
  ...PodSandboxConfig.decode(nothing),
  metadata: { name: 'demo', namespace: 'default', uid: 'troupe-demo', attempt: 0 },
  hostname: 'demo',
  logDirectory,
  labels: podLabels,
  linux: {
    ...LinuxPodSandboxConfig.decode(nothing),
    cgroupParent,
    securityContext: { ...LinuxSandboxSecurityContext.decode(nothing), namespaceOptions },
  },
});

const containerConfig = (name: string, script: string): ContainerConfig => ({
  ...ContainerConfig.decode(nothing),
  metadata: { name, attempt: 0 },
  image: { image: demoImage, annotations: {}, userSpecifiedImage: demoImage, runtimeHandler: '', imageRef: '' },
  command: ['/bin/sh', '-c', script],
  labels: { ...podLabels, 'io.kubernetes.container.name': name },
  logPath: `${name}.log`,
  linux: {
    ...LinuxContainerConfig.decode(nothing),
    securityContext: { ...LinuxContainerSecurityContext.decode(nothing), namespaceOptions },
  },
});

/** Says hello and exits. */
export const greeter = containerConfig(
  'greeter',
  'echo "hello from $(hostname), container of pid $$"; echo "this container has done its work and exits with 0"',
);

/** Serves a page and counts, until it is told to stop. */
export const server = containerConfig(
  'server',
  `trap 'echo "told to stop after $n lines"; exit 0' TERM
mkdir -p /tmp/www && echo "hello from a pod of troupe" > /tmp/www/index.html
httpd -p ${webPort} -h /tmp/www
n=0
while :; do n=$((n + 1)); echo "line $n: up $(cut -d. -f1 /proc/uptime) s"; sleep 5 & wait $!; done`,
);
