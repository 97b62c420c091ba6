/** An RPC as two pure functions: request to command, answer to response. `unary` does the rest, once for all. */
import type { Answers, Draft } from '../machines/messages.ts';
import type { Encoded } from './encoded.ts';
import type { Handed } from './handed.ts';

/** Who waits: its id, and the signal that ends the wait (never the work). */
export interface Caller {
  readonly requestId: string;
  readonly signal: AbortSignal;
  /** Until its deadline, ms, when the call came; undefined: it has none. */
  readonly leftMs: number | undefined;
  /** What the answer may take on the wire. */
  readonly maxResponseBytes: number;
}

/** A response, or its bytes. */
export type Served<Response> = Response | Encoded<Response>;

export interface Rpc<Request, Response> {
  /** A change of a life is worth a line for operators; a look is not. */
  readonly logsAt: 'info' | 'debug';
  /** Throws FailureError: of validation, of the view, or what the actor answered. */
  readonly serve: (request: Request, handed: Handed, caller: Caller) => Served<Response> | Promise<Served<Response>>;
}

/** An RPC that says a command to an actor and maps its one answer. */
export const asking = <Request, Response, D extends Draft>(parts: {
  /** Validates; throws RequestInvalid {field, reason}. */
  readonly command: (request: Request, handed: Handed) => D;
  readonly response: (answer: Answers[D['type']], handed: Handed, caller: Caller) => Response;
  readonly logsAt?: 'info' | 'debug';
}): Rpc<Request, Response> => ({
  logsAt: parts.logsAt ?? 'info',
  serve: async (request, handed, caller) => {
    const answer = await handed.ask(parts.command(request, handed), caller.signal, caller.requestId, caller.leftMs);
    return parts.response(answer, handed, caller);
  },
});

/** An RPC that reads views: it asks nobody and waits for nothing. */
export const reading = <Request, Response>(
  read: (request: Request, handed: Handed) => Served<Response> | Promise<Served<Response>>,
): Rpc<Request, Response> => ({ logsAt: 'debug', serve: read });
