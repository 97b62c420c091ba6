/** A receiver of OTLP/HTTP, as a collector is: decodes the protobuf of what is posted to it. Source: opentelemetry-proto 1.x. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BinaryReader } from '@bufbuild/protobuf/wire';

export interface SeenSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** 1 internal, 2 server. */
  readonly kind: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Span ids. */
  readonly links: readonly string[];
  /** 0 unset, 2 error. */
  readonly status: { readonly code: number; readonly message: string };
}

export interface Collector {
  readonly url: string;
  readonly spans: () => readonly SeenSpan[];
  /** Of the resource that sent last. */
  readonly resource: () => Readonly<Record<string, string | number>>;
  readonly requests: () => number;
  /** How the next posts are answered. */
  readonly behave: (how: 'well' | 'refuse' | 'hang') => void;
  readonly close: () => Promise<void>;
}

export const openCollector = async (): Promise<Collector> => {
  const spans: SeenSpan[] = [];
  let resource: Record<string, string | number> = {};
  let requests = 0;
  let how: 'well' | 'refuse' | 'hang' = 'well';
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    requests += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (how === 'hang') return;
    if (how === 'refuse') {
      response.writeHead(400).end('no');
      return;
    }
    eachField(Buffer.concat(chunks), (resourceSpans) => {
      for (const field of fields(resourceSpans.bytes))
        if (field.number === 1) resource = attributesIn(field.bytes, 1);
        else if (field.number === 2)
          for (const inner of fields(field.bytes)) if (inner.number === 2) spans.push(spanOf(inner.bytes));
    });
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  };
  const server = createServer((request, response) => void take(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans: () => spans,
    resource: () => resource,
    requests: () => requests,
    behave: (wanted) => {
      how = wanted;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

interface Field {
  readonly number: number;
  /** Of a message or a text. */
  readonly bytes: Uint8Array;
  /** Of a number. */
  readonly value: bigint;
}

const fields = (bytes: Uint8Array): readonly Field[] => {
  const reader = new BinaryReader(bytes);
  const found: Field[] = [];
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const empty = { number, bytes: new Uint8Array(), value: 0n };
    if (wireType === 2) found.push({ ...empty, bytes: reader.bytes() });
    else if (wireType === 0) found.push({ ...empty, value: BigInt(reader.uint64()) });
    else if (wireType === 1) found.push({ ...empty, value: BigInt(reader.fixed64()) });
    else reader.skip(wireType);
  }
  return found;
};
const eachField = (bytes: Uint8Array, work: (field: Field) => void) => {
  for (const field of fields(bytes)) work(field);
};

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** KeyValue: key 1, value 2; AnyValue: text 1, int 3. */
const attributesIn = (bytes: Uint8Array, number: number): Record<string, string | number> =>
  Object.fromEntries(
    fields(bytes)
      .filter((field) => field.number === number)
      .map((pair) => {
        const parts = fields(pair.bytes);
        const [value] = fields(parts.find((part) => part.number === 2)?.bytes ?? new Uint8Array());
        const key = textOf(parts.find((part) => part.number === 1)?.bytes ?? new Uint8Array());
        return [key, value?.number === 1 ? textOf(value.bytes) : Number(value?.value ?? 0n)];
      }),
  );

const spanOf = (bytes: Uint8Array): SeenSpan => {
  const all = fields(bytes);
  const one = (number: number) => all.find((field) => field.number === number);
  const bytesOf = (number: number) => one(number)?.bytes ?? new Uint8Array();
  const status = fields(bytesOf(15));
  return {
    traceId: hexOf(bytesOf(1)),
    spanId: hexOf(bytesOf(2)),
    parentSpanId: hexOf(bytesOf(4)),
    name: textOf(bytesOf(5)),
    kind: Number(one(6)?.value ?? 0n),
    startNs: one(7)?.value ?? 0n,
    endNs: one(8)?.value ?? 0n,
    attributes: attributesIn(bytes, 9),
    links: all
      .filter(({ number }) => number === 13)
      .map((link) => hexOf(fields(link.bytes).find(({ number }) => number === 2)?.bytes ?? new Uint8Array())),
    status: {
      code: Number(status.find(({ number }) => number === 3)?.value ?? 0n),
      message: textOf(status.find(({ number }) => number === 2)?.bytes ?? new Uint8Array()),
    },
  };
};

/** `name` of each span below this one, indented by depth, in order of their beginnings. */
export const treeOf = (spans: readonly SeenSpan[], root: SeenSpan, depth = 0): readonly string[] => [
  `${'  '.repeat(depth)}${root.name}`,
  ...spans
    .filter(({ parentSpanId, traceId }) => parentSpanId === root.spanId && traceId === root.traceId)
    .toSorted((one, other) => (one.startNs < other.startNs ? -1 : one.startNs > other.startNs ? 1 : 0))
    .flatMap((span) => treeOf(spans, span, depth + 1)),
];
