/**
 * critest against a daemon of its own, with stand-ins for the images from a registry of its own: npm run conformance.
 * Prints what failed or was skipped, and why. Nothing of it is left behind, but the daemon's log where something went wrong.
 *
 *   --all          every spec; without it those of the rooms that a pod's life needs
 *   --focus RE     only specs whose name fits
 *   --procs N      so many specs at once
 *   --websocket    exec, attach and port-forward over WebSocket instead of SPDY
 *   --runc PATH    run containers with this runc instead of the machine's; `newest`: of scripts/build-runc.sh
 *   --seed N       the order of an earlier run
 *   --at-least N   fail if fewer specs pass
 *   --report FILE  keep ginkgo's report
 *   --critest PATH another critest than that of scripts/critest.sh
 *
 * scripts/critest.sh builds what it needs. Environment: CRITEST, CONFORMANCE_PROGRAMS, CONFORMANCE_NGINX, and with
 * `--runc newest` CONFORMANCE_RUNC (paths).
 */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDockerRegistry } from '../helpers/docker-registry.ts';
import { makeNodeWorld, type NodeWorld } from '../helpers/node-world.ts';
import { removeAllPods, until } from '../helpers/pod-life.ts';
import { programPath } from '../helpers/programs.ts';
import { runCritest, writeCritest } from './critest.ts';
import { pushStandIns } from './images.ts';
import { gatherIngredients } from './layers.ts';
import { marksLeft, nodeMarks } from './node-marks.ts';
import { parseOptions } from './options.ts';
import { faultsOf, linesOf } from './report.ts';

const pinnedImage = 'gcr.io/k8s-staging-cri-tools/test-image-digest:latest';
const pauseFile = join(import.meta.dirname, '../../native/build/pause');
/** Where a run that went wrong leaves what may explain it; the next such run's takes its place. */
const evidence = join(import.meta.dirname, '../../node_modules/.cache/troupe/conformance');
const say = (line: string) => process.stdout.write(`${line}\n`);
const options = parseOptions(process.argv.slice(2), process.env, Math.floor(Date.now() / 1000));

const pathIn = (name: string): string => {
  const path = process.env[name];
  if (path === undefined) throw new Error(`${name} is not set; run: npm run conformance`);
  return path;
};

/** Settings below those of the world. */
const settings =
  options.runtimePath === undefined ? '' : `[runtimes.runc]\nruntime_path = ${JSON.stringify(options.runtimePath)}\n`;

/** What the daemon pulls comes from there, whatever registry its name has. */
const mirrorAllTo = async (world: NodeWorld, url: string): Promise<void> => {
  await mkdir(join(world.dir, 'certs.d/_default'), { recursive: true });
  const hosts = `server = "${url}"\n[host."${url}"]\ncapabilities = ["pull", "resolve"]\n`;
  await writeFile(join(world.dir, 'certs.d/_default/hosts.toml'), hosts);
};

/** @returns what is wrong: nothing, if all is well. */
const runIn = async (world: NodeWorld): Promise<readonly string[]> => {
  const registry = await startDockerRegistry();
  try {
    const ingredients = await gatherIngredients({
      busybox: programPath('busybox') ?? '/bin/busybox',
      pause: pauseFile,
      programs: pathIn('CONFORMANCE_PROGRAMS'),
      nginx: pathIn('CONFORMANCE_NGINX'),
    });
    const url = `http://${registry.host}`;
    const pushed = await pushStandIns(url, ingredients);
    await mirrorAllTo(world, url);
    const dir = join(world.dir, 'critest');
    await mkdir(dir);
    const critest = join(dir, 'critest.test');
    await writeCritest(options.critest, critest, pushed.get(pinnedImage) ?? '');
    const daemon = await world.start();
    say(`critest: seed ${options.seed}, ${options.processes} at once`);
    const suite = await runCritest({ critest, dir, socketPath: world.socketPath }, options);
    for (const line of linesOf(suite)) say(line);
    if (options.reportFile !== undefined) await copyFile(join(dir, 'report.json'), options.reportFile);
    await removeAllPods(daemon);
    // a layer may still be written to the disk
    const traces = await until(world.traces, ({ length }) => length === 0).catch(world.traces);
    await daemon.stop();
    const faults = [...faultsOf(suite, options), ...traces.map((trace) => `left behind: ${trace}`)];
    if (faults.length > 0) {
      await copyFile(join(dir, 'report.json'), `${evidence}.json`);
      await writeFile(`${evidence}.log`, daemon.output());
      say(`what the daemon said, and ginkgo's report: ${evidence}.log and .json`);
    }
    return faults;
  } finally {
    await registry.close();
  }
};

const before = await nodeMarks();
const world = await makeNodeWorld(settings);
const faults = await runIn(world).finally(world.end);
const left = marksLeft(before, await nodeMarks());
for (const fault of [...faults, ...left.map((mark) => `left behind: ${mark}`)]) say(`WRONG: ${fault}`);
process.exitCode = faults.length + left.length === 0 ? 0 : 1;
