/** Content digests: `algorithm:hex`. Source: OCI image-spec, descriptor.md. */
import { createHash } from 'node:crypto';

const hexLengths: Readonly<Record<string, number>> = { sha256: 64, sha512: 128 };

/** Whether this is a whole digest of an algorithm that we can compute (sha256, sha512), in lower case. */
export const isDigest = (text: string): boolean => {
  const [algorithm = '', hex = '', ...rest] = text.split(':');
  return rest.length === 0 && hex.length === hexLengths[algorithm] && /^[0-9a-f]+$/.test(hex);
};

/** `sha256:…` of the bytes. */
export const sha256Of = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Whether the bytes are those that the digest names. */
export const isDigestOf = (digest: string, bytes: Uint8Array): boolean => {
  const [algorithm = '', hex] = digest.split(':');
  return isDigest(digest) && createHash(algorithm).update(bytes).digest('hex') === hex;
};

/** The part behind the colon: what files and directories are called after. */
export const hexOf = (digest: string): string => digest.slice(digest.indexOf(':') + 1);

/** Chain ID of a stack of layers, lowest first; empty for no layer. Source: OCI image-spec, config.md, "Layer ChainID". */
export const chainIdOf = (diffIds: readonly string[]): string => {
  const [first, ...others] = diffIds;
  if (first === undefined) return '';
  return others.reduce((chain, diffId) => sha256Of(Buffer.from(`${chain} ${diffId}`)), first);
};
