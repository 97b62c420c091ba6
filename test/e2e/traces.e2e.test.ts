/** Traces of a daemon with real pods, as a collector gets them: one tree for each request, and nothing that is nobody's business. */
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RuntimeServiceService } from '../../proto/generated/api.js';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import { importTestImage, removeAllPods, removePod, runPod, shIn, startIn, until } from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';
import { type Collector, openCollector, type SeenSpan, treeOf } from '../telemetry/traces/collector.ts';
import { callWith } from './traced-call.ts';

const missing = daemonMissing();

describe.skipIf(missing !== undefined)(`traces${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;
  let collector: Collector;

  const start = () => world.start({ env: { OTEL_SERVICE_NAME: 'troupe-e2e', OTEL_BSP_SCHEDULE_DELAY: '50' } });
  beforeAll(async () => {
    collector = await openCollector();
    world = await makeNodeWorld();
    await appendFile(world.configFile, `[otlp]\nendpoint = "${collector.url}"\n`);
    daemon = await start();
    await importTestImage(world);
  });
  afterAll(async () => {
    if (daemon !== undefined) await removeAllPods(daemon);
    if (world !== undefined) expect(await world.traces()).toEqual([]);
    await daemon?.stop();
    await world?.end();
    await collector?.close();
  });

  /** The newest span of an RPC that fits. */
  const spanOf = async (method: string, fits: (span: SeenSpan) => boolean = () => true): Promise<SeenSpan> => {
    const found = () => collector.spans().filter((span) => span.attributes['rpc.method'] === method && fits(span));
    return (await until(found, (spans) => spans.length > 0)).at(-1) as SeenSpan;
  };
  const isOf = (name: string) => (span: SeenSpan) => span.attributes['k8s.pod.name'] === name;

  test('a pod start with a parent of its client → one tree: the RPC, its states, their services', async () => {
    const traceId = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
    const metadata = new Metadata();
    metadata.set('traceparent', `00-${traceId}-00f067aa0ba902b7-01`);
    const config = podConfig(world, 'traced');
    const { podSandboxId } = await callWith(
      world.socketPath,
      RuntimeServiceService.runPodSandbox,
      { config, runtimeHandler: '' },
      metadata,
    );
    const root = await spanOf('RunPodSandbox', isOf('traced'));
    expect(root).toMatchObject({
      name: 'runtime.v1.RuntimeService/RunPodSandbox',
      kind: 2,
      traceId,
      parentSpanId: '00f067aa0ba902b7',
      status: { code: 0 },
    });
    expect(root.attributes).toMatchObject({
      'rpc.system': 'grpc',
      'rpc.service': 'runtime.v1.RuntimeService',
      'rpc.grpc.status_code': 0,
      'troupe.sandbox.id': podSandboxId,
      'k8s.namespace.name': config.metadata?.namespace,
      'k8s.pod.uid': config.metadata?.uid,
    });
    expect(collector.resource()['service.name']).toBe('troupe-e2e');
    const tree = treeOf(collector.spans(), root);
    expect(tree[0]).toBe('runtime.v1.RuntimeService/RunPodSandbox');
    expect(tree.toSorted()).toEqual(
      [
        'runtime.v1.RuntimeService/RunPodSandbox',
        '  sandbox preparing',
        '    sandbox preparing.pinning',
        '      pinNamespaces',
        '    sandbox preparing.assembling',
        '      sandbox preparing.assembling.network',
        '        sandbox preparing.assembling.network.attaching',
        '          attachNetwork (CNI ADD)',
        '      sandbox preparing.assembling.files',
        '        sandbox preparing.assembling.files.writing',
        '          prepareSandboxFiles',
        '      sandbox preparing.assembling.infra',
      ].toSorted(),
    );
    for (const span of collector.spans().filter((one) => one.traceId === traceId)) {
      expect(span.endNs, span.name).toBeGreaterThanOrEqual(span.startNs);
      const above = collector.spans().find(({ spanId }) => spanId === span.parentSpanId);
      if (above === undefined) continue;
      expect(span.startNs, span.name).toBeGreaterThanOrEqual(above.startNs);
      expect(span.endNs, span.name).toBeLessThanOrEqual(above.endNs);
    }
    await removePod(daemon, { sandboxId: podSandboxId });
  });

  test('a container from creation to removal → each request with its states and services, and the names of both', async () => {
    const pod = await runPod(daemon, podConfig(world, 'lived'));
    const id = await startIn(daemon, pod, containerConfig('lived-app', 'exec sleep 1000'));
    await shIn(daemon, id, 'true');
    await daemon.cri.runtime.stopContainer({ containerId: id, timeout: '0' });
    await removePod(daemon, pod);
    const tree = async (method: string) => {
      const root = await spanOf(method, isOf('lived'));
      expect(root.attributes['k8s.container.name'], method).toBe(method.includes('Pod') ? undefined : 'lived-app');
      return treeOf(collector.spans(), root).map((line) => line.trim());
    };
    expect(await tree('CreateContainer')).toEqual(expect.arrayContaining(['mountRootfs', 'writeBundle', 'createTask']));
    expect(await tree('StartContainer')).toEqual(expect.arrayContaining(['container alive.starting', 'startTask']));
    expect(await tree('ExecSync')).toEqual(expect.arrayContaining(['exec running', 'execTask']));
    expect(await tree('StopContainer')).toEqual(expect.arrayContaining(['killTask']));
    expect(await tree('StopPodSandbox')).toEqual(expect.arrayContaining(['detachNetwork (CNI DEL)']));
    expect(await tree('RemovePodSandbox')).toEqual(expect.arrayContaining(['container removing']));
  });

  test('a pod start that fails → status ERROR with the failure code, of the RPC and of the service; what was done is undone in the same tree', async () => {
    const broken = {
      cniVersion: '1.0.0',
      name: 'broken',
      plugins: [{ type: 'bridge', bridge: 'a-name-that-is-too-long-for-a-bridge' }],
    };
    await writeFile(join(world.dir, 'net.d/05-broken.conflist'), JSON.stringify(broken));
    /** The configuration is in force when a start fails: there is nothing else to see it by. */
    const failing = async () =>
      daemon.cri.runtime.runPodSandbox({ config: podConfig(world, 'broken'), runtimeHandler: '' }).then(
        async ({ podSandboxId }) => removePod(daemon, { sandboxId: podSandboxId }),
        (error: unknown) => error,
      );
    await until(failing, (failure) => failure !== undefined);
    await rm(join(world.dir, 'net.d/05-broken.conflist'));
    const root = await spanOf('RunPodSandbox', ({ status }) => status.code === 2);
    expect(root.status.message).toMatch(/^NetworkPluginFailed: /);
    expect(root.attributes).toMatchObject({
      'error.type': 'NetworkPluginFailed',
      'troupe.failure.code': 'NetworkPluginFailed',
      'rpc.grpc.status_code': 13,
    });
    const below = collector.spans().filter(({ traceId }) => traceId === root.traceId);
    expect(below.find(({ name }) => name === 'attachNetwork (CNI ADD)')).toMatchObject({
      status: { code: 2, message: 'NetworkPluginFailed' },
      attributes: { 'troupe.service.outcome': 'failed' },
    });
    expect(below.map(({ name }) => name)).toEqual(expect.arrayContaining(['sandbox rollingBack', 'unpinNamespaces']));
  });

  test('all that was sent → nothing of commands, environments, outputs or texts of failures', async () => {
    const text = JSON.stringify(collector.spans(), (_, value) => (typeof value === 'bigint' ? String(value) : value));
    expect(collector.spans().length).toBeGreaterThan(30);
    expect(text).not.toContain('sleep 1000');
    expect(text).not.toContain('/bin/sh');
    expect(text).not.toContain('too-long-for-a-bridge');
    const keys = new Set(collector.spans().flatMap(({ attributes }) => Object.keys(attributes)));
    expect([...keys].filter((key) => !/^(rpc|k8s|container|troupe|error)\./.test(key))).toEqual([]);
  });

  test('stopped → the last spans are sent', async () => {
    await daemon.cri.runtime.version({ version: 'last-words' });
    const before = collector.spans().filter(({ attributes }) => attributes['rpc.method'] === 'Version').length;
    await daemon.cri.runtime.version({ version: '' });
    await daemon.stop();
    const after = collector.spans().filter(({ attributes }) => attributes['rpc.method'] === 'Version').length;
    expect(after).toBeGreaterThan(before);
    daemon = await start();
  });

  test('a collector that hangs, then is gone → pods live and die as ever, and the daemon stops in its time', async () => {
    collector.behave('hang');
    const pod = await until(
      () => runPod(daemon, podConfig(world, 'unseen')).catch(() => undefined), // the good network is in force again
      (started) => started !== undefined,
    );
    if (pod === undefined) throw new Error('unreachable');
    await startIn(daemon, pod, containerConfig('unseen', 'exec sleep 1000'));
    await collector.close();
    await removePod(daemon, pod);
    await daemon.stop();
    expect(daemon.output()).not.toContain('not everything was answered in time');
    expect(daemon.output()).not.toContain('broken invariant');
    daemon = await start();
    const again = await runPod(daemon, podConfig(world, 'again'));
    await removePod(daemon, again);
  });
});
