/** Header blocks of SPDY/3: name-value pairs, compressed with one zlib stream a direction for the whole connection. */
import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';
import { headerDictionary } from './dictionary.ts';

/** What one block may hold once it is decompressed; ours have some hundred bytes. */
const maxBlockBytes = 64 * 1024;

/** Names in lower case. Of a header with many values only the first is kept. */
export type Headers = ReadonlyMap<string, string>;

export interface HeaderCodec {
  /** In the order of the frames. Throws for a block that is damaged or too large; then the connection is over. */
  readonly decode: (block: Buffer) => Promise<Headers>;
  readonly encode: (headers: Headers) => Promise<Buffer>;
  readonly close: () => void;
}

export const openHeaderCodec = (): HeaderCodec => {
  const options = { dictionary: headerDictionary, flush: constants.Z_SYNC_FLUSH };
  const inflate = createInflate(options);
  const deflate = createDeflate(options);
  const inflateBlock = blockwise(inflate);
  const deflateBlock = blockwise(deflate);
  return {
    decode: async (block) => parse(await inflateBlock(block)),
    encode: (headers) => deflateBlock(serialise(headers)),
    close: () => {
      inflate.destroy();
      deflate.destroy();
    },
  };
};

/** One block in, one block out, the stream's state kept between them. */
const blockwise = (stream: Inflate | Deflate): ((block: Buffer) => Promise<Buffer>) => {
  let parts: Buffer[] = [];
  let size = 0;
  stream.on('data', (part: Buffer) => {
    parts.push(part);
    size += part.length;
    if (size > maxBlockBytes) stream.destroy(new Error('a header block is too large'));
  });
  stream.on('error', () => undefined); // who waits for the block hears of it
  return (block) =>
    new Promise((resolve, reject) => {
      const fail = (error?: Error | null) => reject(error ?? new Error('the connection is closed'));
      if (stream.destroyed) {
        fail(stream.errored);
        return;
      }
      const onClose = () => fail(stream.errored);
      stream.once('close', onClose);
      stream.write(block, (error) => {
        stream.removeListener('close', onClose);
        if (error !== null && error !== undefined) {
          fail(error);
          return;
        }
        resolve(Buffer.concat(parts, size));
        parts = [];
        size = 0;
      });
    });
};

const parse = (block: Buffer): Headers => {
  const headers = new Map<string, string>();
  let offset = 0;
  const number = () => {
    const value = block.readUInt32BE(offset); // throws beyond the end
    offset += 4;
    return value;
  };
  const text = () => {
    const length = number();
    if (length > block.length - offset) throw new Error('a header is cut off');
    offset += length;
    return block.toString('latin1', offset - length, offset);
  };
  for (let left = number(); left > 0; left -= 1) {
    const name = text().toLowerCase();
    const [value = ''] = text().split('\0');
    headers.set(name, value);
  }
  return headers;
};

const serialise = (headers: Headers): Buffer => {
  const parts = [numberBytes(headers.size)];
  for (const text of [...headers].flat())
    parts.push(numberBytes(Buffer.byteLength(text, 'latin1')), Buffer.from(text, 'latin1'));
  return Buffer.concat(parts);
};

const numberBytes = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
