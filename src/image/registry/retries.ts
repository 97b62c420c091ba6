/** Which answers are worth another try, and when. */
import { type FailureCode, FailureError } from '../../machines/failure.ts';
import { abortFailure } from '../abort.ts';

/** How often and how patiently; tests shorten it. */
export interface RetryPolicy {
  /** Tries after the first one. */
  readonly retries: number;
  /** Pause before the n-th of them (from 0). */
  readonly pauseMs: (retry: number) => number;
}

const maxPauseMs = 10_000;

/** 250 ms, doubled each time, with up to half of it more so that many nodes do not come back at once. */
export const usualRetries: RetryPolicy = {
  retries: 4,
  pauseMs: (retry) => Math.min(maxPauseMs, 250 * 2 ** retry) * (1 + Math.random() / 2),
};

export const isBusy = (statusCode: number): boolean => [408, 429, 500, 502, 503, 504].includes(statusCode);

/** The pause that `Retry-After` (seconds or a date) asks for, within our own limit; else the policy's. */
export const pauseFor = (
  policy: RetryPolicy,
  { retry, retryAfter, nowMs }: { retry: number; retryAfter: string | undefined; nowMs: number },
): number => {
  const seconds = Number(retryAfter ?? Number.NaN);
  const askedMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(retryAfter ?? '') - nowMs;
  return askedMs >= 0 ? Math.min(askedMs, maxPauseMs) : policy.pauseMs(retry);
};

/** Connections that broke, and a resolver that asks to come back: others do not get better by trying at once. */
const passing = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'HPE_INVALID_EOF_STATE',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);

export const isPassing = (error: unknown): boolean => passing.has(codeOf(error));

/** What was thrown while we talked to a host, as a failure. */
export const unavailable = (host: string, error: unknown, signal: AbortSignal): FailureError => {
  if (error instanceof FailureError) return error;
  if (signal.aborted) return abortFailure(signal);
  const code: FailureCode = 'RegistryUnavailable';
  const reason = error instanceof Error ? error.message : String(error);
  return new FailureError(code, { host, code: codeOf(error), reason }, { cause: error });
};

const codeOf = (error: unknown): string => {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return String(code ?? cause?.code ?? '');
};
