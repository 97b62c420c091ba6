import { execFile } from 'node:child_process';
import { link, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importArchive } from '../../../src/actors/images/import-archive.ts';
import { archiveOf, type DraftedImage, writeLayout } from '../../../src/image/image-writer.ts';
import { type TarEntry, tarOf } from '../../../src/image/tar-writer.ts';
import { type ImageScene, openImageScene } from '../../helpers/image-scene.ts';
import { programMissing } from '../../helpers/programs.ts';
import { buildBusyboxArchive, buildBusyboxLayout, tinyImage } from '../../helpers/test-image.ts';

let scene: ImageScene;
let dir: string;
let file: string;
beforeEach(async () => {
  scene = await openImageScene();
  dir = await mkdtemp(join(tmpdir(), 'troupe-import-'));
  file = join(dir, 'archive');
});
afterEach(async () => {
  await scene.close();
  await rm(dir, { recursive: true });
});

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    (error: unknown) => error,
  );
const image = tinyImage([[{ path: 'a', content: 'a' }], [{ path: 'b', content: 'b' }]], { name: 'r.example/app:v1' });
const load = (path = file, name?: string) => importArchive(scene.room)(path, name === undefined ? {} : { name });
const only = (names: readonly string[], { files }: DraftedImage) => ({
  files: new Map([...files].filter(([name]) => names.some((kept) => name.startsWith(kept)))),
});
/** What `docker save` wrote for years: plain layers in folders, links to equal ones. */
const savedOf = (entries: readonly TarEntry[], manifest: unknown) =>
  tarOf([...entries, { path: 'manifest.json', content: JSON.stringify(manifest) }]);
const plain = tinyImage([[{ path: 'a', content: 'a' }], [{ path: 'b', content: 'b' }]], { compression: 'none' });
const [first, second] = plain.layers.map(({ digest }) => plain.blobs.get(digest) ?? Buffer.alloc(0));
const config = plain.blobs.get(plain.imageId) ?? Buffer.alloc(0);
const configFile = `${plain.imageId.slice(7)}.json`;
const saved: readonly TarEntry[] = [
  { path: configFile, content: config },
  { path: 'one/layer.tar', content: first ?? '' },
  { path: 'two/layer.tar', content: second ?? '' },
];
const savedManifest = [
  { Config: configFile, RepoTags: ['r.example/old:v1', 'old:v2'], Layers: ['one/layer.tar', 'two/layer.tar'] },
];

