import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256Of } from '../../../src/image/digest.ts';
import { dockerList, dockerManifest, ociIndex } from '../../../src/image/media-types.ts';
import { hostPlatform } from '../../../src/image/platform.ts';
import { type FakeRegistry, startFakeRegistry } from '../../helpers/fake-registry.ts';
import { type ImageScene, openImageScene } from '../../helpers/image-scene.ts';
import { tinyImage } from '../../helpers/test-image.ts';

let registry: FakeRegistry;
let scene: ImageScene;
beforeEach(async () => {
  registry = await startFakeRegistry();
  scene = await openImageScene();
});
afterEach(async () => {
  await scene.close();
  await registry.close();
});

const hello = tinyImage([[{ path: 'hello', content: 'hello\n' }], [{ path: 'world', content: 'world\n' }]], {
  config: { User: '1002', Cmd: ['/hello'], Env: ['A=1'] },
});
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    (error: unknown) => error,
  );
const indexOf = (entries: readonly object[], mediaType: string = ociIndex) =>
  Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests: entries }));
const { os, architecture } = hostPlatform();

test('an image by tag → tag and digest, its layers unpacked, nothing else on disk', async () => {
  registry.add('app', 'v1', hello);
  const imageId = await scene.pull(`${registry.host}/app:v1`);
  expect(imageId).toBe(hello.imageId);
  expect(scene.room.images.list()).toEqual([
    expect.objectContaining({
      imageId,
      repoTags: [`${registry.host}/app:v1`],
      repoDigests: [`${registry.host}/app@${hello.manifest.digest}`],
      user: '1002',
      isPinned: false,
      sizeBytes: [hello.config, ...hello.layers].reduce((sum, { size }) => sum + size, 0),
    }),
  ]);
  const image = await scene.services.resolveImage(
    { reference: `${registry.host}/app:v1` },
    new AbortController().signal,
  );
  expect(image.config).toMatchObject({ user: '1002', cmd: ['/hello'], env: ['A=1'], entrypoint: [], volumes: [] });
  const [upper = '', lower = ''] = image.layerDirs;
  expect(await readFile(join(upper, 'world'), 'utf8')).toBe('world\n');
  expect(await readFile(join(lower, 'hello'), 'utf8')).toBe('hello\n');
  expect(await scene.files()).toEqual({
    layers: hello.diffIds.map((diffId) => diffId.slice('sha256:'.length)).sort(),
    temp: [],
    trash: [],
  });
  expect(scene.room.options.ledger.all()).toEqual([]);
  expect(scene.reported).toEqual([]);
});

test('tag and digest, or digest → pulled by digest, with no tag', async () => {
  registry.add('app', 'v1', hello);
  await scene.pull(`${registry.host}/app:nonsense@${hello.manifest.digest}`);
  expect(scene.room.images.list()[0]).toMatchObject({
    repoTags: [],
    repoDigests: [`${registry.host}/app@${hello.manifest.digest}`],
  });
});

test('id, beginning of the id, tag and digest → equal views', async () => {
  registry.add('app', 'v1', hello);
  const imageId = await scene.pull(`${registry.host}/app:v1`);
  const hex = imageId.slice('sha256:'.length);
  const views = [
    imageId,
    hex,
    hex.slice(0, 12),
    `sha256:${hex.slice(0, 8)}`,
    `${registry.host}/app:v1`,
    `${registry.host}/app@${hello.manifest.digest}`,
  ].map((reference) => scene.room.images.find(reference));
  expect(new Set(views.map((view) => JSON.stringify(view))).size).toBe(1);
  expect(views[0]?.imageId).toBe(imageId);
  expect(scene.room.images.find('nothing')).toBeUndefined();
  expect(() => scene.room.images.find('Not A Name')).toThrow(expect.objectContaining({ code: 'ReferenceInvalid' }));
});

test.each([
  ['gzip', false],
  ['zstd', false],
  ['none', false],
  ['gzip', true],
] as const)('layers as %s, docker types: %s → pulled', async (compression, isDocker) => {
  const image = tinyImage([[{ path: 'a', content: 'a' }]], { compression, isDocker });
  registry.add('app', 'v1', image);
  expect(await scene.pull(`${registry.host}/app:v1`)).toBe(image.imageId);
});

test.each([ociIndex, dockerList])(
  '%s with other platforms first → ours; the digest is of the index',
  async (mediaType) => {
    const foreign = tinyImage([[{ path: 'foreign' }]], { platform: { os: 'linux', architecture: 's390x' } });
    registry.add('app', 'theirs', foreign);
    registry.add('app', 'ours', hello);
    const bytes = indexOf(
      [
        { ...foreign.manifest, platform: { os: 'linux', architecture: 's390x' } },
        { ...hello.manifest, platform: { os: 'unknown', architecture: 'unknown' } },
        { ...hello.manifest, platform: { os, architecture } },
      ],
      mediaType,
    );
    registry.addManifest('/v2/app/manifests/v1', { mediaType, bytes });
    expect(await scene.pull(`${registry.host}/app:v1`)).toBe(hello.imageId);
    expect(scene.room.images.list()[0]?.repoDigests).toEqual([`${registry.host}/app@${sha256Of(bytes)}`]);
  },
);

test('no platform fits → PlatformMissing, offered', async () => {
  const bytes = indexOf([{ ...hello.manifest, platform: { os: 'linux', architecture: 's390x' } }]);
  registry.addManifest('/v2/app/manifests/v1', { mediaType: ociIndex, bytes });
  expect(await failureOf(scene.pull(`${registry.host}/app:v1`))).toMatchObject({
    code: 'PlatformMissing',
    details: { offered: ['linux/s390x'] },
  });
  const foreign = tinyImage([[{ path: 'foreign' }]], { platform: { os: 'linux', architecture: 's390x' } });
  registry.add('app', 'v2', foreign);
  expect(await failureOf(scene.pull(`${registry.host}/app:v2`))).toMatchObject({ code: 'PlatformMissing' });
});

