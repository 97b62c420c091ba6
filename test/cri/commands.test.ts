/** Every RPC that changes something: the command that it says, and what its answer becomes. */
import { describe, expect, test } from 'vitest';
import * as api from '../../proto/generated/api.js';
import { type CriClient, message } from '../../src/cri/client.ts';
import type { Draft } from '../../src/machines/messages.ts';
import {
  containerId,
  fakeAsk,
  imageId,
  metadata,
  sandboxId,
  serve,
  variable,
  wireContainerConfig,
  wireSandboxConfig,
} from './fakes.ts';

interface Row {
  readonly rpc: string;
  readonly call: (client: CriClient) => Promise<unknown>;
  readonly command: Draft | Record<string, unknown>;
  readonly response: unknown;
}
const image = message(api.ImageSpec, { image: 'registry.local/app:1' });

const rows: readonly Row[] = [
  {
    rpc: 'RunPodSandbox',
    call: ({ runtime }) =>
      runtime.runPodSandbox({ config: wireSandboxConfig({ hostname: 'web-0' }), runtimeHandler: 'runc' }),
    command: {
      type: 'sandbox.run',
      sandboxId: '5b'.repeat(32),
      runtimeHandler: 'runc',
      config: { metadata, hostname: 'web-0' },
    },
    response: { podSandboxId: sandboxId },
  },
  {
    rpc: 'StopPodSandbox',
    call: ({ runtime }) => runtime.stopPodSandbox({ podSandboxId: 'a1a1' }),
    command: { type: 'sandbox.stop', sandboxId: 'a1a1' },
    response: {},
  },
  {
    rpc: 'RemovePodSandbox',
    call: ({ runtime }) => runtime.removePodSandbox({ podSandboxId: sandboxId }),
    command: { type: 'sandbox.remove', sandboxId },
    response: {},
  },
  {
    rpc: 'UpdatePodSandboxResources',
    call: ({ runtime }) =>
      runtime.updatePodSandboxResources({
        podSandboxId: sandboxId,
        overhead: undefined,
        resources: message(api.LinuxContainerResources, { cpuShares: '512' }),
      }),
    command: { type: 'sandbox.update', sandboxId, overhead: undefined, resources: { cpuShares: '512', cpuQuota: '0' } },
    response: {},
  },
  {
    rpc: 'UpdateContainerResources',
    call: ({ runtime }) =>
      runtime.updateContainerResources({
        containerId: 'c1c1',
        linux: message(api.LinuxContainerResources, { memoryLimitInBytes: '1048576', unified: { 'memory.high': '5' } }),
        windows: undefined,
        annotations: { 'example.org/why': 'resize' },
      }),
    command: {
      type: 'container.update',
      containerId: 'c1c1',
      resources: { memoryLimitInBytes: '1048576', cpuShares: '0', unified: { 'memory.high': '5' } },
    },
    response: {},
  },
  {
    rpc: 'CreateContainer',
    call: ({ runtime }) =>
      runtime.createContainer({
        podSandboxId: sandboxId,
        config: wireContainerConfig({ envs: [variable('GREETING', 'grüß dich')], args: ['-x'] }),
        sandboxConfig: wireSandboxConfig(),
      }),
    command: {
      type: 'container.create',
      sandboxId,
      containerId: 'cc'.repeat(32),
      config: { metadata: { name: 'app', attempt: 1 }, envs: [{ key: 'GREETING', value: 'grüß dich' }], args: ['-x'] },
    },
    response: { containerId },
  },
  {
    rpc: 'StartContainer',
    call: ({ runtime }) => runtime.startContainer({ containerId }),
    command: { type: 'container.start', containerId },
    response: {},
  },
  {
    rpc: 'StopContainer, seconds become ms',
    call: ({ runtime }) => runtime.stopContainer({ containerId, timeout: '30' }),
    command: { type: 'container.stop', containerId, graceMs: 30_000 },
    response: {},
  },
  {
    rpc: 'StopContainer, longer than a timer can wait',
    call: ({ runtime }) => runtime.stopContainer({ containerId, timeout: '9223372036854775807' }),
    command: { type: 'container.stop', containerId, graceMs: 2 ** 31 - 1 },
    response: {},
  },
  {
    rpc: 'RemoveContainer',
    call: ({ runtime }) => runtime.removeContainer({ containerId }),
    command: { type: 'container.remove', containerId },
    response: {},
  },
  {
    rpc: 'ExecSync, an exit code is an answer',
    call: ({ runtime }) => runtime.execSync({ containerId, cmd: ['ls', ''], timeout: '1' }),
    command: { type: 'container.exec', containerId, execId: 'ee'.repeat(32), command: ['ls', ''], timeoutMs: 1000 },
    response: { exitCode: 3, stdout: Buffer.from('said'), stderr: Buffer.from('complained') },
  },
  {
    rpc: 'ReopenContainerLog',
    call: ({ runtime }) => runtime.reopenContainerLog({ containerId }),
    command: { type: 'container.reopenLog', containerId },
    response: {},
  },
  {
    rpc: 'CheckpointContainer',
    call: ({ runtime }) => runtime.checkpointContainer({ containerId, location: '/var/a.tar', timeout: '7' }),
    command: { type: 'container.checkpoint', containerId, location: '/var/a.tar', timeoutMs: 7000 },
    response: {},
  },
  {
    rpc: 'PullImage, image_ref is the id',
    call: ({ image: service }) => service.pullImage({ image, auth: undefined, sandboxConfig: undefined }),
    command: { type: 'image.pull', pullId: 'bb'.repeat(32), reference: 'registry.local/app:1' },
    response: { imageRef: imageId },
  },
  {
    rpc: 'PullImage, an empty AuthConfig is none',
    call: ({ image: service }) => service.pullImage({ image, auth: message(api.AuthConfig), sandboxConfig: undefined }),
    command: { type: 'image.pull', pullId: 'bb'.repeat(32), reference: 'registry.local/app:1' },
    response: { imageRef: imageId },
  },
  {
    rpc: 'RemoveImage',
    call: ({ image: service }) => service.removeImage({ image }),
    command: { type: 'image.remove', reference: 'registry.local/app:1' },
    response: {},
  },
];

