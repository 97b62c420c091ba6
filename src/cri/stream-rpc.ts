/** An RPC that answers with a stream of messages. `server-stream` does the rest, once for all. */
import type { Handed } from './handed.ts';
import type { Caller } from './rpc.ts';

export interface StreamRpc<Request, Response> {
  /** True where the stream lasts as long as its client: it ends as soon as the daemon begins to. */
  readonly isEndless: boolean;
  /** Throws FailureError, also half way: the stream ends with its status. */
  readonly serve: (request: Request, handed: Handed, caller: Caller) => AsyncIterable<Response>;
  /** Two messages that say the same as one that is too large; undefined: it cannot be divided. */
  divide?(response: Response): readonly [Response, Response] | undefined;
}

/** Few enough for the usual message to be small, many enough for a long list to be few messages. */
const itemsInMessage = 256;

/** A list in parts: every item once, then the end. An empty list is a stream without a message. */
export const listing = <Request, Item, Response>(parts: {
  /** All of one moment. */
  readonly items: (request: Request, handed: Handed) => readonly Item[] | Promise<readonly Item[]>;
  readonly response: (items: Item[]) => Response;
  readonly itemsOf: (response: Response) => readonly Item[];
}): StreamRpc<Request, Response> => ({
  isEndless: false,
  serve: async function* (request, handed) {
    const items = await parts.items(request, handed);
    for (let at = 0; at < items.length; at += itemsInMessage)
      yield parts.response(items.slice(at, at + itemsInMessage));
  },
  divide: (response) => {
    const items = parts.itemsOf(response);
    const half = Math.ceil(items.length / 2);
    return items.length < 2 ? undefined : [parts.response(items.slice(0, half)), parts.response(items.slice(half))];
  },
});
