/**
 * Answers that are bytes already. What a view looks like on the wire does not change, for a view does not: it is made once
 * for each view that somebody asks for, goes with the view, and a list is put together from such pieces.
 */
import { BinaryWriter } from '@bufbuild/protobuf/wire';

/** A whole message of this type, as it is on the wire. */
export class Encoded<Message> {
  readonly bytes: Buffer;
  /** For the type alone. */
  readonly of: Message | undefined = undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

interface Codec<Message> {
  readonly encode: (message: Message) => BinaryWriter;
}

/** From a view to its bytes, remembered as long as the view is. What `show` reads besides must not change either. */
export const encodedOnce = <View extends object, Message>(
  codec: Codec<Message>,
  show: (view: View) => Message,
): ((view: View) => Uint8Array) => {
  const remembered = new WeakMap<View, Uint8Array>();
  return (view) => {
    const known = remembered.get(view);
    if (known !== undefined) return known;
    const bytes = codec.encode(show(view)).finish();
    remembered.set(view, bytes);
    return bytes;
  };
};

/** Appends sub-messages under one field number. Source: protobuf.dev, encoding: a record is tag, length, bytes. */
export const putAll = (writer: BinaryWriter, field: number, messages: Iterable<Uint8Array>): BinaryWriter => {
  const lengthDelimited = 2;
  for (const bytes of messages) writer.uint32((field << 3) | lengthDelimited).bytes(bytes);
  return writer;
};

/**
 * A message that is nothing but a repeated field with the number 1, as list responses are. The last one is remembered whole, for
 * most lists are of the same views as the one before, and to put 200 kB together anew is mostly work for the garbage collector.
 * What is remembered holds its views: one list's, until the next that is different.
 */
export const listOf = <View extends object, Response>(
  encode: (view: View) => Uint8Array,
): ((views: readonly View[]) => Encoded<Response>) => {
  let last: { readonly views: readonly View[]; readonly response: Encoded<Response> } | undefined;
  return (views) => {
    if (last !== undefined && areSame(last.views, views)) return last.response;
    const response = new Encoded<Response>(putAll(new BinaryWriter(), 1, views.map(encode)).finish());
    last = { views, response };
    return response;
  };
};

const areSame = (some: readonly object[], others: readonly object[]): boolean =>
  some.length === others.length && some.every((view, index) => view === others[index]);
