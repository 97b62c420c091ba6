/** What a relay tells of the traffic, as it passes. Whoever is told returns at once and keeps what it needs; bytes are not copied. */

export type Ended = 'client' | 'runtime' | 'tap';

export interface CallWatch {
  /** Bytes of the request's messages, as they came. */
  readonly requestData: (bytes: Buffer) => void;
  readonly requestEnd: () => void;
  readonly responseHeaders: (headers: readonly string[]) => void;
  readonly responseData: (bytes: Buffer) => void;
  /** The answer is whole. @param trailers headers of the answer where it had no body. */
  readonly answered: (trailers: readonly string[]) => void;
  /** Reset before it was answered. @param code HTTP/2 error code. */
  readonly cancelled: (by: Ended, code: number) => void;
  /** @param fault in the words of the plan. */
  readonly injected: (fault: string) => void;
}

export interface RelayWatch {
  readonly opened: (connection: number) => void;
  /** The runtime cannot be reached. */
  readonly refused: (connection: number, why: string) => void;
  readonly closed: (connection: number, why: string) => void;
  /** What passes there from now on is not told; the calls that run are not told of again. Its end is. */
  readonly unread: (connection: number, why: string) => void;
  /** @param headers of the request: names and values in turn. */
  readonly call: (connection: number, headers: readonly string[]) => CallWatch;
}

/** The value of a header in a list of names and values; the first one. */
export const headerIn = (headers: readonly string[], name: string): string | undefined => {
  for (let at = 0; at + 1 < headers.length; at += 2) if (headers[at] === name) return headers[at + 1];
  return undefined;
};

const nothing = () => {};
const blindCall: CallWatch = {
  requestData: nothing,
  requestEnd: nothing,
  responseHeaders: nothing,
  responseData: nothing,
  answered: nothing,
  cancelled: nothing,
  injected: nothing,
};

/** A watch that cannot harm: what it throws is told once, and from then on it is not called any more. */
export const harmless = (watch: RelayWatch, onTrouble: (error: unknown) => void): RelayWatch => {
  let isBroken = false;
  const guard =
    <A extends readonly unknown[]>(tell: (...args: A) => void) =>
    (...args: A): void => {
      if (isBroken) return;
      try {
        tell(...args);
      } catch (error) {
        isBroken = true;
        onTrouble(error);
      }
    };
  const call = (watched: CallWatch): CallWatch => ({
    requestData: guard(watched.requestData),
    requestEnd: guard(watched.requestEnd),
    responseHeaders: guard(watched.responseHeaders),
    responseData: guard(watched.responseData),
    answered: guard(watched.answered),
    cancelled: guard(watched.cancelled),
    injected: guard(watched.injected),
  });
  return {
    opened: guard(watch.opened),
    refused: guard(watch.refused),
    closed: guard(watch.closed),
    unread: guard(watch.unread),
    call: (connection, headers) => {
      let watched = blindCall;
      guard(() => {
        watched = watch.call(connection, headers);
      })();
      return call(watched);
    },
  };
};
