/** Lives of pods: starts, probes, hooks, ends of every kind, new versions. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waiting } from './manifests.ts';
import { containerIn, isRunning, type Scene, shIn } from './scene.ts';

export const lives = async (scene: Scene): Promise<void> => {
  await Promise.all([web(scene), sick(scene), slow(scene), crash(scene), ends(scene), sidecar(scene), edited(scene)]);
};

const noted = ({ node }: Scene, file: string): string => {
  const path = join(node.notesDir, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};
const probe = (...command: readonly string[]) => ({ exec: { command }, periodSeconds: 1, timeoutSeconds: 20 });
const note = (line: string, file: string) => ({ exec: { command: ['sh', '-c', `echo ${line} >> /notes/${file}`] } });

const web = async (scene: Scene): Promise<void> => {
  const { node, check, manifests } = scene;
  const { pod, sh, notes, atNotes } = manifests;
  const main = sh('main', 'trap "echo term >> /notes/web; exit 0" TERM; echo up; while :; do sleep 0.1; done', {
    volumeMounts: [atNotes],
    livenessProbe: probe('true'),
    readinessProbe: probe('test', '-e', '/notes/web'),
    lifecycle: { postStart: note('poststart', 'web'), preStop: note('prestop', 'web') },
    resources: { limits: { memory: '64Mi', cpu: '500m' } },
  });
  const initContainers = [sh('init', 'echo prepared > /notes/web; echo init', { volumeMounts: [atNotes] })];
  await node.put(pod('web', [main, sh('side', waiting)], { initContainers, volumes: [notes] }));
  await check('a pod of an init container and two others runs', () => node.api.statusOf('web'), isRunning);
  await check(
    'its init container came first, its postStart hook ran',
    () => noted(scene, 'web'),
    (text) => text === 'prepared\npoststart\n',
  );
  const limits = 'cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null';
  await check(
    'its memory limit holds',
    () => shIn(scene, 'web', 'main', `${limits}; true`),
    (text) => text === '67108864',
  );
  await check(
    'its limits are in its status',
    () => node.api.statusOf('web'),
    (status) => containerIn(status, 'main')?.resources?.limits?.memory === '64Mi',
  );
  await check(
    'its log',
    () => node.api.logOf('web', 'main'),
    (text) => text === 'up\n',
  );
  await check(
    'the log of its init container',
    () => node.api.logOf('web', 'init'),
    (text) => text === 'init\n',
  );
};

/** After all pods have gone: what was done in `web`, each thing once, though kubelet and runtime were restarted meanwhile. */
export const graceful = async (scene: Scene): Promise<void> => {
  const done = 'prepared\npoststart\nprestop\nterm\n';
  await scene.check(
    'hooks ran once; preStop came before SIGTERM',
    () => noted(scene, 'web'),
    (text) => text === done,
  );
};

const sick = async (scene: Scene): Promise<void> => {
  const { node, check, manifests } = scene;
  const livenessProbe = { ...probe('sh', '-c', 'test ! -e /sick'), failureThreshold: 1 };
  await node.put(manifests.pod('sick', [manifests.sh('main', waiting, { livenessProbe })]));
  await check('a pod with a liveness probe runs', () => node.api.statusOf('sick'), isRunning);
  await check(
    'it can be made sick',
    () => shIn(scene, 'sick', 'main', 'touch /sick && echo done'),
    (text) => text === 'done',
  );
  await check(
    'it is started anew, and is well',
    () => node.api.statusOf('sick'),
    (status) => isRunning(status) && containerIn(status, 'main')?.restartCount === 1,
  );
};

const slow = async ({ node, check, manifests }: Scene): Promise<void> => {
  const livenessProbe = { ...probe('sleep', '1000'), timeoutSeconds: 1, failureThreshold: 1 };
  await node.put(manifests.pod('slow', [manifests.sh('main', waiting, { livenessProbe })]));
  await check(
    'a probe that takes too long is a failure',
    () => node.api.statusOf('slow'),
    (status) => (containerIn(status, 'main')?.restartCount ?? 0) >= 1,
  );
};

