/** The contract with other programs: what GNU tar writes, we unpack as GNU tar does; and overlayfs takes the result. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mountOverlay, unmount } from '../../src/native.ts';
import { type OddEntry, oddTar } from '../helpers/odd-tar.ts';
import { treeOf } from '../helpers/tree.ts';
import { describeAsRoot } from '../native/scene.ts';
import { fdsInto, layerScene } from './layer-scene.ts';

const xattr = { 'SCHILY.xattr.user.colour': 'blue', 'SCHILY.xattr.user.empty': '' };
const capability = Buffer.from('0100000200040000000000000000000000000000', 'hex');
/** One of everything. */
const everything: OddEntry[] = [
  { name: 'dir/', type: '5', mode: 0o2750, uid: 11, gid: 12, mtime: 1_111, pax: xattr },
  { name: 'dir/setuid', mode: 0o6755, uid: 1_000, gid: 1_000, data: 'x', pax: { mtime: '1234567890.123456789' } },
  { name: 'dir/ping', data: 'ping', pax: { 'SCHILY.xattr.security.capability': capability, ...xattr } },
  { name: 'dir/empty', mode: 0, mtime: 1 },
  { name: 'dir/twin', type: '1', linkName: 'dir/ping' },
  { name: 'sticky/', type: '5', mode: 0o1777 },
  { name: 'sticky/link', type: '2', linkName: '../dir/ping', uid: 5, mtime: 7 },
  { name: 'sticky/link-twin', type: '1', linkName: 'sticky/link' },
  { name: 'sticky/fifo', type: '6', mode: 0o600, mtime: 8 },
  { name: 'sticky/null', type: '3', major: 1, minor: 3, mode: 0o666, gid: 3 },
  { name: 'sticky/disk', type: '4', major: 8, minor: 300, mode: 0o660 },
  { name: 'big', data: Buffer.alloc(1_000_001, 'big'), mode: 0o444 },
  { name: 'x', pax: { path: `${'long-directory-name/'.repeat(12)}${'long-name'.repeat(20)}` }, data: 'long' },
  { name: 'x', type: '2', pax: { path: 'name with\nline ä', linkpath: 'target '.repeat(30) } },
];

describeAsRoot('layers and other programs', () => {
  let scene: ReturnType<typeof layerScene>;
  beforeEach(() => {
    scene = layerScene();
  });
  afterEach(() => {
    expect(fdsInto(scene.dir)).toEqual([]);
    scene.remove();
  });

  const tarOptions = ['--xattrs', '--xattrs-include=*'];
  const pack = (dir: string, format: string): Buffer =>
    execFileSync('tar', ['--create', `--format=${format}`, ...(format === 'pax' ? tarOptions : []), '--file=-', '.'], {
      cwd: dir,
      maxBuffer: 1 << 30,
    });
  /** Both trees, by GNU tar and by us; without the root's own line, whose entry we ignore. */
  const bothWays = async (archive: Buffer, hasXattrs: boolean) => {
    const theirs = join(scene.dir, 'theirs');
    mkdirSync(theirs);
    const options = ['--extract', '--preserve-permissions', '--numeric-owner', '--delay-directory-restore'];
    execFileSync('tar', [...options, ...tarOptions, '--file=-'], { cwd: theirs, input: archive });
    scene.empty();
    await scene.unpack(archive);
    const [ours, gnu] = [scene.target, theirs].map((dir) => treeOf(dir, { hasXattrs }));
    return { ours: { ...ours, '.': '' }, gnu: { ...gnu, '.': '' } };
  };

  test.each(['pax', 'gnu'])('one of everything, in the format %s → the same tree', async (format) => {
    await scene.unpack(oddTar(everything));
    const { ours, gnu } = await bothWays(pack(scene.target, format), format === 'pax');
    expect(ours).toEqual(gnu);
    expect(Object.keys(ours).length).toBeGreaterThan(20);
  });

  test('a tree of some hundred real files → the same tree', async () => {
    const real = dirname(createRequire(import.meta.url).resolve('undici/package.json'));
    const { ours, gnu } = await bothWays(pack(real, 'gnu'), false);
    expect(ours).toEqual(gnu);
    expect(Object.keys(ours).length).toBeGreaterThan(30);
  });

  test('two layers under overlayfs → deleted names are gone, opaque directories show only their own', async () => {
    const [lower, upper, merged] = ['lower', 'upper', 'merged'].map((name) => join(scene.dir, name));
    if (lower === undefined || upper === undefined || merged === undefined) throw new Error('three names');
    for (const dir of [lower, upper, merged]) mkdirSync(dir);
    const files = ['gone', 'gone-dir/a', 'opaque/below', 'again/below', 'kept/below', 'faked'].map((name) => ({
      name,
    }));
    await scene.unpack(oddTar(files), { targetDir: lower });
    const upperEntries: OddEntry[] = [
      { name: '.wh.gone' },
      { name: '.wh.gone-dir' },
      { name: 'opaque/', type: '5' },
      { name: 'opaque/.wh..wh..opq' },
      { name: 'opaque/above' },
      { name: '.wh.again' },
      { name: 'again/above' },
      { name: 'kept/above' },
      { name: 'faked', type: '3' },
    ];
    await scene.unpack(oddTar(upperEntries), { targetDir: upper });
    await mountOverlay({ lowerDirs: [upper, lower], target: merged, isReadOnly: true });
    try {
      const names = Object.keys(treeOf(merged));
      expect(names).toEqual([
        '.',
        'again',
        'again/above',
        'kept',
        'kept/above',
        'kept/below',
        'opaque',
        'opaque/above',
      ]);
    } finally {
      await unmount(merged);
    }
  });

  test('the process ends while a layer is unpacked, in the main thread and in a worker → it just ends', () => {
    const facade = new URL('../../src/image/layer-unpacker.ts', import.meta.url).href;
    const unpacking = `
      const { LayerUnpacker } = await import(${JSON.stringify(facade)});
      const options = { compression: 'none', maxBytes: 2 ** 30, maxEntries: 10 };
      const idle = new LayerUnpacker({ targetDir: ${JSON.stringify(scene.target)}, ...options });
      const busy = new LayerUnpacker({ targetDir: ${JSON.stringify(scene.target)}, ...options });
      for (let i = 0; i < 30; i += 1) void busy.write(Buffer.alloc(1 << 20)).catch(() => {});`;
    const run = (program: string) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', program], { stdio: 'pipe', timeout: 30_000 });
    run(`${unpacking}; process.exit(0);`);
    run(`${unpacking}; await busy.abort();`); // the idle one keeps no event loop alive
    const inWorker = `${unpacking}; const { parentPort } = await import('node:worker_threads'); parentPort.postMessage(0);`;
    run(`
      const { Worker } = await import('node:worker_threads');
      const url = new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(inWorker)}));
      for (let i = 0; i < 3; i += 1) {
        const worker = new Worker(url);
        await new Promise((settle, fail) => worker.once('message', settle).once('error', fail));
        await worker.terminate();
      }`);
    run(`
      for (let i = 0; i < 20; i += 1) { await (async () => { ${unpacking} await idle.abort(); })(); globalThis.gc?.(); }
      process.exit(0);`);
    expect(existsSync(scene.target) && readdirSync(scene.target)).toEqual([]);
    expect(readFileSync(join(scene.outside, 'secret'), 'utf8')).toBe('secret');
  });
});
