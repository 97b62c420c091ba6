import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readAuthFile } from '../../../src/image/registry/auth-file.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'troupe-auth-'));
});
afterEach(() => rm(dir, { recursive: true }));

const finding = async (content: string) => {
  const file = join(dir, 'config.json');
  await writeFile(file, content);
  return readAuthFile(file);
};
const filed = (...keys: readonly string[]) =>
  finding(JSON.stringify({ auths: Object.fromEntries(keys.map((key) => [key, { auth: key }])), credsStore: 'x' }));

test.each([
  ['registry.example:5000', 'registry.example:5000', true],
  ['https://registry.example:5000', 'registry.example:5000', true],
  ['https://registry.example/v2/', 'registry.example', true],
  ['https://index.docker.io/v1/', 'docker.io', true],
  ['index.docker.io', 'docker.io', true],
  ['docker.io', 'docker.io', true],
  ['registry.example', 'registry.example:5000', false],
  ['registry.example', 'other.example', false],
  ['example', 'registry.example', false],
])('%s, asked for %s → %s', async (key, registry, wanted) => {
  const find = await filed(key);
  expect(find(registry, 'team/app')?.auth).toBe(wanted ? key : undefined);
});

test('the longest path that fits counts, by whole parts', async () => {
  const find = await filed('r.example', 'r.example/team', 'r.example/team/app');
  expect(find('r.example', 'team/app')?.auth).toBe('r.example/team/app');
  expect(find('r.example', 'team/application')?.auth).toBe('r.example/team');
  expect(find('r.example', 'team2/app')?.auth).toBe('r.example');
});

test('tokens under the names of the file', async () => {
  const find = await finding('{"auths":{"a":{"identitytoken":"I"},"b":{"registrytoken":"R"},"c":{}}}');
  expect(find('a', 'x')).toMatchObject({ identityToken: 'I' });
  expect(find('b', 'x')).toMatchObject({ registryToken: 'R' });
  expect(find('c', 'x')).toMatchObject({ identityToken: undefined });
});

test('no file → nothing; a directory, not JSON, or of another form → RegistryFailed', async () => {
  expect((await readAuthFile(undefined))('a', 'b')).toBeUndefined();
  expect((await readAuthFile(join(dir, 'absent')))('a', 'b')).toBeUndefined();
  const refused = { code: 'RegistryFailed', details: { file: expect.stringContaining(dir) } };
  await expect(readAuthFile(dir)).rejects.toMatchObject(refused);
  for (const content of ['hush', '[]', '{"auths":{"a":"hush"}}', '"'.padEnd(2 ** 21)])
    await expect(finding(content)).rejects.toMatchObject(refused);
});
