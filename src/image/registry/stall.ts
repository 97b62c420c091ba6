/** The progress limit of a pull: how long a registry may stay silent. */
import { FailureError } from '../../machines/failure.ts';

/** Armed while we wait for the registry, never while it waits for us. Its signal aborts with `PullStalled {host, limitMs}`. */
export class StallWatch {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #limitMs: number;
  readonly #host: string;
  #timer: NodeJS.Timeout | undefined;

  /** @param limitMs 0: no limit. */
  constructor({ limitMs, host, signal }: { limitMs: number; host: string; signal: AbortSignal }) {
    this.#limitMs = limitMs;
    this.#host = host;
    this.signal = AbortSignal.any([signal, this.#controller.signal]);
  }

  /** Awaits what comes from the registry. */
  async during<T>(work: Promise<T>): Promise<T> {
    if (this.#limitMs > 0) {
      if (this.#timer === undefined) this.#timer = setTimeout(this.#stall, this.#limitMs);
      else this.#timer.refresh();
    }
    try {
      return await work;
    } finally {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }

  readonly #stall = (): void =>
    this.#controller.abort(new FailureError('PullStalled', { host: this.#host, limitMs: this.#limitMs }));
}
