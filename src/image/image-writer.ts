/**
 * Makes images: an OCI layout which is a `docker save` archive too, so that every tool can read it.
 * Source: OCI image-spec, image-layout.md; Docker image-spec v1.2, "Combined Image JSON + Filesystem Changeset Format".
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { JsonObject } from '../machines/json.ts';
import { hexOf, sha256Of } from './digest.ts';
import * as types from './media-types.ts';
import { type TarEntry, tarOf } from './tar-writer.ts';

export interface LayerDraft {
  readonly tar: Buffer;
  /** Default: gzip. */
  readonly compression?: 'gzip' | 'zstd' | 'none';
}
export interface ImageDraft {
  /** `registry/repository:tag`, kept as the archive's name for the image; without it the image has no name. */
  readonly name?: string;
  /** Lowest first. */
  readonly layers: readonly LayerDraft[];
  /** `config` of the image configuration: `Cmd`, `Env`, `User` … */
  readonly config?: JsonObject;
  /** Default: linux on this machine's architecture. */
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
  /** Of the manifest. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Docker's media types instead of OCI's. */
  readonly isDocker?: boolean;
}
export interface Descriptor extends JsonObject {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}
export interface DraftedImage {
  /** `sha256:…` of the config. */
  readonly imageId: string;
  readonly manifest: Descriptor;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly diffIds: readonly string[];
  /** All content by digest. */
  readonly blobs: ReadonlyMap<string, Buffer>;
  /** Names of files in a layout, and what is in them. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Go's name of this machine's architecture. */
export const hostArchitecture: string = { x64: 'amd64', ia32: '386' }[process.arch as string] ?? process.arch;

/** The image as blobs and as files of a layout. The same draft gives the same digests. */
export const draftImage = (draft: ImageDraft): DraftedImage => {
  const { platform = { os: 'linux', architecture: hostArchitecture } } = draft;
  const blobs = new Map<string, Buffer>();
  const keep = (mediaType: string, bytes: Buffer): Descriptor => {
    const digest = sha256Of(bytes);
    blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const isDocker = draft.isDocker === true;
  const layers = draft.layers.map((layer) => keep(layerTypeOf(layer, isDocker), compressed(layer)));
  const diffIds = draft.layers.map(({ tar }) => sha256Of(tar));
  const configuration = { created: '1970-01-01T00:00:00Z', ...platform, config: draft.config ?? {} };
  const rootfs = { type: 'layers', diff_ids: diffIds };
  const config = keep(isDocker ? types.dockerConfig : types.ociConfig, json({ ...configuration, rootfs }));
  const mediaType = isDocker ? types.dockerManifest : types.ociManifest;
  const said = draft.annotations === undefined ? {} : { annotations: { ...draft.annotations } };
  const manifest = keep(mediaType, json({ schemaVersion: 2, mediaType, config, layers, ...said }));
  const named = draft.name === undefined ? {} : { annotations: namesOf(draft.name) };
  const index = { schemaVersion: 2, mediaType: types.ociIndex, manifests: [{ ...manifest, platform, ...named }] };
  const saved = {
    Config: blobFile(config.digest),
    RepoTags: draft.name === undefined ? [] : [draft.name],
    Layers: layers.map(({ digest }) => blobFile(digest)),
  };
  const files = new Map([
    ['oci-layout', json({ imageLayoutVersion: '1.0.0' })],
    ['index.json', json(index)],
    ['manifest.json', json([saved])],
    ...[...blobs].map(([digest, bytes]) => [blobFile(digest), bytes] as const),
  ]);
  return { imageId: config.digest, manifest, config, layers, diffIds, blobs, files };
};

/** Writes the files of an image into a directory. */
export const writeLayout = async (dir: string, { files }: Pick<DraftedImage, 'files'>): Promise<void> => {
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), bytes);
  }
};

/** The files of an image as one tar file. */
export const archiveOf = ({ files }: Pick<DraftedImage, 'files'>): Buffer =>
  tarOf([
    { path: 'blobs/', type: 'directory' },
    { path: 'blobs/sha256/', type: 'directory' },
    ...[...files].map(([path, content]): TarEntry => ({ path, content })),
  ]);

const blobFile = (digest: string): string => `blobs/sha256/${hexOf(digest)}`;
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** containerd reads the full name in its own annotation, others the tag alone in OCI's. */
const namesOf = (name: string): JsonObject => ({
  'io.containerd.image.name': name,
  'org.opencontainers.image.ref.name': name.slice(name.lastIndexOf(':') + 1),
});

const compressed = ({ tar, compression = 'gzip' }: LayerDraft): Buffer => {
  if (compression === 'none') return tar;
  return compression === 'gzip' ? gzipSync(tar) : zstdCompressSync(tar);
};

const layerTypeOf = ({ compression = 'gzip' }: LayerDraft, isDocker: boolean): string => {
  const [base, mark] = isDocker ? ['application/vnd.docker.image.rootfs.diff.tar', '.'] : [types.ociLayer, '+'];
  return compression === 'none' ? base : `${base}${mark}${compression}`;
};
