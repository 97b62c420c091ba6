/**
 * What is taken out of a record before it is written: a mark stays, with the length and a keyed hash, so that two equal
 * secrets are seen to be equal and nothing else. The key lives as long as the recording process and is not written.
 */
import { createHmac, randomBytes } from 'node:crypto';

export type RedactedKind = 'env' | 'credential' | 'exec' | 'annotation' | 'info' | 'bytes';

export type Redacted = {
  readonly $redacted: RedactedKind;
  /** Bytes. */
  readonly len: number;
  /** 8 bytes of an HMAC, in hexadecimal; none where the length says all. */
  readonly h?: string;
};

export interface Redactor {
  readonly keyId: string;
  readonly redact: (kind: RedactedKind, secret: string | Uint8Array) => Redacted;
}

/** @param key of one recording; a random one without it. */
export const redactor = (key: Uint8Array = randomBytes(32)): Redactor => ({
  keyId: hashOf(key, 'key id'),
  redact: (kind, secret) => {
    const len = typeof secret === 'string' ? Buffer.byteLength(secret) : secret.byteLength;
    return len === 0 ? { $redacted: kind, len } : { $redacted: kind, len, h: hashOf(key, secret) };
  },
});

const hashOf = (key: Uint8Array, text: string | Uint8Array): string =>
  createHmac('sha256', key).update(text).digest('hex').slice(0, 16);

/** Annotations whose values are not for a recording, by a part of their names. */
const secretive = /secret|token|passw|credential|auth|private|api-?key|last-applied-configuration/i;

export const isSecretAnnotation = (name: string): boolean => secretive.test(name);
