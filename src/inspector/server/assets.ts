/** The files of the page, as they are served: a fixed table, read once, so that no address leads anywhere else. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

export const pageFiles = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/app.js': ['app.js', 'text/javascript; charset=utf-8'],
  '/worker.js': ['worker.js', 'text/javascript; charset=utf-8'],
  '/style.css': ['style.css', 'text/css; charset=utf-8'],
  '/charts.json': ['charts.json', 'application/json; charset=utf-8'],
} as const satisfies Record<string, readonly [file: string, type: string]>;

export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
  readonly gzip: Buffer;
  /** Quoted, of the bytes. */
  readonly etag: string;
}

/** By path. */
export type Assets = ReadonlyMap<string, Asset>;

export const assetOf = async (bytes: Buffer, type: string): Promise<Asset> => ({
  type,
  bytes,
  gzip: await promisify(gzip)(bytes, { level: 9 }),
  etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
});

/** Parts of the script that are loaded later: their names are made by the build, of letters, digits and `-`. */
const isPart = (name: string): boolean => /^part-[\w-]+\.js$/.test(name);

/**
 * What `npm run build` has made.
 * @param dir `dist/inspector`
 * @throws Error ENOENT where a file is missing
 */
export const loadAssets = async (dir: string): Promise<Assets> => {
  const parts = (await readdir(dir)).filter(isPart);
  const table: readonly (readonly [path: string, file: string, type: string])[] = [
    ...Object.entries(pageFiles).map(([path, [file, type]]) => [path, file, type] as const),
    ...parts.map((name) => [`/${name}`, name, pageFiles['/app.js'][1]] as const),
  ];
  return new Map(
    await Promise.all(
      table.map(async ([path, file, type]) => [path, await assetOf(await readFile(join(dir, file)), type)] as const),
    ),
  );
};
