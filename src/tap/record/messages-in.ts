/** Finds the messages in the bytes of a gRPC stream. Source: gRPC over HTTP/2, Length-Prefixed-Message. */

export interface MessageSplitter {
  readonly push: (bytes: Buffer) => void;
  /** All bytes so far. */
  readonly bytes: () => number;
}

const prefixBytes = 5;

/**
 * @param maxBytes of a message; a longer one is counted and not kept.
 * @param onMessage hears of each message: its parts, or undefined where it is too long or compressed. Parts are not copied.
 */
export const messagesIn = (
  maxBytes: number,
  onMessage: (parts: readonly Buffer[] | undefined, bytes: number) => void,
): MessageSplitter => {
  let total = 0;
  let prefix: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let left = 0;
  let length = 0;
  let isKept = false;
  const finish = () => {
    const whole = isKept ? parts : undefined;
    parts = [];
    prefix = Buffer.alloc(0);
    onMessage(whole, length + prefixBytes);
  };
  return {
    bytes: () => total,
    push: (bytes) => {
      total += bytes.byteLength;
      let rest = bytes;
      while (rest.byteLength > 0) {
        if (prefix.byteLength < prefixBytes) {
          const needed = prefixBytes - prefix.byteLength;
          prefix =
            prefix.byteLength === 0 ? rest.subarray(0, needed) : Buffer.concat([prefix, rest.subarray(0, needed)]);
          rest = rest.subarray(needed);
          if (prefix.byteLength < prefixBytes) return;
          length = prefix.readUInt32BE(1);
          left = length;
          isKept = length <= maxBytes && prefix[0] === 0;
          if (length === 0) finish();
          continue;
        }
        const part = rest.subarray(0, left);
        if (isKept) parts.push(part);
        left -= part.byteLength;
        rest = rest.subarray(part.byteLength);
        if (left === 0) finish();
      }
    },
  };
};
