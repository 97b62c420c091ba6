/** The first process of a container, as others meet it: what it says goes to the log and to who is attached. */
import type { Readable, Writable } from 'node:stream';
import type { SessionStreams } from '../actors/streaming/stream-table.ts';
import type { LogFile } from './log-file.ts';
import { type Input, noInput, openInput } from './programs/input.ts';
import type { Streams } from './programs/program.ts';
import { openTerminal, type Terminal } from './terminal.ts';

export interface Console {
  readonly streams: Streams;
  /** Settles at the end of the program, or when the viewer's input has ended and so it has detached. */
  readonly attach: (viewer: SessionStreams, options: AttachOptions) => Promise<void>;
  /** The program is over. */
  readonly end: () => void;
}
export interface AttachOptions {
  readonly writesStdin: boolean;
  readonly closesStdinOnce: boolean;
  readonly released: AbortSignal;
}
export interface ConsoleOptions {
  readonly isTerminal: boolean;
  readonly hasStdin: boolean;
  readonly log: LogFile | undefined;
  readonly interrupt: () => void;
}

/** A viewer that is further behind gets no more. */
const maxBacklogBytes = 8 * 1024 * 1024;

export const openConsole = ({ isTerminal, hasStdin, log, interrupt }: ConsoleOptions): Console => {
  const viewers = new Set<SessionStreams>();
  const over = Promise.withResolvers<void>();
  const say = (stream: 'stdout' | 'stderr') => async (text: string | Buffer) => {
    for (const viewer of viewers) show(viewer[stream], text);
    await log?.write(stream, text);
  };
  const terminal: Terminal | undefined = isTerminal ? openTerminal({ screen: say('stdout'), interrupt }) : undefined;
  const input: Input = terminal?.stdin ?? (hasStdin ? openInput() : noInput());
  const type = terminal?.type ?? input.write;

  return {
    streams: {
      stdin: input,
      stdout: terminal?.stdout ?? say('stdout'),
      stderr: terminal?.stdout ?? say('stderr'),
      isTerminal,
    },
    attach: async (viewer, { writesStdin, closesStdinOnce, released }) => {
      viewers.add(viewer);
      for (const sink of [viewer.stdout, viewer.stderr]) sink?.on('error', () => undefined);
      const detached = Promise.withResolvers<void>();
      released.addEventListener('abort', () => detached.resolve(), { once: true });
      if (released.aborted) detached.resolve();
      if (viewer.stdin !== undefined)
        void follow(viewer.stdin, writesStdin && hasStdin ? type : async () => undefined).then(() => {
          if (!closesStdinOnce || isTerminal) detached.resolve();
          else if (writesStdin) input.end();
        });
      await Promise.race([over.promise, detached.promise]);
      viewers.delete(viewer);
    },
    end: () => {
      input.end();
      over.resolve();
    },
  };
};

const show = (sink: Writable | undefined, text: string | Buffer): void => {
  if (sink?.writable === true && sink.writableLength < maxBacklogBytes) sink.write(text);
};

/** Settles at the end of what is typed. Never rejects. */
export const follow = async (source: Readable, write: (chunk: Buffer) => Promise<void>): Promise<void> => {
  try {
    for await (const chunk of source) await write(chunk as Buffer);
  } catch {
    // The client is gone: so ends its input.
  }
};
