/** What becomes of each kind of entry, and what each kind of archive gives. */
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { gnuLong, oddTar, paxHeader } from '../helpers/odd-tar.ts';
import { xattrsOf } from '../helpers/tree.ts';
import { describeAsRoot, refusalOf } from '../native/scene.ts';
import { fdsInto, layerScene, layerThreads } from './layer-scene.ts';

const sha256 = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const isWhiteout = (path: string) => lstatSync(path).isCharacterDevice() && lstatSync(path).rdev === 0;

describeAsRoot('layers', () => {
  let scene: ReturnType<typeof layerScene>;
  const at = (path: string) => join(scene.target, path);
  const words = (path: string) => scene.tree()[path];
  beforeEach(() => {
    scene = layerScene();
  });
  afterEach(() => {
    expect(fdsInto(scene.dir)).toEqual([]);
    scene.remove();
  });
  afterAll(() => expect(layerThreads()).toEqual([]));

  const small = oddTar([
    { name: 'bin/', type: '5', mode: 0o750, mtime: 12 },
    { name: 'bin/su', mode: 0o4755, uid: 5, gid: 6, mtime: 34, data: 'su' },
    { name: 'bin/big', data: Buffer.alloc(700_000, 'x') },
  ]);

  test.each([
    ['none', small],
    ['gzip', gzipSync(small)],
    ['zstd', zstdCompressSync(small)],
  ] as const)('%s: digest, diff ID, sizes and the files themselves', async (compression, archive) => {
    const layer = await scene.unpack(archive, { compression, chunkBytes: 1_000 });
    expect(layer).toEqual({
      digest: sha256(archive),
      diffId: sha256(small),
      compressedBytes: archive.length,
      sizeBytes: small.length,
      entries: 3,
      isRootOpaque: false,
      impliedDirs: [],
    });
    expect(words('bin')).toBe('dir 750 0:0 mtime=12000000000');
    expect(words('bin/su')).toContain('file 4755 5:6 mtime=34000000000 2 ');
    expect(readFileSync(at('bin/big')).equals(Buffer.alloc(700_000, 'x'))).toBe(true);
  });

  test('gzip of several members, zstd of several frames and a skippable one → one archive', async () => {
    const [head, tail] = [small.subarray(0, 10_000), small.subarray(10_000)];
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const gzip = Buffer.concat([gzipSync(head), gzipSync(Buffer.alloc(0)), gzipSync(tail)]);
    const zstd = Buffer.concat([skippable, zstdCompressSync(head), skippable, zstdCompressSync(tail), skippable]);
    expect((await scene.unpack(gzip, { compression: 'gzip', chunkBytes: 7 })).diffId).toBe(sha256(small));
    scene.empty();
    expect((await scene.unpack(zstd, { compression: 'zstd', chunkBytes: 7 })).diffId).toBe(sha256(small));
  });

  test('an archive that is empty, or lacks its end → unpacked', async () => {
    expect((await scene.unpack(oddTar([]))).entries).toBe(0);
    expect((await scene.unpack(Buffer.alloc(0))).entries).toBe(0);
    expect((await scene.unpack(oddTar([{ name: 'a' }], 0))).entries).toBe(1);
    expect((await scene.unpack(oddTar([{ name: 'a' }], 20))).entries).toBe(1);
  });

  test('links, fifos, devices → as stored', async () => {
    await scene.unpack(
      oddTar([
        { name: 'file', data: 'text', mode: 0o600 },
        { name: 'hard', type: '1', linkName: '/./file', mode: 0o777, mtime: 1 },
        { name: 'soft', type: '2', linkName: '../../anywhere', uid: 7, mtime: 3 },
        { name: 'hard-to-soft', type: '1', linkName: 'soft' },
        { name: 'fifo', type: '6', mode: 0o6622, gid: 8 },
        { name: 'null', type: '3', major: 1, minor: 3, mode: 0o666 },
        { name: 'disk', type: '4', major: 259, minor: 70_000 },
        { name: 'zero-zero', type: '3' },
      ]),
    );
    expect(words('file')).toContain('file 600 0:0 mtime=1000000000000000000 4 ');
    expect(words('hard')).toBe('same as file');
    expect(words('hard-to-soft')).toBe('link 777 7:0 mtime=3000000000 -> ../../anywhere');
    expect(words('soft')).toBe('same as hard-to-soft');
    expect(words('fifo')).toContain('fifo 6622 0:8');
    expect(words('null')).toContain('char 666 0:0');
    expect(lstatSync(at('null')).rdev).toBe(0x103);
    expect(lstatSync(at('disk')).isBlockDevice()).toBe(true);
    expect(isWhiteout(at('zero-zero'))).toBe(true);
  });

  test('xattrs: user and capability kept, of links too; trusted dropped', async () => {
    const capability = Buffer.from('0100000200040000000000000000000000000000', 'hex');
    const pax = {
      'SCHILY.xattr.user.note': 'a=b\nc\0d',
      'SCHILY.xattr.trusted.overlay.opaque': 'y',
      'SCHILY.xattr.trusted.other': 'y',
    };
    await scene.unpack(
      oddTar([
        { name: 'ping', uid: 9, data: 'x', pax: { ...pax, 'SCHILY.xattr.security.capability': capability } },
        { name: 'dir', type: '5', pax },
        { name: 'link', type: '2', linkName: 'ping', pax },
        { name: 'plain' },
      ]),
    );
    const note = { 'user.note': 'a=b\nc\0d' };
    expect(xattrsOf(at('ping'))).toEqual({ ...note, 'security.capability': capability.toString('latin1') });
    expect(xattrsOf(at('dir'))).toEqual(note);
    expect(xattrsOf(at('link'))).toEqual({});
    expect(xattrsOf(at('plain'))).toEqual({});
  });

  test('pax: path, linkpath, size, uid, gid, mtime win over the header; global headers change nothing', async () => {
    await scene.unpack(
      oddTar([
        paxHeader({ path: 'wrong', mtime: '1' }, 'g'),
        {
          name: 'short',
          size: 0,
          data: 'longer',
          pax: { path: 'dir/naïve', size: '6', uid: '3000000000', gid: '4', mtime: '-1.25', comment: '' },
        },
        { name: 'link', type: '2', pax: { linkpath: 'x'.repeat(200), path: '' } },
      ]),
    );
    expect(words('dir/naïve')).toContain('file 644 3000000000:4 mtime=-1250000000 6 ');
    expect(readlinkSync(at('link'))).toBe('x'.repeat(200));
  });

  test('long names: ustar prefix, GNU, base-256 numbers, old tar', async () => {
    const long = 'd'.repeat(120);
    await scene.unpack(
      oddTar([
        { name: 'file', prefix: 'deep/dir', data: 'a' },
        { name: 'gnu', magic: 'gnu', prefix: 'no prefix' },
        gnuLong('L', long),
        gnuLong('K', `${long}/target`),
        { name: 'short', type: '2', linkName: 'short', magic: 'gnu', uid: 2 ** 31, mtime: -5 },
        { name: 'old/', type: '\0', magic: 'none' },
        { name: 'old/seven', type: '7', checksum: 'signed', uid: 1, data: 'x' },
      ]),
    );
    expect(Object.keys(scene.tree())).toEqual([
      '.',
      long,
      'deep',
      'deep/dir',
      'deep/dir/file',
      'gnu',
      'old',
      'old/seven',
    ]);
    expect(words(long)).toBe(`link 777 ${2 ** 31}:0 mtime=-5000000000 -> ${long}/target`);
  });

  test('whiteouts → 0/0 devices and the opaque mark; AUFS bookkeeping is dropped', async () => {
    const layer = await scene.unpack(
      oddTar([
        { name: 'dir/', type: '5', mtime: 5 },
        { name: 'dir/.wh.gone', data: 'ignored' },
        { name: 'dir/.wh..wh..opq' },
        { name: '.wh..wh.plnk/1.2', data: 'x' },
        { name: 'dir/.wh..wh.aufs' },
        { name: 'made/.wh..wh..opq' },
        { name: '.wh..wh..opq' },
      ]),
    );
    expect(isWhiteout(at('dir/gone'))).toBe(true);
    expect(Object.keys(scene.tree())).toEqual(['.', 'dir', 'dir/gone', 'made']);
    expect(words('dir')).toBe('dir 755 0:0 mtime=5000000000');
    expect(xattrsOf(at('dir'))).toEqual({ 'trusted.overlay.opaque': 'y' });
    expect(layer).toMatchObject({ isRootOpaque: true, impliedDirs: ['made'] });
  });

  test('a name deleted and made again, or made and deleted below → hides what lies below, keeps its own', async () => {
    await scene.unpack(
      oddTar([
        { name: '.wh.dir' },
        { name: 'dir/', type: '5' },
        { name: 'dir/new' },
        { name: 'kept/', type: '5' },
        { name: 'kept/file' },
        { name: '.wh.kept' },
        { name: '.wh.file' },
        { name: 'file', data: 'new' },
        { name: '.wh.file' },
        { name: '.wh.implied' },
        { name: 'implied/file' },
      ]),
    );
    const opaque = { 'trusted.overlay.opaque': 'y' };
    for (const name of ['dir', 'kept', 'implied']) expect(xattrsOf(at(name))).toEqual(opaque);
    expect(Object.keys(scene.tree())).toEqual([
      '.',
      'dir',
      'dir/new',
      'file',
      'implied',
      'implied/file',
      'kept',
      'kept/file',
    ]);
    expect(readFileSync(at('file'), 'utf8')).toBe('new');
  });

  test('later entries replace earlier ones; a directory again keeps its content', async () => {
    await scene.unpack(
      oddTar([
        { name: 'a/', type: '5' },
        { name: 'a/b/c/d', data: 'deep' },
        { name: 'a/', type: '5', mode: 0o700, uid: 3, mtime: 9 },
        { name: 'x/y/z', data: '1' },
        { name: 'x', data: 'file over directory' },
        { name: 'f', data: '1' },
        { name: 'f', type: '5' },
        { name: 'f/in' },
        { name: 'twin', data: 'one' },
        { name: 'other', type: '1', linkName: 'twin' },
        { name: 'other', data: 'two' },
        { name: 'self', data: 'self' },
        { name: 'self', type: '1', linkName: 'self' },
        { name: 's', type: '2', linkName: 'a' },
        { name: 's', type: '5' },
      ]),
    );
    expect(words('a')).toBe('dir 700 3:0 mtime=9000000000');
    expect(readFileSync(at('a/b/c/d'), 'utf8')).toBe('deep');
    expect(readFileSync(at('x'), 'utf8')).toBe('file over directory');
    expect(words('f/in')).toContain('file');
    expect(readFileSync(at('twin'), 'utf8')).toBe('one');
    expect(readFileSync(at('other'), 'utf8')).toBe('two');
    expect(readFileSync(at('self'), 'utf8')).toBe('self');
    expect(words('s')).toContain('dir 755');
  });

  test('directories: setgid does not spread, mtimes survive their content, more than stay open', async () => {
    const names = Array.from({ length: 150 }, (_, i) => `d${i}`);
    await scene.unpack(
      oddTar([
        { name: 'sg/', type: '5', mode: 0o2775, gid: 50, mtime: 2 },
        { name: 'sg/dir/', type: '5', mtime: 3 },
        { name: 'sg/file', mtime: 4 },
        { name: 'sg/implied/file' },
        ...names.map((name) => ({ name, type: '5', mtime: 77 })),
        ...names.map((name) => ({ name: `${name}/file` })),
        ...names.map((name) => ({ name: `${name}/link`, type: '2', linkName: 'x' })),
      ]),
    );
    expect(words('sg')).toBe('dir 2775 0:50 mtime=2000000000');
    expect(words('sg/dir')).toBe('dir 755 0:0 mtime=3000000000');
    expect(words('sg/file')).toContain('file 644 0:0');
    expect(words('sg/implied')).toContain('dir 755 0:0');
    const tree = scene.tree();
    for (const name of names) expect(tree[name]).toBe('dir 755 0:0 mtime=77000000000');
  });

  test('a default ACL, a umask → modes are as stored', async () => {
    const acl = Buffer.from('0200000001000700ffffffff04000000ffffffff20000000ffffffff', 'hex');
    const umask = process.umask(0o077);
    await scene.unpack(
      oddTar([
        { name: 'dir/', type: '5', pax: { 'SCHILY.xattr.system.posix_acl_default': acl } },
        { name: 'dir/file', mode: 0o666 },
        { name: 'open', mode: 0o777 },
      ]),
    );
    process.umask(umask);
    expect(words('dir/file')).toContain('file 666');
    expect(words('open')).toContain('file 777');
    expect(words('dir')).toContain('dir 755');
  });

  test('the target is missing → SyscallFailed, from every call', async () => {
    const gone = join(scene.dir, 'gone');
    expect(await refusalOf(scene.unpack(small, { targetDir: gone }))).toEqual({
      failure: 'SyscallFailed',
      syscall: 'open',
      path: gone,
      code: 'ENOENT',
      errno: -2,
    });
  });
});
