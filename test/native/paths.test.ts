import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeDirInRoot, openInRoot, readFileInRoot, resolveInRoot } from '../../src/native.ts';
import { makeScene, openFds, refusalOf, untilTestEnds } from './scene.ts';

/** `now` is a directory, or a link to a place above the root in which there is a `secret`, too. */
const swapForEver = `
  const { renameSync, symlinkSync, unlinkSync } = require('node:fs');
  process.chdir(process.argv[1]);
  process.stdout.write('ready');
  for (;;) {
    renameSync('now', 'was');
    symlinkSync('../..', 'now');
    unlinkSync('now');
    renameSync('was', 'now');
  }`;

describe('paths in a hostile root', () => {
  let scene: ReturnType<typeof makeScene>;
  let root: string;
  beforeEach(() => {
    scene = makeScene();
    root = scene.dirAt('root');
    scene.fileAt('secret', 'outside');
    scene.fileAt('root/etc/passwd', 'inside');
  });
  afterEach(() => scene.remove());

  const text = async (path: string) => (await readFileInRoot(root, path, 100))?.toString();
  const link = (target: string, path: string) => symlinkSync(target, join(root, path));

  test.each(['etc/passwd', '/etc/passwd', '//etc/./passwd', '../../../etc/passwd', 'etc/../../etc/passwd'])(
    '%s → the file inside',
    async (path) => {
      expect(await text(path)).toBe('inside');
      expect(await resolveInRoot(root, path)).toBe(join(root, 'etc/passwd'));
    },
  );

  test('links: absolute, with .., through each other, to a directory → all stay inside', async () => {
    link('/etc/passwd', 'absolute');
    link('../../../../../../etc/passwd', 'up');
    link('absolute', 'again');
    link('/', 'slash');
    link('..', 'etc/out');
    for (const path of ['absolute', 'up', 'again', 'slash/etc/passwd', 'etc/out/etc/passwd', 'etc/out/../up'])
      expect(await text(path)).toBe('inside');
  });

  test('a link to a file that is outside only → absent', async () => {
    link(scene.at('secret'), 'absolute');
    link('../secret', 'up');
    for (const path of ['absolute', 'up', '../secret', scene.at('secret')]) {
      expect(await text(path)).toBeUndefined();
      expect(await resolveInRoot(root, path)).toBeUndefined();
      expect(await refusalOf(openInRoot(root, path))).toMatchObject({ code: 'ENOENT', syscall: 'openat2', path });
    }
  });

  test('magic links of a /proc inside the root → ELOOP', async () => {
    const own = `/${process.pid}`;
    for (const path of [`${own}/root/etc/passwd`, `${own}/cwd`, `${own}/exe`, '/self/root'])
      expect(await refusalOf(readFileInRoot('/proc', path, 100))).toMatchObject({ code: 'ELOOP', syscall: 'openat2' });
  });

  test('links in a circle → ELOOP', async () => {
    link('b', 'a');
    link('a', 'b');
    const works = [readFileInRoot(root, 'a', 9), resolveInRoot(root, 'a'), makeDirInRoot(root, 'a/x', 0o755)];
    for (const refusal of await Promise.all(works.map(refusalOf))) expect(refusal).toMatchObject({ code: 'ELOOP' });
  });

  test('absent, below a file, an empty path → undefined; opening it: ENOENT', async () => {
    for (const path of ['none', 'none/none', 'etc/passwd/x', '']) expect(await text(path)).toBeUndefined();
    expect(await refusalOf(openInRoot(root, 'none'))).toMatchObject({ code: 'ENOENT' });
  });

  test.each([
    ['none', 'ENOENT'],
    ['secret', 'ENOTDIR'],
  ])('a root that is %s → %s, never "absent"', async (name, code) => {
    const bad = scene.at(name);
    for (const work of [
      () => readFileInRoot(bad, 'etc', 9),
      () => resolveInRoot(bad, 'etc'),
      () => openInRoot(bad, 'etc'),
      () => makeDirInRoot(bad, 'etc', 0o755),
    ])
      expect(await refusalOf(work())).toMatchObject({ code, syscall: 'open', path: bad });
  });

  test('a file as large as allowed → read; a byte more → EFBIG; an empty one → empty', async () => {
    scene.fileAt('root/exact', 'x'.repeat(200_000));
    expect(await readFileInRoot(root, 'exact', 200_000)).toHaveLength(200_000);
    expect(await refusalOf(readFileInRoot(root, 'exact', 199_999))).toMatchObject({ code: 'EFBIG', path: 'exact' });
    scene.fileAt('root/empty', '');
    expect(await readFileInRoot(root, 'empty', 0)).toHaveLength(0);
    expect(await refusalOf(readFileInRoot(root, 'exact', 0))).toMatchObject({ code: 'EFBIG' });
  });

  test('a file whose size says nothing (of /proc) → read to its end, within the limit', async () => {
    expect((await readFileInRoot('/proc', 'version', 10_000))?.toString()).toBe(readFileSync('/proc/version', 'utf8'));
    expect(await refusalOf(readFileInRoot('/proc', 'version', 5))).toMatchObject({ code: 'EFBIG' });
  });

  test('a directory → EISDIR to read, a descriptor to open', async () => {
    expect(await refusalOf(readFileInRoot(root, 'etc', 9))).toMatchObject({ code: 'EISDIR', syscall: 'read' });
    const fd = await openInRoot(root, 'etc');
    expect(fstatSync(fd).isDirectory()).toBe(true);
    expect(readlinkSync(`/proc/self/fd/${fd}`)).toBe(join(root, 'etc'));
    closeSync(fd);
  });

  test('a FIFO, a device, a socket → EINVAL, not opened, not waited for', async () => {
    execFileSync('mkfifo', [join(root, 'fifo')]);
    expect(await refusalOf(readFileInRoot(root, 'fifo', 9))).toMatchObject({ code: 'EINVAL', path: 'fifo' });
    expect(await refusalOf(openInRoot(root, 'fifo'))).toMatchObject({ code: 'EINVAL', path: 'fifo' });
    expect(await refusalOf(openInRoot('/dev', 'null'))).toMatchObject({ code: 'EINVAL' });
    expect(await resolveInRoot(root, 'fifo')).toBe(join(root, 'fifo'));
  });

  test('a descriptor → closed on exec, at the start of the file', async () => {
    const fd = await openInRoot(root, '/etc/passwd');
    expect(readFileSync(fd, 'utf8')).toBe('inside');
    const flags = Number.parseInt(/flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '', 8);
    expect(flags & 0o2000000).not.toBe(0);
    closeSync(fd);
  });

  test('a NUL in a path → EINVAL, not the path before it', async () => {
    expect(await refusalOf(readFileInRoot(root, 'etc/passwd\0.txt', 9))).toMatchObject({ code: 'EINVAL' });
  });

  test('a name that is too long, or not Unicode’s simplest → told, found', async () => {
    expect(await refusalOf(resolveInRoot(root, 'x'.repeat(300)))).toMatchObject({ code: 'ENAMETOOLONG' });
    scene.fileAt('root/żółw ☃', 'snow');
    expect(await text('żółw ☃')).toBe('snow');
  });

  test('somebody swaps a directory for a link all the time → never the file outside', async () => {
    scene.fileAt('root/flip/now/secret', 'inside');
    const swapping = untilTestEnds(
      spawn(process.execPath, ['-e', swapForEver, join(root, 'flip')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
    const ended = once(swapping, 'exit');
    await once(swapping.stdout, 'data');
    for (let round = 0; round < 500; round += 1) {
      const found = await text('flip/now/../now/secret').catch((error) => error.details.code);
      expect([undefined, 'inside', 'EAGAIN']).toContain(found);
    }
    swapping.kill('SIGKILL');
    await ended;
  });

  describe('makeDirInRoot', () => {
    test('several that are missing → made, exactly with the mode; again → the same', async () => {
      for (const _ of [1, 2])
        expect(await makeDirInRoot(root, '/var/lib//x/./y', 0o1777)).toBe(join(root, 'var/lib/x/y'));
      for (const path of ['var', 'var/lib/x/y']) expect(statSync(join(root, path)).mode & 0o7777).toBe(0o1777);
    });

    test('what is there → keeps its mode', async () => {
      mkdirSync(join(root, 'var'), { mode: 0o700 });
      await makeDirInRoot(root, 'var/lib', 0o755);
      expect(statSync(join(root, 'var')).mode & 0o777).toBe(0o700);
    });

    test('links: absolute, upwards, to nothing yet → followed inside, targets made', async () => {
      link('/run', 'etc/run');
      link('../../../../srv/data', 'etc/data');
      expect(await makeDirInRoot(root, 'etc/run/lock', 0o755)).toBe(join(root, 'run/lock'));
      expect(await makeDirInRoot(root, 'etc/data/x', 0o755)).toBe(join(root, 'srv/data/x'));
      link(scene.at('escaped'), 'etc/escape');
      expect(await makeDirInRoot(root, 'etc/escape/x', 0o755)).toBe(join(root, scene.at('escaped/x')));
      expect(existsSync(scene.at('escaped'))).toBe(false);
    });

    test('.. of every kind → no higher than the root', async () => {
      expect(await makeDirInRoot(root, '../../a', 0o755)).toBe(join(root, 'a'));
      expect(await makeDirInRoot(root, 'b/c/../../../../d', 0o755)).toBe(join(root, 'd'));
      expect(readdirSync(join(root, 'b'))).toEqual(['c']);
      expect(await makeDirInRoot(root, '/', 0o755)).toBe(root);
      expect(await makeDirInRoot(root, '', 0o755)).toBe(root);
      expect(readdirSync(scene.dir).sort()).toEqual(['root', 'secret']);
    });

    test('a part that is a file, a link to a file → ENOTDIR, with the path asked for', async () => {
      link('/etc/passwd', 'file');
      for (const path of ['etc/passwd', 'etc/passwd/x', 'file/x'])
        expect(await refusalOf(makeDirInRoot(root, path, 0o755))).toMatchObject({ code: 'ENOTDIR', path });
    });

    test('ten at a time of one path → all succeed', async () => {
      const made = await Promise.all(Array.from({ length: 10 }, () => makeDirInRoot(root, 'p/q/r/s', 0o755)));
      expect(new Set(made)).toEqual(new Set([join(root, 'p/q/r/s')]));
    });
  });

  test('refused and absent ones → no descriptor is left open', async () => {
    const before = openFds();
    for (const path of ['none', 'etc', 'a\0', 'etc/passwd/x'])
      await Promise.allSettled([
        readFileInRoot(root, path, 9),
        resolveInRoot(root, path),
        makeDirInRoot(root, path, 0o755),
      ]);
    expect(openFds()).toBeLessThanOrEqual(before);
  });
});
