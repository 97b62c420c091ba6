/** Fakes of what the composition root hands to cri, and a real server with a real client on a socket of their own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  ContainerConfig,
  ImageSpec,
  KeyValue,
  PodSandboxConfig,
  type PodSandboxMetadata,
} from '../../proto/generated/api.js';
import type { ApiVersion } from '../../src/cri/api-version.ts';
import { type CriClient, criClient, message } from '../../src/cri/client.ts';
import type { Handed, Log } from '../../src/cri/handed.ts';
import { type CriServer, type CriServerOptions, criServer } from '../../src/cri/server.ts';
import type { Answers, Ask, Draft } from '../../src/machines/messages.ts';
import type { Stats } from '../../src/machines/stats.ts';
import type { ContainerView, ImageView, SandboxView, Views } from '../../src/machines/views.ts';

export const sandboxId = 'a1'.repeat(32);
export const containerId = 'c3'.repeat(32);
export const imageId = `sha256:${'e5'.repeat(32)}`;

export const metadata: PodSandboxMetadata = { name: 'web', namespace: 'shop', uid: 'u-1', attempt: 2 };
export const wireSandboxConfig = (fields: Partial<PodSandboxConfig> = {}): PodSandboxConfig =>
  message(PodSandboxConfig, { metadata, ...fields });
export const wireContainerConfig = (fields: Partial<ContainerConfig> = {}): ContainerConfig =>
  message(ContainerConfig, {
    metadata: { name: 'app', attempt: 1 },
    image: message(ImageSpec, { image: 'busybox' }),
    ...fields,
  });
export const variable = (key: string, value: string | Buffer): KeyValue =>
  message(KeyValue, { key, value: Buffer.from(value) });

export const sandboxView = (fields: Partial<SandboxView> = {}): SandboxView => ({
  sandboxId,
  state: 'ready',
  chartState: 'ready',
  config: { ...wireSandboxConfig({ labels: { app: 'web' }, annotations: { note: 'kept' } }), metadata },
  runtimeHandler: 'runc',
  createdAtMs: 1_700_000_000_123.456,
  ip: '10.1.0.7',
  additionalIps: ['fd00::7'],
  netnsPath: '/run/netns/x',
  infraPid: 41,
  cniResult: { cniVersion: '1.0.0' },
  ...fields,
});

export const containerView = (fields: Partial<ContainerView> = {}): ContainerView => ({
  containerId,
  sandboxId,
  state: 'running',
  chartState: 'running',
  config: {
    ...wireContainerConfig({ labels: { tier: 'front' }, annotations: { hash: '1' } }),
    metadata: { name: 'app', attempt: 1 },
    image: message(ImageSpec, { image: 'busybox' }),
    envs: [],
  },
  mountImageIds: {},
  image: { requested: 'busybox', imageId, imageRef: `docker.io/library/busybox@sha256:${'d4'.repeat(32)}` },
  createdAtMs: 1_700_000_001_000,
  startedAtMs: 1_700_000_002_000.5,
  reason: '',
  message: '',
  pid: 42,
  logPath: '/var/log/pods/x/app/1.log',
  bundleDir: '/run/troupe/bundles/c',
  runtimeHandler: 'runc',
  user: { uid: 1000, gid: 1000, groups: [1000, 7] },
  stopSignal: 'SIGTERM',
  ...fields,
});

export const imageView = (fields: Partial<ImageView> = {}): ImageView => ({
  imageId,
  repoTags: ['docker.io/library/busybox:latest'],
  repoDigests: [`docker.io/library/busybox@sha256:${'d4'.repeat(32)}`],
  sizeBytes: 4096,
  user: '',
  isPinned: false,
  annotations: {},
  chainId: `sha256:${'f6'.repeat(32)}`,
  config: { architecture: 'amd64' },
  ...fields,
});

/** Views over fixed lists; ids by prefix, images by name. */
export const viewsOf = (fields: Partial<Views> = {}, seen: Partial<Seen> = {}): Views => {
  const { sandboxes = [sandboxView()], containers = [containerView()], images = [imageView()] } = seen;
  return {
    sandboxes: () => sandboxes,
    sandbox: (id) => sandboxes.find((view) => view.sandboxId.startsWith(id)),
    containers: () => containers,
    containersOf: (id) => (fields.containers?.() ?? containers).filter(({ sandboxId }) => sandboxId === id),
    container: (id) => containers.find((view) => view.containerId.startsWith(id)),
    images: () => images,
    image: (name) => images.find((view) => view.imageId === name || view.repoTags.some((tag) => tag.includes(name))),
    imageFs: () => ({ mountpoint: '/var/lib/troupe', usedBytes: 5000, inodesUsed: 12, atMs: 1_700_000_000_000 }),
    runtimeReady: () => ({ isTrue: true, reason: '', message: '' }),
    networkReady: () => ({ isTrue: false, reason: 'NetworkPluginNotReady', message: 'no network is configured' }),
    runtimeHandlers: () => [
      { name: '', hasRecursiveReadOnlyMounts: true, hasUserNamespaces: false },
      { name: 'runc', hasRecursiveReadOnlyMounts: true, hasUserNamespaces: false },
    ],
    cgroupDriver: () => 'cgroupfs',
    info: () => ({ config: { root: '/var/lib/troupe' } }),
    ...fields,
  };
};
interface Seen {
  readonly sandboxes: readonly SandboxView[];
  readonly containers: readonly ContainerView[];
  readonly images: readonly ImageView[];
}

