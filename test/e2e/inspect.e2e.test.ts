/** A daemon with a simulated node under load, and who looks at it: what is played again is what happened. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ContainerConfig, PodSandboxConfig } from '../../proto/generated/api.js';
import type { Source } from '../../src/cli/inspect/source.ts';
import { liveSource } from '../../src/cli/inspect/sources/live.ts';
import { openFile } from '../../src/cli/inspect/sources/open.ts';
import { type CriClient, criClient, message } from '../../src/cri/client.ts';
import type { Line } from '../../src/inspector/stream.ts';
import { startTap } from '../../src/tap/tap.ts';
import { makeSimulatedPlace, type SimulatedNode, type SimulatedPlace } from '../helpers/simulated-node.ts';

let place: SimulatedPlace;
let node: SimulatedNode | undefined;
let cri: CriClient | undefined;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  place = await makeSimulatedPlace();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  cri?.close();
  await node?.stop();
  node = undefined;
});
afterAll(() => place.end());

const serve = async (name: string, ...flags: readonly string[]): Promise<string> => {
  const root = join(place.dir, name);
  node = await place.serve('--root', root, '--seed', '1', ...flags);
  cri?.close();
  cri = criClient({ socketPath: place.socketPath });
  return join(root, 'state', 'control.sock');
};
const client = (): CriClient => {
  if (cri === undefined) throw new Error('nothing is served');
  return cri;
};
const podConfig = (name: string) =>
  message(PodSandboxConfig, { metadata: { name, namespace: 'default', uid: name, attempt: 0 } });
const run = async (name: string, timeoutMs = 30_000): Promise<string> =>
  (await client().runtime.runPodSandbox({ config: podConfig(name), runtimeHandler: '' }, { timeoutMs })).podSandboxId;
const start = async (podSandboxId: string, pod: string, name: string): Promise<string> => {
  const image = { image: 'busybox', annotations: {}, userSpecifiedImage: '', runtimeHandler: '', imageRef: '' };
  const config = message(ContainerConfig, { metadata: { name, attempt: 0 }, image, command: ['sleep', '1000'] });
  const { runtime } = client();
  const { containerId } = await runtime.createContainer({ podSandboxId, config, sandboxConfig: podConfig(pod) });
  await runtime.startContainer({ containerId });
  return containerId;
};
/** A whole life, with an exec and an update; removed or left running. */
const life = async (name: string, isLeft: boolean): Promise<void> => {
  const { runtime, image } = client();
  await image.pullImage({ image: { image: `example.com/${name}`, annotations: {} } as never } as never);
  const podSandboxId = await run(name);
  const containerId = await start(podSandboxId, name, 'c');
  await runtime.execSync({ containerId, cmd: ['hostname'], timeout: '10' });
  if (isLeft) return;
  await runtime.stopContainer({ containerId, timeout: '1' });
  await runtime.stopPodSandbox({ podSandboxId });
  await runtime.removePodSandbox({ podSandboxId });
};
const watch = (source: Source) => {
  const lines: Line[] = [];
  let wake = Promise.withResolvers<void>();
  const ending = new AbortController();
  const reading = (async () => {
    for await (const chunk of source.lines(ending.signal)) {
      for (const line of Buffer.from(chunk as Uint8Array)
        .toString()
        .trimEnd()
        .split('\n'))
        lines.push(JSON.parse(line));
      wake.resolve();
      wake = Promise.withResolvers();
    }
  })();
  ends.push(async () => {
    ending.abort();
    await reading;
    await source.close();
  });
  const until = async (fits: (line: Line) => boolean, times = 1): Promise<void> => {
    while (lines.filter(fits).length < times) await wake.promise;
  };
  return { lines, until };
};
const isLive = ({ k }: Line) => k === 'live';
const troubles = (lines: readonly Line[]) => lines.flatMap((line) => (line.k === 'trouble' ? [line.text] : []));
const present = (lines: readonly Line[]) => {
  const found = lines.findLast(({ k }) => k === 'present');
  if (found?.k !== 'present') throw new Error('who is there was not told');
  return found;
};
/** States as they come of the records, up to one. */
const folded = (lines: readonly Line[], upTo = Number.POSITIVE_INFINITY): ReadonlyMap<string, string> => {
  const states = new Map<string, string>();
  const over = new Set<string>();
  for (const line of lines) {
    if (line.k === 'H') states.clear();
    if ('q' in line && Math.floor(line.q) > upTo) continue;
    if (line.k === 'Z') over.add(line.a);
    if (line.k === 'T') states.set(line.a, line.v1);
  }
  for (const name of over) states.delete(name);
  return states;
};
const names = (count: number, word: string) => Array.from({ length: count }, (_, nth) => `${word}-${nth}`);

