/** Work that nobody waits for, one piece after the other. */
import { FailureError } from '../machines/failure.ts';

export class Background {
  #last: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();
  readonly #report: (failure: FailureError) => void;

  /** @param report hears of work that failed. */
  constructor(report: (failure: FailureError) => void) {
    this.#report = report;
  }

  /** @param work what cannot be ended by its signal should be short. */
  run(work: (signal: AbortSignal) => Promise<void>): void {
    const { signal } = this.#closing;
    this.#last = this.#last
      .then(() => (signal.aborted ? undefined : work(signal)))
      .catch((error: unknown) => {
        if (!signal.aborted) this.#report(failureErrorOf(error));
      });
  }

  /** Settles when all is done, also what is added meanwhile. */
  async idle(): Promise<void> {
    for (let last: Promise<void> | undefined; last !== this.#last; ) {
      last = this.#last;
      await last;
    }
  }

  /** Ends what is under way and drops the rest: the next start finds it undone. */
  close(): Promise<void> {
    this.#closing.abort();
    return this.idle();
  }
}

/** What Node throws, as one of our failures. */
export const failureErrorOf = (error: unknown): FailureError => {
  if (error instanceof FailureError) return error;
  const { code = '', syscall = '', path = '' } = error as NodeJS.ErrnoException;
  if (code === '') return new FailureError('Unexpected', { error: String(error) }, { cause: error });
  return new FailureError('SyscallFailed', { syscall, path, code }, { cause: error });
};
