/** Whatever an archive says, nothing beside the target is made, changed or linked to, and nothing stays open. */
import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FailureError } from '../../src/machines/failure.ts';
import { type OddEntry, oddTar, signHeader } from '../helpers/odd-tar.ts';
import { describeAsRoot, refusalOf } from '../native/scene.ts';
import { fdsInto, layerScene, layerThreads, type UnpackOptions } from './layer-scene.ts';

describeAsRoot('hostile layers', () => {
  let scene: ReturnType<typeof layerScene>;
  let before: ReturnType<(typeof scene)['sentinel']>;
  const at = (path: string) => join(scene.target, path);
  const paths = () => Object.keys(scene.tree());
  const untouched = () => {
    expect(scene.sentinel()).toEqual(before);
    expect(fdsInto(scene.dir)).toEqual([]);
    expect(layerThreads()).toEqual([]);
  };
  beforeEach(() => {
    scene = layerScene();
    before = scene.sentinel();
  });
  afterEach(() => {
    untouched();
    scene.remove();
  });

  /** Unpacks what may be refused; anything but a refusal of the layer is a fault. */
  const attempt = async (archive: Buffer, options: UnpackOptions = {}): Promise<void> => {
    try {
      await scene.unpack(archive, { maxBytes: 1 << 20, maxEntries: 200, ...options });
    } catch (error) {
      if (!(error instanceof FailureError) || error.code !== 'LayerInvalid') throw error;
    }
  };

  test('absolute names and `..` → inside the root, as in a chroot', async () => {
    await scene.unpack(
      oddTar([
        { name: '/etc/absolute' },
        { name: '../outside/up' },
        { name: 'a/../../../b' },
        { name: './/c/./d//' },
        { name: '/', type: '5', mode: 0o777 },
      ]),
    );
    expect(paths()).toEqual(['.', 'b', 'c', 'c/d', 'etc', 'etc/absolute', 'outside', 'outside/up']);
    expect(lstatSync(scene.target).mode & 0o777).toBe(0o755);
  });

  test('symbolic links on the way → followed inside the root: absolute, up, chained, to what is not there', async () => {
    const { outside } = scene;
    await scene.unpack(
      oddTar([
        { name: 'abs', type: '2', linkName: outside },
        { name: 'abs/x' },
        { name: 'up', type: '2', linkName: '../../../../../..' },
        { name: 'up/y' },
        { name: 'two', type: '2', linkName: 'one' },
        { name: 'one', type: '2', linkName: 'real/./sub/../deep' },
        { name: 'real/sub/', type: '5' },
        { name: 'two/z', data: 'z' },
        { name: 'magic', type: '2', linkName: '/proc/self/cwd' },
        { name: 'magic/w' },
      ]),
    );
    expect(paths()).toContain(join(outside, 'x').slice(1));
    expect(paths()).toEqual(expect.arrayContaining(['y', 'real/deep/z', 'proc/self/cwd/w']));
    expect(lstatSync(at('two')).isSymbolicLink()).toBe(true);
  });

  test('a link in the place of the entry itself is replaced, never followed', async () => {
    const links = ['f', 'd', 'w', 'h', 'n'].map((name) => ({
      name,
      type: '2',
      linkName: join(scene.outside, 'secret'),
    }));
    await scene.unpack(
      oddTar([
        ...links,
        { name: 'f', data: 'mine', mode: 0o777, uid: 1, mtime: 1 },
        { name: 'd', type: '5', mode: 0o700 },
        { name: 'n', type: '6' },
        { name: '.wh.w' },
        { name: 'mine' },
        { name: 'h', type: '1', linkName: 'mine' },
      ]),
    );
    expect(readFileSync(at('f'), 'utf8')).toBe('mine');
    expect(lstatSync(at('d')).isDirectory()).toBe(true);
    expect(lstatSync(at('h')).isFile()).toBe(true);
  });

  test('hard links to what is outside, by name or through a link → nothing in the layer', async () => {
    const { outside } = scene;
    const door: OddEntry = { name: 'door', type: '2', linkName: outside };
    for (const linkName of ['../outside/secret', join(outside, 'secret'), 'door/secret', '../../../../etc/passwd']) {
      const archive = oddTar([door, { name: 'stolen', type: '1', linkName }]);
      expect(await refusalOf(scene.unpack(archive))).toMatchObject({ reason: 'hard link to nothing in the layer' });
      scene.empty();
    }
  });

  test('a hard link to a link is the link; a file written over it leaves what it points to', async () => {
    await scene.unpack(
      oddTar([
        { name: 'l', type: '2', linkName: join(scene.outside, 'secret') },
        { name: 'h', type: '1', linkName: 'l' },
        { name: 'h', data: 'overwritten' },
      ]),
    );
    expect(lstatSync(at('l')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('h'), 'utf8')).toBe('overwritten');
  });

  test('a directory that was used is replaced by a link out → what follows stays inside', async () => {
    const entries: OddEntry[] = [{ name: 'd/sub/file' }, { name: 'd', type: '2', linkName: '../outside' }];
    await scene.unpack(oddTar([...entries, { name: 'd/sub/new', data: 'new' }, { name: 'd/secret', data: 'mine' }]));
    expect(readFileSync(at('outside/secret'), 'utf8')).toBe('mine');
    expect(paths()).toContain('outside/sub/new');
  });

  test('a tree of 1 000 levels, made through links → removable by path, and replaced by a file', async () => {
    const step = `${'d/'.repeat(500)}`;
    const deep: OddEntry[] = [
      { name: `${step}x`, pax: { path: `${step}x` } },
      { name: 'l', type: '2', pax: { linkpath: step.slice(0, -1) } },
      { name: 'f', pax: { path: `l/${step}x` } },
    ];
    await scene.unpack(oddTar(deep));
    await scene.unpack(oddTar([{ name: 'd', data: 'flat' }]));
    expect(readFileSync(at('d'), 'utf8')).toBe('flat');
    scene.empty();
    const linkTo = (name: string, base: string) => ({
      name,
      type: '2',
      pax: { linkpath: `${base}${step.slice(0, -1)}` },
    });
    const fileIn = (base: string) => ({ name: 'f', pax: { path: `${base}${step}x` } });
    const deeper = oddTar([...deep, linkTo('m', 'l/'), fileIn('m/'), linkTo('n', 'm/'), fileIn('n/')]);
    expect(await refusalOf(scene.unpack(deeper))).toMatchObject({ reason: 'a path is too long' });
    scene.empty();
    expect(readdirSync(scene.target)).toEqual([]);
  });

  const names = fc.constantFrom(
    ...[
      'a',
      'b',
      'a/b',
      'a/b/c',
      'l',
      'l/x',
      'l/l/x',
      'a/l',
      'a/l/y',
      '.',
      '..',
      '',
      '/',
      '../x',
      '../outside',
      '../outside/secret',
    ],
    ...[
      'l/../secret',
      'l/secret',
      'l/sub/file',
      'a/../../x',
      '/a',
      'b//c/',
      '.wh.a',
      'l/.wh.secret',
      'a/.wh..wh.opq',
      '.wh...',
    ],
    ...['l/.wh..wh.opq', '.wh..wh.plnk/x', 'a\0b', 'x'.repeat(100)],
  );
  const targets = fc.constantFrom(
    ...[
      'a',
      'b',
      'l',
      'a/l',
      '..',
      '.',
      '/',
      '../outside',
      '../../outside',
      '../outside/secret',
      'a/../..',
      'l/secret',
      'l/sub',
    ],
    ...['@', '@/secret', '@/sub', '/proc/self/root', '/proc/self/fd/3', ''],
  );
  const entries = fc.array(
    fc.record({
      name: names,
      type: fc.constantFrom('0', '0', '1', '2', '2', '3', '5', '5', '6', '7', '\0'),
      linkName: targets,
      mode: fc.constantFrom(0o644, 0o777, 0o6755, 0),
      uid: fc.constantFrom(0, 7),
      mtime: fc.constantFrom(0, 1_000),
      data: fc.constantFrom('', 'data', 'x'.repeat(600)),
    }),
    { minLength: 2, maxLength: 12 },
  );
  const tarOf = (drafts: readonly OddEntry[]) =>
    oddTar(drafts.map((draft) => ({ ...draft, linkName: String(draft.linkName).replace('@', scene.outside) })));

  test('any sequence of entries → nothing outside is made, changed or linked to', async () => {
    await fc.assert(
      fc.asyncProperty(entries, async (drafts) => {
        scene.empty();
        await attempt(tarOf(drafts));
        untouched();
      }),
      { numRuns: 400 },
    );
  });

  test('the same archive in pieces of any size → the same tree and digests', async () => {
    await fc.assert(
      fc.asyncProperty(entries, fc.integer({ min: 1, max: 1_500 }), async (drafts, chunkBytes) => {
        const archive = tarOf(drafts);
        const seen = [];
        for (const size of [archive.length, chunkBytes]) {
          scene.empty();
          const outcome = await scene
            .unpack(archive, { chunkBytes: size })
            .catch((error: FailureError) => error.details);
          seen.push([outcome, Object.keys(scene.tree())]);
        }
        expect(seen[1]).toEqual(seen[0]);
      }),
      { numRuns: 60 },
    );
  });

  test.each(['none', 'gzip', 'zstd'] as const)(
    '%s: bytes changed, cut and doubled anywhere → refused or harmless',
    async (compression) => {
      const pack = { none: (tar: Buffer) => tar, gzip: gzipSync, zstd: (tar: Buffer) => zstdCompressSync(tar) }[
        compression
      ];
      const edits = fc.array(fc.record({ place: fc.nat(), byte: fc.nat(255) }), { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(entries, edits, fc.nat(), fc.boolean(), async (drafts, changes, cut, isCut) => {
          scene.empty();
          const packed = Buffer.from(pack(tarOf(drafts)));
          for (const { place, byte } of changes) packed[place % packed.length] = byte;
          await attempt(isCut ? packed.subarray(0, cut % packed.length) : packed, {
            compression,
            chunkBytes: 1 + (cut % 700),
          });
          untouched();
        }),
        { numRuns: 250 },
      );
    },
  );

  test('headers changed and signed again → refused or harmless', async () => {
    await fc.assert(
      fc.asyncProperty(entries, fc.array(fc.tuple(fc.nat(), fc.nat(511), fc.nat(255))), async (drafts, changes) => {
        scene.empty();
        const archive = tarOf(drafts);
        for (const [block, place, byte] of changes) {
          const header = archive.subarray((block % (archive.length / 512)) * 512).subarray(0, 512);
          header[place] = byte;
          signHeader(header);
        }
        await attempt(archive);
        untouched();
      }),
      { numRuns: 250 },
    );
  });

  test('the sentinel does notice', () => {
    writeFileSync(join(scene.outside, 'secret'), 'secret');
    expect(scene.sentinel()).not.toEqual(before);
    before = scene.sentinel();
  });
});
