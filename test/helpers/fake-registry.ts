/** A registry in memory that can be made to misbehave. It remembers what it was asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DraftedImage } from '../../src/image/image-writer.ts';

export interface Asked {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
/** True: it answered (or will); false: the registry answers as it should. */
export type Misbehave = (asked: Asked, response: ServerResponse) => boolean | Promise<boolean>;

export interface FakeRegistry {
  readonly host: string;
  readonly asked: Asked[];
  /** The image under `repository:tag` and by digest. */
  readonly add: (repository: string, tag: string, image: DraftedImage) => void;
  readonly addManifest: (path: string, content: { mediaType: string; bytes: Buffer }) => void;
  misbehave: Misbehave;
  readonly close: () => Promise<void>;
}

export const startFakeRegistry = async (): Promise<FakeRegistry> => {
  const content = new Map<string, { mediaType: string; bytes: Buffer }>();
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const question = { method, url, headers, body: Buffer.concat(chunks).toString() };
    asked.push(question);
    if (await fake.misbehave(question, response)) return;
    const found = content.get(new URL(url, 'http://fake').pathname);
    if (found === undefined) response.writeHead(404).end();
    else serve(response, { ...found, range: headers.range });
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const fake: FakeRegistry = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    add: (repository, tag, image) => {
      const bytes = image.blobs.get(image.manifest.digest) ?? Buffer.alloc(0);
      for (const name of [tag, image.manifest.digest])
        content.set(`/v2/${repository}/manifests/${name}`, { mediaType: image.manifest.mediaType, bytes });
      for (const [digest, blob] of image.blobs)
        content.set(`/v2/${repository}/blobs/${digest}`, { mediaType: 'application/octet-stream', bytes: blob });
    },
    addManifest: (path, manifest) => void content.set(path, manifest),
    misbehave: () => false,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return fake;
};

const serve = (
  response: ServerResponse,
  { mediaType, bytes, range }: { mediaType: string; bytes: Buffer; range: string | undefined },
) => {
  const [, from] = /^bytes=(\d+)-$/.exec(range ?? '') ?? [];
  const part = bytes.subarray(Number(from ?? 0));
  const headers = { 'content-type': mediaType, 'content-length': part.length };
  if (from === undefined) response.writeHead(200, headers);
  else response.writeHead(206, { ...headers, 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` });
  response.end(part);
};