test('an index that is its own entry, or nested too deep → ManifestInvalid, no endless loop', async () => {
  let inner = {
    mediaType: ociIndex,
    digest: hello.manifest.digest,
    size: hello.manifest.size,
    platform: { os, architecture },
  };
  registry.add('app', 'x', hello);
  inner = { ...inner, mediaType: hello.manifest.mediaType };
  for (let depth = 0; depth < 4; depth += 1) {
    const bytes = indexOf([inner]);
    registry.addManifest(`/v2/app/manifests/${sha256Of(bytes)}`, { mediaType: ociIndex, bytes });
    inner = { mediaType: ociIndex, digest: sha256Of(bytes), size: bytes.length, platform: { os, architecture } };
  }
  expect(await failureOf(scene.pull(`${registry.host}/app@${inner.digest}`))).toMatchObject({
    code: 'ManifestInvalid',
  });
});

test('the same image from another registry → the same id, both names', async () => {
  const other = await startFakeRegistry();
  try {
    registry.add('app', 'v1', hello);
    other.add('copy', 'v2', hello);
    expect(await scene.pull(`${registry.host}/app:v1`)).toBe(await scene.pull(`${other.host}/copy:v2`));
    expect(scene.room.images.list()).toHaveLength(1);
    expect(scene.room.images.list()[0]?.repoTags).toEqual([`${registry.host}/app:v1`, `${other.host}/copy:v2`].sort());
    expect(other.asked.some(({ url }) => url.includes('/blobs/'))).toBe(false);
  } finally {
    await other.close();
  }
});

test('the tag moves in the registry → a pull moves it here; the old image stays without it', async () => {
  registry.add('app', 'v1', hello);
  await scene.pull(`${registry.host}/app:v1`);
  const next = tinyImage([[{ path: 'next' }]]);
  registry.add('app', 'v1', next);
  await scene.pull(`${registry.host}/app:v1`);
  expect(scene.room.images.find(`${registry.host}/app:v1`)?.imageId).toBe(next.imageId);
  expect(scene.room.images.find(hello.imageId)).toMatchObject({
    repoTags: [],
    repoDigests: [`${registry.host}/app@${hello.manifest.digest}`],
  });
});

test.each([
  ['not JSON', 'hello'],
  ['a list', '[]'],
  ['schema 1', JSON.stringify({ schemaVersion: 1, fsLayers: [] })],
  ['no layers', JSON.stringify({ schemaVersion: 2, mediaType: dockerManifest, config: hello.config })],
  ['both at once', JSON.stringify({ schemaVersion: 2, manifests: [], layers: [], config: hello.config })],
  [
    'digests that climb',
    JSON.stringify({
      schemaVersion: 2,
      mediaType: dockerManifest,
      config: { ...hello.config, digest: 'sha256:../../etc' },
      layers: [],
    }),
  ],
  [
    'negative sizes',
    JSON.stringify({ schemaVersion: 2, mediaType: dockerManifest, config: { ...hello.config, size: -1 }, layers: [] }),
  ],
  [
    'other layers than the config says',
    JSON.stringify({ schemaVersion: 2, mediaType: dockerManifest, config: hello.config, layers: [] }),
  ],
  [
    'an artifact',
    JSON.stringify({
      schemaVersion: 2,
      mediaType: hello.manifest.mediaType,
      config: { ...hello.config, mediaType: 'application/vnd.example+json' },
      layers: [],
    }),
  ],
])('a manifest that is %s → ManifestInvalid', async (_, text) => {
  registry.add('app', 'v1', hello);
  registry.addManifest('/v2/app/manifests/bad', { mediaType: dockerManifest, bytes: Buffer.from(text) });
  expect(await failureOf(scene.pull(`${registry.host}/app:bad`))).toMatchObject({ code: 'ManifestInvalid' });
  expect((await scene.files()).layers).toEqual([]);
});

test('no such tag → ManifestUnknown; nobody listening → RegistryUnavailable', async () => {
  expect(await failureOf(scene.pull(`${registry.host}/app:none`))).toMatchObject({ code: 'ManifestUnknown' });
  const { host } = registry;
  await registry.close();
  expect(await failureOf(scene.pull(`${host}/app:v1`))).toMatchObject({
    code: 'RegistryUnavailable',
    details: { code: 'ECONNREFUSED' },
  });
  registry = await startFakeRegistry();
});

test('a manifest without end → RegistryFailed', async () => {
  registry.misbehave = (_, response) => {
    const more = () =>
      response.destroyed ||
      (response.write(Buffer.alloc(65536, 32)) ? setImmediate(more) : response.once('drain', more));
    more();
    return true;
  };
  expect(await failureOf(scene.pull(`${registry.host}/app:v1`))).toMatchObject({ code: 'RegistryFailed' });
});

test('what comes from the registry → told in bytes and whole layers; what is here already is not', async () => {
  const told = { bytes: 0, layers: 0 };
  await scene.close();
  scene = await openImageScene({
    onFetched: (fetched) => {
      if ('bytes' in fetched) told.bytes += fetched.bytes;
      else told.layers += fetched.layers;
    },
  });
  registry.add('app', 'v1', hello);
  await scene.pull(`${registry.host}/app:v1`);
  await scene.pull(`${registry.host}/app:v1`);
  expect(told).toEqual({ bytes: hello.layers.reduce((sum, { size }) => sum + size, 0), layers: 2 });
});
