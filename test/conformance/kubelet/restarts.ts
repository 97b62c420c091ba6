/** Deaths of the kubelet and of the runtime, which no container notices. */
import { identities, isRunning, type Scene, shIn } from './scene.ts';

/** Of pods that run and whose containers stay. */
const steady = ['web', 'shared', 'port', 'streams'];

export const restarts = async (scene: Scene): Promise<void> => {
  const { node, check, runtime } = scene;
  const isBack = async (what: string, before: string) => {
    await check(
      `${what}: the kubelet is up`,
      () => node.api.get('/healthz'),
      (text) => text === 'ok',
    );
    for (const name of steady) await check(`${what}: ${name} runs`, () => node.api.statusOf(name), isRunning);
    await check(
      `${what}: an exec in a container from before`,
      () => shIn(scene, 'web', 'side', 'echo here'),
      (text) => text === 'here',
    );
    await check(
      `${what}: nothing was started anew`,
      () => identities(scene),
      (after) => after === before,
    );
  };
  await node.take('crash', 'broken', 'sick', 'slow', 'absent');
  await check(
    'pods that change are gone',
    async () => (await node.api.pods()).map(({ metadata }) => metadata.name),
    (names) => !names.some((name) => /^(crash|broken|sick|slow|absent)-/.test(name)),
  );
  const before = await identities(scene);

  await node.kill();
  node.start();
  await isBack('kubelet killed', before);
  await runtime.kill();
  await check(
    'runtime killed: the kubelet says so',
    () => node.log(),
    (log) => /Container runtime (sanity check failed|status)/.test(log),
  );
  await runtime.start();
  await isBack('runtime killed', before);
  await Promise.all([node.kill(), runtime.kill()]);
  await runtime.start();
  node.start();
  await isBack('both killed', before);
};
