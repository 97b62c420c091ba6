import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Complaint } from '../../../src/cli/complain.ts';
import { pageDir } from '../../../src/cli/inspect/page-dir.ts';
import { pageFiles } from '../../../src/inspector/server/assets.ts';
import { tempDir } from '../../helpers/recording-file.ts';

const written = async (root: string, dir: string, name: string, text = '') => {
  await mkdir(join(root, dir), { recursive: true });
  await writeFile(join(root, dir, name), text);
};
const withPage = async (root: string) => {
  for (const [file] of Object.values(pageFiles)) await written(root, 'dist/inspector', file);
};
const withScript = (root: string, text: string) => written(root, 'scripts', 'build-inspector.sh', text);

const pageOf = async (root: string) => {
  const said: string[] = [];
  const dir = await pageDir((line) => said.push(line), root).catch((error: unknown) => error);
  return { said, dir: dir instanceof Complaint ? dir.lines : dir };
};

test('it is there, and nothing can build it: it is shown', async () => {
  const root = await tempDir();
  await withPage(root);
  expect(await pageOf(root)).toEqual({ said: [], dir: join(root, 'dist/inspector') });
});

test('a part is missing: what to do', async () => {
  const root = await tempDir();
  await written(root, 'dist/inspector', 'index.html');
  expect(await pageOf(root)).toEqual({
    said: [],
    dir: ['troupe: the page is not built; build it with', `  npm run build        (in ${root})`],
  });
});

test('it can be built: it is', async () => {
  const root = await tempDir();
  const files = Object.values(pageFiles).map(([file]) => file);
  await withScript(root, `cd ${root}; mkdir -p dist/inspector; cd dist/inspector; touch ${files.join(' ')}`);
  expect(await pageOf(root)).toEqual({ said: [], dir: join(root, 'dist/inspector') });
});

test('building fails: the one from before, with a word; where there is none, why', async () => {
  const root = await tempDir();
  await withScript(root, 'echo no such luck >&2; exit 1');
  expect((await pageOf(root)).dir).toEqual([
    'troupe: the page is not built, and building it failed; build it with',
    `  npm run build        (in ${root})`,
    '  no such luck',
  ]);
  await withPage(root);
  expect(await pageOf(root)).toEqual({
    said: ['the page is older than its sources, and could not be built anew: no such luck'],
    dir: join(root, 'dist/inspector'),
  });
});
