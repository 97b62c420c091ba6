/** `work` for 0 to count - 1, no more than some at a time. Settles when nothing goes on any more. @throws the first failure; AbortError. */
export const inParallel = async (
  count: number,
  { atATime, signal }: { readonly atATime: number; readonly signal: AbortSignal },
  work: (index: number) => Promise<void>,
): Promise<void> => {
  let next = 0;
  let hasFailed = false;
  const lane = async () => {
    while (next < count && !hasFailed) {
      signal.throwIfAborted();
      try {
        await work(next++);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: atATime }, lane));
  for (const outcome of lanes) if (outcome.status === 'rejected') throw outcome.reason;
};
