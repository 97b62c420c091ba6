/** Composes the daemon out of configuration, store, drivers, actors and the CRI server. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type System, startSystem } from '../actors/system.ts';
import { type CurrentConfig, openCurrentConfig } from '../config/current.ts';
import { pathsOf } from '../config/paths.ts';
import { cgroupDriverOf } from '../config/schema.ts';
import { criServer } from '../cri/server.ts';
import { streamingServer } from '../cri/streaming/server.ts';
import type { ShownContainer } from '../invariants/machine.ts';
import { FailureError } from '../machines/failure.ts';
import type { JsonObject } from '../machines/json.ts';
import type { ContainerRecord } from '../machines/records.ts';
import type { Views } from '../machines/views.ts';
import type { Store } from '../store/records.ts';
import { openStore } from '../store/store.ts';
import { randomIds, risingClock } from './daemon/clock.ts';
import type { Drivers, OpenDrivers } from './daemon/drivers-face.ts';
import { type DaemonJournal, openJournal } from './daemon/journal.ts';
import { openSelfCheck } from './daemon/self-check.ts';
import { openStreamCertificates } from './daemon/stream-certificates.ts';
import { openTelemetry } from './daemon/telemetry.ts';
import type { Daemon, StartDaemon } from './daemon-face.ts';
import { troupeVersion } from './version.ts';

const pauseFile = fileURLToPath(new URL('../../native/build/pause', import.meta.url));

/** What a daemon is made of, besides charts and the gRPC face. Tests put something between. */
export interface DaemonParts {
  readonly openStore: (file: string) => Store;
  readonly openDrivers: OpenDrivers;
  /** Of the CRI's socket; absent: 0660. */
  readonly socketMode?: number | undefined;
}

export const composeDaemon =
  (parts: DaemonParts): StartDaemon =>
  async (config, log, current = openCurrentConfig(config)) => {
    const now = risingClock();
    for (const dir of [config.root, config.state]) await mkdir(dir, { recursive: true, mode: 0o711 });
    const telemetry = await openTelemetry({ config, log, version: troupeVersion() });
    const { onFetched, onExit, observe } = telemetry;
    const open = async () => {
      const certificates = await openStreamCertificates(config, log, current);
      let store: Store | undefined;
      try {
        store = telemetry.storeOf(parts.openStore(pathsOf(config).databaseFile));
        const drivers = await parts.openDrivers({ config, current, store, log, now, pauseFile, onFetched });
        return { certificates, store, drivers };
      } catch (error) {
        store?.close();
        certificates?.close();
        throw error;
      }
    };
    const { certificates, store, drivers } = await open().catch(async (error: unknown) => {
      await telemetry.close();
      throw error;
    });
    const startedAtMs = performance.now();
    const journal = await openJournal({
      settings: config.journal,
      dir: pathsOf(config).journalDir,
      build: troupeVersion(),
      epochMs: now(),
      now,
      log,
    });
    const system = startSystem({
      tape: journal?.life,
      services: telemetry.servicesOf(drivers.services),
      watches: drivers.watches,
      store,
      log,
      now,
      requestId: randomIds.requestId,
      infraPolicy: config.cri.infra,
      runtimeHandlers: drivers.handlers.views.map(({ name }) => name),
      beforeServing: async (stored) => {
        const owners = stored.flatMap(({ record, containers }) => [
          record.sandboxId,
          ...containers.map(({ containerId }) => containerId),
        ]);
        await drivers.sweep(owners);
      },
      onExit,
    });
    const views = viewsOf(current, system, drivers, now);
    telemetry.watch({ system, views, store });
    const selfCheck = openSelfCheck({
      views,
      store,
      log,
      intervalMs: () => current.now().invariants.intervalMs,
      openRequests: system.openRequests,
      onViolation: telemetry.onViolation,
    });
    const ask = selfCheck.askOf(system.ask);
    const streaming = streamingServer({
      handed: { ask, ids: randomIds, streams: drivers.streams },
      log,
      address: config.streaming.streamServerAddress,
      port: Number(config.streaming.streamServerPort),
      idleMs: () => current.now().streaming.streamIdleTimeoutMs,
      certificates,
    });
    const server = criServer({
      socketPath: config.grpc.address,
      socketMode: parts.socketMode,
      maxRequestBytes: config.grpc.maxRecvMessageSize,
      maxResponseBytes: config.grpc.maxSendMessageSize,
      log,
      ask,
      views,
      stats: drivers.statsOf(system.views),
      life: telemetry.lifeOf(system.life),
      ids: randomIds,
      sideband: drivers.sideband,
      streams: drivers.streams,
      urlOf: streaming.urlOf,
      version: { runtimeName: 'troupe', runtimeVersion: troupeVersion() },
      readSpec,
      nowMs: now,
      observe,
    });
    const end = async () => {
      selfCheck.close();
      await server.close();
      await streaming.close();
      await system.stop(current.now().timeouts.shutdownMs);
      await journal?.close();
      await drivers.close();
      await telemetry.close();
      store.close();
    };
    const recording = (deed: 'start' | 'snap') => async (file: string) => {
      await recordingOf(journal)[deed](file);
      return { file };
    };
    try {
      await mkdir(dirname(config.grpc.address), { recursive: true, mode: 0o711 });
      await streaming.listen();
      await server.listen();
      await telemetry.listen();
      await system.whenServing();
      telemetry.recovered(performance.now() - startedAtMs);
      selfCheck.start();
    } catch (error) {
      await end();
      throw error;
    }
    void drivers.network
      .collectGarbage(new AbortController().signal)
      .catch((error: unknown) => log.warn({ error: String(error) }, 'CNI plugins could not collect garbage'));

    return {
      socketPath: config.grpc.address,
      onTransition: system.onTransition,
      importImage: drivers.images.import,
      known: () => ({
        owners: (['sandbox', 'container'] as const).flatMap((kind) => store.records.all(kind).map(({ id }) => id)),
        ledger: store.ledger.all(),
        shown: shownIn(system.views, store),
        pid: process.pid,
      }),
      actors: system.present,
      inspect: (sink) =>
        recordingOf(journal).watch(sink, () => ({ present: system.present(), requests: system.requests() })),
      prove: async () => {
        store.counts();
        // A question without an effect, for there is no such pod; it goes through the mailbox as all do.
        await system.ask({ type: 'sandbox.stop', sandboxId: nobody });
      },
      record: { start: recording('start'), stop: async () => recordingOf(journal).stop(), snap: recording('snap') },
      status: () => statusOf(system),
      stop: async ({ removeAll = false } = {}) => {
        selfCheck.close();
        if (removeAll) await removeEverything(system, drivers);
        await server.drain({ limitMs: current.now().timeouts.shutdownMs / 2 });
        await end();
      },
    } satisfies Daemon;
  };

