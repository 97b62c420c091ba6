/** SIGINT and SIGTERM: the first one asks for an orderly end, the second one ends the process at once. */

/**
 * Settles with the signal's name at the first one. Until `release` is called; after that the signals act as usual.
 * Effects: handlers on the process.
 */
export const awaitEnd = (): {
  readonly ended: Promise<string>;
  readonly signal: AbortSignal;
  readonly release: () => void;
} => {
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const asked = new AbortController();
  const heard = (signal: NodeJS.Signals) => {
    if (asked.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    asked.abort();
    resolve(signal);
  };
  process.on('SIGINT', heard);
  process.on('SIGTERM', heard);
  const release = () => {
    process.off('SIGINT', heard);
    process.off('SIGTERM', heard);
  };
  return { ended, signal: asked.signal, release };
};
