/** Many pods by many clients at once, on a simulated node; and nothing of them is left. `TROUPE_SIMULATED_PODS` of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ContainerConfig,
  ImageSpec,
  ListContainersRequest,
  ListPodSandboxRequest,
  PodSandboxConfig,
} from '../../proto/generated/api.js';
import { composeDaemon } from '../../src/cli/daemon.ts';
import type { Daemon } from '../../src/cli/daemon-face.ts';
import { parseConfig } from '../../src/config/load.ts';
import { type CriClient, criClient, message } from '../../src/cri/client.ts';
import { openSimulatedDrivers } from '../../src/simulated/drivers.ts';
import { parseLatencies } from '../../src/simulated/latency.ts';
import { serviceNames } from '../../src/simulation/world/acts.ts';
import type { World } from '../../src/simulation/world/world.ts';
import { openMemoryStore } from '../../src/store/memory-store.ts';

const pods = Number(process.env.TROUPE_SIMULATED_PODS ?? 200);
const clientCount = 50;
const containersEach = 2;

let dir: string;
let daemon: Daemon;
let world: World;
let clients: readonly CriClient[];
const store = openMemoryStore();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'troupe-many-'));
  const config = { ...parseConfig('', 'defaults'), root: join(dir, 'root'), state: join(dir, 'state') };
  const socketPath = join(dir, 'sim.sock');
  daemon = await composeDaemon({
    openStore: () => store,
    openDrivers: async ({ now }) => {
      const drivers = openSimulatedDrivers({
        store,
        now,
        seed: 1,
        latencies: parseLatencies('*: 0ms..20ms', serviceNames),
        imagesDir: join(dir, 'images'),
        isPinned: () => false,
        warn: () => undefined,
      });
      world = drivers.world;
      return drivers;
    },
  })({ ...config, grpc: { ...config.grpc, address: socketPath } }, pino({ level: 'silent' }));
  clients = Array.from({ length: clientCount }, () => criClient({ socketPath }));
});
afterAll(async () => {
  for (const client of clients) client.close();
  await daemon.stop();
  await rm(dir, { recursive: true, force: true });
});

const podConfig = (name: string) => ({
  ...message(PodSandboxConfig),
  metadata: { name, namespace: 'many', uid: name, attempt: 0 },
});
const containerConfig = (name: string) => ({
  ...message(ContainerConfig),
  metadata: { name, attempt: 0 },
  image: { ...message(ImageSpec), image: 'busybox' },
  command: ['sleep', '1000'],
});
const runPod = async ({ runtime }: CriClient, name: string) => {
  const config = podConfig(name);
  const { podSandboxId } = await runtime.runPodSandbox({ config, runtimeHandler: '' });
  for (let at = 0; at < containersEach; at += 1) {
    const request = { podSandboxId, config: containerConfig(`c${at}`), sandboxConfig: config };
    await runtime.startContainer({ containerId: (await runtime.createContainer(request)).containerId });
  }
};
/** Each client does its share, one thing after another. */
const shared = async <Thing>(things: readonly Thing[], work: (client: CriClient, thing: Thing) => Promise<unknown>) => {
  await Promise.all(
    clients.map(async (client, at) => {
      for (let next = at; next < things.length; next += clientCount) await work(client, things[next] as Thing);
    }),
  );
};
const listPods = async () =>
  (await (clients[0] as CriClient).runtime.listPodSandbox(message(ListPodSandboxRequest))).items;
const listContainers = async () =>
  (await (clients[0] as CriClient).runtime.listContainers(message(ListContainersRequest))).containers;

test(`${pods} pods with ${containersEach} containers each by ${clientCount} clients, removed again → nothing is left`, async () => {
  const start = performance.now();
  await shared(
    Array.from({ length: pods }, (_, at) => `pod-${at}`),
    runPod,
  );
  const created = performance.now();
  const [seenPods, seenContainers] = [await listPods(), await listContainers()];
  expect(seenPods.map(({ state }) => state)).toEqual(Array.from({ length: pods }, () => 0));
  expect(seenContainers.map(({ state }) => state)).toEqual(Array.from({ length: pods * containersEach }, () => 1));
  const addresses = [...world.things.keys()].filter((thing) => thing.startsWith('address '));
  expect(new Set(addresses).size).toBe(pods);
  const listed = performance.now();
  const { rss, heapUsed } = process.memoryUsage();

  await shared(seenPods, ({ runtime }, { id }) => runtime.removePodSandbox({ podSandboxId: id }));
  const removed = performance.now();
  if (process.env.TROUPE_SIMULATED_PODS !== undefined)
    process.stderr.write(
      `created ${Math.round(created - start)} ms, listed ${Math.round(listed - created)} ms, removed ${Math.round(removed - listed)} ms, rss ${Math.round(rss / 2 ** 20)} MiB, heap ${Math.round(heapUsed / 2 ** 20)} MiB\n`,
    );
  expect([await listPods(), await listContainers()]).toEqual([[], []]);
  expect(world.left()).toEqual([]);
  expect(store.ledger.all()).toEqual([]);
}, 300_000);
