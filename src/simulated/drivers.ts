/** The drivers of a daemon on a simulated node: one world model, with what its acts do not have: time, bytes, programs. */
import { openSideband } from '../actors/sideband.ts';
import { openStreamTables } from '../actors/streaming/stream-table.ts';
import { FailureError } from '../machines/failure.ts';
import type { RuntimeHandlerView } from '../machines/views.ts';
import { sweepPulls } from '../simulation/world/images.ts';
import { openWorld } from '../simulation/world/world.ts';
import type { Store } from '../store/records.ts';
import { openDice } from './dice.ts';
import { type FaultRules, openFaults } from './faults.ts';
import { openImages } from './images.ts';
import { type LatencyRule, latencyOf } from './latency.ts';
import { openServices } from './services.ts';
import { openStats } from './stats.ts';
import { openTasks, type Tasks } from './tasks.ts';
import { openWatches } from './watches.ts';

export interface SimulatedOptions {
  readonly store: Store;
  readonly now: () => number;
  readonly seed: number;
  readonly latencies: readonly LatencyRule[];
  readonly faults?: FaultRules | undefined;
  /** Where its images seem to be. */
  readonly imagesDir: string;
  readonly isPinned: (name: string) => boolean;
  readonly warn: (facts: Record<string, unknown>, message: string) => void;
}

const addresses = 60_000;

const views: readonly RuntimeHandlerView[] = ['', 'runc'].map((name) => ({
  name,
  hasRecursiveReadOnlyMounts: false,
  hasUserNamespaces: false,
}));

export const openSimulatedDrivers = (options: SimulatedOptions) => {
  const { store, now, imagesDir, warn } = options;
  const parts: { tasks?: Tasks } = {};
  const world = openWorld({
    store,
    now,
    addresses,
    programOf: (taskId) => parts.tasks?.behaviourOf(taskId) ?? { ends: [], ignoresSigterm: false },
  });
  sweepPulls(world);
  const tasks = openTasks({ world, warn });
  parts.tasks = tasks;
  const images = openImages(world, options.isPinned);
  const sideband = openSideband();
  const streams = openStreamTables();
  const dice = openDice(options.seed);
  const services = openServices({
    world,
    tasks,
    images,
    sideband,
    latencyOf: (service) => latencyOf(options.latencies, service, dice),
    faults: openFaults(options.faults ?? [], options.seed),
  });
  return {
    world,
    services,
    watches: openWatches({ world, tasks, tables: streams }),
    handlers: { views },
    sideband,
    streams,
    images: {
      list: images.list,
      find: images.find,
      usage: images.usage,
      mountpoint: imagesDir,
      import: async (file: string): Promise<never> => {
        throw new FailureError('NotImplemented', { file, reason: 'simulated images have no bytes' });
      },
    },
    sweep: async () => undefined,
    network: { info: () => ({ name: 'sim' }), collectGarbage: async () => [] },
    statsOf: () => openStats({ now, mountpoint: imagesDir }),
    close: async () => {
      await tasks.close();
      sideband.close();
    },
  };
};
