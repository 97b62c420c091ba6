/** `troupe doctor` beside a daemon: it finds nothing where pods come and go, and names the invariant of what it finds. */
import { mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Protocol } from '../../proto/generated/api.js';
import { doctor } from '../../src/cli/doctor/doctor.ts';
import { loadConfig } from '../../src/config/load.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import { importTestImage, pidOf, removePod, runPod, startIn } from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';

const missing = daemonMissing();

describe.skipIf(missing !== undefined)(`doctor beside a daemon${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;

  beforeAll(async () => {
    world = await makeNodeWorld('[invariants]\ninterval = "20ms"\n');
    daemon = await world.start();
    await importTestImage(world);
  }, 60_000);
  afterAll(async () => {
    await daemon?.stop();
    await world?.end();
    // It has looked at itself all the time.
    expect(daemon?.output()).not.toContain('an invariant does not hold');
    expect(daemon?.output()).not.toContain('could not look at itself');
  });

  interface Seen {
    readonly check: string;
    readonly verdict: string;
    readonly message: string;
  }
  const examined = async (): Promise<{ readonly exitCode: number; readonly findings: readonly Seen[] }> => {
    const lines: string[] = [];
    const exitCode = await doctor({
      config: await loadConfig(world.configFile),
      searchPath: process.env.PATH ?? '',
      examine: async () => [],
      unmount: async () => false,
      isRoot: true,
      isJson: true,
      cleans: false,
      print: (line) => lines.push(line),
      paint: (_, text) => text,
    });
    return { exitCode, findings: (JSON.parse(lines.join('\n')) as { findings: readonly Seen[] }).findings };
  };

  test('pods come and go meanwhile → nothing is found', { timeout: 120_000 }, async () => {
    let isOver = false;
    const load = [0, 1].map(async (client) => {
      for (let cycle = 0; !isOver; cycle += 1) {
        const pod = await runPod(daemon, podConfig(world, `load-${client}-${cycle}`));
        await startIn(daemon, pod, containerConfig('c', 'exec sleep 1000'));
        await removePod(daemon, pod);
      }
    });
    const seen = [];
    for (let look = 0; look < 3; look += 1) seen.push(await examined());
    isOver = true;
    await Promise.all(load);
    for (const { exitCode, findings } of seen) {
      expect(findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
      expect(exitCode).toBe(0);
    }
  });

  test('a directory of nobody’s, and a container that somebody froze → named, with their invariants', {
    timeout: 60_000,
  }, async () => {
    const stray = join(world.dir, 'state/sandboxes', 'f'.repeat(64));
    await mkdir(stray, { recursive: true });
    const pod = await runPod(daemon, podConfig(world, 'frozen'));
    const id = await startIn(daemon, pod, containerConfig('c', 'exec sleep 1000'));
    const state = await freezerOf(await pidOf(daemon, id));
    if (state !== undefined) await writeFile(state, 'FROZEN');
    try {
      const { exitCode, findings } = await examined();
      const messages = findings.map(({ message }) => message);
      expect(messages).toContain(`I19 directory without an owner: ${stray}`);
      if (state !== undefined) {
        expect(messages.filter((message) => message.startsWith('I45 frozen'))).toHaveLength(1);
        expect(exitCode).toBe(1);
      }
    } finally {
      if (state !== undefined) await writeFile(state, 'THAWED');
      await rmdir(stray);
      await removePod(daemon, pod);
    }
    expect((await examined()).findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
  });

  test('--leftovers: a pod → all of it is told; nothing of ours on the machine → it says so', {
    timeout: 60_000,
  }, async () => {
    const pod = await runPod(daemon, { ...podConfig(world, 'left'), portMappings: [published] });
    await startIn(daemon, pod, containerConfig('c', 'exec sleep 1000'));
    const all = await leftoversOf(world);
    expect(all.exitCode).toBe(1);
    const kinds = new Set(all.lines.map((line) => line.split(' ')[0]));
    expect([...kinds].sort()).toEqual(['cgroup', 'directory', 'link', 'mount', 'pin', 'process', 'rule']);

    await removePod(daemon, pod);
    await daemon.stop();
    const [bridge = ''] = all.lines.flatMap((line) => /^link +(trp\w+)$/.exec(line)?.[1] ?? []);
    // What nobody takes away with a pod: the bridge is the plugin's, images and records are ours.
    expect((await leftoversOf(world)).lines).toEqual([
      `link       ${bridge}`,
      `directory  ${world.dir}/state`,
      `directory  ${world.dir}/root`,
    ]);

    await execa('/sbin/ip', ['link', 'delete', bridge]);
    for (const part of ['root', 'state']) await rm(join(world.dir, part), { recursive: true });
    expect(await leftoversOf(world)).toEqual({ exitCode: 0, lines: ['nothing of troupe is left'] });
  });
});

const published = { protocol: Protocol.TCP, containerPort: 80, hostPort: 38_080, hostIp: '127.0.0.1' };

const leftoversOf = async ({ configFile }: NodeWorld) => {
  const troupe = join(import.meta.dirname, '../../bin/troupe');
  const { exitCode, stdout } = await execa(troupe, ['doctor', '--leftovers', '--config', configFile], {
    reject: false,
    timeout: 30_000,
  });
  return { exitCode, lines: stdout.split('\n') };
};

/** Of cgroup v1; undefined where there is no such hierarchy. */
const freezerOf = async (pid: number): Promise<string | undefined> => {
  const lines = (await readFile(`/proc/${pid}/cgroup`, 'utf8')).split('\n');
  const path = lines.find((line) => line.includes(':freezer:'))?.split(':')[2];
  return path === undefined ? undefined : join('/sys/fs/cgroup/freezer', path, 'freezer.state');
};
