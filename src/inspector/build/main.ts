/**
 * Builds the page into a folder: `app.js` and the parts that it loads later, `whole.js` (the same in one, for a page that is a file),
 * `worker.js`, `style.css`, `index.html`, and `charts.json`, the drawings of all charts. `node src/inspector/build/main.ts DIR`
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { drawBook } from './charts/book.ts';

const page = fileURLToPath(new URL('../page', import.meta.url));

const options = (dir: string): BuildOptions => ({
  outdir: dir,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2024',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'warning',
});

/** @param dir is made where it is missing; scripts in it are replaced. */
const buildPage = async (dir: string): Promise<void> => {
  await mkdir(dir, { recursive: true });
  const app = join(page, 'main.tsx');
  const { metafile } = await build({
    ...options(dir),
    entryPoints: { app },
    splitting: true,
    chunkNames: 'part-[name]-[hash]',
    metafile: true,
  });
  await build({
    ...options(dir),
    entryPoints: { whole: app, worker: join(page, 'worker.ts'), style: join(page, 'style.css') },
  });
  // parts of the page before: they stay for as long as this one is not whole
  const made = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
  for (const name of await readdir(dir))
    if (/^part-[\w-]+\.js$/.test(name) && !made.has(name)) await rm(join(dir, name));
  await writeFile(join(dir, 'index.html'), withPreloads(await readFile(join(page, 'index.html'), 'utf8'), metafile));
  await writeFile(join(dir, 'charts.json'), JSON.stringify(await drawBook()));
};

/** Parts that the script imports at once are asked for with it, not after it. */
const withPreloads = (html: string, { outputs }: Metafile): string => {
  const app = Object.entries(outputs).find(([path]) => basename(path) === 'app.js')?.[1];
  const parts = (app?.imports ?? []).flatMap(({ path, kind }) => (kind === 'import-statement' ? [basename(path)] : []));
  const links = parts.map((name) => `<link rel="modulepreload" href="${name}" />`);
  return html.replace('</head>', `${links.join('')}</head>`);
};

const [dir] = process.argv.slice(2);
if (dir === undefined) {
  process.stderr.write('usage: node src/inspector/build/main.ts DIR\n');
  process.exitCode = 2;
} else await buildPage(dir);
