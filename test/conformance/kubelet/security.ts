/** Who a container is, and what it may see of the machine. */
import { readlinkSync } from 'node:fs';
import { waiting } from './manifests.ts';
import { isRunning, type Scene, shIn } from './scene.ts';

export const security = async (scene: Scene): Promise<void> => {
  await Promise.all([host(scene), shared(scene), groups(scene), confined(scene), sysctls(scene), userNamespace(scene)]);
};

const host = async (scene: Scene): Promise<void> => {
  const { node, check, manifests } = scene;
  const main = manifests.sh('main', waiting, { securityContext: { privileged: true } });
  await node.put(manifests.pod('host', [main], { hostNetwork: true, hostPID: true, hostIPC: true }));
  await check('a privileged pod with namespaces of the host runs', () => node.api.statusOf('host'), isRunning);
  const names = ['net', 'pid', 'ipc'].map((name) => `/proc/self/ns/${name}`);
  await check(
    'its namespaces are the host’s',
    () => shIn(scene, 'host', 'main', `for file in ${names.join(' ')}; do readlink $file; done`),
    (text) => text === names.map((name) => readlinkSync(name)).join('\n'),
  );
  const mounting = 'mkdir /there && mount -t tmpfs none /there && umount /there && echo done';
  await check(
    'it may mount',
    () => shIn(scene, 'host', 'main', mounting),
    (text) => text === 'done',
  );
};

const shared = async (scene: Scene): Promise<void> => {
  const { node, check, manifests } = scene;
  const { pod, sh } = manifests;
  const containers = [
    sh('main', `sleep 7000 & ${waiting}`, { volumeMounts: [{ name: 'memory', mountPath: '/memory' }] }),
    sh('other', waiting),
  ];
  await node.put(
    pod('shared', containers, {
      shareProcessNamespace: true,
      volumes: [{ name: 'memory', emptyDir: { medium: 'Memory', sizeLimit: '8Mi' } }],
      securityContext: { runAsUser: 1000, runAsGroup: 2000, fsGroup: 88, supplementalGroups: [77] },
    }),
  );
  await check('a pod whose containers share processes runs', () => node.api.statusOf('shared'), isRunning);
  await check(
    'one sees the processes of the other',
    () => shIn(scene, 'shared', 'other', 'ps | grep -c "[s]leep 7000"'),
    (text) => Number(text) > 0,
  );
  await check(
    'user, group and further groups',
    () => shIn(scene, 'shared', 'main', 'id -u; id -g; id -G'),
    (text) =>
      text === '1000\n2000\n2000 77 88 555' ||
      text.split('\n').at(-1)?.split(' ').toSorted().join(' ') === '2000 555 77 88',
  );
  await check(
    'a volume in memory is the group’s',
    () =>
      shIn(
        scene,
        'shared',
        'main',
        'stat -c %g /memory; stat -f -c %T /memory; echo x > /memory/x && stat -c %g /memory/x',
      ),
    (text) => text === '88\ntmpfs\n88',
  );
};

const groups = async (scene: Scene): Promise<void> => {
  const { node, check, manifests } = scene;
  for (const [policy, wanted] of [
    ['Merge', '1000 555 77'],
    ['Strict', '1000 77'],
  ] as const) {
    const name = policy.toLowerCase();
    const securityContext = {
      runAsUser: 1000,
      runAsGroup: 1000,
      supplementalGroups: [77],
      supplementalGroupsPolicy: policy,
    };
    await node.put(manifests.pod(name, [manifests.sh('main', waiting)], { securityContext }));
    await check(
      `${policy}: groups`,
      () => shIn(scene, name, 'main', 'id -G'),
      (text) => text.split(' ').toSorted().join(' ') === wanted,
    );
  }
};

const confined = async (scene: Scene): Promise<void> => {
  const { node, check, manifests } = scene;
  const securityContext = {
    runAsUser: 1000,
    runAsNonRoot: true,
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  };
  await node.put(manifests.pod('confined', [manifests.sh('main', waiting, { securityContext })]));
  await check('a confined pod runs', () => node.api.statusOf('confined'), isRunning);
  const seen =
    'grep -E "^(CapEff|NoNewPrivs|Seccomp):" /proc/self/status | tr -d "\\n\\t"; touch /x 2>&1 | grep -o "Read-only.*"';
  await check(
    'no capability, no new privileges, seccomp, nothing to write',
    () => shIn(scene, 'confined', 'main', seen),
    (text) => text === 'CapEff:0000000000000000NoNewPrivs:1Seccomp:2Read-only file system',
  );
};

const sysctls = async (scene: Scene): Promise<void> => {
  const { node, check, manifests } = scene;
  const securityContext = {
    sysctls: [
      { name: 'kernel.shm_rmid_forced', value: '1' },
      { name: 'net.ipv4.ip_local_port_range', value: '20000 30000' },
    ],
  };
  await node.put(manifests.pod('sysctls', [manifests.sh('main', waiting)], { securityContext }));
  const files = '/proc/sys/kernel/shm_rmid_forced /proc/sys/net/ipv4/ip_local_port_range';
  await check(
    'sysctls of a pod',
    () => shIn(scene, 'sysctls', 'main', `cat ${files}`),
    (text) => text === '1\n20000\t30000',
  );
};

const userNamespace = async (scene: Scene): Promise<void> => {
  const { node, check, manifests, hasUserNamespaces } = scene;
  if (!hasUserNamespaces) return;
  const main = manifests.sh('main', waiting, { volumeMounts: [{ name: 'empty', mountPath: '/empty' }] });
  await node.put(manifests.pod('mapped', [main], { hostUsers: false, volumes: [{ name: 'empty', emptyDir: {} }] }));
  await check('a pod with a user namespace runs', () => node.api.statusOf('mapped'), isRunning);
  await check(
    'its root is nobody of the host',
    () => shIn(scene, 'mapped', 'main', 'cat /proc/self/uid_map'),
    (text) => /^0 +[1-9]\d+ +65536$/.test(text.trim()),
  );
  await check(
    'its volume is its own',
    () => shIn(scene, 'mapped', 'main', 'touch /empty/x && stat -c %u /empty/x'),
    (text) => text === '0',
  );
};