describe('each RPC says one command and maps its answer', () => {
  test.each(rows)('$rpc', async ({ call, command, response }) => {
    const { ask, asked } = fakeAsk();
    const { client } = await serve({ ask });
    expect(await call(client)).toEqual(response);
    expect(asked.map((seen) => seen.command)).toMatchObject([command]);
  });
});

test('a command is plain JSON, but for the absent', async () => {
  const { ask, asked } = fakeAsk();
  const { client } = await serve({ ask });
  const config = wireContainerConfig({ envs: [variable('A', 'b')] });
  await client.runtime.createContainer({ podSandboxId: sandboxId, config, sandboxConfig: undefined });
  const command = asked[0]?.command;
  expect(JSON.parse(JSON.stringify(command))).toEqual(command);
});

test('PullImage with credentials → only their key is in the message', async () => {
  const { ask, asked } = fakeAsk();
  const kept: unknown[] = [];
  const sideband = { keepCredentials: (auth: unknown) => `key-${kept.push(auth)}`, take: () => undefined };
  const { client, lines } = await serve({ ask, sideband });
  const auth = message(api.AuthConfig, { username: 'me', password: 'hush-hush' });
  await client.image.pullImage({ image, auth, sandboxConfig: undefined });
  expect(kept).toEqual([auth]);
  expect(asked[0]?.command).toMatchObject({ credentialsKey: 'key-1' });
  expect(JSON.stringify([asked[0]?.command, lines])).not.toContain('hush-hush');
});

test('the request id of the log is the one of the message', async () => {
  const { ask, asked } = fakeAsk();
  const { client, lines } = await serve({ ask });
  await client.runtime.startContainer({ containerId });
  expect(asked[0]?.requestId).toBe('request-1');
  expect(lines).toContainEqual(
    expect.objectContaining({ rpc: 'StartContainer', requestId: 'request-1', level: 'info' }),
  );
});

describe('the same request again is a second command, and whatever it is answered with comes back', () => {
  test.each(rows.filter(({ rpc }) => /^(Stop|Remove|Run|Create)/.test(rpc)))('$rpc', async ({ call, response }) => {
    const { ask, asked } = fakeAsk();
    const { client } = await serve({ ask });
    expect(await Promise.all([call(client), call(client), call(client)])).toEqual([response, response, response]);
    expect(asked).toHaveLength(3);
  });
});

describe('output of ExecSync that does not fit into a message is dropped', () => {
  const mebibyte = 1024 * 1024;
  test.each([
    { stdout: 16, stderr: 0, keeps: 'standard output' },
    { stdout: 0, stderr: 16, keeps: 'standard error' },
    { stdout: 16, stderr: 16, keeps: 'half of both' },
    { stdout: 16, stderr: 1, keeps: 'all of standard error' },
  ])('$stdout MiB and $stderr MiB → fits, with $keeps', async ({ stdout, stderr }) => {
    const take = (key: string) => Buffer.alloc((key === 'out' ? stdout : stderr) * mebibyte, key);
    const { client } = await serve({ sideband: { keepCredentials: () => '', take } });
    const got = await client.runtime.execSync({ containerId, cmd: ['x'], timeout: '0' });
    expect(got.stdout.byteLength + got.stderr.byteLength).toBe(16 * mebibyte - 64);
    expect(got.stderr.byteLength).toBe(
      Math.min(stderr * mebibyte, Math.max(8 * mebibyte - 32, 16 * mebibyte - 64 - stdout * mebibyte)),
    );
    expect(got.exitCode).toBe(3);
  });
});
