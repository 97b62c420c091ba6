/** Traces of a daemon: what is known of whom a request is about, and news of sending them. */
import { hostname } from 'node:os';
import type { Log } from '../../actors/log.ts';
import type { TracingSettings } from '../../config/telemetry.ts';
import type { RpcFacts } from '../../machines/sightings.ts';
import type { Views } from '../../machines/views.ts';
import type { SpanNews } from '../../telemetry/traces/open-tracer.ts';
import { openTracing, type Tracing } from '../../telemetry/traces/open-tracing.ts';

export interface TracesFaceOptions {
  readonly settings: TracingSettings;
  readonly log: Log;
  readonly version: string;
  /** Undefined until the actors are there. */
  readonly views: () => Views | undefined;
  readonly count: (news: SpanNews) => void;
}

export const openTracesFace = ({ settings, log, version, views, count }: TracesFaceOptions): Promise<Tracing> => {
  let isFailing = false;
  /** A receiver that is down is told once, and once when it is back. */
  const tell = (news: SpanNews) => {
    count(news);
    const hasFailed = news.type === 'dropped';
    if (hasFailed === isFailing) return;
    isFailing = hasFailed;
    const { url } = settings;
    if (news.type === 'exported') log.info({ url }, 'traces are sent again');
    else if (news.reason === 'export_failed') log.warn({ url, error: news.error }, 'traces cannot be sent');
    else log.warn({ url }, 'there are more traces than can be sent');
  };
  return openTracing({ ...settings, version, hostName: hostname(), tell, known: knownFrom(views) });
};

/** Names of the pod and the container that ids stand for, as views have them now. */
const knownFrom =
  (views: () => Views | undefined) =>
  ({ sandboxId, containerId }: RpcFacts): RpcFacts => {
    try {
      const container = containerId === undefined ? undefined : views()?.container(containerId);
      const podId = sandboxId ?? container?.sandboxId;
      const pod = podId === undefined ? undefined : views()?.sandbox(podId);
      const { name: podName, namespace: podNamespace, uid: podUid } = pod?.config.metadata ?? {};
      return {
        ...(podName === undefined ? {} : { podName, podNamespace: podNamespace ?? '', podUid: podUid ?? '' }),
        ...(pod === undefined ? {} : { sandboxId: pod.sandboxId }),
        ...(container === undefined
          ? {}
          : { containerName: container.config.metadata.name, imageRef: container.image.requested }),
      };
    } catch {
      return {}; // recovering, or an id that fits two
    }
  };
