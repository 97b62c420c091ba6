/**
 * The own network in a network namespace that stands for a whole machine: opened, used by a pod, closed. A program of its
 * own runs in it and tells what it saw, for a namespace is a process's.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { obstacle } from './real-world.ts';

const why = obstacle();
const program = fileURLToPath(new URL('own-network-machine.ts', import.meta.url));
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'trp-network-own-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const onAMachine = async (scene: string): Promise<Record<string, unknown>> => {
  const { stdout } = await promisify(execFile)('unshare', ['--net', process.execPath, program, scene, dir]);
  return JSON.parse(stdout) as Record<string, unknown>;
};

describe.skipIf(why !== undefined)(`own network${why === undefined ? '' : ` (${why})`}`, () => {
  test('opened, used, closed → a pod has a way out while it is there; nothing is left of it', async () => {
    const seen = await onAMachine('life');
    expect(seen.opened).toMatchObject({ subnet: '10.241.1.0/24' }); // 10.241.0.0/24 is on a link of the machine
    expect(seen.during).toMatchObject({ ipForward: '1', leases: 1, masquerades: 1, hostPorts: 1, bridge: true });
    expect(seen.after).toEqual({ ipForward: '0', rules: [], bridge: false, leftInDir: [] });
  });

  test('another network’s host ports → its chains stay', async () => {
    const { after } = await onAMachine('neighbour');
    expect(after).toMatchObject({ rules: ['-N CNI-HOSTPORT-DNAT', '-A CNI-HOSTPORT-DNAT -p tcp -j RETURN'] });
  });

  test('opened again after a crash → the same subnet, one rule, the living pod’s host port; closed twice → fine', async () => {
    const seen = await onAMachine('again');
    expect(seen.subnets).toEqual(['10.241.1.0/24', '10.241.1.0/24']);
    expect(seen.during).toMatchObject({ masquerades: 1, hostPorts: 1 });
    expect(seen.after).toEqual({ ipForward: '0', rules: [], bridge: false, leftInDir: [] });
  });
});
