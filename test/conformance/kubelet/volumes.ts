/** Volumes, networks and what a container is told of its pod. */

import { freePort } from './kubelet.ts';
import { waiting } from './manifests.ts';
import { isRunning, type Scene, shIn } from './scene.ts';

export const volumes = async (scene: Scene): Promise<void> => {
  await Promise.all([imageVolumes(scene), paths(scene), hostPort(scene), told(scene)]);
};

const imageVolumes = async (scene: Scene): Promise<void> => {
  const { node, check, manifests, image } = scene;
  const volumeMounts = [
    { name: 'image', mountPath: '/whole' },
    { name: 'image', mountPath: '/part', subPath: 'data' },
  ];
  const volumes = [{ name: 'image', image: { reference: image, pullPolicy: 'IfNotPresent' } }];
  await node.put(manifests.pod('imaged', [manifests.sh('main', waiting, { volumeMounts })], { volumes }));
  await check(
    'an image as a volume, whole and in part',
    () => shIn(scene, 'imaged', 'main', 'cat /whole/data/word /part/word; touch /part/x 2>&1 | grep -o "Read-only.*"'),
    (text) => text === 'troupe\ntroupe\nRead-only file system',
  );
};

const paths = async (scene: Scene): Promise<void> => {
  const { node, check, manifests } = scene;
  const { pod, sh, notes } = manifests;
  const prepare = sh('prepare', 'mkdir /all/inner; echo inside > /all/inner/file', {
    volumeMounts: [{ name: 'empty', mountPath: '/all' }],
  });
  const volumeMounts = [
    { name: 'empty', mountPath: '/inner', subPath: 'inner', readOnly: true },
    { name: 'empty', mountPath: '/all', mountPropagation: 'HostToContainer' },
  ];
  await node.put(
    pod('paths', [sh('main', waiting, { volumeMounts })], {
      initContainers: [prepare],
      volumes: [{ name: 'empty', emptyDir: {} }, notes],
    }),
  );
  await check(
    'a path in a volume, read-only',
    () => shIn(scene, 'paths', 'main', 'cat /inner/file; touch /inner/x 2>&1 | grep -o "Read-only.*"'),
    (text) => text === 'inside\nRead-only file system',
  );
};

/** Serves its hostname. */
export const serving = (port: number) =>
  `mkdir /tmp/www; hostname > /tmp/www/index.html; exec busybox httpd -f -p ${port} -h /tmp/www`;

const hostPort = async ({ node, check, manifests }: Scene): Promise<void> => {
  const port = await freePort();
  const ports = [{ containerPort: 8080, hostPort: port, hostIP: '127.0.0.1' }];
  const readinessProbe = { httpGet: { port: 8080, path: '/' }, periodSeconds: 1 };
  await node.put(manifests.pod('port', [manifests.sh('main', serving(8080), { ports, readinessProbe })]));
  await check('the kubelet reaches a pod: HTTP probe', () => node.api.statusOf('port'), isRunning);
  await check(
    'a port of the host',
    async () => (await fetch(`http://127.0.0.1:${port}/`)).text(),
    (text) => text.startsWith('port'),
  );
};

const told = async (scene: Scene): Promise<void> => {
  const { node, check, manifests } = scene;
  const env = [
    { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ];
  await node.put(
    manifests.pod('told', [manifests.sh('main', waiting, { env })], {
      hostAliases: [{ ip: '10.9.8.7', hostnames: ['elsewhere'] }],
    }),
  );
  const status = await check('a pod with an address runs', () => node.api.statusOf('told'), isRunning);
  const name = `told-${node.nodeName}`;
  await check(
    'name, address and hosts of its pod',
    () =>
      shIn(scene, 'told', 'main', 'echo $POD_NAME $POD_IP; hostname; grep -o "10.9.8.7.*" /etc/hosts | tr "\\t" " "'),
    (text) => text === `${name} ${status?.podIP}\n${name}\n10.9.8.7 elsewhere`,
  );
};
