/** A client's side of a session, in memory: what it types, what it has seen, and whether it reads at all. */
import { PassThrough, Writable } from 'node:stream';
import type { SessionStreams, TerminalSize } from '../../../src/actors/streaming/stream-table.ts';

/** Keeps all that is written; one that does not read takes a chunk and then no more. */
export class Viewer extends Writable {
  readonly #chunks: Buffer[] = [];
  readonly #isReading: boolean;
  #size = 0;
  #waiters: (() => void)[] = [];

  constructor({ isReading = true } = {}) {
    super({ highWaterMark: 64 * 1024 });
    this.#isReading = isReading;
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    for (const wake of this.#waiters.splice(0)) wake();
    if (this.#isReading) done();
  }

  text(): string {
    return this.bytes().toString();
  }
  bytes(): Buffer {
    return Buffer.concat(this.#chunks, this.#size);
  }
  async until(mark: string): Promise<string> {
    while (!this.text().includes(mark)) await new Promise<void>((resolve) => this.#waiters.push(resolve));
    return this.text();
  }
}

export const newClient = ({ isReading = true, hasStdin = true, hasStderr = true } = {}) => {
  const stdin = new PassThrough();
  const stdout = new Viewer({ isReading });
  const stderr = new Viewer();
  const gone = new AbortController();
  const early: TerminalSize[] = [];
  let tell = (size: TerminalSize): void => void early.push(size);
  const streams: SessionStreams = {
    stdout,
    ...(hasStdin ? { stdin } : {}),
    ...(hasStderr ? { stderr } : {}),
    onResize: (listener) => {
      tell = listener;
      for (const size of early.splice(0)) listener(size);
    },
    gone: gone.signal,
  };
  return {
    streams,
    stdin,
    stdout,
    stderr,
    resize: (columns: number, rows: number) => tell({ columns, rows }),
    leave: () => {
      gone.abort();
      for (const stream of [stdin, stdout, stderr]) stream.destroy();
    },
  };
};

/** Facts of a watcher, in order, each to be waited for. */
export const listen = <Fact extends { readonly type: string }>() => {
  const facts: Fact[] = [];
  const waiters: (() => void)[] = [];
  return {
    facts,
    types: () => facts.map(({ type }) => type),
    send: (fact: Fact) => {
      facts.push(fact);
      for (const wake of waiters.splice(0)) wake();
    },
    next: async (type: Fact['type']): Promise<Fact> => {
      for (;;) {
        const found = facts.find((fact) => fact.type === type);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => waiters.push(resolve));
      }
    },
  };
};
