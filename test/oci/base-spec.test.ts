import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/machines/json.ts';
import { overBase, readBaseSpec } from '../../src/oci/base-spec.ts';
import { containerSpec } from '../../src/oci/container-spec.ts';
import { containerConfig, containerFacts, linuxContainer, refusalOf, resources } from '../helpers/oci-scenes.ts';

const facts = containerFacts({
  config: containerConfig({ linux: linuxContainer({ resources: resources({ cpuShares: '512' }) }) }),
});
const plain = containerSpec(facts);
const over = (base: Json) => overBase(plain, readBaseSpec(base));

/** As `ctr oci spec` prints one, with something of everything. */
const base: Json = {
  ociVersion: '1.1.0',
  process: {
    args: ['sh'],
    user: { uid: 7, gid: 7, umask: 0o27 },
    env: ['LANG=base', 'ONLY=base'],
    capabilities: { bounding: ['CAP_SYS_ADMIN'] },
    rlimits: [
      { type: 'RLIMIT_NOFILE', hard: 1024, soft: 512 },
      { type: 'RLIMIT_CORE', hard: 2 ** 64, soft: 2 ** 64 },
    ],
    ioPriority: { class: 'IOPRIO_CLASS_BE', priority: 3 },
  },
  root: { path: 'rootfs' },
  hooks: { createRuntime: [{ path: '/bin/hook' }] },
  annotations: { mine: 'yes', 'io.kubernetes.cri.container-type': 'wrong' },
  mounts: [
    { destination: '/proc', type: 'proc', source: 'other' },
    { destination: '/mnt/deep/er', type: 'tmpfs', source: 'tmpfs', options: ['size=1m'] },
  ],
  linux: {
    namespaces: [],
    maskedPaths: ['/everything'],
    resources: { pids: { limit: 100 }, cpu: { shares: 2, period: 50_000 }, devices: [{ allow: true, access: 'rwm' }] },
    personality: { domain: 'LINUX32' },
  },
};

test('no base → the same spec; an empty one too', () => {
  expect(overBase(plain, undefined)).toBe(plain);
  expect(over({})).toEqual(plain);
});

test('a base → what a request cannot say, under what it says', () => {
  const spec = over(base);
  expect(spec.process).toMatchObject({
    args: plain.process.args,
    capabilities: plain.process.capabilities,
    user: { uid: 0, gid: 0, umask: 0o27 },
    rlimits: [
      { type: 'RLIMIT_NOFILE', hard: 1024, soft: 512 },
      { type: 'RLIMIT_CORE', hard: Number.MAX_SAFE_INTEGER, soft: Number.MAX_SAFE_INTEGER },
    ],
    ioPriority: { class: 'IOPRIO_CLASS_BE', priority: 3 },
  });
  expect(spec.process.env).toEqual(['ONLY=base', ...plain.process.env]);
  expect(spec.root).toEqual(plain.root);
  expect(spec.hooks).toEqual({ createRuntime: [{ path: '/bin/hook' }] });
  expect(spec.annotations).toEqual({ mine: 'yes', ...plain.annotations });
  expect(spec.mounts).toHaveLength(plain.mounts.length + 1);
  expect(spec.mounts.at(-1)).toEqual({
    destination: '/mnt/deep/er',
    type: 'tmpfs',
    source: 'tmpfs',
    options: ['size=1m'],
  });
  expect(spec.linux).toMatchObject({
    namespaces: plain.linux.namespaces,
    maskedPaths: [],
    personality: { domain: 'LINUX32' },
    resources: { pids: { limit: 100 }, cpu: { shares: 512, period: 50_000 }, devices: plain.linux.resources.devices },
  });
});

describe('what is no spec → refused, with its place', () => {
  test.each<[Json, RegExp]>([
    [[], /the file must be an object/],
    [{ process: 7 }, /process must be an object/],
    [{ process: { env: [1] } }, /process\.env/],
    [{ process: { rlimits: [{ type: 'NOFILE', hard: 1, soft: 1 }] } }, /rlimits\[0\]/],
    [{ process: { rlimits: [{ type: 'RLIMIT_NOFILE', hard: 1, soft: 2 }] } }, /rlimits\[0\]/],
    [{ mounts: [{ source: '/x' }] }, /mounts\[0\]/],
    [{ mounts: [{ destination: 'x' }] }, /absolute/],
    [{ annotations: { a: 1 } }, /annotations\.a/],
    [{ linux: { resources: 'all' } }, /linux\.resources/],
  ])('%j', (content, reason) => {
    const refusal = refusalOf(() => readBaseSpec(content));
    expect(refusal.field).toBe('base_runtime_spec');
    expect(refusal.reason).toMatch(reason);
  });
});
