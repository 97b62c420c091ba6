/** A large image, as large as those of many applications: made once, kept in a directory, pushed to the registry of each run. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostArchitecture } from '../../src/image/image-writer.ts';
import { push } from '../scene/push.ts';
import { contents } from './contents.ts';
import { layerEntries, layerPlans } from './layers.ts';
import { type WrittenLayer, writeLayer } from './write-layer.ts';

export interface BigImageInput {
  readonly cacheDir: string;
  /** Of the registry. */
  readonly host: string;
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Changes whenever the content does. */
const edition = 'large-image-1';

export const makeBigImage = async (input: BigImageInput): Promise<{ reference: string; about: string }> => {
  const dir = join(input.cacheDir, edition);
  const layers = (await keptLayers(dir)) ?? (await makeLayers(dir, input));
  input.progress('pushing the large image');
  const reference = `${input.host}/bench/large:1`;
  const config = Buffer.from(
    JSON.stringify({
      created: '1970-01-01T00:00:00Z',
      os: 'linux',
      architecture: hostArchitecture,
      config: { Cmd: ['/bin/true'] },
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    }),
  );
  const configBlob = { digest: `sha256:${createHash('sha256').update(config).digest('hex')}`, size: config.length };
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...configBlob },
    layers: layers.map(({ digest, size }) => ({
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      digest,
      size,
    })),
  };
  await push({
    reference,
    blobs: [
      { ...configBlob, content: config },
      ...layers.map(({ digest, size }, index) => ({ digest, size, content: { file: join(dir, layerFile(index)) } })),
    ],
    manifest: { mediaType: manifest.mediaType, bytes: Buffer.from(JSON.stringify(manifest)) },
  });
  return { reference, about: aboutOf(layers) };
};

const layerFile = (index: number) => `layer${index}.tar.gz`;

const keptLayers = async (dir: string): Promise<readonly WrittenLayer[] | undefined> => {
  const text = await readFile(join(dir, 'layers.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as WrittenLayer[]);
};

const makeLayers = async (dir: string, { progress, signal }: BigImageInput): Promise<readonly WrittenLayer[]> => {
  const making = `${dir}.${process.pid}`;
  await mkdir(making, { recursive: true });
  try {
    const pools = contents();
    const layers: WrittenLayer[] = [];
    for (const index of layerPlans.keys()) {
      progress(`making layer ${index + 1} of the large image, once`);
      layers.push(await writeLayer(join(making, layerFile(index)), layerEntries(index, pools), signal));
    }
    await writeFile(join(making, 'layers.json'), JSON.stringify(layers, null, 2));
    await rm(dir, { recursive: true, force: true });
    await rename(making, dir);
    return layers;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
};

const aboutOf = (layers: readonly WrittenLayer[]): string => {
  const sum = (of: (layer: WrittenLayer) => number) => layers.reduce((total, layer) => total + of(layer), 0);
  const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  return `${layers.length} gzip layers, ${mb(sum(({ size }) => size))} compressed, ${mb(sum(({ unpackedBytes }) => unpackedBytes))} in ${sum(({ files }) => files)} files`;
};
