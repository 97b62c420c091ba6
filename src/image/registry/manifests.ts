/** Manifests, indexes and configs: small documents, bounded and verified. */
import { FailureError } from '../../machines/failure.ts';
import { pause } from '../abort.ts';
import { isDigestOf, sha256Of } from '../digest.ts';
import { acceptedManifests } from '../media-types.ts';
import type { Reference } from '../reference.ts';
import { readAll } from './body.ts';
import type { RegistryClient } from './client.ts';
import { isPassing, unavailable } from './retries.ts';
import { firstOf, type Source } from './source.ts';
import type { Access } from './tokens.ts';

/** The OCI distribution spec asks for at least 4 MiB of manifests; configs with long histories stay below this too. */
export const maxDocumentBytes = 8 * 1024 * 1024;

export interface Document {
  readonly bytes: Buffer;
  /** `Content-Type`, without parameters; empty where it was not said. */
  readonly mediaType: string;
  readonly digest: string;
  /** Who had it. */
  readonly access: Access;
}

/**
 * What a tag or a digest names.
 *
 * @throws FailureError ManifestUnknown {reference} where the last host that can resolve has none; RegistryFailed for
 *   other bytes than the digest asked for; and what `RegistryClient.ask` throws.
 */
export const fetchManifest = (
  client: RegistryClient,
  { source, wanted, signal }: { source: Source; wanted: Pick<Reference, 'tag' | 'digest'>; signal: AbortSignal },
): Promise<Document> => {
  const { tag, digest } = wanted;
  // a digest says itself whether the answer is right, so a host that may only serve content will do
  const able = source.accesses.filter(({ host }) =>
    digest === undefined ? host.canResolve : host.canPull || host.canResolve,
  );
  const path = `manifests/${digest ?? tag}`;
  return firstOf(able, (access, isPatient) =>
    fetchDocument(client, { source, access, path, digest, accept: acceptedManifests, isPatient, signal }),
  );
};

/** A config, by its digest. Failures as with {@link fetchManifest}. */
export const fetchConfig = (
  client: RegistryClient,
  { source, digest, signal }: { source: Source; digest: string; signal: AbortSignal },
): Promise<Document> =>
  firstOf(
    source.accesses.filter(({ host }) => host.canPull),
    (access, isPatient) =>
      fetchDocument(client, { source, access, path: `blobs/${digest}`, digest, accept: '*/*', isPatient, signal }),
  );

interface Wanted {
  readonly source: Source;
  readonly access: Access;
  readonly path: string;
  readonly digest: string | undefined;
  readonly accept: string;
  readonly isPatient: boolean;
  readonly signal: AbortSignal;
}

const fetchDocument = async (client: RegistryClient, wanted: Wanted): Promise<Document> => {
  const { source, access, path, digest, accept, isPatient, signal } = wanted;
  const { host } = new URL(access.host.apiUrl);
  const facts = { host, repository: access.repository, path };
  const watch = client.watch(host, signal);
  const question = {
    access,
    path,
    registry: source.registry,
    accept,
    isVerifiedLater: digest !== undefined,
    isPatient,
  };
  for (let retry = 0; ; retry += 1) {
    const response = await client.ask(question, watch);
    if (response.statusCode === 404) throw new FailureError('ManifestUnknown', facts);
    try {
      const bytes = await watch.during(readAll(response.body, maxDocumentBytes, watch.signal));
      const given = response.headers['docker-content-digest']?.toString();
      if (digest !== undefined && !isDigestOf(digest, bytes)) throw wrong(facts, 'the content has another digest');
      if (digest === undefined && given?.startsWith('sha256:') === true && given !== sha256Of(bytes))
        throw wrong(facts, 'the content has another digest than its header says');
      const mediaType = response.headers['content-type']?.toString().split(';')[0]?.trim() ?? '';
      return { bytes, mediaType, digest: digest ?? sha256Of(bytes), access };
    } catch (error) {
      const isFinal = watch.signal.aborted || !isPassing(error) || !isPatient || retry >= client.retries.retries;
      if (isFinal) throw unavailable(host, error, watch.signal);
      await pause(client.retries.pauseMs(retry), watch.signal);
    }
  }
};

const wrong = (facts: { host: string; repository: string; path: string }, reason: string): FailureError =>
  new FailureError('RegistryFailed', { ...facts, reason });
