/** A small CRI client for our own command line, demo, bench and tests. Promises over one unix socket. */
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { ImageServiceService, type MessageFns, RuntimeServiceService } from '../../proto/generated/api.js';
import { type ApiVersion, pathIn } from './api-version.ts';
import { maxMessageBytes } from './limits.ts';

interface Method<Request, Response> {
  readonly path: string;
  readonly requestSerialize: (request: Request) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Response;
}

export interface CallOptions {
  /** The client's own deadline; none without it. */
  readonly timeoutMs?: number;
  /** Cancels the call. */
  readonly signal?: AbortSignal;
}

/** Every unary method of a service. Rejects with grpc-js's ServiceError: `code`, `details`. */
type Calls<Service> = {
  readonly [Name in keyof Service as Service[Name] extends { readonly responseStream: false }
    ? Name
    : never]: Service[Name] extends Method<infer Request, infer Response>
    ? (request: Request, options?: CallOptions) => Promise<Response>
    : never;
};

export interface CriClient {
  readonly runtime: Calls<typeof RuntimeServiceService>;
  readonly image: Calls<typeof ImageServiceService>;
  readonly close: () => void;
}

/** Connects at the first call. */
export const criClient = (options: { readonly socketPath: string; readonly apiVersion?: ApiVersion }): CriClient => {
  const { socketPath, apiVersion = 'v1' } = options;
  const client = new Client(`unix:${socketPath}`, credentials.createInsecure(), {
    'grpc.default_authority': 'localhost',
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc.use_local_subchannel_pool': 1, // a connection of its own, that close() ends
    'grpc.enable_channelz': 0,
  });
  return {
    runtime: callsOf(client, apiVersion, RuntimeServiceService),
    image: callsOf(client, apiVersion, ImageServiceService),
    close: () => client.close(),
  };
};

/** A whole message out of some of its fields; the others have their zero values. */
export const message = <Message>(codec: MessageFns<Message>, fields: Partial<Message> = {}): Message => ({
  ...codec.decode(new Uint8Array()),
  ...fields,
});

const callsOf = <Service extends Readonly<Record<string, Method<never, unknown>>>>(
  client: Client,
  apiVersion: ApiVersion,
  service: Service,
): Calls<Service> =>
  Object.fromEntries(
    Object.entries(service).map(([name, method]) => [
      name,
      (request: never, options?: CallOptions) =>
        call(client, pathIn(apiVersion, method.path), method, request, options),
    ]),
  ) as Calls<Service>;

const call = <Request, Response>(
  client: Client,
  path: string,
  method: Method<Request, Response>,
  request: Request,
  { timeoutMs, signal }: CallOptions = {},
): Promise<Response> =>
  new Promise((resolve, reject) => {
    const deadline = timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs };
    const settle = (error: ServiceError | null, response?: Response) => {
      signal?.removeEventListener('abort', cancel);
      if (error !== null) reject(error);
      else resolve(response as Response);
    };
    const running = client.makeUnaryRequest(
      path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      new Metadata(),
      deadline,
      settle,
    );
    const cancel = () => running.cancel();
    if (signal?.aborted) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
  });
