/** Blobs as streams that survive broken connections: the rest is asked for, from the next host where one gives up. */
import { FailureError } from '../../machines/failure.ts';
import { pause, throwIfAborted } from '../abort.ts';
import type { RegistryClient } from './client.ts';
import { isPassing, unavailable } from './retries.ts';
import { isOfHost, type Source } from './source.ts';
import type { StallWatch } from './stall.ts';
import type { HttpResponse } from './transport.ts';

export interface Blob {
  readonly digest: string;
  readonly sizeBytes: number;
  /** Other places (foreign layers): asked after the registry, over https only, without credentials. */
  readonly urls: readonly string[];
}

/** Less than this between two breaks is no progress: such breaks are counted. */
const progressBytes = 1024 * 1024;

type Open = (offset: number, watch: StallWatch) => Promise<HttpResponse>;
interface Place {
  readonly host: string;
  readonly open: Open;
}

/**
 * The blob's bytes in order, exactly `sizeBytes` of them; whether they have the digest is for the reader to check.
 * Ending the iteration early ends the connection.
 *
 * @throws FailureError of the last place; RegistryFailed for a blob of another length, or that no place has.
 */
export async function* readBlob(
  client: RegistryClient,
  { source, blob, signal }: { source: Source; blob: Blob; signal: AbortSignal },
): AsyncGenerator<Buffer, void, undefined> {
  let offset = 0;
  const places = placesOf(client, source, blob);
  for (const [at, { host, open }] of places.entries()) {
    try {
      for await (const chunk of readFrom({ host, open, offset, sizeBytes: blob.sizeBytes, client, signal })) {
        offset += chunk.length;
        yield chunk;
      }
      return;
    } catch (error) {
      throwIfAborted(signal);
      if (!(error instanceof FailureError && isOfHost(error.code)) || at === places.length - 1) throw error;
    }
  }
  throw new FailureError('RegistryUnavailable', { digest: blob.digest, reason: 'no host is configured for this' });
}

const placesOf = (client: RegistryClient, source: Source, { digest, urls }: Blob): Place[] => {
  const able = source.accesses.filter(({ host }) => host.canPull);
  const elsewhere = urls.filter((url) => URL.parse(url)?.protocol === 'https:');
  const registries = able.map((access, at): Place => {
    const { host } = new URL(access.host.apiUrl);
    const isPatient = at === able.length - 1;
    const question = { access, path: `blobs/${digest}`, registry: source.registry, accept: '*/*', isPatient };
    const open: Open = async (offset, watch) => {
      const response = await client.ask({ ...question, offset, isVerifiedLater: true }, watch);
      if (response.statusCode !== 404) return response;
      throw new FailureError('RegistryFailed', { host, digest, reason: 'the registry does not have this blob' });
    };
    return { host, open };
  });
  const foreign = elsewhere.map((url): Place => {
    const open: Open = (offset, watch) => client.fetchElsewhere(url, { offset, watch });
    return { host: new URL(url).host, open };
  });
  return [...registries, ...foreign];
};

interface Reading extends Place {
  readonly offset: number;
  readonly sizeBytes: number;
  readonly client: RegistryClient;
  readonly signal: AbortSignal;
}

async function* readFrom(reading: Reading): AsyncGenerator<Buffer, void, undefined> {
  const { host, open, sizeBytes, client, signal } = reading;
  let { offset } = reading;
  let markedAt = offset;
  const watch = client.watch(host, signal);
  for (let breaks = 0; ; breaks += 1) {
    const response = await open(offset, watch);
    const { body } = response;
    body.on('error', () => undefined); // destroyed while nobody reads: the loop below has the reason
    try {
      let toSkip = offset - startOf(response, { host, offset });
      const chunks = body[Symbol.asyncIterator]();
      for (;;) {
        const { done, value } = await watch.during(chunks.next());
        if (done === true) break;
        let chunk = value as Buffer;
        if (toSkip > 0) {
          const skipped = Math.min(toSkip, chunk.length);
          toSkip -= skipped;
          chunk = chunk.subarray(skipped);
        }
        if (chunk.length === 0) continue;
        offset += chunk.length;
        if (offset > sizeBytes)
          throw new FailureError('RegistryFailed', {
            host,
            sizeBytes,
            reason: 'the blob is longer than its descriptor says',
          });
        yield chunk;
      }
    } catch (error) {
      if (signal.aborted || watch.signal.aborted || !isPassing(error)) throw unavailable(host, error, watch.signal);
    } finally {
      body.destroy();
    }
    if (offset === sizeBytes) return;
    if (offset - markedAt >= progressBytes) breaks = 0;
    markedAt = offset;
    if (breaks >= client.retries.retries)
      throw new FailureError('RegistryUnavailable', {
        host,
        offset,
        sizeBytes,
        reason: 'the connection breaks again and again',
      });
    await pause(client.retries.pauseMs(breaks), watch.signal);
  }
}

/** Where the answer begins: a server may ignore the wish for a part and send all. */
const startOf = ({ statusCode, headers }: HttpResponse, { host, offset }: { host: string; offset: number }): number => {
  if (statusCode === 200) return 0;
  const [, start] = /^bytes (\d+)-/.exec(headers['content-range']?.toString() ?? '') ?? [];
  if (Number(start) === offset) return offset;
  throw new FailureError('RegistryFailed', { host, offset, reason: 'another part of the blob than was asked for' });
};
