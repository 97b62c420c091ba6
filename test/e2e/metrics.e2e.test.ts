/** Metrics of a daemon with pods, as Prometheus gets them: over its socket and its port, true, and whole. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RuntimeServiceService } from '../../proto/generated/api.js';
import { streamOf } from '../cri/stream-client.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import {
  exitedOf,
  importTestImage,
  removeAllPods,
  removePod,
  runPod,
  shIn,
  startIn,
  until,
} from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';
import { programPath } from '../helpers/programs.ts';
import { readMetrics, type Values } from '../telemetry/metrics/read-metrics.ts';

const missing = daemonMissing();
const port = 20_000 + (process.pid % 10_000);

describe.skipIf(missing !== undefined)(`metrics${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;

  beforeAll(async () => {
    world = await makeNodeWorld();
    await appendFile(
      world.configFile,
      `[metrics]\naddress = "127.0.0.1:${port}"\nsocket = "${world.dir}/metrics.sock"\ngrpc_histogram = true\n`,
    );
    daemon = await world.start();
    await importTestImage(world);
  });
  afterAll(async () => {
    if (daemon !== undefined) await removeAllPods(daemon);
    if (world !== undefined) expect(await world.traces()).toEqual([]);
    await daemon?.stop();
    if (world !== undefined) expect(() => statSync(join(world.dir, 'metrics.sock'))).toThrow('ENOENT');
    await world?.end();
  });

  const get = (where: { readonly socketPath: string } | { readonly port: number }, accept = 'text/plain') =>
    new Promise<string>((resolve, reject) => {
      const asking = request({ ...where, path: '/metrics', headers: { accept } }, (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += String(chunk);
        });
        response.on('end', () => resolve(body));
      });
      asking.on('error', reject);
      asking.end();
    });
  const scrape = async (): Promise<Values> => readMetrics(await get({ socketPath: join(world.dir, 'metrics.sock') }));

  test('the socket → for root only; the port → the same metrics', async () => {
    expect(statSync(join(world.dir, 'metrics.sock')).mode & 0o777).toBe(0o660);
    const values = await scrape();
    expect([...values.keys()].find((name) => name.startsWith('troupe_build_info'))).toContain(`node="v`);
    const overPort = readMetrics(await get({ port }));
    const names = (all: Values) => new Set([...all.keys()].map((name) => name.split('{')[0]));
    for (const name of names(values)) expect(names(overPort)).toContain(name);
  });

  test('a pod and two containers, one of which ends → what is there, what happened, and how long it took', async () => {
    const before = await scrape();
    const rise = (after: Values, name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    const pod = await runPod(daemon, podConfig(world, 'measured'));
    const running = await startIn(daemon, pod, containerConfig('running', 'exec sleep 1000'));
    const ended = await startIn(daemon, pod, containerConfig('ended', 'exit 3'));
    await exitedOf(daemon, ended);
    await shIn(daemon, running, 'true');
    await expect(daemon.cri.runtime.startContainer({ containerId: 'absent' })).rejects.toThrow();

    const during = await scrape();
    expect(during.get('troupe_pods{state="ready"}')).toBe(1);
    expect(during.get('troupe_containers{state="running"}')).toBe(1);
    expect(during.get('troupe_containers{state="exited"}')).toBe(1);
    expect(during.get('troupe_actors{machine="sandbox",state="ready.withoutInfra"}')).toBe(1);
    expect(during.get('troupe_actors{machine="container",state="alive.running"}')).toBe(1);
    expect(during.get('troupe_ledger_rows{effect="task"}')).toBeGreaterThan(0);
    expect(during.get('troupe_ledger_debts')).toBe(0);
    expect(during.get('troupe_network_ready')).toBe(1);
    expect(during.get('troupe_images')).toBe(1);
    expect(during.get('troupe_image_store_bytes')).toBeGreaterThan(0);
    expect(during.get('troupe_open_requests')).toBe(0);
    expect(during.get('troupe_grpc_requests_in_flight{method="RunPodSandbox"}')).toBe(0);
    expect(during.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(during.get('process_open_fds')).toBeGreaterThan(5);
    expect(rise(during, 'troupe_grpc_requests_total{method="RunPodSandbox",code="OK"}')).toBe(1);
    expect(rise(during, 'troupe_grpc_requests_total{method="StartContainer",code="OK"}')).toBe(2);
    expect(rise(during, 'troupe_grpc_requests_total{method="StartContainer",code="NOT_FOUND"}')).toBe(1);
    expect(rise(during, 'troupe_grpc_request_duration_seconds_count{method="RunPodSandbox"}')).toBe(1);
    expect(rise(during, 'troupe_service_duration_seconds_count{service="attachNetwork"}')).toBe(1);
    expect(rise(during, 'troupe_service_duration_seconds_count{service="startTask"}')).toBe(2);
    expect(rise(during, 'troupe_container_exits_total{reason="Error"}')).toBe(1);
    expect(rise(during, 'troupe_store_commit_duration_seconds_count{operation="intend"}')).toBeGreaterThan(3);
    expect(rise(during, 'troupe_actor_message_duration_seconds_count{machine="sandbox"}')).toBeGreaterThan(4);

    await removePod(daemon, pod);
    const after = await until(scrape, (values) => values.get('troupe_pods{state="ready"}') === 0);
    expect(after.get('troupe_containers{state="running"}')).toBe(0);
    expect([...after.keys()].filter((name) => name.startsWith('troupe_ledger_rows'))).toEqual([]);
    expect(
      [...after].filter(([name]) => name.startsWith('troupe_service_calls_in_flight') && after.get(name) !== 0),
    ).toEqual([]);
  });

  test('no label → has an id, a name or an image in it', async () => {
    const pod = await runPod(daemon, podConfig(world, 'secretive'));
    await startIn(daemon, pod, containerConfig('secretive-app', 'exec sleep 1000'));
    const text = await get({ socketPath: join(world.dir, 'metrics.sock') });
    expect(text).not.toContain('secretive');
    expect(text).not.toContain('busybox');
    expect(text).not.toMatch(/[0-9a-f]{32}/);
    await removePod(daemon, pod);
  });

  test('a restarted daemon → what it recovered, and how long that took', async () => {
    const pod = await runPod(daemon, podConfig(world, 'recovered'));
    await startIn(daemon, pod, containerConfig('recovered', 'exec sleep 1000'));
    await daemon.kill();
    daemon = await world.start();
    const values = await until(scrape, (all) => all.get('troupe_recovered_objects{kind="pod"}') !== undefined);
    expect(values.get('troupe_recovered_objects{kind="pod"}')).toBe(1);
    expect(values.get('troupe_recovered_objects{kind="container"}')).toBe(1);
    expect(values.get('troupe_recovery_duration_seconds')).toBeGreaterThan(0);
    await removePod(daemon, pod);
  });

  test('a client that follows events → counted while it does', async () => {
    const stream = streamOf(world.socketPath, RuntimeServiceService.getContainerEvents, {});
    await stream.opened;
    expect((await scrape()).get('troupe_event_subscribers')).toBe(1);
    expect((await scrape()).get('troupe_grpc_requests_in_flight{method="GetContainerEvents"}')).toBe(1);
    stream.call.cancel();
    await until(scrape, (values) => values.get('troupe_event_subscribers') === 0);
    await until(scrape, (values) => values.get('troupe_grpc_requests_in_flight{method="GetContainerEvents"}') === 0);
  });

  test('an address that is taken → pods are served, the log has the error, the socket has the metrics', async () => {
    await daemon.stop();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    daemon = await world.start();
    await until(daemon.output, (output) => output.includes('metrics are not served'));
    expect(daemon.output()).toContain('EADDRINUSE');
    expect((await scrape()).get('troupe_network_ready')).toBe(1);
    await new Promise((resolve) => other.close(resolve));
  });

  const promtool = programPath('promtool');
  test.skipIf(promtool === undefined)(
    `promtool${promtool === undefined ? ': not installed (package prometheus), the check is skipped' : ''} → nothing to say about them`,
    async () => {
      const input = await get({ socketPath: join(world.dir, 'metrics.sock') });
      expect(execFileSync(promtool ?? '', ['check', 'metrics'], { input, encoding: 'utf8', stdio: 'pipe' })).toBe('');
    },
  );
});
