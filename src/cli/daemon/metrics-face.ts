/** Metrics, put between the parts of a daemon, and served where the configuration says. */
import type { Log } from '../../actors/log.ts';
import type { MetricsSettings } from '../../config/telemetry.ts';
import { placeOf, type SocketPlace } from '../../cri/socket.ts';
import { failureOf } from '../../machines/failure.ts';
import type { LifeEvents } from '../../machines/life-events.ts';
import type { Store } from '../../store/records.ts';
import { type Metrics, openMetrics } from '../../telemetry/metrics/open-metrics.ts';
import { type MetricsServer, metricsServer } from '../../telemetry/metrics/server.ts';
import { timedServices, timedStore } from '../../telemetry/metrics/timed.ts';
import type { Drivers } from './drivers-face.ts';
import type { Scene } from './telemetry.ts';

export interface MetricsFace {
  readonly metrics: Metrics;
  readonly storeOf: (store: Store) => Store;
  readonly servicesOf: (services: Drivers['services']) => Drivers['services'];
  readonly lifeOf: (life: LifeEvents) => LifeEvents;
  readonly watch: (scene: Scene) => void;
  readonly recovered: (elapsedMs: number) => void;
  readonly listen: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface MetricsFaceOptions {
  readonly settings: MetricsSettings;
  readonly log: Log;
  readonly version: string;
}

export const openMetricsFace = async ({ settings, log, version }: MetricsFaceOptions): Promise<MetricsFace> => {
  const metrics = await openMetrics({
    version,
    hasGrpcHistogram: settings.hasGrpcHistogram,
    report: (part, error) =>
      log.debug({ part, failure: { ...failureOf(error) } }, 'a part of the metrics cannot be read'),
  });
  const servers = serversOf(settings, metrics, log);
  let subscribers = 0;
  let scene: Scene | undefined;

  return {
    metrics,
    storeOf: (store) => timedStore(store, metrics.meters),
    servicesOf: (services) => timedServices(services, metrics.meters),
    lifeOf: (life) => ({
      subscribe: (listener) => {
        const unsubscribe = life.subscribe(listener);
        subscribers += 1;
        let isOver = false;
        return () => {
          if (!isOver) subscribers -= 1;
          isOver = true;
          unsubscribe();
        };
      },
    }),
    watch: (seen) => {
      scene = seen;
      const { system, views, store } = seen;
      system.onSighting(metrics.actors);
      metrics.sampleFrom({
        population: system.population,
        openRequests: system.openRequests,
        podStates: () => views.sandboxes().map(({ state }) => state),
        containerStates: () => views.containers().map(({ state }) => state),
        eventSubscribers: () => subscribers,
        isNetworkReady: () => views.networkReady().isTrue,
        images: () => views.images().length,
        imageStoreBytes: () => views.imageFs().usedBytes,
        storeCounts: store.counts,
      });
    },
    recovered: (elapsedMs) => {
      if (scene === undefined) return;
      const { views } = scene;
      metrics.recovered({ pods: views.sandboxes().length, containers: views.containers().length, elapsedMs });
    },
    listen: servers.listen,
    close: async () => {
      await servers.close();
      metrics.close();
    },
  };
};

const serversOf = ({ address, socketPath }: MetricsSettings, { read }: Metrics, log: Log) => {
  const open: MetricsServer[] = [];
  let place: SocketPlace | undefined;
  const start = async (where: Parameters<MetricsServer['listen']>[0]): Promise<MetricsServer> => {
    const server = metricsServer(read);
    await server.listen(where);
    open.push(server);
    return server;
  };
  const overSocket = async (path: string): Promise<void> => {
    place = await placeOf(path);
    await start({ path: place.privatePath });
    await place.publish();
    log.info({ socketPath: path }, 'serving metrics');
  };
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.error({ failure: { ...failureOf(error) } }, 'metrics are not served');
    }
  };
  return {
    listen: async (): Promise<void> => {
      if (socketPath !== undefined) await attempt(() => overSocket(socketPath));
      if (address !== undefined)
        await attempt(async () => {
          const server = await start(address);
          log.info({ address: server.address() }, 'serving metrics');
        });
    },
    close: async (): Promise<void> => {
      await place?.withdraw();
      await Promise.all(open.map((server) => server.close()));
    },
  };
};
