/**
 * Manifests, indexes and configs, from bytes of strangers. Pure.
 * Source: OCI image-spec v1.1, manifest.md, image-index.md, config.md; Docker image manifest v2 schema 2.
 */
import { z } from 'zod';
import { FailureError } from '../machines/failure.ts';
import type { JsonObject } from '../machines/json.ts';
import { isDigest } from './digest.ts';
import { isConfig, isIndex, isLayer, isManifest } from './media-types.ts';
import { fitnessOf, type Platform } from './platform.ts';

const maxLayers = 500; // what overlayfs can stack
const maxEntries = 1000;

const digest = z.string().refine(isDigest, 'not a sha256 or sha512 digest');
const sha256 = digest.refine((text) => text.startsWith('sha256:'), 'only sha256 is supported here');
const size = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const annotations = z.record(z.string(), z.string()).nullish();
const platform = z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() });
const descriptor = z.object({ mediaType: z.string(), digest, size });

const indexForm = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  manifests: z.array(descriptor.extend({ platform: platform.nullish(), annotations })).max(maxEntries),
});
const manifestForm = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  config: descriptor.extend({ digest: sha256 }),
  layers: z.array(descriptor.extend({ digest: sha256, urls: z.array(z.string()).nullish() })).max(maxLayers),
  annotations,
});
const texts = z.array(z.string()).nullish();
const configForm = z.object({
  os: z.string().optional(),
  architecture: z.string().optional(),
  variant: z.string().optional(),
  rootfs: z.object({ type: z.literal('layers').optional(), diff_ids: z.array(sha256).max(maxLayers).nullish() }),
  config: z
    .object({
      User: z.string().nullish(),
      Env: texts,
      Entrypoint: texts,
      Cmd: texts,
      WorkingDir: z.string().nullish(),
      Volumes: z.record(z.string(), z.unknown()).nullish(),
      StopSignal: z.string().nullish(),
      Labels: z.record(z.string(), z.string()).nullish(),
    })
    .nullish(),
});

export interface IndexEntry {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: Platform | undefined;
  readonly annotations: Readonly<Record<string, string>>;
}
export interface LayerDescriptor {
  readonly mediaType: string;
  /** Of the bytes as they are transferred. */
  readonly digest: string;
  readonly sizeBytes: number;
  readonly urls: readonly string[];
}
export type Parsed =
  | { readonly kind: 'index'; readonly entries: readonly IndexEntry[] }
  | {
      readonly kind: 'manifest';
      readonly config: { readonly digest: string; readonly sizeBytes: number };
      /** Lowest first. */
      readonly layers: readonly LayerDescriptor[];
      readonly annotations: Readonly<Record<string, string>>;
    };

/**
 * @param mediaType what the server or the descriptor called it; what the document says of itself counts more.
 * @throws FailureError ManifestInvalid {digest, reason}
 */
export const parseManifest = (bytes: Buffer, { mediaType, digest }: { mediaType: string; digest: string }): Parsed => {
  const json = jsonOf(bytes, { digest });
  const said = typeof json.mediaType === 'string' && json.mediaType !== '' ? json.mediaType : mediaType;
  if (json.schemaVersion === 1) throw invalid(digest, 'Docker schema 1 is not supported');
  const isAmbiguous = 'manifests' in json && ('layers' in json || 'config' in json);
  if (isAmbiguous) throw invalid(digest, 'it is a manifest and an index at once');
  if (isIndex(said) || (!isManifest(said) && 'manifests' in json)) {
    const { manifests } = checked(indexForm, json, digest);
    return {
      kind: 'index',
      entries: manifests.map((entry) => ({
        ...entry,
        platform: entry.platform ?? undefined,
        annotations: entry.annotations ?? {},
      })),
    };
  }
  if (!isManifest(said) && !('layers' in json))
    throw invalid(digest, `the media type ${said.slice(0, 128)} is no image`);
  const { config, layers, annotations: notes } = checked(manifestForm, json, digest);
  if (!isConfig(config.mediaType))
    throw invalid(digest, `a config of type ${config.mediaType.slice(0, 128)} is no container image's`);
  const odd = layers.find((layer) => !isLayer(layer.mediaType));
  if (odd !== undefined) throw invalid(digest, `a layer of type ${odd.mediaType.slice(0, 128)} is not supported`);
  return {
    kind: 'manifest',
    config: { digest: config.digest, sizeBytes: config.size },
    layers: layers.map((layer) => ({
      mediaType: layer.mediaType,
      digest: layer.digest,
      sizeBytes: layer.size,
      urls: layer.urls ?? [],
    })),
    annotations: notes ?? {},
  };
};

/** What the runtime needs of an image configuration, and all of it as it is. */
export interface ParsedConfig {
  /** Lowest first. */
  readonly diffIds: readonly string[];
  readonly platform: Partial<Platform>;
  readonly config: {
    readonly user: string;
    readonly env: readonly string[];
    readonly entrypoint: readonly string[];
    readonly cmd: readonly string[];
    readonly workingDir: string;
    readonly volumes: readonly string[];
    readonly stopSignal: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly whole: JsonObject;
}

/** @throws FailureError ManifestInvalid {digest, reason} */
export const parseConfig = (bytes: Buffer, digest: string): ParsedConfig => {
  const json = jsonOf(bytes, { digest });
  const { rootfs, config, os, architecture, variant } = checked(configForm, json, digest);
  return {
    diffIds: rootfs.diff_ids ?? [],
    platform: { ...(os && { os }), ...(architecture && { architecture }), ...(variant && { variant }) },
    config: {
      user: config?.User ?? '',
      env: config?.Env ?? [],
      entrypoint: config?.Entrypoint ?? [],
      cmd: config?.Cmd ?? [],
      workingDir: config?.WorkingDir ?? '',
      volumes: Object.keys(config?.Volumes ?? {}),
      stopSignal: config?.StopSignal ?? '',
      labels: config?.Labels ?? {},
    },
    whole: json,
  };
};

/** Config and manifest must tell of the same layers. @throws FailureError ManifestInvalid, PlatformMissing */
export const checkConfig = (
  parsed: ParsedConfig,
  { digest, layerCount, wanted }: { digest: string; layerCount: number; wanted: Platform },
): void => {
  const { os, architecture, variant } = parsed.platform;
  if (parsed.diffIds.length !== layerCount) throw invalid(digest, 'config and manifest differ in the number of layers');
  if (os === undefined || architecture === undefined) return; // old images do not say
  if (fitnessOf({ os, architecture, variant }, wanted) === undefined)
    throw new FailureError('PlatformMissing', {
      digest,
      offered: [platformText({ os, architecture, variant })],
      wanted: platformText(wanted),
    });
};

export const platformText = ({ os, architecture, variant }: Platform): string =>
  [os, architecture, ...(variant ? [variant] : [])].join('/');

const jsonOf = (bytes: Buffer, { digest }: { digest: string }): JsonObject => {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as JsonObject;
  } catch {
    // not JSON: the failure below says so
  }
  throw invalid(digest, 'not a JSON object');
};

const checked = <T>(form: z.ZodType<T>, json: JsonObject, digest: string): T => {
  const result = form.safeParse(json);
  if (result.success) return result.data;
  throw invalid(digest, z.prettifyError(result.error).slice(0, 512));
};

const invalid = (digest: string, reason: string): FailureError =>
  new FailureError('ManifestInvalid', { digest, reason });
