/** Work that is asked for more often than it can be done: one at a time, and of those that wait only the newest. */

/**
 * @param work its failure is passed to `failed`, and what waits goes on.
 * @param restMs after one, before the next.
 * @returns takes the next; says nothing of when it is done.
 */
export const latest = <Input, Output>(
  work: (input: Input) => Promise<Output>,
  done: (output: Output, input: Input) => void,
  failed: (error: unknown, input: Input) => void = () => undefined,
  restMs = 0,
): ((input: Input) => void) => {
  let isBusy = false;
  let waiting: { readonly input: Input } | undefined;
  const next = async (): Promise<void> => {
    isBusy = true;
    while (waiting !== undefined) {
      const { input } = waiting;
      waiting = undefined;
      try {
        done(await work(input), input);
      } catch (error) {
        failed(error, input);
      }
      if (restMs > 0) await new Promise((rested) => setTimeout(rested, restMs));
    }
    isBusy = false;
  };
  return (input) => {
    waiting = { input };
    if (!isBusy) void next();
  };
};
