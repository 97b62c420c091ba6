/** The generated codecs: that they are what the script makes, and what they do with numbers. */
import { spawnSync } from 'node:child_process';
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as api from '../../proto/generated/api.js';
import { message } from '../../src/cri/client.ts';

const root = join(import.meta.dirname, '../..');
const hasProtoc = spawnSync('protoc', ['--version']).status === 0;
const isCi = process.env.CI === 'true';

test.skipIf(!hasProtoc && !isCi)(
  `the committed codecs are what the script makes${hasProtoc ? '' : ' (needs protoc, which is not installed)'}`,
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'trp-cri-proto-'));
    onTestFinished(() => rm(dir, { recursive: true, force: true }));
    const { status, stderr } = spawnSync(join(root, 'scripts/generate-proto.sh'), [dir], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    for (const file of ['api.ts', 'api.js']) {
      const [made, committed] = await Promise.all([
        readFile(join(dir, file), 'utf8'),
        readFile(join(root, 'proto/generated', file), 'utf8'),
      ]);
      expect(made === committed, `${file} differs: run scripts/generate-proto.sh`).toBe(true);
    }
  },
);

test('at run time everybody loads api.js: stripping the types of api.ts would cost 100 ms at every start', async () => {
  const files = await Array.fromAsync(glob('**/*.ts', { cwd: join(root, 'src') }));
  const loadsTypes = /import (?!type\b)[^;]*generated\/api\.ts'/;
  const found = await Promise.all(
    files.map(async (file) => (loadsTypes.test(await readFile(join(root, 'src', file), 'utf8')) ? [file] : [])),
  );
  expect(found.flat()).toEqual([]);
});

test('both services have all 43 RPCs of the contract', () => {
  expect(Object.keys(api.RuntimeServiceService)).toHaveLength(37);
  expect(Object.keys(api.ImageServiceService)).toHaveLength(6);
});

describe('64-bit integers survive as decimal text', () => {
  test('int64', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (number) => {
        const encoded = api.StopContainerRequest.encode({ containerId: '', timeout: `${number}` }).finish();
        expect(api.StopContainerRequest.decode(encoded).timeout).toBe(`${number}`);
      }),
    );
  });

  test('uint64', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (number) => {
        const encoded = api.UInt64Value.encode({ value: `${number}` }).finish();
        expect(api.UInt64Value.decode(encoded).value).toBe(`${number}`);
      }),
    );
  });

  test('in a list, packed', () => {
    const groups = ['-9223372036854775808', '9223372036854775807', '0', '9007199254740993'];
    const user = { uid: '0', gid: '0', supplementalGroups: groups };
    expect(api.LinuxContainerUser.decode(api.LinuxContainerUser.encode(user).finish()).supplementalGroups).toEqual(
      groups,
    );
  });
});

test('a wrapped zero is there, an absent one is not', () => {
  const filter = (state: api.ContainerStateValue | undefined) =>
    api.ContainerFilter.decode(api.ContainerFilter.encode(message(api.ContainerFilter, { state })).finish()).state;
  expect(filter({ state: api.ContainerState.CONTAINER_CREATED })).toEqual({ state: 0 });
  expect(filter(undefined)).toBeUndefined();
});

test('environment values are bytes', () => {
  const value = Buffer.from([0, 255, 128]);
  const { value: got } = api.KeyValue.decode(api.KeyValue.encode({ key: 'k', value }).finish());
  expect(Buffer.from(got)).toEqual(value);
});
