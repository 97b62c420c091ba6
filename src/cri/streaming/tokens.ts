/** One-time tokens: whoever has one, and comes in time, gets the streams that it stands for. */
import { randomBytes } from 'node:crypto';
import { FailureError } from '../../machines/failure.ts';
import type { StreamRequest } from './request.ts';

export interface Tokens {
  /** A new token. @throws FailureError TooManyStreams {pending} */
  readonly give: (request: StreamRequest) => string;
  /** What it stands for, once. undefined: unknown, used, or too old. */
  readonly redeem: (token: string, kind: string) => StreamRequest | undefined;
}

export interface TokenLimits {
  readonly lifeMs: number;
  readonly maxPending: number;
}
export const defaultTokenLimits: TokenLimits = { lifeMs: 60_000, maxPending: 1000 };

/** 8 characters that need no escaping in a URL. */
const tokenBytes = 6;

/** @param nowMs a clock that never goes back. */
export const openTokens = (nowMs: () => number, { lifeMs, maxPending }: TokenLimits = defaultTokenLimits): Tokens => {
  const pending = new Map<string, { readonly request: StreamRequest; readonly expiresAtMs: number }>();
  const forgetOld = () => {
    for (const [token, { expiresAtMs }] of pending) {
      if (expiresAtMs > nowMs()) return; // the oldest comes first
      pending.delete(token);
    }
  };
  return {
    give: (request) => {
      forgetOld();
      if (pending.size >= maxPending) throw new FailureError('TooManyStreams', { pending: pending.size });
      let token = randomBytes(tokenBytes).toString('base64url');
      while (pending.has(token)) token = randomBytes(tokenBytes).toString('base64url');
      pending.set(token, { request, expiresAtMs: nowMs() + lifeMs });
      return token;
    },
    redeem: (token, kind) => {
      forgetOld();
      const found = pending.get(token);
      if (found === undefined || found.request.kind !== kind) return undefined;
      pending.delete(token);
      return found.request;
    },
  };
};
