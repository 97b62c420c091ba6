/** A streaming server whose actor is a function of the test's. */
import { onTestFinished } from 'vitest';
import type { ForwardStreams, SessionStreams } from '../../../src/cri/handed.ts';
import type { CommandRequest, StreamRequest } from '../../../src/cri/streaming/request.ts';
import { type StreamingServerOptions, streamingServer } from '../../../src/cri/streaming/server.ts';
import type { Draft } from '../../../src/machines/messages.ts';
import { containerId, fakeLog, type Line, sandboxId } from '../fakes.ts';
import { spdyClient, spdyHeaders, upgrade } from './spdy-client.ts';

export interface Act {
  readonly command: Draft;
  readonly session: SessionStreams;
  readonly forward: ForwardStreams;
  readonly signal: AbortSignal;
}

export const request = (more: Partial<CommandRequest> = {}): StreamRequest =>
  ({
    kind: 'exec',
    containerId,
    command: ['sh'],
    isTerminal: false,
    stdin: true,
    stdout: true,
    stderr: true,
    ...more,
  }) as StreamRequest;
export const forwardRequest = (ports: readonly number[] = []): StreamRequest => ({
  kind: 'portforward',
  sandboxId,
  ports,
});

export const serveStreams = async (
  act: (act: Act) => Promise<unknown>,
  options: Partial<StreamingServerOptions> = {},
) => {
  const kept = new Map<string, unknown>();
  const lines: Line[] = [];
  let keys = 0;
  const table = {
    keep: (streams: unknown) => {
      keys += 1;
      kept.set(`key-${keys}`, streams);
      return `key-${keys}`;
    },
    drop: (key: string) => void kept.delete(key),
  };
  const acts: Act[] = [];
  const server = streamingServer({
    handed: {
      ask: async (command, signal = new AbortController().signal) => {
        const streams = kept.get('streamsKey' in command ? command.streamsKey : '');
        const now = { command, session: streams as SessionStreams, forward: streams as ForwardStreams, signal };
        acts.push(now);
        const gone = new Promise<never>((_, reject) =>
          signal.addEventListener('abort', () => reject(new Error('the client left')), { once: true }),
        );
        gone.catch(() => undefined);
        return (await Promise.race([act(now), gone])) as never;
      },
      ids: {
        sandboxId: () => 's',
        containerId: () => 'c',
        execId: () => 'exec-id',
        pullId: () => 'p',
        requestId: () => 'r',
      },
      streams: { sessions: table, forwards: table },
    },
    log: fakeLog(lines),
    address: '127.0.0.1',
    port: 0,
    idleMs: () => 60_000,
    ...options,
  });
  await server.listen();
  onTestFinished(() => server.close());
  return {
    server,
    lines,
    kept,
    acts,
    urlOf: server.urlOf,
    /** A SPDY session of this request; the streams are the test's to open. */
    connect: async (asked: StreamRequest, ...protocols: readonly string[]) => {
      const { head, socket, rest } = await upgrade(server.urlOf(asked), spdyHeaders(...protocols));
      onTestFinished(() => void socket.destroy());
      return { head, client: spdyClient(socket, rest) };
    },
  };
};

/** What comes until the end. */
export const textOf = async (stream: NodeJS.ReadableStream): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};
