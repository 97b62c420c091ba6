/** One stream of a SPDY connection, as Node's own kind of stream. */
import { Duplex } from 'node:stream';
import { initialWindowBytes } from './frames.ts';
import type { Headers } from './header-block.ts';

/** What a stream needs of its connection. */
export interface StreamPort {
  /** Calls back when the connection takes more. */
  readonly sendData: (streamId: number, data: Buffer, done: (error?: Error | null) => void) => void;
  readonly sendFin: (streamId: number) => void;
  readonly sendReset: (streamId: number) => void;
  /** That the peer may send so much more. */
  readonly sendCredit: (streamId: number, bytes: number) => void;
  /** Whether the peer says how much it takes. Those of Kubernetes never do, and would wait for ever if they were believed to. */
  readonly obeysWindows: () => boolean;
  readonly onClosed: (streamId: number) => void;
}

const bufferBytes = 256 * 1024;
/** From here on the whole connection waits for who reads this stream: the peer may know no windows. */
const maxBufferedBytes = 1024 * 1024;
const creditBytes = 32 * 1024;

interface Unsent {
  readonly data: Buffer;
  readonly done: (error?: Error | null) => void;
}

export class SpdyStream extends Duplex {
  readonly streamId: number;
  readonly headers: Headers;
  readonly #port: StreamPort;
  #uncredited = 0;
  #window: number;
  #unsent: Unsent | undefined;
  #room: PromiseWithResolvers<void> | undefined;
  #hasPeerEnded = false;

  constructor(streamId: number, headers: Headers, port: StreamPort, windowBytes = initialWindowBytes) {
    super({ allowHalfOpen: true, readableHighWaterMark: bufferBytes, writableHighWaterMark: bufferBytes });
    this.streamId = streamId;
    this.headers = headers;
    this.#port = port;
    this.#window = windowBytes;
    this.on('error', () => undefined); // who uses the stream learns of its end by `close`
  }

  /** Bytes from the peer. @returns a promise where the connection must wait before it reads on. */
  receive(data: Buffer, isLast: boolean): Promise<void> | undefined {
    if (this.destroyed || this.#hasPeerEnded) return undefined;
    if (data.length > 0) {
      this.#uncredited += data.length;
      if (this.push(data)) this.#credit(creditBytes);
    }
    if (isLast) {
      this.#hasPeerEnded = true;
      this.push(null);
    }
    if (this.readableLength <= maxBufferedBytes) return undefined;
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  /** The peer takes this much more. */
  widen(bytes: number): void {
    this.#window += bytes;
    const unsent = this.#unsent;
    this.#unsent = undefined;
    if (unsent !== undefined) this.#send(unsent);
  }

  /** The peer wants no more of this stream. */
  wasReset(): void {
    this.#hasPeerEnded = true;
    this.destroy();
  }

  override _read(): void {
    this.#credit(1);
    this.#letGo();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#send({ data: chunk, done });
  }

  override _final(done: () => void): void {
    this.#port.sendFin(this.streamId);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.#hasPeerEnded || !this.writableFinished) this.#port.sendReset(this.streamId);
    this.#port.onClosed(this.streamId);
    this.#letGo();
    this.#unsent?.done(error ?? new Error('the stream is closed'));
    done(error);
  }

  #send({ data, done }: Unsent): void {
    if (!this.#port.obeysWindows() || data.length <= this.#window) {
      this.#window -= data.length;
      this.#port.sendData(this.streamId, data, done);
      return;
    }
    if (this.#window <= 0) {
      this.#unsent = { data, done };
      return;
    }
    const part = data.subarray(0, this.#window);
    const rest = data.subarray(part.length);
    this.#window = 0;
    this.#port.sendData(this.streamId, part, (error) => {
      if (error !== null && error !== undefined) done(error);
      else this.#send({ data: rest, done });
    });
  }

  #credit(least: number): void {
    if (this.#uncredited < least || this.#hasPeerEnded) return;
    this.#port.sendCredit(this.streamId, this.#uncredited);
    this.#uncredited = 0;
  }

  #letGo(): void {
    this.#room?.resolve();
    this.#room = undefined;
  }
}
