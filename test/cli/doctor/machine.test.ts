import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cgroupFindings, crunRefuses, hierarchyDirs } from '../../../src/cli/doctor/cgroups.ts';
import { findProgram } from '../../../src/cli/doctor/find-program.ts';
import { examineMachine } from '../../../src/cli/doctor/machine.ts';
import { parseConfig } from '../../../src/config/load.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trp-machine-'));
});
afterEach(() => rm(dir, { recursive: true }));

const examine = async (toml: string, input: Partial<Parameters<typeof examineMachine>[0]> = {}) => {
  const findings = await examineMachine({
    config: parseConfig(toml, 'f'),
    searchPath: dir,
    uid: 0,
    loadAddon: async () => ({}),
    ...input,
  });
  return (check: string) => findings.find((finding) => finding.check === check);
};

describe('examineMachine', () => {
  test('not root → fail', async () => {
    expect((await examine('', { uid: 65_534 }))('root')).toMatchObject({
      verdict: 'fail',
      remedy: 'run it as root (sudo)',
    });
  });

  test('the addon does not load → fail, with one line of why', async () => {
    const loadAddon = () => Promise.reject(new Error('no such file\nrequire stack: …'));
    expect((await examine('', { loadAddon }))('addon')).toMatchObject({
      verdict: 'fail',
      message: 'the native addon does not load: no such file',
    });
  });

  test('the default runtime is absent → fail; another one → warn', async () => {
    const toml = `[cri]\ndefault_runtime_name = "one"\n[runtimes.one]\nruntime_path = "${dir}/one"\n[runtimes.two]\nruntime_path = "${dir}/two"`;
    const finding = await examine(toml);
    expect(finding('one')).toMatchObject({ verdict: 'fail' });
    expect(finding('two')).toMatchObject({ verdict: 'warn' });
  });

  test('it is there → ok, with its path', async () => {
    await writeFile(join(dir, 'one'), '', { mode: 0o755 });
    const toml = `[cri]\ndefault_runtime_name = "one"\n[runtimes.one]\nruntime_path = "${dir}/one"`;
    expect((await examine(toml))('one')).toEqual({ check: 'one', verdict: 'ok', message: `${dir}/one: ${dir}/one` });
  });

  test('no CNI plugins → warn, with where was looked', async () => {
    const finding = await examine(`[cni]\nbin_dirs = ["${dir}"]`);
    expect(finding('cni-bridge')).toMatchObject({ verdict: 'warn', message: `CNI plugin bridge is in none of ${dir}` });
  });
});

describe('findProgram', () => {
  test('a file that cannot be executed, a directory → passed over', async () => {
    await writeFile(join(dir, 'data'), '', { mode: 0o644 });
    expect(findProgram(join(dir, 'data'), '')).toBeUndefined();
    expect(findProgram(dir, '')).toBeUndefined();
  });

  test('relative parts of PATH → not looked into', () => {
    expect(findProgram('no-such-program', '.:bin')).toBeUndefined();
  });
});

describe('cgroups', () => {
  test('none mounted → fail', () => {
    expect(cgroupFindings({ mode: 'v1', controllerDirs: {} }, 'cgroupfs')).toMatchObject([
      { check: 'cgroups', verdict: 'fail' },
    ]);
  });

  test('v2 with all controllers → ok', async () => {
    await writeFile(join(dir, 'cgroup.controllers'), 'cpuset cpu io memory pids\n');
    const findings = cgroupFindings({ mode: 'v2', unifiedDir: dir, controllerDirs: {} }, 'cgroupfs');
    expect(findings.map(({ verdict }) => verdict)).toEqual(['ok', 'ok']);
  });

  test('a controller lacks → warn, by name', async () => {
    await writeFile(join(dir, 'cgroup.controllers'), 'cpu pids\n');
    const [first] = cgroupFindings({ mode: 'v2', unifiedDir: dir, controllerDirs: {} }, 'cgroupfs');
    expect(first?.message).toBe('cgroups v2 lack memory: pods cannot be limited');
  });

  test('hybrid with controllers in v2 → crun refuses; v1 or pure v2 → not', async () => {
    await writeFile(join(dir, 'cgroup.controllers'), 'hugetlb\n');
    expect(crunRefuses({ mode: 'hybrid', unifiedDir: dir, controllerDirs: { memory: '/m' } })).toBe(true);
    expect(crunRefuses({ mode: 'hybrid', unifiedDir: join(dir, 'empty'), controllerDirs: { memory: '/m' } })).toBe(
      false,
    );
    expect(crunRefuses({ mode: 'v2', unifiedDir: dir, controllerDirs: {} })).toBe(false);
  });

  test('controllers that share a mount → one directory', () => {
    expect(hierarchyDirs({ mode: 'v1', controllerDirs: { cpu: '/c', cpuacct: '/c', memory: '/m' } })).toEqual([
      '/c',
      '/m',
    ]);
  });
});
