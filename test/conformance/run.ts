/**
 * critest against a daemon of its own, with stand-ins for the images from a registry of its own: npm run conformance.
 * Prints what passed, failed and was skipped, and why. Nothing of it is left behind.
 *
 *   --all          every spec; without it those of the rooms that a pod's life needs
 *   --focus RE     only specs whose name fits
 *   --seed N       the order of an earlier run
 *   --report FILE  keep ginkgo's report
 *   --runc PATH    run containers with this runc instead of the machine's; `newest`: of scripts/build-runc.sh
 *
 * scripts/critest.sh builds what it needs. Environment: CRITEST, CONFORMANCE_PROGRAMS, CONFORMANCE_NGINX, and with `--runc newest`
 * CONFORMANCE_RUNC (paths).
 */
import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { parseArgs } from 'node:util';
import { startDockerRegistry } from '../helpers/docker-registry.ts';
import { makeNodeWorld, type NodeWorld } from '../helpers/node-world.ts';
import { removeAllPods, until } from '../helpers/pod-life.ts';
import { programPath } from '../helpers/programs.ts';
import { pushStandIns } from './images.ts';
import { gatherIngredients } from './layers.ts';
import { countsOf, linesOf, type SuiteReport } from './report.ts';
import { leavingNoSharedMemory } from './shared-memory.ts';

/** The rooms that need neither streaming nor statistics. */
const lifeOfPods = 'Container runtime should support|Image Manager|PodSandbox|Networking|Idempotence|Runtime info';
/** critest asks for this digest, which no stand-in can have. Source: cri-tools v1.36.0, pkg/validate/consts.go. */
const pinnedDigest = '9700f9a2f5bf2c45f2f605a0bd3bce7cf37420ec9d3ed50ac2758413308766bf';
const pinnedImage = 'gcr.io/k8s-staging-cri-tools/test-image-digest:latest';
const pauseFile = join(import.meta.dirname, '../../native/build/pause');

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    focus: { type: 'string' },
    seed: { type: 'string' },
    report: { type: 'string' },
    runc: { type: 'string' },
  },
});

const pathIn = (name: string): string => {
  const path = process.env[name];
  if (path === undefined) throw new Error(`${name} is not set; run: npm run conformance`);
  return path;
};

/** Settings below those of the world. */
const runtimeOf = (asked: string | undefined): string => {
  if (asked === undefined) return '';
  const path = asked === 'newest' ? pathIn('CONFORMANCE_RUNC') : asked;
  if (!isAbsolute(path)) throw new Error(`--runc ${asked}: not an absolute path`);
  return `[runtimes.runc]\nruntime_path = ${JSON.stringify(path)}\n`;
};

/** A copy that asks for the digest that we have: as long as the other one, so nothing moves. */
const writeCritest = async (file: string, digest: string): Promise<void> => {
  await copyFile(pathIn('CRITEST'), file);
  const program = await readFile(file);
  const wanted = digest.replace('sha256:', '');
  for (let at = program.indexOf(pinnedDigest); at >= 0; at = program.indexOf(pinnedDigest, at))
    program.write(wanted, at);
  await writeFile(file, program);
};

const runCritest = async (world: NodeWorld, critest: string): Promise<SuiteReport> => {
  const report = values.report ?? join(world.dir, 'report.json');
  const endpoint = `unix://${world.socketPath}`;
  const focus = values.focus ?? (values.all ? undefined : lifeOfPods);
  const args = [
    ...['-runtime-endpoint', endpoint, '-image-endpoint', endpoint, '-config', '/dev/null'],
    ...['-ginkgo.no-color', '-ginkgo.timeout', '40m', '-ginkgo.json-report', report],
    ...(focus === undefined ? [] : ['-ginkgo.focus', focus]),
    ...(values.seed === undefined ? [] : ['-ginkgo.seed', values.seed]),
  ];
  const temporary = join(world.dir, 'tmp');
  await mkdir(temporary);
  const child = spawn(critest, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: temporary },
  });
  child.stdout.resume(); // the report has it all
  await new Promise((resolve) => child.once('close', resolve));
  const [suite] = JSON.parse(await readFile(report, 'utf8')) as readonly SuiteReport[];
  if (suite === undefined) throw new Error('critest reported nothing');
  return suite;
};

/** @returns whether nothing failed and nothing was left. */
const main = async (): Promise<boolean> => {
  const ingredients = await gatherIngredients({
    busybox: programPath('busybox') ?? '/bin/busybox',
    pause: pauseFile,
    programs: pathIn('CONFORMANCE_PROGRAMS'),
    nginx: pathIn('CONFORMANCE_NGINX'),
  });
  const world = await makeNodeWorld(runtimeOf(values.runc));
  const registry = await startDockerRegistry();
  try {
    const url = `http://${registry.host}`;
    const pushed = await pushStandIns(url, ingredients);
    await mkdir(join(world.dir, 'certs.d/_default'), { recursive: true });
    const hosts = `server = "${url}"\n[host."${url}"]\ncapabilities = ["pull", "resolve"]\n`;
    await writeFile(join(world.dir, 'certs.d/_default/hosts.toml'), hosts);
    const critest = join(world.dir, 'critest');
    await writeCritest(critest, pushed.get(pinnedImage) ?? '');
    const daemon = await world.start();
    const suite = await runCritest(world, critest);
    for (const line of linesOf(suite)) process.stdout.write(`${line}\n`);
    await removeAllPods(daemon);
    // a layer may still be written to the disk
    const traces = await until(world.traces, ({ length }) => length === 0).catch(world.traces);
    for (const trace of traces) process.stdout.write(`left behind: ${trace}\n`);
    await daemon.stop();
    return traces.length === 0 && countsOf(suite).failed === 0;
  } finally {
    await registry.close();
    await world.end();
  }
};

process.exitCode = (await leavingNoSharedMemory(main)) ? 0 : 1;