test('much happened before, much happens while one looks, and it dies and comes again: all of it is as the daemon says', async () => {
  const socketFile = await serve(
    'busy',
    '--latency',
    '*: 1ms..5ms',
    '--faults',
    'attachNetwork: 10%error; mountRootfs: 5%error',
  );
  const load = (word: string) => Promise.allSettled(names(12, word).map((name, nth) => life(name, nth % 3 === 0)));

  await load('before');

  const { lines, until } = watch(liveSource({ socketFile }));
  await until(isLive);
  expect(troubles(lines)).toEqual([]);
  await load('meanwhile');

  const second = watch(liveSource({ socketFile }));
  await second.until(isLive);
  expect(troubles(second.lines)).toEqual([]);
  const told = present(second.lines);
  expect((told.actors ?? []).length).toBeGreaterThan(10);
  // Transitions have numbers too, which are not told where inputs are played again.
  const last = second.lines.findLast(({ k }) => k === 'I');
  await until((line) => line.k === 'I' && last?.k === 'I' && line.q >= last.q);
  expect([...folded(lines, told.q)].sort()).toEqual((told.actors ?? []).map(({ a, v }) => [a, v]).sort());
  expect(lines.findLast(({ k }) => k === 'about')).toMatchObject({ about: { isUnfolded: true, hasContexts: true } });

  cri?.close();
  await node?.stop();
  await serve('busy');
  await until(isLive, 2);
  expect(troubles(lines)).toEqual(['the daemon ended; another is waited for']);
  const again = present(lines);
  const after = lines.slice(lines.findLastIndex(({ k }) => k === 'H'));
  expect([...folded(after, again.q)].sort()).toEqual((again.actors ?? []).map(({ a, v }) => [a, v]).sort());
}, 120_000);

test('a request that hangs: who asked for what, until when he waits, and what it waits for', async () => {
  const socketFile = await serve('hangs', '--faults', 'attachNetwork: hang');
  const asked = run('stuck', 8000).catch(() => '');
  const { lines, until } = watch(liveSource({ socketFile }));
  await until(isLive);
  await until((line) => line.k === 'E' && line.n.endsWith('svc:attachNetwork#1'));
  const rpc = lines.find((line) => line.k === 'I' && line.s === 'rpc');
  if (rpc?.k !== 'I') throw new Error('no request');
  expect(rpc.dl).toBeGreaterThan(4_000_000);
  expect(rpc.dl).toBeLessThanOrEqual(8_000_000);
  const later = watch(liveSource({ socketFile }));
  await later.until(isLive);
  const { requests = [], actors = [], t } = present(later.lines);
  expect(requests).toMatchObject([{ id: rpc.id, e: 'sandbox.run', a: expect.stringMatching(/^pod:/) }]);
  expect(requests[0]?.dl).toBeGreaterThan(t);
  const pod = actors.find(({ m }) => m === 'sandbox');
  const wait = pod?.w?.find(([call]) => call.includes('attachNetwork'));
  expect(wait?.[0]).toBe(`${pod?.a}/svc:attachNetwork#1`);
  expect(wait?.[1]).toBeGreaterThanOrEqual(rpc.t);
  expect(wait?.[1]).toBeLessThanOrEqual(t);
  await asked;
}, 60_000);

test('another runtime, seen through a tap: its pods and containers with their states, its calls with their answers', async () => {
  await serve('tapped');
  const record = join(place.dir, 'tap.jsonl');
  const listenPath = join(place.dir, 'tap.sock');
  const tap = await startTap({
    listenPath,
    upstreamPath: place.socketPath,
    build: 'test',
    record,
    observes: true,
    rules: [],
    seed: 1,
    say: () => undefined,
  });
  cri?.close();
  cri = criClient({ socketPath: listenPath });
  await life('gone', false);
  await life('stays', true);
  await client().runtime.listContainers({ filter: undefined });
  await expect(run('stays')).resolves.toMatch(/^[0-9a-f]+$/);
  cri.close();
  await tap.close(1000);
  const source = await openFile(record);
  const lines: Line[] = [];
  for await (const chunk of source.lines(new AbortController().signal))
    for (const line of Buffer.from(chunk as Uint8Array)
      .toString()
      .trimEnd()
      .split('\n'))
      lines.push(JSON.parse(line));
  await source.close();
  expect(source.about()).toMatchObject({ kind: 'tap', isUnfolded: true, troubles: [] });
  const states = [...folded(lines)].map(([actor, state]) => `${actor.replace(/[0-9a-f]{64}/g, '…')} ${state}`);
  expect(states.filter((each) => !each.startsWith('client'))).toEqual(['pod:…#1 ready', 'pod:…#1/ctr:…#1 running']);
  const over = lines.flatMap((line) => (line.k === 'Z' && !line.a.startsWith('client') ? [line.how] : []));
  expect(over).toEqual(['done', 'done']);
  const calls = (k: 'E' | 'R') => lines.filter((line) => line.k === k).length;
  expect(calls('E')).toBeGreaterThan(10);
  expect(calls('R')).toBe(calls('E'));
  expect(lines.flatMap((line) => (line.k === 'S' ? [line.d['record.config.metadata.name']] : []))).toContain('stays');
}, 60_000);
