/** Pulls through a proxy, from registries whose names only the proxy can resolve. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { proxiesOf } from '../../../src/image/registry/proxies.ts';
import { type FakeProxy, startFakeProxy } from '../../helpers/fake-proxy.ts';
import { type FakeRegistry, startFakeRegistry } from '../../helpers/fake-registry.ts';
import { type ImageScene, openImageScene } from '../../helpers/image-scene.ts';
import { tinyImage } from '../../helpers/test-image.ts';

let registry: FakeRegistry;
let proxy: FakeProxy;
let scene: ImageScene;
const image = tinyImage([[{ path: 'a', content: 'a' }]]);
const openThrough = (noProxy = '') => {
  const url = `http://user:hush@${proxy.host}`;
  return openImageScene({ proxyFor: proxiesOf({ httpProxy: url, httpsProxy: url, noProxy }) });
};
beforeEach(async () => {
  registry = await startFakeRegistry();
  registry.add('app', 'v1', image);
  proxy = await startFakeProxy(registry.host);
  scene = await openThrough();
});
afterEach(async () => {
  await scene.close();
  await proxy.close();
  await registry.close();
});

test('plain http → asked of the proxy, with its password, which no failure repeats', async () => {
  await scene.configureHost('far.test', 'server = "http://registry.invalid:5000"');
  expect(await scene.pull('far.test/app:v1')).toBe(image.imageId);
  expect(proxy.asked[0]).toBe('GET http://registry.invalid:5000/v2/app/manifests/v1');
  expect(new Set(proxy.authorizations)).toEqual(new Set([`Basic ${Buffer.from('user:hush').toString('base64')}`]));
  proxy.refusal = 407;
  const failure = await scene.pull('far.test/app@sha256:'.concat('0'.repeat(64))).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: expect.stringMatching(/^Registry/) });
  expect(JSON.stringify(failure)).not.toContain('hush');
});

test('https → a tunnel; one that is refused → RegistryUnavailable', async () => {
  await scene.configureHost('far.test', 'server = "https://registry.invalid"');
  proxy.refusal = 403;
  await expect(scene.pull('far.test/app:v1')).rejects.toMatchObject({ code: 'RegistryUnavailable' });
  expect(proxy.asked[0]).toBe('CONNECT registry.invalid:443');
  expect(registry.asked).toEqual([]);
});

test('loopback, and what NO_PROXY names → past the proxy', async () => {
  expect(await scene.pull(`${registry.host}/app:v1`)).toBe(image.imageId);
  await scene.close();
  scene = await openThrough('registry.invalid');
  await scene.configureHost('far.test', 'server = "http://registry.invalid:5000"');
  await expect(scene.pull('far.test/app:v1')).rejects.toMatchObject({ code: 'RegistryUnavailable' });
  expect(proxy.asked).toEqual([]);
});