describe('an OCI layout', () => {
  const names = { repoTags: ['r.example/app:v1'], repoDigests: [`r.example/app@${image.manifest.digest}`] };

  test('as a directory → imported by its name, with the digest that a registry would give it', async () => {
    await writeLayout(dir, only(['oci-layout', 'index.json', 'blobs/'], image));
    expect(await load(dir)).toEqual([{ imageId: image.imageId, repoTags: ['r.example/app:v1'] }]);
    expect(scene.room.images.list()).toEqual([expect.objectContaining({ imageId: image.imageId, ...names })]);
    expect(await scene.files()).toMatchObject({ temp: [], trash: [] });
  });

  test.each([
    ['plain', (tar: Buffer) => tar],
    ['gzip', (tar: Buffer) => gzipSync(tar)],
    ['zstd', (tar: Buffer) => zstdCompressSync(tar)],
  ])('as a tar file, %s → imported', async (_, compress) => {
    await writeFile(file, compress(archiveOf(image)));
    expect(await load()).toEqual([{ imageId: image.imageId, repoTags: ['r.example/app:v1'] }]);
    expect(await scene.files()).toMatchObject({ temp: [], trash: [] });
  });

  test('another name is asked for → that name instead', async () => {
    await writeFile(file, archiveOf(image));
    expect(await load(file, 'mine')).toEqual([{ imageId: image.imageId, repoTags: ['docker.io/library/mine:latest'] }]);
    expect(scene.room.images.find('r.example/app:v1')).toBeUndefined();
  });

  test('no name at all → to be had by its id', async () => {
    const nameless = tinyImage([[{ path: 'x' }]]);
    await writeFile(file, archiveOf(only(['index.json', 'blobs/'], nameless)));
    expect(await load()).toEqual([{ imageId: nameless.imageId, repoTags: [] }]);
    expect(scene.room.images.find(nameless.imageId)?.repoTags).toEqual([]);
  });

  test('busybox, as the demo has it → imported', async () => {
    const name = 'docker.io/library/busybox:demo';
    const busybox = await buildBusyboxArchive(file, { name });
    expect(await load()).toEqual([{ imageId: busybox.imageId, repoTags: [name] }]);
    await buildBusyboxLayout(dir, { name });
    expect(await load(dir)).toEqual([{ imageId: busybox.imageId, repoTags: [name] }]);
  });

  test.each([
    [
      'a blob is missing',
      (path: string) => path.includes(image.layers[1]?.digest.slice(7) ?? ''),
      undefined,
      'ArchiveInvalid',
    ],
    [
      'the manifest is missing',
      (path: string) => path.includes(image.manifest.digest.slice(7)),
      undefined,
      'ArchiveInvalid',
    ],
    [
      'a layer is another',
      (path: string) => path.includes(image.layers[1]?.digest.slice(7) ?? ''),
      'other',
      'LayerInvalid',
    ],
    ['the config is another', (path: string) => path.includes(image.imageId.slice(7)), '{}', 'ManifestInvalid'],
    ['the index is no JSON', (path: string) => path === 'index.json', '{', 'ManifestInvalid'],
  ])('%s → refused, nothing left', async (_, isBad, content, code) => {
    const entries = [...image.files]
      .filter(([path]) => path !== 'manifest.json')
      .map(([path, bytes]): TarEntry => ({ path, content: isBad(path) ? (content ?? '') : bytes }));
    await writeFile(file, tarOf(content === undefined ? entries.filter(({ path }) => !isBad(path)) : entries));
    expect(await failureOf(load())).toMatchObject({ code });
    expect(await scene.files()).toEqual({ layers: [], temp: [], trash: [] });
    expect(scene.room.images.list()).toEqual([]);
  });

  test('a blob of a directory is a link out of it → not followed', async () => {
    await writeLayout(dir, only(['oci-layout', 'index.json', 'blobs/'], image));
    const blob = join(dir, 'blobs', 'sha256', image.imageId.slice(7));
    const outside = join(tmpdir(), `troupe-outside-${process.pid}`);
    await link(blob, outside);
    try {
      await rm(blob);
      await symlink(outside, blob);
      expect(await failureOf(load(dir))).toMatchObject({ code: 'ArchiveInvalid' });
    } finally {
      await rm(outside);
    }
  });
});

