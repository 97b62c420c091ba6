/**
 * Which images an archive has: an OCI layout, or what `docker save` writes; newer ones are both.
 * Source: OCI image-spec, image-layout.md, annotations.md; Docker image-spec v1.2.
 */
import { z } from 'zod';
import { FailureError } from '../../machines/failure.ts';
import { hexOf, isDigest, sha256Of } from '../digest.ts';
import { type Documents, findImage, verified } from '../find-image.ts';
import { checkConfig, type IndexEntry, parseConfig, parseManifest } from '../manifest.ts';
import { ociIndex } from '../media-types.ts';
import { fitnessOf, type Platform } from '../platform.ts';
import { nameOf, type Reference, textOf, tryParseReference } from '../reference.ts';
import { maxDocumentBytes } from '../registry/manifests.ts';
import type { LayerWish } from '../unpack-layer.ts';
import type { ArchiveFiles } from './files.ts';

/** One image of an archive, ready to be unpacked. */
export interface ArchivedImage {
  readonly imageId: string;
  readonly config: Buffer;
  readonly names: readonly Reference[];
  /** Of the manifest or index in an OCI layout: what a registry would call it by too. */
  readonly targetDigest?: string;
  readonly layers: readonly LayerWish[];
  readonly sizeBytes: number;
  readonly annotations: Readonly<Record<string, string>>;
}

const savedForm = z
  .array(
    z.object({
      Config: z.string(),
      RepoTags: z.array(z.string()).nullish(),
      Layers: z.array(z.string()).max(500).nullish(),
    }),
  )
  .max(1000);
type Saved = z.infer<typeof savedForm>;

/** @throws FailureError ArchiveInvalid {file, reason}, ManifestInvalid, PlatformMissing where no image is for `wanted`. */
export const readArchive = async (files: ArchiveFiles, wanted: Platform): Promise<readonly ArchivedImage[]> => {
  const [index, saved] = await Promise.all([files.read('index.json', maxDocumentBytes), readSaved(files)]);
  if (index !== undefined) return readLayout(files, { index, saved, wanted });
  if (saved === undefined)
    throw new FailureError('ArchiveInvalid', { reason: 'it has neither index.json nor manifest.json' });
  return Promise.all(saved.map((one) => readSavedImage(files, one, wanted)));
};

const readSaved = async (files: ArchiveFiles): Promise<Saved | undefined> => {
  const bytes = await files.read('manifest.json', maxDocumentBytes);
  if (bytes === undefined) return undefined;
  try {
    return savedForm.parse(JSON.parse(bytes.toString('utf8')));
  } catch (error) {
    throw new FailureError('ArchiveInvalid', { file: 'manifest.json', reason: 'it is not valid' }, { cause: error });
  }
};

const readLayout = async (
  files: ArchiveFiles,
  { index, saved = [], wanted }: { index: Buffer; saved: Saved | undefined; wanted: Platform },
): Promise<readonly ArchivedImage[]> => {
  const parsed = parseManifest(index, { mediaType: ociIndex, digest: 'index.json' });
  if (parsed.kind !== 'index')
    throw new FailureError('ArchiveInvalid', { file: 'index.json', reason: 'it is no index' });
  const images: ArchivedImage[] = [];
  let misfit: FailureError | undefined;
  for (const entry of parsed.entries) {
    if (entry.platform !== undefined && fitnessOf(entry.platform, wanted) === undefined) continue;
    try {
      images.push(await readLayoutImage(files, { entry, saved, wanted }));
    } catch (error) {
      if (!(error instanceof FailureError) || error.code !== 'PlatformMissing') throw error;
      misfit = error;
    }
  }
  if (images.length === 0)
    throw misfit ?? new FailureError('PlatformMissing', { reason: 'no image of the archive fits' });
  return images;
};

const readLayoutImage = async (
  files: ArchiveFiles,
  { entry, saved, wanted }: { entry: IndexEntry; saved: Saved; wanted: Platform },
): Promise<ArchivedImage> => {
  const blob = async (digest: string) => verified(await required(files, blobFile(digest)), digest);
  const documents: Documents = { manifest: ({ digest }) => blob(digest), config: blob };
  const bytes = await blob(entry.digest);
  const { imageId, config, parsedConfig, layers, annotations, sizeBytes } = await findImage(
    { bytes, mediaType: entry.mediaType, digest: entry.digest },
    { documents, wanted },
  );
  const tags = saved.filter(({ Config }) => Config === blobFile(imageId)).flatMap(({ RepoTags }) => RepoTags ?? []);
  const wishes = layers.map(
    ({ digest }, at): LayerWish => ({
      diffId: parsedConfig.diffIds[at] ?? '',
      digest,
      read: () => files.stream(blobFile(digest)),
    }),
  );
  const names = namesIn([...layoutNames(entry.annotations), ...tags]);
  return { imageId, config, names, targetDigest: entry.digest, layers: wishes, sizeBytes, annotations };
};

/** `ref.name` is a tag alone in many archives: a name only where it looks like one. */
const layoutNames = (annotations: IndexEntry['annotations']): string[] => {
  const full = annotations['io.containerd.image.name'];
  const short = annotations['org.opencontainers.image.ref.name'];
  if (full !== undefined) return [full];
  return short !== undefined && /[/:]/.test(short) ? [short] : [];
};

const readSavedImage = async (files: ArchiveFiles, saved: Saved[number], wanted: Platform): Promise<ArchivedImage> => {
  const config = await required(files, saved.Config);
  const imageId = sha256Of(config);
  const [said] = /[0-9a-f]{64}/.exec(saved.Config) ?? [];
  if (said !== undefined && `sha256:${said}` !== imageId)
    throw new FailureError('ArchiveInvalid', { file: saved.Config, reason: 'the content has another digest' });
  const parsed = parseConfig(config, imageId);
  const layerFiles = saved.Layers ?? [];
  checkConfig(parsed, { digest: imageId, layerCount: layerFiles.length, wanted });
  const sizes = await Promise.all(layerFiles.map((file) => files.sizeOf(file)));
  const missing = layerFiles.find((_, at) => sizes[at] === undefined);
  if (missing !== undefined) throw new FailureError('ArchiveInvalid', { file: missing, reason: 'the file is missing' });
  return {
    imageId,
    config,
    names: namesIn(saved.RepoTags ?? []),
    layers: layerFiles.map((file, at) => ({ diffId: parsed.diffIds[at] ?? '', read: () => files.stream(file) })),
    sizeBytes: sizes.reduce((sum: number, size) => sum + (size ?? 0), config.length),
    annotations: {},
  };
};

const required = async (files: ArchiveFiles, name: string): Promise<Buffer> => {
  const bytes = await files.read(name, maxDocumentBytes);
  if (bytes === undefined) throw new FailureError('ArchiveInvalid', { file: name, reason: 'the file is missing' });
  return bytes;
};

const blobFile = (digest: string): string =>
  isDigest(digest) ? `blobs/${digest.slice(0, digest.indexOf(':'))}/${hexOf(digest)}` : '';

/** Names that are none are left out: the image can still be had by its id. */
const namesIn = (texts: readonly string[]): Reference[] => {
  const names = texts.flatMap((text) => tryParseReference(text) ?? []);
  return [...new Map(names.map((name) => [textOf(name), name])).values()];
};

/** `registry/repository` of each name, once: where the target's digest can be asked for. */
export const repositoriesOf = (names: readonly Reference[]): string[] => [...new Set(names.map(nameOf))];
