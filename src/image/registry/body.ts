/** Bodies of answers: bounded, for a registry is not to be trusted. */
import { FailureError } from '../../machines/failure.ts';
import type { HttpResponse } from './transport.ts';

/** @throws FailureError RegistryFailed {reason, maxBytes} for a body that is longer. */
export const readAll = async (body: HttpResponse['body'], maxBytes: number, signal: AbortSignal): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) throw new FailureError('RegistryFailed', { reason: 'the answer is too long', maxBytes });
    chunks.push(chunk);
  }
  signal.throwIfAborted();
  return Buffer.concat(chunks, length);
};