const crash = async ({ node, check, manifests }: Scene): Promise<void> => {
  await node.put(
    manifests.pod('crash', [manifests.sh('main', 'echo boom; echo gave up > /dev/termination-log; exit 3')]),
  );
  await check(
    'a crash loop is started again and again',
    () => node.api.statusOf('crash'),
    (status) => (containerIn(status, 'main')?.restartCount ?? 0) >= 3,
  );
  await check(
    'its end is told, with its message',
    () => node.api.statusOf('crash'),
    (status) => {
      const { state, lastState } = containerIn(status, 'main') ?? {};
      const end = state?.terminated ?? lastState?.terminated;
      return end?.exitCode === 3 && end.reason === 'Error' && end.message === 'gave up\n';
    },
  );
  await check(
    'the log of an earlier one',
    () => node.api.logOf('crash', 'main', 'previous=true'),
    (text) => text === 'boom\n',
  );
};

const ends = async ({ node, check, image, manifests: { pod, sh } }: Scene): Promise<void> => {
  const restartPolicy = 'Never';
  await node.put(pod('job', [sh('main', 'echo done')], { restartPolicy }));
  const limits = { memory: '20Mi' };
  await node.put(
    pod('hungry', [sh('main', 'x=0123456789; while :; do x=$x$x; done', { resources: { limits } })], { restartPolicy }),
  );
  await node.put(pod('broken', [sh('main', '', { command: ['/no/such/program'] })]));
  await check(
    'a pod that is done has succeeded',
    () => node.api.statusOf('job'),
    (status) => status?.phase === 'Succeeded' && containerIn(status, 'main')?.state.terminated?.reason === 'Completed',
  );
  await check(
    'a container that takes too much memory is OOMKilled',
    () => node.api.statusOf('hungry'),
    (status) => containerIn(status, 'main')?.state.terminated?.reason === 'OOMKilled',
  );
  await check(
    'a program that is not there is named',
    () => node.api.statusOf('broken'),
    (status) => JSON.stringify(containerIn(status, 'main')).includes('/no/such/program'),
  );
  const absent = image.replace('/box:', '/absent:');
  await node.put(pod('absent', [sh('main', 'true', { image: absent })]));
  await check(
    'an image that is not there is named',
    () => node.api.statusOf('absent'),
    (status) => containerIn(status, 'main')?.state.waiting?.message?.includes(absent) === true,
  );
};

const sidecar = async (scene: Scene): Promise<void> => {
  const { node, check, manifests } = scene;
  const { pod, sh, notes, atNotes } = manifests;
  const ending = (name: string) =>
    `trap "echo ${name} >> /notes/order; exit 0" TERM; echo ${name} > /ready; while :; do sleep 0.1; done`;
  const ready = probe('test', '-e', '/ready');
  const beside = sh('beside', ending('beside'), {
    restartPolicy: 'Always',
    startupProbe: ready,
    volumeMounts: [atNotes],
  });
  const main = sh('main', ending('main'), { readinessProbe: ready, volumeMounts: [atNotes] });
  await node.put(pod('sidecar', [main], { initContainers: [beside], volumes: [notes] }));
  await check(
    'a sidecar runs beside a container',
    () => node.api.statusOf('sidecar'),
    (status) => isRunning(status) && containerIn(status, 'beside')?.ready === true,
  );
  await node.take('sidecar');
  await check(
    'it ends after the container',
    () => noted(scene, 'order'),
    (text) => text === 'main\nbeside\n',
  );
};

const edited = async ({ node, check, manifests: { pod, sh } }: Scene): Promise<void> => {
  const version = (text: string) => pod('edited', [sh('main', `echo ${text}; ${waiting}`)]);
  await node.put(version('first'));
  const before = await check('the first version of a pod runs', () => node.api.statusOf('edited'), isRunning);
  await node.put(version('second'));
  await check(
    'an edited pod is made anew',
    () => node.api.statusOf('edited'),
    (status) =>
      isRunning(status) &&
      containerIn(status, 'main')?.containerID !== (before && containerIn(before, 'main')?.containerID),
  );
  await check(
    'it is the second version',
    () => node.api.logOf('edited', 'main'),
    (text) => text === 'second\n',
  );
};
