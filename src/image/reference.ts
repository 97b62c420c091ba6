/**
 * Image references: what clients write, and the one full form of each that everything else works with.
 * Source: distribution's reference grammar (the `reference` package); CRI: docker.io and `latest` where not said.
 */
import { FailureError } from '../machines/failure.ts';
import { isDigest } from './digest.ts';

/** A reference in full. One of `tag` and `digest` is there: with a digest the tag says nothing more and is dropped. */
export interface Reference {
  /** Host with port, as in the name: `docker.io`, `127.0.0.1:5000`. */
  readonly registry: string;
  /** Path in the registry: `library/busybox`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagForm = /^\w[\w.-]{0,127}$/;
const hostForm =
  /^(?:\[[0-9a-fA-F:]+\]|(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*)(?::[0-9]{1,5})?$/;
const maxNameLength = 255;
/** Name, tag and digest; what is longer is not even looked at. */
const maxLength = 600;
const minIdPrefix = 4;

/**
 * `busybox` → docker.io/library/busybox:latest; `busybox:1@sha256:…` → docker.io/library/busybox@sha256:….
 *
 * @throws FailureError ReferenceInvalid {reference, reason}
 */
export const parseReference = (text: string): Reference => {
  const invalid = (reason: string) =>
    new FailureError('ReferenceInvalid', { reference: text.slice(0, maxLength), reason });
  if (text === '') throw invalid('it is empty');
  if (text.length > maxLength) throw invalid('it is too long');
  if (isDigest(text)) throw invalid('it is an id, not a name');
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !isDigest(digest)) throw invalid('the digest is not sha256:<64 hex digits>');
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/') && colon >= 0;
  const name = hasTag ? named.slice(0, colon) : named;
  const tag = hasTag ? named.slice(colon + 1) : 'latest';
  if (!tagForm.test(tag)) throw invalid('the tag has characters that are not allowed');
  if (/^[0-9a-f]{64}$/.test(name)) throw invalid('64 hex digits are an id, not a name');

  const { registry, repository } = placed(name);
  if (!hostForm.test(registry)) throw invalid('the registry is not a host name');
  if (/[A-Z]/.test(repository)) throw invalid('the repository must be in lower case');
  if (!repository.split('/').every((part) => component.test(part))) throw invalid('the repository is not a valid path');
  if (registry.length + 1 + repository.length > maxNameLength) throw invalid('the name is too long');
  return { registry, repository, ...(digest === undefined ? { tag } : { digest }) };
};

/** The first part is a registry when it looks like a host: a dot, a port, `localhost`, or upper case (no path has that). */
const placed = (name: string): { registry: string; repository: string } => {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = /[.:A-Z]/.test(first) || first === 'localhost';
  const registry = isHost ? first : 'docker.io';
  const repository = isHost ? name.slice(slash + 1) : name;
  if (registry !== 'docker.io' && registry !== 'index.docker.io') return { registry, repository };
  return { registry: 'docker.io', repository: repository.includes('/') ? repository : `library/${repository}` };
};

/** `registry/repository`: what tags and digests of one repository share. */
export const nameOf = ({ registry, repository }: Reference): string => `${registry}/${repository}`;

/** `registry/repository:tag` or `registry/repository@digest`. */
export const textOf = (reference: Reference): string =>
  reference.digest === undefined ? `${nameOf(reference)}:${reference.tag}` : `${nameOf(reference)}@${reference.digest}`;

/** {@link parseReference}, or undefined where it is not valid. */
export const tryParseReference = (text: string): Reference | undefined => {
  try {
    return parseReference(text);
  } catch {
    return undefined;
  }
};

/**
 * Hex digits of an image id, where the text can be an id or the beginning of one (at least 4 digits, `sha256:` before
 * it or not); else undefined. A name of hex digits can be both: whoever looks things up tries the name first.
 */
export const idPrefixOf = (text: string): string | undefined => {
  const hex = text.startsWith('sha256:') ? text.slice('sha256:'.length) : text;
  return hex.length >= minIdPrefix && hex.length <= 64 && /^[0-9a-f]+$/.test(hex) ? hex : undefined;
};
