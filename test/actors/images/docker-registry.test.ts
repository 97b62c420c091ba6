/** Against Debian's docker-registry: passwords and TLS as they really are. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256Of } from '../../../src/image/digest.ts';
import { ociIndex } from '../../../src/image/media-types.ts';
import { hostPlatform } from '../../../src/image/platform.ts';
import { type DockerRegistry, startDockerRegistry } from '../../helpers/docker-registry.ts';
import { startFakeProxy } from '../../helpers/fake-proxy.ts';
import { type ImageScene, openImageScene } from '../../helpers/image-scene.ts';
import { programMissing } from '../../helpers/programs.ts';
import { pushImage, pushIndex } from '../../helpers/push-image.ts';
import { busyboxImage, tinyImage } from '../../helpers/test-image.ts';

const missing = programMissing('docker-registry') ?? programMissing('openssl');
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    (error: unknown) => error,
  );
const image = tinyImage([[{ path: 'a', content: 'a' }], [{ path: 'b', content: 'b' }]]);

describe.skipIf(missing !== undefined)(`docker-registry${missing === undefined ? '' : ` (${missing})`}`, () => {
  let scene: ImageScene;
  let registry: DockerRegistry | undefined;
  let dir: string;
  beforeEach(async () => {
    scene = await openImageScene();
    dir = await mkdtemp(join(tmpdir(), 'troupe-tls-'));
  });
  afterEach(async () => {
    await scene.close();
    await registry?.close();
    registry = undefined;
    await rm(dir, { recursive: true });
  });

  const makeCertificate = async () => {
    const [certificate, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
    const request = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
    ];
    const names = ['-subj', '/CN=troupe tests', '-addext', 'subjectAltName=IP:127.0.0.1'];
    await promisify(execFile)('openssl', [...request, ...names, '-keyout', key, '-out', certificate]);
    return { certificate, key };
  };

  test('plain HTTP on loopback, by tag and by digest', async () => {
    registry = await startDockerRegistry();
    const busybox = await busyboxImage({ name: `${registry.host}/library/busybox:1` });
    await pushImage({ url: `http://${registry.host}`, repository: 'library/busybox', tag: '1' }, busybox);
    expect(await scene.pull(`${registry.host}/library/busybox:1`)).toBe(busybox.imageId);
    expect(await scene.pull(`${registry.host}/library/busybox@${busybox.manifest.digest}`)).toBe(busybox.imageId);
    expect((await scene.files()).layers).toHaveLength(2);
  });

  test('an index with another platform first → ours, under the digest of the index', async () => {
    registry = await startDockerRegistry();
    const target = { url: `http://${registry.host}`, repository: 'app' };
    const foreign = tinyImage([[{ path: 'foreign' }]], { platform: { os: 'linux', architecture: 's390x' } });
    for (const each of [foreign, image]) await pushImage(target, each);
    const { os, architecture } = hostPlatform();
    const manifests = [
      { ...foreign.manifest, platform: { os: 'linux', architecture: 's390x' } },
      { ...image.manifest, platform: { os, architecture } },
    ];
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests }));
    await pushIndex(target, { mediaType: ociIndex, bytes, name: 'v1' });
    expect(await scene.pull(`${registry.host}/app:v1`)).toBe(image.imageId);
    expect(await scene.pull(`${registry.host}/app@${sha256Of(bytes)}`)).toBe(image.imageId);
    expect(scene.room.images.list()[0]?.repoDigests).toEqual([`${registry.host}/app@${sha256Of(bytes)}`]);
  });

  test('a password file → right and wrong passwords', async () => {
    registry = await startDockerRegistry({ hasPassword: true });
    await pushImage({ url: `http://${registry.host}`, repository: 'app', tag: 'v1', login: 'tester:secret' }, image);
    const reference = `${registry.host}/app:v1`;
    expect(await scene.pull(reference, { auth: { username: 'tester', password: 'secret' } })).toBe(image.imageId);
    expect(await failureOf(scene.pull(reference, { auth: { username: 'tester', password: 'x' } }))).toMatchObject({
      code: 'RegistryDenied',
    });
    expect(await failureOf(scene.pull(reference))).toMatchObject({ code: 'RegistryDenied' });
  });

  test('TLS with an authority of its own → trusted through hosts.toml only, or not verified where that says so', async () => {
    const [certificate, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
    const request = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
    ];
    const names = ['-subj', '/CN=troupe tests', '-addext', 'subjectAltName=IP:127.0.0.1'];
    await promisify(execFile)('openssl', [...request, ...names, '-keyout', key, '-out', certificate]);
    registry = await startDockerRegistry({ tls: { certificate, key } });
    const url = `https://${registry.host}`;
    await pushImage({ url, repository: 'app', tag: 'v1' }, image);

    await scene.configureHost('strict.example', `server = "${url}"`);
    expect(await failureOf(scene.pull('strict.example/app:v1'))).toMatchObject({
      code: 'RegistryUnavailable',
      details: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
    await scene.configureHost('known.example', `server = "${url}"\nca = "${certificate}"`);
    expect(await scene.pull('known.example/app:v1')).toBe(image.imageId);
    await scene.configureHost('loose.example', `[host."${url}"]\nskip_verify = true`);
    expect(await scene.pull('loose.example/app:v1')).toBe(image.imageId);
    await scene.configureHost('broken.example', `server = "${url}"\nca = "absent.pem"`);
    expect(await failureOf(scene.pull('broken.example/app:v1'))).toMatchObject({ code: 'RegistryFailed' });
  });

  test('TLS through a proxy → verified as without one', async () => {
    const { certificate, key } = await makeCertificate();
    registry = await startDockerRegistry({ tls: { certificate, key } });
    await pushImage({ url: `https://${registry.host}`, repository: 'app', tag: '1' }, image);
    const proxy = await startFakeProxy(registry.host);
    try {
      await scene.close();
      // the proxy leads there whatever it is asked for: the certificate has no other name than 127.0.0.1
      const proxyFor = () => new URL(`http://${proxy.host}`);
      scene = await openImageScene({ proxyFor });
      await scene.configureHost('known.example', `server = "https://127.0.0.1:1"\nca = "${certificate}"`);
      await scene.configureHost('other.example', `server = "https://other.example"\nca = "${certificate}"`);
      expect(await scene.pull('known.example/app:1')).toBe(image.imageId);
      expect(await failureOf(scene.pull('other.example/app:1'))).toMatchObject({ code: 'RegistryUnavailable' });
      expect(proxy.asked).toEqual(expect.arrayContaining(['CONNECT 127.0.0.1:1', 'CONNECT other.example:443']));
    } finally {
      await proxy.close();
    }
  });

  test('a registry that wants a client certificate → let in with the one of hosts.toml only', async () => {
    const { certificate, key } = await makeCertificate();
    registry = await startDockerRegistry({ tls: { certificate, key, clientcas: [certificate] } });
    const server = `server = "https://${registry.host}"\nca = "${certificate}"`;
    await scene.configureHost('with.example', `${server}\nclient = [["${certificate}", "${key}"]]`);
    expect(await failureOf(scene.pull('with.example/app:v1'))).toMatchObject({ code: 'ManifestUnknown' });
    await scene.configureHost('without.example', server);
    expect(await failureOf(scene.pull('without.example/app:v1'))).toMatchObject({ code: 'RegistryUnavailable' });
  });
});
