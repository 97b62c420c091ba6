/** Layers that are damaged, cut off or too large; and an unpacking that is given up. */
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LayerUnpacker } from '../../src/image/layer-unpacker.ts';
import { mount, unmount } from '../../src/native.ts';
import { gnuLong, oddTar, paxHeader } from '../helpers/odd-tar.ts';
import { describeAsRoot, refusalOf } from '../native/scene.ts';
import { fdsInto, layerScene, layerThreads, type UnpackOptions } from './layer-scene.ts';

describeAsRoot('layers that cannot be unpacked', () => {
  let scene: ReturnType<typeof layerScene>;
  beforeEach(() => {
    scene = layerScene();
  });
  afterEach(() => {
    expect(fdsInto(scene.dir)).toEqual([]);
    expect(layerThreads()).toEqual([]);
    scene.remove();
  });
  const refusal = (archive: Buffer, options?: UnpackOptions) => refusalOf(scene.unpack(archive, options));
  const invalid = (reason: string, offset: number, entry?: string) => ({
    failure: 'LayerInvalid',
    reason,
    offset,
    ...(entry === undefined ? {} : { entry }),
  });
  const entry = { name: 'file', data: Buffer.alloc(2_000, 'x') };
  const tar = oddTar([{ name: 'dir/', type: '5' }, entry]);
  const garbage = Buffer.alloc(512, 'g');

  test('the tar is cut off, damaged or followed by something → where and why', async () => {
    expect(await refusal(tar.subarray(0, 700))).toEqual(invalid('the archive is truncated', 700));
    expect(await refusal(tar.subarray(0, 1_500))).toEqual(invalid('the archive is truncated', 1_500, 'file'));
    expect(await refusal(paxHeader({ path: 'x' }))).toEqual(invalid('the archive is truncated', 1_024));
    expect(await refusal(Buffer.concat([tar, garbage]))).toMatchObject({ reason: 'data after the end of the archive' });
    const gap = Buffer.concat([oddTar([entry], 1), oddTar([entry])]);
    expect(await refusal(gap)).toEqual(invalid('data after the end of the archive', 3_072));
    const wrong = oddTar([
      { name: 'dir', type: '5' },
      { ...entry, checksum: 'wrong' },
    ]);
    expect(await refusal(wrong)).toEqual(invalid('wrong header checksum', 512));
    expect(await refusal(garbage)).toEqual(invalid('wrong header checksum', 0));
  });

  test('gzip: cut off, wrong CRC, wrong length, garbage after or instead → LayerInvalid', async () => {
    const gzip = gzipSync(tar);
    const cases = {
      'the compressed stream is truncated': [gzip.subarray(0, 5), gzip.subarray(0, -1), Buffer.alloc(0)],
      'wrong gzip checksum': [flipped(gzip, gzip.length - 8), flipped(gzip, gzip.length - 4)],
      'data after the end of the gzip stream': [
        Buffer.concat([gzip, garbage]),
        Buffer.concat([gzip, Buffer.alloc(64)]),
      ],
      'not gzip': [tar, garbage, flipped(gzip, 2)],
      'damaged gzip stream': [Buffer.concat([gzip.subarray(0, 10), Buffer.alloc(20, 0xff)])],
    };
    for (const [reason, archives] of Object.entries(cases)) {
      for (const archive of archives) expect(await refusal(archive, { compression: 'gzip' })).toMatchObject({ reason });
    }
  });

  test('zstd: cut off, damaged, garbage after, a window of 256 MiB → LayerInvalid', async () => {
    const zstd = zstdCompressSync(tar, { params: { 201: 1 } }); // ZSTD_c_checksumFlag
    const wide = Buffer.from('28b52ffd0090010000', 'hex'); // window descriptor: exponent 18, 2^28
    const cases = {
      'the compressed stream is truncated': [zstd.subarray(0, 3), zstd.subarray(0, -1), Buffer.alloc(0)],
      'damaged zstd stream': [flipped(zstd, zstd.length - 1), Buffer.concat([zstd, garbage]), tar],
      'the zstd window is larger than 128 MiB': [wide],
    };
    for (const [reason, archives] of Object.entries(cases)) {
      for (const archive of archives) expect(await refusal(archive, { compression: 'zstd' })).toMatchObject({ reason });
    }
  });

  test('limits: bytes (also of a bomb, also as a header claims), entries, directories nobody described', async () => {
    const bomb = gzipSync(oddTar([{ name: 'zeros', data: Buffer.alloc(50 << 20) }]));
    expect(await refusal(bomb, { compression: 'gzip', maxBytes: 1 << 20 })).toMatchObject({
      failure: 'LayerInvalid',
      reason: 'larger than allowed',
    });
    const zeros = gzipSync(Buffer.alloc(50 << 20));
    expect(await refusal(zeros, { compression: 'gzip', maxBytes: 1 << 20 })).toMatchObject({
      reason: 'larger than allowed',
    });
    const claim = oddTar([{ name: 'claim', size: 2 ** 40 }]);
    expect(await refusal(claim)).toEqual(invalid('larger than allowed', 0, 'claim'));
    const claims = oddTar([{ name: 'claim', pax: { size: '18446744073709551615' } }]);
    expect(await refusal(claims)).toMatchObject({ reason: 'larger than allowed' });
    const many = Array.from({ length: 11 }, (_, i) => ({ name: `e${i}` }));
    expect(await refusal(oddTar(many), { maxEntries: 10 })).toEqual(invalid('more entries than allowed', 5_120, 'e10'));
    const deep = oddTar([{ name: 'a/b/c/d/e/f/g/h/i/j/k' }]);
    expect(await refusal(deep, { maxEntries: 10 })).toMatchObject({ reason: 'more entries than allowed' });
  });

  test.each([
    ['an extended header is larger than 1 MiB', [paxHeader({ comment: 'x'.repeat(1 << 20) })]],
    ['an extended header is larger than 1 MiB', [gnuLong('L', 'x'.repeat(1 << 20))]],
    ['an extended header is larger than 1 MiB', [paxHeader({ comment: 'x'.repeat(1 << 20) }, 'g')]],
    ['a pax record is not valid', [{ name: 'x', type: 'x', data: '6 a=b' }]],
    ['a pax record is not valid', [{ name: 'x', type: 'x', data: '99999999999 a=b\n' }]],
    ['a pax record is not valid', [{ name: 'x', type: 'x', data: '1 a=b\n' }]],
    ['a pax record is not valid', [{ name: 'x', type: 'x', data: '6 abc\n' }]],
    ['a pax record is not valid', [{ name: 'x', type: 'g', data: '5 =b\n' }]],
    ['a pax record is not valid', [{ name: 'f', pax: { mtime: '1.2.3' } }]],
    ['a pax record is not valid', [{ name: 'f', pax: { uid: '-1' } }]],
    ['a pax record is not valid', [{ name: 'f', pax: { size: '18446744073709551616' } }]],
    ['the name of an xattr is not valid', [{ name: 'f', pax: { 'SCHILY.xattr.': 'x' } }]],
    ['the name of an xattr is not valid', [{ name: 'f', pax: { 'SCHILY.xattr.user.\0': 'x' } }]],
    ['the file system refuses an xattr', [{ name: 'f', pax: { 'SCHILY.xattr.user.big': 'x'.repeat(100_000) } }]],
    ['the file system refuses an xattr', [{ name: 'f', pax: { [`SCHILY.xattr.user.${'n'.repeat(300)}`]: 'x' } }]],
    ['the file system refuses an xattr', [{ name: 'f', pax: { 'SCHILY.xattr.security.capability': 'x' } }]],
    ['a name holds a NUL', [{ name: 'f', pax: { path: 'a\0b' } }]],
    ['sparse files are not supported', [{ name: 'f', type: 'S', magic: 'gnu' }]],
    ['sparse files are not supported', [{ name: 'f', pax: { 'GNU.sparse.major': '1' } }]],
    ["the entry's type is not supported", [{ name: 'f', type: 'V' }]],
    ['the owner is not valid', [{ name: 'f', uid: 2 ** 32 - 1 }]],
    ['the owner is not valid', [{ name: 'f', gid: -1 }]],
    ['the owner is not valid', [{ name: 'f', pax: { uid: '4294967295' } }]],
    ['no such device number', [{ name: 'f', type: '3', major: 4_096 }]],
    ['the size is not valid', [{ name: 'f', size: -1 }]],
    ['the size is not valid', [{ name: 'f', patch: (h: Buffer): void => void h.write('12x4', 124) }]],
    ['a number of the header is not valid', [{ name: 'f', patch: (h: Buffer): void => void h.write('8', 100) }]],
    ['a name is too long', [gnuLong('L', 'n'.repeat(256)), { name: 'f' }]],
    ['a path is too long', [gnuLong('L', 'd/'.repeat(513)), { name: 'f' }]],
    ['a path is too long', [gnuLong('L', `${'d'.repeat(200)}/`.repeat(16)), { name: 'f' }]],
    ['a name is too long', [gnuLong('K', 'n/'.repeat(2_500)), { name: 'f', type: '2' }]],
    ['symbolic link to nothing', [{ name: 'f', type: '2' }]],
    ['hard link to nothing in the layer', [{ name: 'f', type: '1', linkName: 'absent' }]],
    ['hard link to nothing in the layer', [{ name: 'f', type: '1', linkName: 'no/such/dir' }]],
    ['hard link to nothing in the layer', [{ name: 'f', type: '1', linkName: '/' }]],
    ['hard link to nothing in the layer', [{ name: 'd/f' }, { name: 'd', type: '1', linkName: 'd/f' }]],
    [
      'hard link to a directory',
      [
        { name: 'd', type: '5' },
        { name: 'f', type: '1', linkName: 'd' },
      ],
    ],
    ['a parent is not a directory', [{ name: 'f' }, { name: 'f/below' }]],
    ['too many symbolic links', [{ name: 'l', type: '2', linkName: 'l' }, { name: 'l/below' }]],
    ['the whiteout names nothing', [{ name: 'd/.wh.' }]],
    ['the whiteout names nothing', [{ name: 'd/.wh...' }]],
    ['the whiteout names nothing', [{ name: '.wh..' }]],
    ['the entry would replace the root', [{ name: '..', type: '2', linkName: '/' }]],
    ['the entry would replace the root', [{ name: '' }]],
  ] as const)('%s: %j → LayerInvalid', async (reason, parts) => {
    expect(await refusal(oddTar([...parts]))).toMatchObject({ failure: 'LayerInvalid', reason });
  });

  test('no space → NoSpace', async () => {
    await mount({ source: 'tmpfs', target: scene.target, fsType: 'tmpfs', data: 'size=1m' });
    try {
      const large = oddTar([{ name: 'large', data: Buffer.alloc(3 << 20, 'x') }]);
      expect(await refusal(large)).toMatchObject({ failure: 'NoSpace', syscall: 'write', code: 'ENOSPC' });
    } finally {
      await unmount(scene.target);
    }
  });

  test('after a failure every call fails with it; abort settles', async () => {
    const unpacker = open();
    const writes = [unpacker.write(garbage), unpacker.write(Buffer.alloc(8 << 20, 'g')), unpacker.write(garbage)];
    for (const write of writes.slice(1)) expect(await refusalOf(write)).toEqual(invalid('wrong header checksum', 0));
    expect(await refusalOf(unpacker.end())).toEqual(invalid('wrong header checksum', 0));
    expect(await refusalOf(unpacker.write(garbage))).toEqual(invalid('wrong header checksum', 0));
    await Promise.all([unpacker.abort(), unpacker.abort()]);
  });

  test('abort, at once, while writes wait, after end → the rest is Cancelled, threads and files are gone', async () => {
    await open().abort();
    for (const isEnded of [false, true]) {
      const unpacker = open();
      const head = oddTar([{ name: `big-${isEnded}`, size: 2 ** 29 }], 0);
      const waiting = [head, ...Array.from({ length: 8 }, () => Buffer.alloc(4 << 20))].map((piece) =>
        unpacker.write(piece).then(
          () => 'taken',
          (error: { code: string }) => error.code,
        ),
      );
      const ended = isEnded ? refusalOf(unpacker.end()) : undefined;
      await unpacker.abort();
      expect(new Set(await Promise.all(waiting))).toContain('Cancelled');
      if (ended !== undefined) expect(await ended).toMatchObject({ failure: 'Cancelled' });
      expect(await refusalOf(unpacker.end())).toMatchObject({ failure: 'Cancelled' });
    }
  });

  test('writes wait while there is no room, and keep their order', async () => {
    const pieces = Array.from({ length: 40 }, (_, i) => Buffer.alloc(1 << 20, i));
    const unpacker = open();
    const archive = oddTar([{ name: 'big', data: Buffer.concat(pieces) }]);
    let settled = 0;
    const all = [archive.subarray(0, 30 << 20), archive.subarray(30 << 20)].map((piece) =>
      unpacker.write(piece).then(() => {
        settled += 1;
      }),
    );
    await Promise.resolve();
    expect(settled).toBe(0);
    await Promise.all(all);
    expect(await unpacker.end()).toMatchObject({ entries: 1, sizeBytes: archive.length });
    await unpacker.abort();
  });

  const open = () =>
    new LayerUnpacker({ targetDir: scene.target, compression: 'none', maxBytes: 2 ** 30, maxEntries: 100 });
});

const flipped = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x55;
  return copy;
};