describe('what docker save wrote', () => {
  test('two names, one image → both', async () => {
    await writeFile(file, savedOf(saved, savedManifest));
    expect(await load()).toEqual([
      { imageId: plain.imageId, repoTags: ['r.example/old:v1', 'docker.io/library/old:v2'] },
    ]);
    expect(scene.room.images.list()[0]).toMatchObject({ imageId: plain.imageId, repoDigests: [] });
  });

  test('a layer is a link to another → followed inside the archive', async () => {
    const twice = tinyImage([[{ path: 'a', content: 'a' }], [{ path: 'a', content: 'a' }]], { compression: 'none' });
    const layer = twice.blobs.get(twice.layers[0]?.digest ?? '') ?? Buffer.alloc(0);
    const entries: TarEntry[] = [
      { path: 'config.json', content: twice.blobs.get(twice.imageId) ?? '' },
      { path: 'one/layer.tar', content: layer },
      { path: 'two/layer.tar', type: 'symlink', target: '../one/layer.tar' },
    ];
    await writeFile(
      file,
      savedOf(entries, [{ Config: 'config.json', RepoTags: null, Layers: ['one/layer.tar', 'two/layer.tar'] }]),
    );
    expect(await load()).toEqual([{ imageId: twice.imageId, repoTags: [] }]);
    expect((await scene.files()).layers).toHaveLength(1);
  });

  test.each([
    ['names files outside', [{ ...savedManifest[0], Config: '../../../../etc/passwd' }]],
    ['names absolute files', [{ ...savedManifest[0], Config: '/etc/passwd' }]],
    ['names a layer that is missing', [{ ...savedManifest[0], Layers: ['one/layer.tar', 'three/layer.tar'] }]],
    ['has no list', { Config: configFile }],
  ])('its manifest %s → ArchiveInvalid', async (_, manifest) => {
    await writeFile(file, savedOf(saved, manifest));
    expect(await failureOf(load())).toMatchObject({ code: 'ArchiveInvalid' });
  });

  test('layers in the wrong order → LayerInvalid; too few → ManifestInvalid', async () => {
    await writeFile(file, savedOf(saved, [{ ...savedManifest[0], Layers: ['two/layer.tar', 'one/layer.tar'] }]));
    expect(await failureOf(load())).toMatchObject({ code: 'LayerInvalid' });
    await writeFile(file, savedOf(saved, [{ ...savedManifest[0], Layers: ['one/layer.tar'] }]));
    expect(await failureOf(load())).toMatchObject({ code: 'ManifestInvalid' });
    expect(await scene.files()).toEqual({ layers: [], temp: [], trash: [] });
  });

  test('links in a circle → ArchiveInvalid, no endless loop', async () => {
    const circle: TarEntry[] = [
      { path: configFile, type: 'symlink', target: 'b' },
      { path: 'b', type: 'symlink', target: configFile },
    ];
    await writeFile(file, savedOf(circle, savedManifest));
    expect(await failureOf(load())).toMatchObject({ code: 'ArchiveInvalid' });
  });
});

describe('no archive', () => {
  test.each([
    ['an empty file', Buffer.alloc(0)],
    ['an empty tar', tarOf([])],
    ['noise', Buffer.from('noise'.repeat(500))],
    ['gzip of noise', gzipSync(Buffer.from('noise'.repeat(500)))],
    ['damaged gzip', gzipSync(archiveOf(image)).fill(0, 100, 200)],
    ['cut off', archiveOf(image).subarray(0, 4000)],
  ])('%s → ArchiveInvalid', async (_, bytes) => {
    await writeFile(file, bytes);
    expect(await failureOf(load())).toMatchObject({ code: 'ArchiveInvalid' });
    expect(await scene.files()).toEqual({ layers: [], temp: [], trash: [] });
  });

  test('a device → ArchiveInvalid; an absent file → SyscallFailed', async () => {
    expect(await failureOf(load('/dev/zero'))).toMatchObject({ code: 'ArchiveInvalid' });
    expect(await failureOf(load(join(dir, 'absent')))).toMatchObject({
      code: 'SyscallFailed',
      details: { code: 'ENOENT' },
    });
  });
});

const missing = programMissing('skopeo');

describe.skipIf(missing !== undefined)(
  `archives that skopeo writes${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    test.each([
      ['docker-archive:', ':r.example/app:v1'],
      ['oci-archive:', ':r.example/app:v1'],
      ['oci:', ':v1'],
    ])('%s → imported', async (transport, suffix) => {
      await writeFile(file, archiveOf(image));
      const target = join(dir, 'copy');
      await promisify(execFile)('skopeo', [
        'copy',
        '--insecure-policy',
        `oci-archive:${file}`,
        `${transport}${target}${suffix}`,
      ]);
      const [imported] = await load(target, 'r.example/app:v1');
      expect(imported).toMatchObject({ repoTags: ['r.example/app:v1'] });
      expect(scene.room.images.find('r.example/app:v1')?.imageId).toBe(imported?.imageId);
    });
  },
);
