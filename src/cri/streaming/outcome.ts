/** How a session's end is told to its client, on the error stream. Source: metav1.Status; the kubelet's remotecommand. */
import { type Failure, textOf } from '../../machines/failure.ts';

export type Outcome =
  | { readonly kind: 'success' }
  | { readonly kind: 'exit'; readonly exitCode: number }
  | { readonly kind: 'failure'; readonly failure: Failure };

/** From v4 on: JSON. */
export const statusJson = (outcome: Outcome): string => JSON.stringify({ metadata: {}, ...statusOf(outcome) });

/** Before v4: a text where something went wrong, else nothing. */
export const statusText = (outcome: Outcome): string => statusOf(outcome).message ?? '';

interface Status {
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: { readonly causes: readonly { readonly reason?: string; readonly message: string }[] };
}

const statusOf = (outcome: Outcome): Status => {
  if (outcome.kind === 'failure')
    return {
      status: 'Failure',
      message: `Internal error occurred: ${textOf(outcome.failure)}`,
      reason: 'InternalError',
      code: 500,
      details: { causes: [{ message: textOf(outcome.failure) }] },
    };
  if (outcome.kind === 'success' || outcome.exitCode === 0) return { status: 'Success' };
  return {
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${outcome.exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(outcome.exitCode) }] },
  };
};
