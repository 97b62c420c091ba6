import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hostsFor, parseHosts } from '../../../src/image/registry/hosts.ts';
import { FailureError } from '../../../src/machines/failure.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'troupe-hosts-'));
});
afterEach(() => rm(dir, { recursive: true }));

const configure = async (name: string, toml: string) => {
  await mkdir(join(dir, name), { recursive: true });
  await writeFile(join(dir, name, 'hosts.toml'), toml);
};
const urlsFor = async (registry: string) => (await hostsFor(registry, [dir])).map(({ apiUrl }) => apiUrl);

test.each([
  ['docker.io', 'https://registry-1.docker.io/v2'],
  ['registry.k8s.io', 'https://registry.k8s.io/v2'],
  ['registry.example:5000', 'https://registry.example:5000/v2'],
  ['127.0.0.1:5000', 'http://127.0.0.1:5000/v2'],
  ['localhost:5000', 'http://localhost:5000/v2'],
  ['[::1]:5000', 'http://[::1]:5000/v2'],
  ['localhost', 'https://localhost/v2'],
  ['127.0.0.1:443', 'https://127.0.0.1/v2'],
])('%s, nothing configured → %s', async (registry, url) => {
  expect(await urlsFor(registry)).toEqual([url]);
});

test('a file for the registry → its hosts in their order, then the server', async () => {
  await configure(
    'docker.io',
    `server = "https://upstream.example"
     [host."https://z.example"]
     capabilities = ["pull"]
     [host."http://a.example:5000/prefix"]
     [host."https://odd.example/api/registry"]
     override_path = true
     [host."plain.example"]
     skip_verify = true`,
  );
  const hosts = await hostsFor('docker.io', [dir]);
  expect(hosts.map(({ apiUrl }) => apiUrl)).toEqual([
    'https://z.example/v2',
    'http://a.example:5000/prefix/v2',
    'https://odd.example/api/registry',
    'https://plain.example/v2',
    'https://upstream.example/v2',
  ]);
  expect(hosts.map(({ isMirror }) => isMirror)).toEqual([true, true, true, true, false]);
  expect(hosts.map(({ canResolve }) => canResolve)).toEqual([false, true, true, true, true]);
  expect(hosts.map(({ tls }) => tls.skipsVerification)).toEqual([false, false, false, true, false]);
});

test('no server in the file → the registry itself comes last, with what the file says at its top', async () => {
  await configure('registry.example', 'ca = "own.pem"\n[host."https://mirror.example"]\nca = ["/a.pem", "b.pem"]');
  const [mirror, own] = await hostsFor('registry.example', [dir]);
  expect(own).toMatchObject({
    apiUrl: 'https://registry.example/v2',
    tls: { caFiles: [join(dir, 'registry.example', 'own.pem')] },
  });
  expect(mirror?.tls.caFiles).toEqual(['/a.pem', join(dir, 'registry.example', 'b.pem')]);
});

test('_default is for registries without a file of their own', async () => {
  await configure('_default', 'server = "http://127.0.0.1:5000"');
  await configure('own.example', '[host."https://mirror.example"]');
  expect(await urlsFor('docker.io')).toEqual(['http://127.0.0.1:5000/v2']);
  expect(await urlsFor('own.example')).toEqual(['https://mirror.example/v2', 'https://own.example/v2']);
});

test('a directory host_port_ is for a registry with that port', async () => {
  await configure('registry.example_5000_', 'server = "https://elsewhere.example"');
  expect(await urlsFor('registry.example:5000')).toEqual(['https://elsewhere.example/v2']);
});

test('client certificates: one file, a list of files, pairs', () => {
  const pairsOf = (client: string) =>
    parseHosts(`client = ${client}`, { registry: 'r.example', dir: '/d' })[0]?.tls.clientPairs;
  expect(pairsOf('"both.pem"')).toEqual([{ certFile: '/d/both.pem' }]);
  expect(pairsOf('["one.pem", "/two.pem"]')).toEqual([{ certFile: '/d/one.pem' }, { certFile: '/two.pem' }]);
  expect(pairsOf('[["both.pem"], ["both.pem", ""], "both.pem"]')).toEqual(Array(3).fill({ certFile: '/d/both.pem' }));
  expect(pairsOf('[["c.pem", "k.pem"]]')).toEqual([{ certFile: '/d/c.pem', keyFile: '/d/k.pem' }]);
});

test('headers and the limit of dialling', () => {
  const [own] = parseHosts('dial_timeout = "500ms"\n[header]\nx-one = "1"\nx-two = ["1", "2"]', {
    registry: 'r.example',
    dir: '/d',
  });
  expect(own).toMatchObject({ dialTimeoutMs: 500, headers: { 'x-one': '1', 'x-two': ['1', '2'] } });
  const [slow] = parseHosts('dial_timeout = "1m1.5s"', { registry: 'r.example', dir: '/d' });
  expect(slow?.dialTimeoutMs).toBe(61_500);
});

test.each([
  ['not toml ['],
  ['capabilities = ["fly"]'],
  ['ca = 1'],
  ['server = "http://a b"'],
  ['dial_timeout = "soon"'],
])('a file that cannot be understood (%s) → RegistryFailed, file', async (toml) => {
  await configure('r.example', toml);
  const failure = await hostsFor('r.example', [dir]).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(FailureError);
  expect(failure).toMatchObject({ code: 'RegistryFailed', details: { file: join(dir, 'r.example', 'hosts.toml') } });
});

test("no hosts.toml, but Docker's certificate files → the registry itself with them", async () => {
  await mkdir(join(dir, 'r.example'));
  for (const name of ['ca.crt', 'me.cert', 'me.key', 'lonely.cert', 'README'])
    await writeFile(join(dir, 'r.example', name), '');
  const at = (name: string) => join(dir, 'r.example', name);
  expect(await hostsFor('r.example', [dir])).toEqual([
    expect.objectContaining({
      apiUrl: 'https://r.example/v2',
      isMirror: false,
      tls: {
        caFiles: [at('ca.crt')],
        clientPairs: [{ certFile: at('me.cert'), keyFile: at('me.key') }],
        skipsVerification: false,
      },
    }),
  ]);
});
