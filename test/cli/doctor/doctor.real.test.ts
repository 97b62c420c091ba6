import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serveControl } from '../../../src/cli/control.ts';
import { type DoctorInput, doctor, findLeftovers } from '../../../src/cli/doctor/doctor.ts';
import { readKnown } from '../../../src/cli/doctor/known.ts';
import { parseConfig } from '../../../src/config/load.ts';
import type { Config } from '../../../src/config/schema.ts';
import { mount, unmount } from '../../../src/native.ts';
import { openStore } from '../../../src/store/store.ts';

const isRoot = process.getuid?.() === 0;
if (!isRoot && process.env.CI === 'true') throw new Error('doctor needs root, which CI promises');
const searchPath = process.env.PATH ?? '';
const id = 'd0c'.repeat(21).padEnd(64, '1');

let dir: string;
let config: Config;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trp-doctor-'));
  config = parseConfig(
    `root = "${dir}/root"\nstate = "${dir}/state"\n[grpc]\naddress = "${dir}/s.sock"\n[cri]\nnetns_mounts_under_state_dir = true`,
    'f',
  );
});
afterEach(async () => {
  await unmount(join(dir, 'state/sandboxes', id, 'shm'), { isLazy: true });
  await rm(dir, { recursive: true });
});

const examined = async (changes: Partial<DoctorInput>) => {
  const lines: string[] = [];
  const exitCode = await doctor({
    config,
    searchPath,
    examine: async () => [],
    unmount: (target) => unmount(target, { isLazy: true }),
    isRoot: true,
    isJson: false,
    cleans: false,
    print: (line) => void lines.push(line),
    paint: (_, text) => text,
    ...changes,
  });
  return { exitCode, lines };
};

/** A sandbox of which nobody knows: its directory, a mount in it, and a process that calls itself conmon. */
const strayPod = async () => {
  const shm = join(dir, 'state/sandboxes', id, 'shm');
  await mkdir(shm, { recursive: true });
  await mount({ source: 'shm', target: shm, fsType: 'tmpfs' });
  await writeFile(join(shm, 'inside'), '');
  return { shm, conmon: fakeConmon(join(dir, 'state/exits')) };
};

/** Looks like conmon in /proc, and lives until its stdin closes. */
const fakeConmon = (exitDir: string) =>
  spawn('/bin/sh', ['-c', 'read line', '--exit-dir', exitDir, id], {
    argv0: 'conmon',
    stdio: ['pipe', 'ignore', 'ignore'],
  });

describe.skipIf(!isRoot)(`doctor${isRoot ? '' : ' (skipped: needs root)'}`, () => {
  test('an empty machine → nothing, 0', async () => {
    const { exitCode, lines } = await examined({});
    expect(exitCode).toBe(0);
    expect(lines).toEqual(['ok    nothing of troupe is without an owner']);
  });

  test('what a container wrote, and its volumes, of which nobody knows → named; cleaned → gone', async () => {
    const stray = [join(dir, 'root/snapshots', id), join(dir, 'root/volumes', id)];
    for (const path of [...stray, join(dir, 'root/snapshots/.trash/old')]) await mkdir(path, { recursive: true });
    const { lines } = await examined({});
    expect(lines.filter((line) => line.startsWith('FAIL'))).toEqual(
      stray.map((path) => `FAIL  I19 directory without an owner: ${path}`),
    );
    await examined({ cleans: true });
    expect((await examined({})).exitCode).toBe(0);
    expect(existsSync(join(dir, 'root/snapshots/.trash/old'))).toBe(true);
  });

  test('a stray pod → named, 1; cleaned → gone, 0', async () => {
    const { shm, conmon } = await strayPod();
    const ended = once(conmon, 'exit');
    const { exitCode, lines } = await examined({});
    expect(exitCode).toBe(1);
    expect(lines.filter((line) => line.startsWith('FAIL'))).toEqual([
      `FAIL  I23 process without an owner: ${conmon.pid}`,
      `FAIL  I19 mount without an owner: ${shm}`,
      `FAIL  I19 directory without an owner: ${join(dir, 'state/sandboxes', id)}`,
    ]);
    await examined({ cleans: true });
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect((await examined({})).exitCode).toBe(0);
    expect(existsSync(join(dir, 'state/sandboxes', id))).toBe(false);
  });

  test('the monitor of another runtime → not named, survives a cleaning', async () => {
    const stranger = fakeConmon('/var/run/crio/exits');
    const ended = once(stranger, 'exit');
    await examined({ cleans: true });
    stranger.stdin?.end();
    expect(await ended).toEqual([1, null]);
  });

  test('a record knows the pod → nothing to name', async () => {
    const { conmon } = await strayPod();
    const store = openStore(join(dir, 'root/troupe.db'));
    store.records.save('sandbox', id, {});
    store.close();
    expect((await findLeftovers(config, searchPath)).leftovers).toEqual([]);
    conmon.stdin?.end();
    await once(conmon, 'exit');
  });

  test('a debt in the ledger without a record → named', async () => {
    const store = openStore(join(dir, 'root/troupe.db'));
    store.ledger.intend({ ownerId: id, effect: 'network', details: {} });
    store.close();
    expect((await findLeftovers(config, searchPath)).leftovers).toEqual([{ kind: 'debt', what: `network of ${id}` }]);
  });

  test('a daemon holds the store → it says whom it knows and what it owes; a debt is not ours to clean', async () => {
    const store = openStore(join(dir, 'root/troupe.db'));
    await mkdir(join(dir, 'state'), { recursive: true });
    const owner = 'e'.repeat(64);
    const close = await serveControl(join(dir, 'state/control.sock'), {
      importImage: async () => [],
      reload: async () => ({ changed: [], needsRestart: [] }),
      known: () => ({ owners: [owner], ledger: store.ledger.all() }),
      actors: () => [],
    });
    try {
      for (const ownerId of [owner, id]) store.ledger.intend({ ownerId, effect: 'network', details: {} });
      for (const name of [owner, id]) await mkdir(join(dir, 'root/snapshots', name), { recursive: true });
      const { exitCode, lines } = await examined({ cleans: true });
      expect(exitCode).toBe(0);
      expect(lines.filter((line) => line.startsWith('warn'))).toEqual([
        `warn  I19 directory without an owner: ${join(dir, 'root/snapshots', id)}`,
        `warn  I22 debt without an owner: network of ${id}`,
      ]);
      expect(existsSync(join(dir, 'root/snapshots', id))).toBe(true);
    } finally {
      await close();
      store.close();
    }
  });

  test('a daemon holds the store and does not answer → an error, no guess', async () => {
    const store = openStore(join(dir, 'root/troupe.db'));
    try {
      await expect(readKnown(config)).rejects.toThrow(/UNAVAILABLE|locked/);
    } finally {
      store.close();
    }
  });

  test('json → findings for programs', async () => {
    const { lines } = await examined({ isJson: true });
    expect(JSON.parse(lines.join('\n'))).toEqual({
      findings: [{ check: 'leftovers', verdict: 'ok', message: 'nothing of troupe is without an owner' }],
    });
  });
});
