import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countDescriptors, pinNamespaces, readNetDev, readSmallFiles, unpinNamespace } from '../../src/native.ts';
import { describeAsRoot, makeScene, openFds } from './scene.ts';

let scene: ReturnType<typeof makeScene>;
beforeEach(() => {
  scene = makeScene();
});
afterEach(() => scene.remove());

describe('readSmallFiles', () => {
  test('what is there, what is not, what is no file or too large → in the order of the paths', async () => {
    const dir = scene.dirAt('dir');
    writeFileSync(join(dir, 'a'), 'one\n');
    writeFileSync(join(dir, 'empty'), '');
    writeFileSync(join(dir, 'large'), 'x'.repeat(300 * 1024));
    symlinkSync(join(dir, 'a'), join(dir, 'link'));
    mkdirSync(join(dir, 'sub'));
    const names = ['a', 'absent', 'empty', 'large', 'link', 'sub', 'a'];
    expect(await readSmallFiles(names.map((name) => join(dir, name)))).toEqual([
      'one\n',
      undefined,
      '',
      undefined,
      undefined,
      undefined,
      'one\n',
    ]);
    expect(await readSmallFiles([])).toEqual([]);
  });

  test('a path with a NUL → EINVAL; a thousand files → no descriptor is left', async () => {
    await expect(readSmallFiles(['/a\0b'])).rejects.toMatchObject({ details: { code: 'EINVAL' } });
    const before = openFds();
    const texts = await readSmallFiles(Array.from({ length: 1000 }, () => '/proc/self/stat'));
    expect(texts.every((text) => text?.startsWith(`${process.pid} `))).toBe(true);
    expect(openFds()).toBeLessThanOrEqual(before);
  });
});

test('countDescriptors: descriptors and sockets of each group; an ended process has none', async () => {
  const [before] = await countDescriptors([[process.pid]]);
  const server = createServer().listen(scene.at('socket'));
  await new Promise((resolve) => server.once('listening', resolve));
  const [now, nobody, ended] = await countDescriptors([[process.pid], [], [4_194_303]]);
  server.close();
  expect(now?.sockets).toBe((before?.sockets ?? 0) + 1);
  expect(nobody).toEqual({ descriptors: 0, sockets: 0 });
  expect(ended).toEqual({ descriptors: 0, sockets: 0 });
});

describeAsRoot('readNetDev', () => {
  test('several namespaces and one that is none → each its own; this process stays where it was', async () => {
    const paths = [scene.at('one'), scene.at('two')];
    for (const net of paths) await pinNamespaces({ net });
    writeFileSync(scene.at('file'), '');
    const texts = await readNetDev([...paths, scene.at('absent'), scene.at('file'), '/proc/self/ns/net']);
    const [ours] = await readSmallFiles(['/proc/self/net/dev']);
    const names = (text: string | undefined) =>
      text
        ?.split('\n')
        .slice(2, -1)
        .map((line) => line.split(':')[0]?.trim());
    expect(names(texts[0])).toEqual(['lo']);
    expect(names(texts[1])).toEqual(['lo']);
    expect(texts.slice(2, 4)).toEqual([undefined, undefined]);
    expect(names(texts[4])).toEqual(expect.arrayContaining(['lo']));
    expect(names(ours)).toEqual(names(texts[4]));
    for (const path of paths) await unpinNamespace(path);
  });
});
