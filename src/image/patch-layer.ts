/**
 * Directories that a layer's entries lie in and no entry of it describes.
 *
 * Layers are unpacked apart from each other, so such a directory (`/tmp`, where a layer has only `tmp/x`) is made 0755
 * and root's, and would cover the real one of a lower layer: /tmp would not be everybody's any more. An image with
 * such layers gets one more on top, with nothing in it but these directories as they should look.
 *
 * Not seen here: a lower directory that another layer has emptied (opaque) still gives its owner and mode.
 */
import { chmod, chown, lstat, mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { hexOf } from './digest.ts';
import type { LayerStore } from './layer-store.ts';

/** An image that needs more of this is no image of a sane tool; the rest stays as it is. */
const maxDirs = 10_000;

/** What the patch of an image is called among the layers. */
export const patchIdOf = (imageId: string): string => `patch:${hexOf(imageId)}`;

interface Layer {
  readonly dir: string;
  readonly impliedDirs: ReadonlySet<string>;
}
interface Look {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeMs: number;
}

/**
 * Makes the patch of an image whose layers are all present, and pinned with it.
 * @returns its id among the layers; undefined: the image needs none.
 */
export const patchImage = async (
  store: LayerStore,
  { imageId, diffIds }: { imageId: string; diffIds: readonly string[] },
): Promise<string | undefined> => {
  const id = patchIdOf(imageId);
  if (store.has(id)) return id;
  const layers = await Promise.all(
    diffIds.toReversed().map(async (diffId): Promise<Layer> => {
      const { impliedDirs } = await store.describe(diffId);
      return { dir: store.dirOf(diffId), impliedDirs: new Set(impliedDirs) };
    }),
  );
  const implied = new Set(layers.flatMap(({ impliedDirs }) => [...impliedDirs]));
  const wrong: string[] = [];
  for (const path of [...implied].slice(0, maxDirs)) {
    const look = await lookOf(layers, path);
    if (look !== undefined && look.real !== undefined && !isEqual(look.shown, look.real)) wrong.push(path);
  }
  if (wrong.length === 0) return undefined;
  const paths = [...new Set(wrong.flatMap(withAncestors))].sort();
  await store.make(id, async (targetDir) => {
    for (const path of paths) await mkdir(join(targetDir, path));
    // children first, for making a child changes the time of its parent
    for (const path of paths.toReversed()) {
      const look = await lookOf(layers, path);
      if (look !== undefined) await applyLook(join(targetDir, path), look.real ?? look.shown);
    }
  });
  return id;
};

const withAncestors = (path: string): string[] => {
  const parts = path.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
};

/**
 * How a directory looks in the stack (its uppermost layer decides), and how the uppermost layer that describes it says
 * that it should. Undefined: there is no such directory.
 */
const lookOf = async (
  layers: readonly Layer[],
  path: string,
): Promise<{ shown: Look; real: Look | undefined } | undefined> => {
  let shown: Look | undefined;
  for (const layer of layers) {
    const seen = await lookIn(layer.dir, path);
    if (seen === 'absent') continue;
    if (seen === 'hidden') break;
    shown ??= seen;
    if (!layer.impliedDirs.has(path)) return { shown, real: seen };
  }
  return shown && { shown, real: undefined };
};

/** Part by part: links are never followed, so nothing outside the layer is looked at. */
const lookIn = async (dir: string, path: string): Promise<Look | 'absent' | 'hidden'> => {
  let look: Look | undefined;
  for (const part of withAncestors(path)) {
    try {
      const about = await lstat(join(dir, part));
      if (!about.isDirectory()) return 'hidden'; // a file, a link, or a whiteout: nothing below shines through
      look = { mode: about.mode & 0o7777, uid: about.uid, gid: about.gid, mtimeMs: about.mtimeMs };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
      throw error;
    }
  }
  return look ?? 'absent';
};

const isEqual = (one: Look, other: Look): boolean =>
  one.mode === other.mode && one.uid === other.uid && one.gid === other.gid;

const applyLook = async (dir: string, { mode, uid, gid, mtimeMs }: Look): Promise<void> => {
  await chown(dir, uid, gid);
  await chmod(dir, mode);
  await utimes(dir, mtimeMs / 1000, mtimeMs / 1000);
};
