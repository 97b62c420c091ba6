/**
 * `Promise.all` that waits for every one before it fails with the first failure: so that nothing is still at work when
 * an undo begins.
 */
export const allSettled = async <T extends readonly unknown[]>(
  values: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> => {
  await Promise.allSettled(values);
  return Promise.all(values);
};
