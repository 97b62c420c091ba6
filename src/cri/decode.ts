/**
 * Request bytes to messages, within bounds.
 *
 * A message of a few bytes a field can hold millions of empty sub-messages: 16 MiB of them would take seconds and
 * gigabytes. So the number of fields is limited; the largest real requests (all annotations and variables of a big
 * pod) have some thousands. Text that is not UTF-8 is refused, as by other servers; unknown fields are skipped.
 */
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { FailureError } from '../machines/failure.ts';

/** Tags and lengths that one request may have; about 250 000 fields. */
const maxReads = 500_000;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

class BoundedReader extends BinaryReader {
  constructor(bytes: Uint8Array) {
    super(bytes, (text) => utf8.decode(text));
    const read = this.uint32;
    let reads = 0;
    this.uint32 = () => {
      if (++reads > maxReads) throw new Error('the message has too many fields');
      return read.call(this);
    };
  }
}

/**
 * @param deserialize of the generated service definition. It hands what it is given on to a codec's decode(), which
 *   takes a reader as well as bytes, though the definition's type says Buffer.
 * @throws FailureError RequestInvalid
 */
export const decode = <Request>(deserialize: (bytes: Buffer) => Request, bytes: Buffer): Request => {
  try {
    return deserialize(new BoundedReader(bytes) as unknown as Buffer);
  } catch (cause) {
    throw new FailureError('RequestInvalid', { reason: 'the message cannot be decoded' }, { cause });
  }
};
