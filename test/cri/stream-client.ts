/** Server-streaming calls, read as they come. */
import { Client, type ClientReadableStream, credentials, Metadata, type StatusObject } from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';

interface Method<Request, Response> {
  readonly path: string;
  readonly requestSerialize: (request: Request) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Response;
}

export interface Streamed<Response> {
  readonly call: ClientReadableStream<Response>;
  /** Settles when the headers are there: the server serves it. */
  readonly opened: Promise<void>;
  /** What came so far. */
  readonly messages: Response[];
  /** Settles when the server has ended it. */
  readonly ended: Promise<StatusObject>;
  /** Settles when so many messages are there. */
  readonly until: (count: number) => Promise<void>;
}

export const streamOf = <Request, Response>(
  socketPath: string,
  method: Method<Request, Response>,
  request: Request,
): Streamed<Response> => {
  const client = new Client(`unix:${socketPath}`, credentials.createInsecure(), {
    'grpc.default_authority': 'localhost',
    'grpc.use_local_subchannel_pool': 1,
    'grpc.max_receive_message_length': -1,
  });
  const call = client.makeServerStreamRequest(
    method.path,
    method.requestSerialize,
    method.responseDeserialize,
    request,
    new Metadata(),
  );
  onTestFinished(() => {
    call.cancel();
    client.close();
  });
  const messages: Response[] = [];
  const waits = new Set<() => void>();
  call.on('error', () => undefined); // it is in the status
  const opened = new Promise<void>((resolve) => call.once('metadata', () => resolve()));
  const ended = new Promise<StatusObject>((resolve) => call.once('status', resolve));
  call.on('data', (message: Response) => {
    messages.push(message);
    for (const wait of waits) wait();
  });
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (messages.length < count) return;
        waits.delete(look);
        resolve();
      };
      waits.add(look);
      look();
    });
  return { call, opened, messages, ended, until };
};
