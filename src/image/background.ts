/** Work that nobody waits for, one piece after the other. */
import { FailureError } from '../machines/failure.ts';

export class Background {
  #last: Promise<void> = Promise.resolve();
  readonly #report: (failure: FailureError) => void;

  /** @param report hears of work that failed. */
  constructor(report: (failure: FailureError) => void) {
    this.#report = report;
  }

  run(work: () => Promise<void>): void {
    this.#last = this.#last.then(work).catch((error: unknown) => this.#report(failureErrorOf(error)));
  }

  /** Settles when all is done, also what is added meanwhile. */
  async idle(): Promise<void> {
    for (let last: Promise<void> | undefined; last !== this.#last; ) {
      last = this.#last;
      await last;
    }
  }
}

/** What Node throws, as one of our failures. */
export const failureErrorOf = (error: unknown): FailureError => {
  if (error instanceof FailureError) return error;
  const { code = '', syscall = '', path = '' } = error as NodeJS.ErrnoException;
  if (code === '') return new FailureError('Unexpected', { error: String(error) }, { cause: error });
  return new FailureError('SyscallFailed', { syscall, path, code }, { cause: error });
};
