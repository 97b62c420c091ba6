/** An exec or attach: the client's streams, whatever carries them, joined with what the container's actor has. */
import type { Duplex, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type Failure, failureOf } from '../../machines/failure.ts';
import type { Draft } from '../../machines/messages.ts';
import type { Handed } from '../handed.ts';
import { type Outcome, statusJson, statusText } from './outcome.ts';
import type { CommandRequest } from './request.ts';
import { followSizes } from './sizes.ts';

export type RemoteStreamName = 'error' | 'stdin' | 'stdout' | 'stderr' | 'resize';

/** The client's side, complete. */
export interface RemoteClient {
  readonly streams: { readonly [Name in RemoteStreamName]?: Duplex | undefined };
  readonly hasJsonStatus: boolean;
  readonly gone: AbortSignal;
  readonly close: () => Promise<void>;
}

export interface SessionParts {
  readonly handed: Pick<Handed, 'ask' | 'ids' | 'streams'>;
}

/**
 * Settles when the session is over and its connection closed. Never rejects.
 * @returns what the client was told went wrong, if anything did and it was still there.
 */
export const serveCommand = async (
  { handed }: SessionParts,
  request: CommandRequest,
  client: RemoteClient,
): Promise<Failure | undefined> => {
  const { error, stdin, stdout, stderr, resize } = client.streams;
  const { sessions } = handed.streams;
  const streamsKey = sessions.keep({ stdin, stdout, stderr, onResize: followSizes(resize), gone: client.gone });
  const outcome = await ask(handed, request, streamsKey, client.gone).catch(
    (thrown: unknown): Outcome => ({ kind: 'failure', failure: failureOf(thrown) }),
  );
  sessions.drop(streamsKey);
  const hasLeft = client.gone.aborted;
  if (!hasLeft) {
    // each ends for itself; the error stream last, for it says that this was all
    await Promise.race([Promise.all([stdout, stderr].map(flush)), aborted(client.gone)]);
    error?.write(client.hasJsonStatus ? statusJson(outcome) : statusText(outcome));
    for (const stream of [error, stdin, resize]) void flush(stream);
  }
  await client.close();
  return outcome.kind === 'failure' && !hasLeft ? outcome.failure : undefined;
};

const ask = async (
  { ask: say, ids }: SessionParts['handed'],
  request: CommandRequest,
  streamsKey: string,
  signal: AbortSignal,
): Promise<Outcome> => {
  const { containerId, isTerminal } = request;
  const execId = ids.execId();
  if (request.kind === 'exec') {
    const { command } = request;
    const draft = { type: 'container.openExec', containerId, execId, command, isTerminal, streamsKey } as const;
    const { exitCode } = await say(draft satisfies Draft, signal);
    return { kind: 'exit', exitCode };
  }
  const draft = { type: 'container.attach', containerId, execId, writesStdin: request.stdin, streamsKey } as const;
  await say(draft satisfies Draft, signal);
  return { kind: 'success' };
};

const flush = async (stream: Writable | undefined): Promise<void> => {
  if (stream === undefined || stream.destroyed) return;
  stream.end();
  await finished(stream, { readable: false }).catch(() => undefined); // the client has gone
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
