/** Puts an image into a registry. Source: OCI distribution-spec, "Push". */
import { createReadStream } from 'node:fs';
import { request } from 'undici';
import type { DraftedImage } from '../../src/image/image-writer.ts';

/** A blob in memory, or in a file. */
export interface Blob {
  readonly digest: string;
  readonly size: number;
  readonly content: Buffer | { readonly file: string };
}

export interface PushInput {
  /** `127.0.0.1:5000/name:tag` */
  readonly reference: string;
  readonly blobs: readonly Blob[];
  readonly manifest: { readonly mediaType: string; readonly bytes: Buffer };
}

export const push = async ({ reference, blobs, manifest }: PushInput): Promise<void> => {
  const [, host, repository, tag] = /^([^/]+)\/(.+):([^:]+)$/.exec(reference) ?? [];
  if (host === undefined) throw new Error(`not a full reference: ${reference}`);
  const base = `http://${host}/v2/${repository}`;
  for (const blob of blobs) await pushBlob(base, blob);
  const headers = { 'content-type': manifest.mediaType };
  await put(`${base}/manifests/${tag}`, { headers, body: manifest.bytes });
};

/** What `draftImage` made. */
export const pushDraft = (reference: string, image: DraftedImage): Promise<void> => {
  const bytes = image.blobs.get(image.manifest.digest);
  if (bytes === undefined) throw new Error('a drafted image without a manifest');
  const blobs = [...image.blobs]
    .filter(([digest]) => digest !== image.manifest.digest)
    .map(([digest, content]) => ({ digest, size: content.length, content }));
  return push({ reference, blobs, manifest: { mediaType: image.manifest.mediaType, bytes } });
};

const pushBlob = async (base: string, { digest, size, content }: Blob): Promise<void> => {
  const started = await request(`${base}/blobs/uploads/`, { method: 'POST' });
  await started.body.dump();
  const upload = new URL(String(started.headers.location), base);
  upload.searchParams.set('digest', digest);
  const headers = { 'content-type': 'application/octet-stream', 'content-length': String(size) };
  await put(upload, { headers, body: Buffer.isBuffer(content) ? content : createReadStream(content.file) });
};

const put = async (
  url: URL | string,
  options: { headers: Record<string, string>; body: Buffer | ReturnType<typeof createReadStream> },
) => {
  const { statusCode, body } = await request(url, { method: 'PUT', ...options });
  if (statusCode !== 201) throw new Error(`the registry answers ${statusCode}: ${await body.text()}`);
  await body.dump();
};
