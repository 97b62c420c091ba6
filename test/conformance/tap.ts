/**
 * critest against a containerd of its own, straight and through `troupe tap`: every spec must end the same, nothing may be lost
 * or cut from the recording, and `troupe seq` must draw it. npm run conformance:tap. containerd is the one in PATH, or CONTAINERD.
 * Where KUBELET is set (a program), a kubelet's pods come and go through the tap as well.
 * The other options are those of `npm run conformance`; those about troupe's own settings mean nothing here.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { containerdCommand } from '../../bench/runtimes/containerd.ts';
import { type RuntimeHome, startRuntime } from '../../bench/runtimes/runtime.ts';
import { undoStack } from '../../bench/scene/undo-stack.ts';
import { readJournal } from '../../src/journal/read.ts';
import { startDockerRegistry } from '../helpers/docker-registry.ts';
import { makeNodeWorld } from '../helpers/node-world.ts';
import { until } from '../helpers/pod-life.ts';
import { programPath } from '../helpers/programs.ts';
import { runCritest, writeCritest } from './critest.ts';
import { pushStandIns } from './images.ts';
import { gatherIngredients } from './layers.ts';
import { parseOptions } from './options.ts';
import { countsOf, outcomesOf, type SuiteReport } from './report.ts';
import { kubeletThrough } from './tap-kubelet.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);
const faults: string[] = [];
const options = parseOptions(process.argv.slice(2), process.env, Math.floor(Date.now() / 1000));
const troupe = join(import.meta.dirname, '../../src/cli/main.ts');
const pinnedImage = 'gcr.io/k8s-staging-cri-tools/test-image-digest:latest';

const pathIn = (name: string): string => {
  const path = process.env[name];
  if (path === undefined) throw new Error(`${name} is not set; run: npm run conformance:tap`);
  return path;
};

/** Where cgroups of pods without a parent are, in every hierarchy. */
const removeDefaultCgroups = async (): Promise<void> => {
  for (const controllers of ['', ...(await readdir('/sys/fs/cgroup'))])
    await rmdir(join('/sys/fs/cgroup', controllers, 'k8s.io')).catch(() => {}); // not all have one
};

/** Runs what is given with a tap in front of the runtime, and reads what it recorded. */
const throughTap = async (
  { dir, name }: { readonly dir: string; readonly name: string },
  upstream: string,
  run: (socketPath: string) => Promise<void>,
): Promise<void> => {
  const [listen, recording] = [join(dir, `${name}.sock`), join(dir, `${name}.recording`)];
  const args = ['tap', '--upstream', upstream, '--listen', listen, '--record', recording, '--observe'];
  const tap = spawn(process.execPath, [troupe, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(tap, 'exit');
  let said = '';
  tap.stderr.on('data', (text) => {
    said += text;
  });
  try {
    await until(
      () => stat(listen).catch(() => undefined),
      (found) => found !== undefined,
    );
    await run(listen);
  } finally {
    tap.kill('SIGTERM');
  }
  const [exitCode] = await ended;
  const kinds = new Map<string, number>();
  for await (const record of readJournal(recording)) kinds.set(record.k, (kinds.get(record.k) ?? 0) + 1);
  const drawn = execFileSync(process.execPath, [troupe, 'seq', recording], {
    encoding: 'utf8',
    maxBuffer: 1024 * 1024 * 1024,
  });
  const told = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
  say(`the recording: ${told}; ${drawn.split('\n').length} lines drawn`);
  say(said.trim());
  if (kinds.has('G') || !said.includes(' 0 lost')) faults.push(`${name}: records are missing`);
  if (exitCode !== 0) faults.push(`${name}: the tap ended with ${exitCode}`);
  for (const part of ['RunPodSandbox', 'StartContainer', 'StopPodSandbox'])
    if (!drawn.includes(part)) faults.push(`${name}: the drawing has no ${part}`);
};

const world = await makeNodeWorld();
const undo = undoStack();
try {
  const registry = await startDockerRegistry();
  undo.push('the registry', () => registry.close());
  const url = `http://${registry.host}`;
  const pushed = await pushStandIns(
    url,
    await gatherIngredients({
      busybox: programPath('busybox') ?? '/bin/busybox',
      pause: join(import.meta.dirname, '../../native/build/pause'),
      programs: pathIn('CONFORMANCE_PROGRAMS'),
      nginx: pathIn('CONFORMANCE_NGINX'),
    }),
  );
  await mkdir(join(world.dir, 'certs.d/_default'), { recursive: true });
  const hosts = `server = "${url}"\n[host."${url}"]\ncapabilities = ["pull", "resolve"]\n`;
  await writeFile(join(world.dir, 'certs.d/_default/hosts.toml'), hosts);
  const program = process.env.CONTAINERD ?? programPath('containerd');
  if (program === undefined) throw new Error('needs containerd: in PATH, or CONTAINERD=PATH');
  const version = execFileSync(program, ['--version'], { encoding: 'utf8' });
  const home: RuntimeHome = {
    dir: world.dir,
    root: join(world.dir, 'c-root'),
    state: join(world.dir, 'c-state'),
    socketPath: join(world.dir, 'c.sock'),
    runc: options.runtimePath ?? programPath('runc') ?? 'runc',
    cniBinDir: '/usr/lib/cni',
    cniConfDir: join(world.dir, 'net.d'),
    certsDir: join(world.dir, 'certs.d'),
  };
  const major = Number(/ v?(\d+)\./.exec(version)?.[1] ?? 1);
  const { cri } = await startRuntime(
    home,
    await containerdCommand(home, { program, major, pauseImage: 'registry.k8s.io/pause:3.9' }),
    undo,
  );
  const critest = join(world.dir, 'critest.test');
  await writeCritest(options.critest, critest, pushed.get(pinnedImage) ?? '');
  say(`${version.trim()}; seed ${options.seed}, ${options.processes} at once`);
  const runs: SuiteReport[] = [];
  const run = async (name: string, socketPath: string) => {
    const dir = join(world.dir, name);
    await mkdir(dir);
    const suite = await runCritest({ critest, dir, socketPath }, options);
    const { passed, failed, skipped } = countsOf(suite);
    say(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped; ${Math.round(suite.RunTime / 1e9)} s`);
    runs.push(suite);
  };
  await run('straight', home.socketPath);
  await throughTap({ dir: world.dir, name: 'critest' }, home.socketPath, (socketPath) => run('tapped', socketPath));
  const [straight, through] = runs.map(outcomesOf);
  for (const [name, state] of straight ?? [])
    if (through?.get(name) !== state) faults.push(`${name}: ${state} straight, ${through?.get(name)} through the tap`);
  if (straight?.size !== through?.size || (countsOf(runs[1] as SuiteReport).passed ?? 0) < options.atLeast)
    faults.push('fewer specs than there should be');
  const kubelet = process.env.KUBELET;
  if (kubelet !== undefined)
    await throughTap({ dir: world.dir, name: 'kubelet' }, home.socketPath, async (socketPath) => {
      for (const name of await kubeletThrough(kubelet, { ...world, socketPath }, { cri, say }))
        faults.push(`kubelet: ${name}`);
    });
} finally {
  for (const failed of await undo.unwind()) faults.push(`left behind: ${failed}`);
  await world.end();
  await removeDefaultCgroups();
}
for (const fault of faults) say(`WRONG: ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
