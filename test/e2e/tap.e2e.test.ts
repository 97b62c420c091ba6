/** `troupe tap` as a process in front of a containerd of the test's own: a pod's life through it is as without it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import http2 from 'node:http2';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { containerdCommand } from '../../bench/runtimes/containerd.ts';
import { clearHome } from '../../bench/runtimes/runtime.ts';
import { type Server, startServer } from '../../bench/scene/program.ts';
import {
  ContainerConfig,
  KeyValue,
  LinuxPodSandboxConfig,
  LinuxSandboxSecurityContext,
  NamespaceOption,
  PodSandboxConfig,
} from '../../proto/generated/api.js';
import { type CriClient, criClient, message } from '../../src/cri/client.ts';
import type { ReadRecord } from '../../src/journal/read.ts';
import { readJournal } from '../../src/journal/read.ts';
import { drawLines } from '../../src/tap/seq/draw.ts';
import { stepsOf } from '../../src/tap/seq/steps.ts';
import { crictlMissing } from '../helpers/crictl.ts';
import { daemonMissing } from '../helpers/node-world.ts';
import { until } from '../helpers/pod-life.ts';
import { testImage } from '../helpers/pods.ts';
import { programPath } from '../helpers/programs.ts';
import { buildBusyboxArchive } from '../helpers/test-image.ts';

const containerd = programPath('containerd');
const ctr = programPath('ctr');
const missing =
  daemonMissing() ??
  crictlMissing() ??
  (containerd === undefined || ctr === undefined ? 'needs containerd' : undefined);
const troupe = join(import.meta.dirname, '../../src/cli/main.ts');
const [created, running, exited] = [0, 1, 2];
const deadlineExceeded = 4;
const cancelled = 1;

describe.skipIf(missing !== undefined)(`tap${missing === undefined ? '' : `: ${missing}`}`, () => {
  let dir = '';
  let runtime: Server;
  let tap: ChildProcess;
  let cri: CriClient;
  let said = '';
  const cgroups = () => `/${basename(dir)}`;
  const tapSocket = () => join(dir, 'tap.sock');
  const recording = () => join(dir, 'recording');

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'trp-tap-e2e-'));
    const socketPath = join(dir, 'c.sock');
    const cniConfDir = join(dir, 'net.d');
    await mkdir(cniConfDir);
    const home = {
      dir,
      socketPath,
      cniConfDir,
      root: join(dir, 'root'),
      state: join(dir, 'state'),
      runc: programPath('runc') ?? 'runc',
      cniBinDir: '/usr/lib/cni',
      certsDir: join(dir, 'certs'),
    };
    const command = await containerdCommand(home, { program: containerd ?? '', major: 1, pauseImage: testImage });
    runtime = await startServer({
      ...command,
      logFile: join(dir, 'containerd.log'),
      isReady: async () => (await stat(socketPath)).isSocket(),
    });
    const archive = join(dir, 'busybox.tar');
    await buildBusyboxArchive(archive, { name: testImage, config: { Cmd: ['/bin/sleep', '1000000'] } });
    execFileSync(ctr ?? '', ['--address', socketPath, '-n', 'k8s.io', 'images', 'import', archive], { stdio: 'pipe' });
    const args = [
      'tap',
      '--upstream',
      `unix://${socketPath}`,
      '--listen',
      tapSocket(),
      '--record',
      recording(),
      '--observe',
    ];
    tap = spawn(process.execPath, [troupe, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    tap.stderr?.on('data', (text) => {
      said += text;
    });
    await until(
      () => said,
      (text) => text.includes('listening'),
    );
    cri = criClient({ socketPath: tapSocket() });
  }, 60_000);
  afterAll(async () => {
    cri?.close();
    if (tap?.exitCode === null) {
      tap.kill('SIGKILL');
      await once(tap, 'exit');
    }
    const left = runtime === undefined ? undefined : criClient({ socketPath: join(dir, 'c.sock') });
    for (const { id: podSandboxId } of (await left?.runtime.listPodSandbox({ filter: undefined }))?.items ?? []) {
      await left?.runtime.stopPodSandbox({ podSandboxId });
      await left?.runtime.removePodSandbox({ podSandboxId });
    }
    left?.close();
    await runtime?.end();
    await clearHome(dir);
    for (const controllers of await readdir('/sys/fs/cgroup'))
      await rmdir(join('/sys/fs/cgroup', controllers, cgroups())).catch(() => {}); // not all have one
    await rmdir(join('/sys/fs/cgroup', cgroups())).catch(() => {});
    await rm(dir, { recursive: true });
  }, 60_000);

  const pod = (): PodSandboxConfig =>
    message(PodSandboxConfig, {
      metadata: { name: 'web', namespace: 'shop', uid: 'u-1', attempt: 0 },
      logDirectory: dir,
      linux: message(LinuxPodSandboxConfig, {
        cgroupParent: cgroups(),
        // the node's network: no plugins
        securityContext: message(LinuxSandboxSecurityContext, {
          namespaceOptions: message(NamespaceOption, { network: 2, pid: 1 }),
        }),
      }),
    });
  const config = (): ContainerConfig =>
    message(ContainerConfig, {
      metadata: { name: 'server', attempt: 0 },
      image: { image: testImage, annotations: {}, userSpecifiedImage: '', runtimeHandler: '', imageRef: '' },
      command: ['/bin/sh', '-c', 'trap "exit 3" TERM; while :; do sleep 0.1; done'],
      envs: [message(KeyValue, { key: 'PASSWORD', value: Buffer.from('hunter2') })],
      logPath: 'server.log',
    });
  let podSandboxId = '';
  let containerId = '';

  test('the socket is for root alone', async () => {
    expect((await stat(tapSocket())).mode & 0o777).toBe(0o600);
  });
  test('a container comes up, and 100 calls at once are answered', async () => {
    podSandboxId = (await cri.runtime.runPodSandbox({ config: pod(), runtimeHandler: '' })).podSandboxId;
    containerId = (await cri.runtime.createContainer({ podSandboxId, config: config(), sandboxConfig: pod() }))
      .containerId;
    const stateOf = async () => (await cri.runtime.containerStatus({ containerId, verbose: true })).status?.state;
    expect(await stateOf()).toBe(created);
    await cri.runtime.startContainer({ containerId });
    expect(await stateOf()).toBe(running);
    const states = await Promise.all(Array.from({ length: 100 }, stateOf));
    expect(new Set(states)).toEqual(new Set([running]));
  });
  test('exec: its output, and its exit code', async () => {
    const cmd = ['sh', '-c', 'echo out; echo err >&2; exit 7'];
    const { exitCode, stdout, stderr } = await cri.runtime.execSync({ containerId, cmd, timeout: '30' });
    expect([exitCode, Buffer.from(stdout).toString(), Buffer.from(stderr).toString()]).toEqual([7, 'out\n', 'err\n']);
  });
  test('exec by its URL goes beside the tap: crictl', () => {
    const args = ['--config', '/dev/null', '-r', `unix://${tapSocket()}`, 'exec', containerId, 'echo', 'streamed'];
    expect(execFileSync(programPath('crictl') ?? '', args, { encoding: 'utf8', timeout: 60_000 })).toContain(
      'streamed',
    );
  });
  test("a client's deadline and its cancel end the call for the client", async () => {
    const sleeping = { containerId, cmd: ['sleep', '30'], timeout: '0' };
    await expect(cri.runtime.execSync(sleeping, { timeoutMs: 300 })).rejects.toMatchObject({ code: deadlineExceeded });
    const giveUp = new AbortController();
    const call = cri.runtime.execSync(sleeping, { signal: giveUp.signal });
    // grpc-js tells nobody of a cancel that comes before its request has left
    const asked = /"m":"ExecSync","ph":"request"/g;
    await until(
      () => readFile(recording(), 'utf8'),
      (text) => text.match(asked)?.length === 3,
    );
    giveUp.abort();
    await expect(call).rejects.toMatchObject({ code: cancelled });
  });
  test('an unknown method is the runtime’s to refuse', async () => {
    const session = http2.connect('http://localhost', { createConnection: () => net.connect(tapSocket()) });
    const stream = session.request({
      ':method': 'POST',
      ':path': '/runtime.v1.RuntimeService/Levitate',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const [headers] = await once(stream, 'response');
    session.destroy();
    expect(headers['grpc-status']).toBe('12');
  });
  test('the end of it, and nothing was found', async () => {
    await cri.runtime.stopContainer({ containerId, timeout: '10' });
    const { status } = await cri.runtime.containerStatus({ containerId, verbose: false });
    expect([status?.state, status?.exitCode]).toEqual([exited, 3]);
    await cri.runtime.removeContainer({ containerId });
    await cri.runtime.stopPodSandbox({ podSandboxId });
    await cri.runtime.removePodSandbox({ podSandboxId });
    expect((await cri.runtime.listPodSandbox({ filter: undefined })).items).toEqual([]);
    cri.close();
    tap.kill('SIGTERM');
    const [exitCode] = await once(tap, 'exit');
    expect(said).toContain(' 0 lost, 0 findings');
    expect(exitCode).toBe(0);
  });
  test('the recording has all of it but the secrets, and can be drawn', async () => {
    expect(await readFile(recording(), 'utf8')).not.toContain('hunter2');
    const making = stepsOf({ hasReads: false });
    const steps = [];
    const records: ReadRecord[] = [];
    for await (const record of readJournal(recording())) {
      records.push(record);
      steps.push(...making.of(record));
    }
    const phases = records.flatMap((record) => (record.k === 'O' && record.m === 'ExecSync' ? [record] : []));
    expect(phases.map(({ ph }) => ph).filter((ph) => ph !== 'request')).toEqual([
      'answer',
      // containerd keeps the deadline too: who is first?
      expect.stringMatching(/^(deadline|answer)$/),
      'cancel',
    ]);
    const text = drawLines(steps, making.lanes(), 120).join('\n');
    for (const part of [
      'RunPodSandbox shop/web',
      'StartContainer server',
      'EXITED 3',
      'cancelled by the client',
      '● removed',
    ])
      expect(text).toContain(part);
  });
});