/** What each command is answered with. */
const answers: Answers = {
  'sandbox.run': { sandboxId },
  'sandbox.stop': {},
  'sandbox.remove': {},
  'sandbox.update': {},
  'container.create': { containerId },
  'container.start': {},
  'container.stop': {},
  'container.update': {},
  'container.remove': {},
  'container.exec': { exitCode: 3, stdoutKey: 'out', stderrKey: 'err' },
  'container.openExec': { exitCode: 0 },
  'container.attach': {},
  'sandbox.forwardPorts': {},
  'container.reopenLog': {},
  'container.checkpoint': {},
  'image.pull': { imageId },
  'image.remove': {},
};

export interface Asked {
  readonly command: Draft;
  readonly signal: AbortSignal | undefined;
  readonly requestId: string | undefined;
}

/** An `ask` that remembers what it was asked, and answers at once, or as `react` says. */
export const fakeAsk = (react?: (asked: Asked) => unknown): { readonly ask: Ask; readonly asked: Asked[] } => {
  const asked: Asked[] = [];
  const ask: Ask = async (command, signal, requestId) => {
    const seen: Asked = { command, signal, requestId };
    asked.push(seen);
    const answer = await react?.(seen);
    return (answer ?? answers[command.type]) as Answers[(typeof command)['type']];
  };
  return { ask, asked };
};

export interface Line {
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}
export const fakeLog = (lines: Line[] = [], bound: Record<string, unknown> = {}): Log => {
  const write = (level: string) => (fields: Record<string, unknown>, text: string) => {
    lines.push({ ...bound, ...fields, level, message: text });
  };
  return {
    child: (fields) => fakeLog(lines, { ...bound, ...fields }),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
};

/** Measures nothing. */
const idleStats: Stats = {
  containers: async () => [],
  sandboxes: async () => [],
  written: () => ({ mountpoint: '/var/lib/troupe', usedBytes: 700, inodesUsed: 3, atMs: 1_700_000_000_000 }),
  metricDescriptions: [],
  metrics: async () => [],
};

export const handed = (fields: Partial<Handed> = {}): Handed => {
  let requests = 0;
  return {
    ask: fakeAsk().ask,
    views: viewsOf(),
    stats: idleStats,
    life: { subscribe: () => () => undefined },
    ids: {
      sandboxId: () => '5b'.repeat(32),
      containerId: () => 'cc'.repeat(32),
      execId: () => 'ee'.repeat(32),
      pullId: () => 'bb'.repeat(32),
      requestId: () => `request-${++requests}`,
    },
    sideband: {
      keepCredentials: () => 'credentials-key',
      take: (key) => Buffer.from(key === 'out' ? 'said' : 'complained'),
    },
    streams: {
      sessions: { keep: () => 'session-key', drop: () => {} },
      forwards: { keep: () => 'forward-key', drop: () => {} },
    },
    urlOf: ({ kind }) => `http://127.0.0.1:1/${kind}/token`,
    version: { runtimeName: 'troupe', runtimeVersion: '0.1.0' },
    readSpec: async () => ({ ociVersion: '1.0.2' }),
    nowMs: () => 1_700_000_009_000,
    ...fields,
  };
};

export const tempDir = async (): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'trp-cri-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
};

export interface Served {
  readonly server: CriServer;
  readonly socketPath: string;
  readonly lines: Line[];
  readonly client: CriClient;
  readonly newClient: (apiVersion?: ApiVersion) => CriClient;
}

/** A server that listens, and a client of it; both end with the test. */
export const serve = async (fields: Partial<Omit<CriServerOptions, 'socketPath' | 'log'>> = {}): Promise<Served> => {
  const socketPath = join(await tempDir(), 'troupe.sock');
  const lines: Line[] = [];
  const server = criServer({ socketPath, log: fakeLog(lines), ...handed(fields), ...fields });
  await server.listen();
  onTestFinished(() => server.close());
  const newClient = (apiVersion?: ApiVersion): CriClient => {
    const client = criClient({ socketPath, ...(apiVersion === undefined ? {} : { apiVersion }) });
    onTestFinished(() => client.close());
    return client;
  };
  return { server, socketPath, lines, client: newClient(), newClient };
};

/** The status that a call failed with. */
export const failureOf = async (
  call: Promise<unknown>,
): Promise<{ readonly code: number; readonly details: string }> => {
  const outcome = await call.then(
    () => undefined,
    (error: { readonly code: number; readonly details: string }) => error,
  );
  if (outcome === undefined) throw new Error('the call succeeded');
  return { code: outcome.code, details: outcome.details };
};