/** The real drivers are loaded when they are to work. */
const openDrivers: OpenDrivers = async (options) => (await import('./daemon/drivers.ts')).openDrivers(options);

export const startDaemon: StartDaemon = composeDaemon({ openStore, openDrivers });

const viewsOf = (current: CurrentConfig, system: System, drivers: Drivers, now: () => number): Views => {
  const { images } = drivers;
  return {
    ...system.views,
    images: images.list,
    image: images.find,
    imageFs: () => ({ mountpoint: images.mountpoint, ...images.usage(), atMs: now() }),
    runtimeReady: () => ({ isTrue: true, reason: '', message: '' }),
    runtimeHandlers: () => drivers.handlers.views,
    cgroupDriver: () => cgroupDriverOf(current.now()),
    info: () => ({
      // `stateDir` is containerd's word for it, which tools look for.
      config: { ...current.now(), stateDir: current.now().state } as unknown as JsonObject,
      cni: drivers.network.info(),
      actors: system.counts(),
    }),
  };
};

const recordingOf = (journal: DaemonJournal | undefined): DaemonJournal => {
  if (journal === undefined) {
    const reason = 'it is off, or could not be opened: then the log says why';
    throw new FailureError('RequestInvalid', { field: 'journal', reason });
  }
  return journal;
};

const nobody = 'nobody';

/** Containers as they are shown, with the identities of their processes; none while it recovers. */
const shownIn = (views: System['views'], { records }: Store): readonly ShownContainer[] => {
  const byId = new Map(
    records.all('container').map(({ id, record }) => [id, record as Partial<ContainerRecord> | undefined]),
  );
  try {
    return views.containers().map(({ containerId, state }) => {
      const record = byId.get(containerId);
      const { pid, startTicks } = record?.identity ?? {};
      return { containerId, state, pid, startTicks, isFreezing: record?.checkpointing === true };
    });
  } catch (error) {
    if (error instanceof FailureError) return [];
    throw error;
  }
};

const statusOf = ({ views }: System): string => {
  const containers = views.containers();
  const running = containers.filter(({ state }) => state === 'running').length;
  return `${views.sandboxes().length} pods, ${running} of ${containers.length} containers run`;
};

/** Undefined: it cannot be read (any more). */
const readSpec = async (bundleDir: string): Promise<JsonObject | undefined> => {
  try {
    return JSON.parse(await readFile(join(bundleDir, 'config.json'), 'utf8')) as JsonObject;
  } catch {
    return undefined;
  }
};

/** Every pod with its containers, then every image. The first failure leads, after all have been tried. */
const removeEverything = async (system: System, { images }: Drivers): Promise<void> => {
  const pods = await Promise.allSettled(
    system.views.sandboxes().map(({ sandboxId }) => system.ask({ type: 'sandbox.remove', sandboxId })),
  );
  const removals = await Promise.allSettled(
    images.list().map(({ imageId }) => system.ask({ type: 'image.remove', reference: imageId })),
  );
  const failed = [...pods, ...removals].find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined)
    throw failed.reason instanceof FailureError ? failed.reason : new Error(String(failed.reason));
};
