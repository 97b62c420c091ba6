/** Unix sockets that keep the bounds of packets, which `node:net` does not know. Source: unix(7). */
import { EventEmitter } from 'node:events';
import type { FailureError } from '../machines/failure.ts';
import { call, callNow, checkTexts, failureOfCall } from './addon.ts';

interface SeqpacketEvents {
  packet: [data: Buffer];
  end: [];
  error: [failure: FailureError];
  drain: [];
}

/**
 * A connected SOCK_SEQPACKET socket, as conmon's attach socket. It reads from the next turn on.
 *
 * - `packet`: up to 64 KiB.
 * - `end`: the peer sends no more, and may be gone. All that it sent has come before. What is sent to a peer that is gone
 *   is dropped without an error, for this is how it is known.
 * - `error`: SyscallFailed. A packet that is too long is EMSGSIZE: one received is the last that is read, one sent is
 *   dropped with those behind it.
 * - `drain`: all is sent, after a `send` that returned false.
 *
 * Holds a descriptor and the event loop until `close`: no event ends the socket by itself.
 */
export class SeqpacketSocket extends EventEmitter<SeqpacketEvents> {
  readonly #port: NativeSeqpacket;
  readonly #queue: Buffer[] = [];
  #state: 'open' | 'ending' | 'ended' | 'closed' = 'open';
  #isAwaitingRoom = false;

  /** Paths of any length. Nobody listens: ECONNREFUSED; a backlog that stays full for 10 s: ETIMEDOUT. */
  static async connect(path: string): Promise<SeqpacketSocket> {
    const fd = await call((addon: SeqpacketCalls) => {
      checkTexts('connect', path);
      return addon.connectSeqpacket(path);
    });
    return new SeqpacketSocket(fd);
  }

  /** Takes over a connected, non-blocking socket. */
  constructor(fd: number) {
    super();
    this.#port = callNow(
      ({ Seqpacket }: SeqpacketCalls) =>
        new Seqpacket(fd, {
          onPacket: (data) => this.emit('packet', data),
          onEnd: () => this.emit('end'),
          onError: (error) => this.emit('error', failureOfCall(error)),
          onWritable: () => this.#sendQueued(),
        }),
    );
    this.#port.read(true);
  }

  /**
   * Sends one packet, which readers with a smaller buffer get cut: conmon's is 32 KiB.
   * @returns false where packets are waiting: send more after `drain`. Nothing is refused; after `end` all is dropped.
   */
  send(data: Buffer): boolean {
    if (this.#state !== 'open') return true;
    this.#queue.push(data);
    if (this.#queue.length === 1) this.#sendQueued();
    return this.#queue.length === 0;
  }

  /** No more packets from us, after those that wait. */
  end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ending';
    this.#endIfSent();
  }

  close(): void {
    this.#state = 'closed';
    this.#queue.length = 0;
    this.#port.close();
  }

  pause(): void {
    if (this.#state !== 'closed') this.#port.read(false);
  }

  resume(): void {
    if (this.#state !== 'closed') this.#port.read(true);
  }

  #sendQueued(): void {
    const hasWaited = this.#isAwaitingRoom;
    try {
      while (this.#queue[0] !== undefined && this.#port.send(this.#queue[0])) this.#queue.shift();
    } catch (error) {
      this.#queue.length = 0;
      this.#tellUnsent(failureOfCall(error));
    }
    this.#isAwaitingRoom = this.#queue.length > 0;
    if (this.#isAwaitingRoom) return;
    this.#endIfSent();
    if (hasWaited && this.#state === 'open') this.emit('drain');
  }

  /** That the peer is gone is told by `end`, behind the packets that it sent before. */
  #tellUnsent(failure: FailureError): void {
    if (failure.details.code !== 'EPIPE' && failure.details.code !== 'ECONNRESET') this.emit('error', failure);
  }

  #endIfSent(): void {
    if (this.#state !== 'ending' || this.#queue.length > 0) return;
    this.#state = 'ended';
    callNow(() => this.#port.shutdown());
  }
}

interface NativeSeqpacket {
  read(isOn: boolean): void;
  send(data: Buffer): boolean;
  shutdown(): void;
  close(): void;
}
interface SeqpacketCalls {
  connectSeqpacket(path: string): Promise<number>;
  readonly Seqpacket: new (
    fd: number,
    listeners: {
      onPacket: (data: Buffer) => void;
      onEnd: () => void;
      onError: (error: Error) => void;
      onWritable: () => void;
    },
  ) => NativeSeqpacket;
}
