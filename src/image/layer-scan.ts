/** What is in the layers' directory at the start, and which of it can be trusted. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hexOf } from './digest.ts';
import { type DiskUsage, readSettled } from './durability.ts';
import type { UnpackedLayer } from './layer-unpacker.ts';

export interface FoundLayer {
  readonly diffId: string;
  /** Absent: not known to be on disk, but of this boot. */
  readonly usage: DiskUsage | undefined;
  readonly isRootOpaque: boolean;
}

const layerFile = z.object({
  diffId: z.string(),
  bootId: z.string(),
  isRootOpaque: z.boolean(),
  impliedDirs: z.array(z.string()),
});

/** `layer.json`: of what the unpacker says, what is needed later. */
export type LayerFile = Pick<UnpackedLayer, 'diffId' | 'isRootOpaque' | 'impliedDirs'> & { readonly bootId: string };

/** @throws what Node and zod throw. */
export const readLayerFile = async (layerDir: string): Promise<LayerFile> =>
  layerFile.parse(JSON.parse(await readFile(join(layerDir, 'layer.json'), 'utf8')));

/** Trusted layers, and names of what cannot be: without description, or of an earlier boot and perhaps not on disk. */
export const readLayers = async (
  layersDir: string,
  bootId: string,
): Promise<{ layers: readonly FoundLayer[]; broken: readonly string[] }> => {
  const layers: FoundLayer[] = [];
  const broken: string[] = [];
  for (const name of await readdir(layersDir)) {
    const layer = await readLayer(join(layersDir, name), { name, bootId });
    if (layer === undefined) broken.push(name);
    else layers.push(layer);
  }
  return { layers, broken };
};

const readLayer = async (
  dir: string,
  { name, bootId }: { name: string; bootId: string },
): Promise<FoundLayer | undefined> => {
  try {
    const layer = await readLayerFile(dir);
    const usage = await readSettled(dir);
    const isTrusted = usage !== undefined || layer.bootId === bootId;
    const isWhole = hexOf(layer.diffId) === name && (await stat(join(dir, 'fs'))).isDirectory();
    return isTrusted && isWhole ? { diffId: layer.diffId, usage, isRootOpaque: layer.isRootOpaque } : undefined;
  } catch {
    return undefined;
  }
};
