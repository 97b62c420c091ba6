/** What a container wrote, into an archive and out of one again: with a real overlay, GNU tar and the unpacker of layers. */
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeTar } from '../../../src/actors/checkpoints/tar.ts';
import { unpackCheckpoint } from '../../../src/actors/checkpoints/unpack-checkpoint.ts';
import { surveyWritten } from '../../../src/actors/checkpoints/written.ts';
import { runTool } from '../../../src/actors/tool.ts';
import { openTar } from '../../../src/image/archive/files.ts';
import { LayerUnpacker } from '../../../src/image/layer-unpacker.ts';
import { type TarEntry, tarOf } from '../../../src/image/tar-writer.ts';
import { mountOverlay, unmount } from '../../../src/native.ts';

const missing = process.getuid?.() === 0 ? undefined : 'needs root';
if (missing !== undefined && process.env.CI === 'true') throw new Error(`tests of checkpoints cannot run: ${missing}`);
const signal = new AbortController().signal;
const tar = { find: () => '/bin/tar', runTool };

describe.skipIf(missing !== undefined)(`layers of checkpoints${missing === undefined ? '' : `: ${missing}`}`, () => {
  let dir: string;
  let count = 0;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'trp-checkpoint-'));
  });
  afterAll(async () => {
    for (let at = 1; at <= count; at++)
      if (existsSync(join(dir, `${at}`, 'rootfs'))) await unmount(join(dir, `${at}`, 'rootfs'));
    await rm(dir, { recursive: true, force: true });
  });

  /** Two layers of an image and an upper one, mounted. */
  const mounted = async (lower: readonly string[] | undefined, upperDir?: string) => {
    count += 1;
    const base = join(dir, `${count}`);
    const made = {
      upperDir: upperDir ?? join(base, 'upper'),
      workDir: join(base, 'work'),
      rootfsDir: join(base, 'rootfs'),
      lowerDirs: lower ?? [join(base, 'l2'), join(base, 'l1')],
    };
    for (const path of [made.upperDir, made.workDir, made.rootfsDir, ...made.lowerDirs])
      await mkdir(path, { recursive: true });
    return {
      ...made,
      mount: () => mountOverlay({ ...made, target: made.rootfsDir }),
    };
  };
  const sh = (script: string, cwd: string) => execFileSync('/bin/sh', ['-ec', script], { cwd, stdio: 'pipe' });
  /** Owner, mode, content and attributes of all that is there: what a process could tell. */
  const lookOf = (root: string) =>
    execFileSync(
      '/bin/sh',
      [
        '-ec',
        `find . -mindepth 1 -printf '%P %y %m %U:%G %s %l %t\\n' | sed 's/ d \\([0-9]*\\) \\([0-9:]*\\) [0-9]*/ d \\1 \\2/' | sort; find . -type f -exec cksum {} + | sort; getcap -r . 2>/dev/null || true`,
      ],
      { cwd: root },
    ).toString();

  test('everything a container can do to its files → the same in the next one', async () => {
    const first = await mounted(undefined);
    const [l2 = '', l1 = ''] = first.lowerDirs;
    sh(
      'mkdir -p a/b gone/deep opaque swap; echo 1 >a/one; echo 2 >a/b/two; echo g >gone/deep/g; echo o >opaque/old; echo s >swap/s; chmod 1777 a; chown 12:34 a/b; echo f >file; ln -s a link',
      l1,
    );
    sh(
      'mkdir -p a/b; chmod 1777 a; chown 12:34 a/b; echo 22 >a/b/two2; mkdir -p opaque; echo n >opaque/newer; echo x >hidden',
      l2,
    );
    await first.mount();
    sh(
      `rm -r gone; rm a/one; echo changed >>a/b/two; rm -r opaque; mkdir opaque; echo fresh >opaque/fresh;
       rm -r swap; echo now a file >swap; rm file; mkdir file; echo in >file/in; ln -s /nowhere dangling; mkfifo pipe; mknod null c 1 3;
       ln a/b/two hard; chmod 4755 hard; mkdir -p deep/${'d'.repeat(120)}/${'e'.repeat(120)}; echo long >deep/${'d'.repeat(120)}/${'e'.repeat(120)}/f;
       rm link; echo no link >link; printf 'x' >"new
line"; setcap cap_net_raw+ep a/b/two2 || true; touch -d 2001-02-03 a/b/two2`,
      first.rootfsDir,
    );
    const socket = createServer().listen(join(first.rootfsDir, 'socket'));
    await new Promise((resolve) => socket.once('listening', resolve));

    const listFile = join(dir, 'list');
    const parts: Buffer[] = [];
    const gone = await surveyWritten(first, async (path) => void parts.push(path, Buffer.from([0])), signal);
    expect(gone.toSorted()).toEqual(['/a/one', '/gone', '/opaque/newer', '/opaque/old']);
    await writeFile(listFile, Buffer.concat(parts));
    const target = join(dir, 'rootfs-diff.tar');
    await writeTar(tar, { dir: first.upperDir, listFile, target, isDeep: false, signal });
    await new Promise((resolve) => socket.close(resolve));

    const second = await mounted(first.lowerDirs);
    const archive = await archiveOf([
      { path: 'rootfs-diff.tar', content: await readFile(target) },
      { path: 'deleted.files', content: JSON.stringify(gone) },
    ]);
    await unpack(archive, second);
    await second.mount();
    expect(lookOf(second.rootfsDir)).toBe(lookOf(first.rootfsDir));
    expect(readFileSync(join(second.rootfsDir, 'opaque/fresh'), 'utf8')).toBe('fresh\n');
    expect(existsSync(join(second.rootfsDir, 'opaque/old'))).toBe(false);
  });

  const inventory: TarEntry = { path: 'checkpoint/inventory.img', content: 'i' };
  const archiveOf = async (entries: readonly TarEntry[]): Promise<string> => {
    count += 1;
    const file = join(dir, `archive-${count}.tar`);
    await writeFile(file, tarOf([inventory, ...entries]));
    return file;
  };
  const unpack = async (
    archive: string,
    { upperDir, lowerDirs }: { readonly upperDir: string; readonly lowerDirs: readonly string[] },
    limits = { maxBytes: 2 ** 30, maxEntries: 10_000 },
  ): Promise<string> => {
    const checkpointDir = join(upperDir, '../checkpoint');
    const files = await openTar(await open(archive));
    try {
      const openSink = (options: ConstructorParameters<typeof LayerUnpacker>[0]) => new LayerUnpacker(options);
      await unpackCheckpoint(files, { upperDir, lowerDirs, checkpointDir }, { openSink, ...limits }, signal);
      return checkpointDir;
    } finally {
      await files.close();
    }
  };

  test('directories that nothing describes → have the image’s owner and mode', async () => {
    const layers = await mounted(undefined);
    sh(
      'mkdir -p tmp var/own; chmod 1777 tmp; chown 5:6 var/own; echo 1 >tmp/x; echo 1 >var/own/y',
      layers.lowerDirs[1] ?? '',
    );
    const diff = tarOf([{ path: 'var/own/z', content: 'z' }]);
    await unpack(
      await archiveOf([
        { path: 'rootfs-diff.tar', content: diff },
        { path: 'deleted.files', content: '["/tmp/x"]' },
      ]),
      layers,
    );
    await layers.mount();
    expect(lstatSync(join(layers.rootfsDir, 'tmp')).mode & 0o7777).toBe(0o1777);
    expect(lstatSync(join(layers.rootfsDir, 'var/own'))).toMatchObject({ uid: 5, gid: 6 });
    expect(readdirSync(join(layers.rootfsDir, 'tmp'))).toEqual([]);
  });

  test('a layer with whiteouts, compressed, as containerd writes it → taken', async () => {
    const layers = await mounted(undefined);
    sh('echo 1 >old', layers.lowerDirs[1] ?? '');
    const diff = execFileSync('/bin/gzip', ['-c'], {
      input: tarOf([{ path: '.wh.old' }, { path: 'new', content: 'n' }]),
    });
    await unpack(
      await archiveOf([
        { path: 'rootfs-diff.tar', content: diff },
        { path: 'deleted.files', content: 'null' },
      ]),
      layers,
    );
    await layers.mount();
    expect(readdirSync(layers.rootfsDir)).toEqual(['new']);
  });

  describe('hostile archives → nothing outside is touched', () => {
    const outside = () => join(dir, 'outside');
    beforeAll(async () => {
      await mkdir(outside());
      await writeFile(join(outside(), 'victim'), 'alive');
    });
    const expectUntouched = () => {
      expect(readdirSync(outside())).toEqual(['victim']);
      expect(readFileSync(join(outside(), 'victim'), 'utf8')).toBe('alive');
    };

    test('deletions that lead out, by name → CheckpointInvalid', async () => {
      for (const path of ['../outside/victim', '/a/../../outside/victim', '..', '/x/..', 'a\0b']) {
        const layers = await mounted(undefined);
        const archive = await archiveOf([{ path: 'deleted.files', content: JSON.stringify([path]) }]);
        await expect(unpack(archive, layers), path).rejects.toMatchObject({ code: 'CheckpointInvalid' });
      }
      expectUntouched();
    });

    test('deletions that are no list of texts → CheckpointInvalid', async () => {
      for (const content of ['{', '{}', '[1]', '"/a"', '[["/a"]]']) {
        const layers = await mounted(undefined);
        const archive = await archiveOf([{ path: 'deleted.files', content }]);
        await expect(unpack(archive, layers), content).rejects.toMatchObject({ code: 'CheckpointInvalid' });
      }
    });

    test('files through links that lead out → stay inside', async () => {
      const layers = await mounted(undefined);
      const diff = tarOf([
        { path: 'way', type: 'symlink', target: outside() },
        { path: 'way/victim', content: 'dead' },
        { path: '../../outside/other', content: 'dead' },
        { path: '/way/third', content: 'dead' },
      ]);
      await unpack(await archiveOf([{ path: 'rootfs-diff.tar', content: diff }]), layers).catch(() => undefined);
      expectUntouched();
    });

    test('images of CRIU under names that lead out, or links → not taken', async () => {
      const layers = await mounted(undefined);
      const archive = await archiveOf([
        { path: 'checkpoint/../../outside/evil', content: 'e' },
        { path: 'checkpoint/sub/deep.img', content: 'd' },
        { path: 'checkpoint/link.img', type: 'symlink', target: join(outside(), 'victim') },
        { path: 'checkpoint/hard.img', type: 'hardlink', target: '../outside/victim' },
        { path: 'checkpoint/fifo.img', type: 'fifo' },
        { path: 'checkpoint/core-1.img', content: 'c' },
      ]);
      const checkpointDir = await unpack(archive, layers);
      expect(readdirSync(join(checkpointDir, 'images')).toSorted()).toEqual(['core-1.img', 'inventory.img']);
      expect(lstatSync(join(checkpointDir, 'images')).mode & 0o777).toBe(0o700);
      expectUntouched();
    });

    test('the checkpoint directory itself is a link of an image’s layer → not followed', async () => {
      const layers = await mounted(undefined);
      const { openDirectory } = await import('../../../src/image/archive/files.ts');
      const root = join(dir, 'as-image');
      await mkdir(root);
      await symlink(outside(), join(root, 'checkpoint'));
      const files = await openDirectory(root);
      expect(await files.list('checkpoint')).toEqual([]);
      expect(await files.list('..')).toEqual([]);
      expect(layers.upperDir).toBeDefined();
    });

    test('more than the limit → refused', async () => {
      const layers = await mounted(undefined);
      const big = await archiveOf([{ path: 'checkpoint/pages-1.img', content: Buffer.alloc(5000) }]);
      await expect(unpack(big, layers, { maxBytes: 4096, maxEntries: 10 })).rejects.toMatchObject({
        code: 'CheckpointInvalid',
        details: { reason: 'its files are too large' },
      });
      const many = await archiveOf([
        { path: 'deleted.files', content: JSON.stringify(Array.from({ length: 50 }, (_, at) => `/f${at}`)) },
      ]);
      await expect(unpack(many, await mounted(undefined), { maxBytes: 2 ** 20, maxEntries: 10 })).rejects.toMatchObject(
        {
          code: 'LayerInvalid',
        },
      );
    });

    test('no image of CRIU, or what hides the whole image → refused', async () => {
      const file = join(dir, 'none.tar');
      await writeFile(file, tarOf([{ path: 'config.dump', content: '{}' }]));
      await expect(unpack(file, await mounted(undefined))).rejects.toMatchObject({ code: 'CheckpointInvalid' });
      const opaque = await archiveOf([{ path: 'rootfs-diff.tar', content: tarOf([{ path: '.wh..wh..opq' }]) }]);
      await expect(unpack(opaque, await mounted(undefined))).rejects.toMatchObject({ code: 'CheckpointInvalid' });
    });
  });
});
