/** A small pusher: puts drafted images into a registry. Source: OCI distribution-spec, "Push". */
import { Agent, request } from 'undici';
import type { Descriptor, DraftedImage } from '../../src/image/image-writer.ts';

export interface PushTarget {
  /** `http://127.0.0.1:5000` */
  readonly url: string;
  readonly repository: string;
  readonly tag?: string;
  /** user:password */
  readonly login?: string;
}

export const pushImage = async (target: PushTarget, image: DraftedImage): Promise<void> => {
  const agent = new Agent({ connect: { rejectUnauthorized: false } });
  try {
    for (const [digest, bytes] of image.blobs)
      if (digest !== image.manifest.digest) await pushBlob(agent, target, { digest, bytes });
    const bytes = image.blobs.get(image.manifest.digest) ?? Buffer.alloc(0);
    await pushManifest(agent, target, { ...image.manifest, bytes, name: target.tag ?? image.manifest.digest });
  } finally {
    await agent.close();
  }
};

/** An index (or anything else that is a manifest) whose parts are there already. */
export const pushIndex = async (
  target: PushTarget,
  index: { mediaType: string; bytes: Buffer; name: string },
): Promise<void> => {
  const agent = new Agent({ connect: { rejectUnauthorized: false } });
  await pushManifest(agent, target, index).finally(() => agent.close());
};

const pushBlob = async (agent: Agent, target: PushTarget, { digest, bytes }: { digest: string; bytes: Buffer }) => {
  const url = `${target.url}/v2/${target.repository}/blobs/uploads/`;
  const started = await request(url, { method: 'POST', dispatcher: agent, headers: headersOf(target) });
  await started.body.dump();
  const upload = new URL(String(started.headers.location), url);
  upload.searchParams.set('digest', digest);
  const headers = { ...headersOf(target), 'content-type': 'application/octet-stream' };
  const put = await request(upload, { method: 'PUT', dispatcher: agent, body: bytes, headers });
  if (put.statusCode !== 201) throw new Error(`pushing a blob: ${put.statusCode} ${await put.body.text()}`);
  await put.body.dump();
};

const pushManifest = async (
  agent: Agent,
  target: PushTarget,
  { mediaType, bytes, name }: Pick<Descriptor, 'mediaType'> & { bytes: Buffer; name: string },
) => {
  const url = `${target.url}/v2/${target.repository}/manifests/${name}`;
  const headers = { ...headersOf(target), 'content-type': mediaType };
  const put = await request(url, { method: 'PUT', dispatcher: agent, body: bytes, headers });
  if (put.statusCode !== 201) throw new Error(`pushing a manifest: ${put.statusCode} ${await put.body.text()}`);
  await put.body.dump();
};

const headersOf = ({ login }: PushTarget): Record<string, string> =>
  login === undefined ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
