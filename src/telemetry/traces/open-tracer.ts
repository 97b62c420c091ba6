/**
 * The tracing library, set up to send spans over OTLP/HTTP. It is loaded here, and only when this is called.
 *
 * Sending never holds up anything: finished spans wait in a queue that is bounded together with those on their way; what
 * has no room, or what the receiver does not take in time, is counted and gone.
 */
import type { Context, Span, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Attributes, LiveSpan, SpanBegun, SpanMaker } from './span-maker.ts';

export interface TracerOptions {
  /** Whole URL to post to. */
  readonly url: string;
  readonly serviceName: string;
  readonly version: string;
  readonly hostName: string;
  /** Share of requests, 0 to 1; `follows`: unless their client has decided. */
  readonly sampler: { readonly ratio: number; readonly follows: boolean };
  readonly tell: (news: SpanNews) => void;
  readonly limits?: Partial<typeof defaultLimits>;
}

export type SpanNews =
  | { readonly type: 'exported'; readonly spans: number }
  | { readonly type: 'dropped'; readonly spans: number; readonly reason: 'queue_full' }
  | { readonly type: 'dropped'; readonly spans: number; readonly reason: 'export_failed'; readonly error: string };

export interface Tracer {
  readonly maker: SpanMaker;
  /** Sends what there is, for as long as the limit; then the rest is gone. Does not throw. */
  readonly close: () => Promise<void>;
}

const defaultLimits = { queue: 2048, batch: 512, delayMs: 5000, exportMs: 10_000, closeMs: 2000 };

type Done = Parameters<SpanExporter['export']>[1];

export const openTracer = async (options: TracerOptions): Promise<Tracer> => {
  const { tell } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const api = await import('@opentelemetry/api');
  const sdk = await import('@opentelemetry/sdk-trace-base');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');

  let kept = 0; // waiting or on their way
  const sender = new OTLPTraceExporter({ url: options.url, timeoutMillis: limits.exportMs, concurrencyLimit: 4 });
  const exporter: SpanExporter = {
    export: (spans: ReadableSpan[], done: Done) => {
      let isOver = false;
      const finish: Done = (result) => {
        if (isOver) return;
        isOver = true;
        clearTimeout(timer);
        kept -= spans.length;
        const error = result.error?.message ?? 'the receiver did not take them';
        if (result.code === 0) tell({ type: 'exported', spans: spans.length });
        else tell({ type: 'dropped', spans: spans.length, reason: 'export_failed', error });
        done(result);
      };
      const fail = (error: Error) => finish({ code: 1, error });
      const timer = setTimeout(() => fail(new Error('no answer in time')), limits.exportMs + 500).unref();
      try {
        sender.export(spans, finish);
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    },
    shutdown: () => sender.shutdown(),
  };
  const batches = new sdk.BatchSpanProcessor(exporter, {
    maxQueueSize: limits.queue,
    maxExportBatchSize: Math.min(limits.batch, limits.queue),
    scheduledDelayMillis: limits.delayMs,
    exportTimeoutMillis: limits.exportMs + 1000,
  });
  const processor: SpanProcessor = {
    onStart: () => {},
    onEnd: (span) => {
      if ((span.spanContext().traceFlags & api.TraceFlags.SAMPLED) === 0) return;
      if (kept >= limits.queue) {
        tell({ type: 'dropped', spans: 1, reason: 'queue_full' });
        return;
      }
      kept += 1;
      batches.onEnd(span);
    },
    forceFlush: () => batches.forceFlush(),
    shutdown: () => batches.shutdown(),
  };
  const { ratio, follows } = options.sampler;
  const share = new sdk.TraceIdRatioBasedSampler(ratio);
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.serviceName,
      'service.version': options.version,
      'host.name': options.hostName,
    }),
    sampler: follows ? new sdk.ParentBasedSampler({ root: share }) : share,
    spanLimits: { attributeValueLengthLimit: 512, attributeCountLimit: 32, linkCountLimit: 32, eventCountLimit: 8 },
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('troupe', options.version);

  const spans = new WeakMap<LiveSpan, Span>();
  const live = (span: Span): LiveSpan => {
    const made: LiveSpan = {
      isRecorded: span.isRecording(),
      describe: (attributes) => void span.setAttributes(present(attributes)),
      link: (other) => {
        const context = spans.get(other)?.spanContext();
        if (context !== undefined) span.addLink({ context });
      },
      end: ({ atMs, error }) => {
        if (error !== undefined) span.setStatus({ code: api.SpanStatusCode.ERROR, message: error });
        span.end(atMs);
      },
    };
    spans.set(made, span);
    return made;
  };
  const begin = ({ name, kind, atMs, attributes }: SpanBegun, context: Context, links: readonly LiveSpan[]): LiveSpan =>
    live(
      tracer.startSpan(
        name,
        {
          kind: kind === 'server' ? api.SpanKind.SERVER : api.SpanKind.INTERNAL,
          startTime: atMs,
          attributes: present(attributes),
          links: links.flatMap((link) => spans.get(link)?.spanContext() ?? []).map((linked) => ({ context: linked })),
        },
        context,
      ),
    );

  return {
    maker: {
      root: (span, parent) => {
        if (parent === undefined) return begin(span, api.ROOT_CONTEXT, []);
        const { traceId, spanId, isSampled } = parent;
        const traceFlags = isSampled ? api.TraceFlags.SAMPLED : api.TraceFlags.NONE;
        const remote: SpanContext = { traceId, spanId, traceFlags, isRemote: true };
        return begin(span, api.trace.setSpanContext(api.ROOT_CONTEXT, remote), []);
      },
      child: (span, parent, links) => {
        const above = spans.get(parent);
        const context = above === undefined ? api.ROOT_CONTEXT : api.trace.setSpan(api.ROOT_CONTEXT, above);
        return begin(span, context, links);
      },
    },
    close: async () => {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, limits.closeMs);
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
};

const present = (attributes: Attributes): Record<string, string | number> => {
  const kept: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) kept[key] = value;
  return kept;
};
