/** Builds the page into a folder: one script, one worker, one style sheet, one page, and the drawings of all charts. `node src/inspector/build/main.ts DIR` */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { drawBook } from './charts/book.ts';

const page = fileURLToPath(new URL('../page', import.meta.url));

/** @param dir is made where it is missing; what is in it is replaced. */
const buildPage = async (dir: string): Promise<void> => {
  await mkdir(dir, { recursive: true });
  await build({
    entryPoints: { app: join(page, 'main.tsx'), worker: join(page, 'worker.ts'), style: join(page, 'style.css') },
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
  await copyFile(join(page, 'index.html'), join(dir, 'index.html'));
  await writeFile(join(dir, 'charts.json'), JSON.stringify(await drawBook()));
};

const [dir] = process.argv.slice(2);
if (dir === undefined) {
  process.stderr.write('usage: node src/inspector/build/main.ts DIR\n');
  process.exitCode = 2;
} else await buildPage(dir);
