/** `troupe serve --driver simulated`: the daemon on a node that is not there, for anybody who tests a client of the CRI. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openCurrentConfig } from '../config/current.ts';
import { loadConfig, parseConfig } from '../config/load.ts';
import { pathsOf } from '../config/paths.ts';
import type { Config } from '../config/schema.ts';
import { FailureError, failureOf } from '../machines/failure.ts';
import { openSimulatedDrivers } from '../simulated/drivers.ts';
import { parseLatencies } from '../simulated/latency.ts';
import { serviceNames } from '../simulation/world/acts.ts';
import { parseServicePlan } from '../simulation/world/fault-plan.ts';
import { openMemoryStore } from '../store/memory-store.ts';
import { openStore } from '../store/store.ts';
import { Complaint } from './complain.ts';
import { serveControl } from './control.ts';
import { composeDaemon } from './daemon.ts';
import { exitCodes } from './exit-codes.ts';
import { openLog } from './log.ts';
import { serve } from './serve.ts';
import { awaitEnd } from './signals.ts';

export interface SimulatedFlags {
  readonly config?: string;
  readonly listen?: string;
  readonly root?: string;
  readonly latency?: string;
  readonly faults?: string;
  readonly seed?: string;
}

const largestSeed = 2 ** 32 - 1;

/** Where a simulated daemon is reached. */
export interface ServingAt {
  readonly socketPath: string;
  readonly controlSocket: string;
}
/** Something that goes on beside it, in this process: a demo. */
export interface Beside {
  /** Instead of what is said to people; settles with what is to be done before the daemon stops. */
  readonly onServing: (at: ServingAt) => Promise<() => Promise<void>>;
}

/** Settles when the daemon has stopped. @throws Complaint, FailureError RequestInvalid {field, reason, at} */
export const serveSimulated = async (flags: SimulatedFlags, beside?: Beside): Promise<number> => {
  const say = (line: string) => void process.stderr.write(`troupe serve: ${line}\n`);
  const seed = seedOf(flags.seed);
  const latencies = flags.latency === undefined ? [] : parseLatencies(await planOf(flags.latency), serviceNames);
  const faults = flags.faults === undefined ? [] : parseServicePlan(await planOf(flags.faults), serviceNames);
  const base = flags.config === undefined ? parseConfig('', 'defaults') : await loadConfig(flags.config);
  const socketPath = flags.listen === undefined ? standardSocket() : resolve(pathOf(flags.listen));
  const tempDir = flags.root === undefined ? await mkdtemp(join(tmpdir(), 'troupe-simulated-')) : undefined;
  const config = configFor(base, { dir: resolve(flags.root ?? tempDir ?? ''), socketPath });
  const log = openLog(beside !== undefined ? 'error' : flags.config === undefined ? 'warn' : config.log.level);
  const die = (error: unknown) => {
    log.fatal({ failure: failureOf(error) }, 'broken invariant: the daemon ends');
    process.exit(exitCodes.internal);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
  const { ended } = awaitEnd({ followsParent: beside !== undefined });
  try {
    return await serve({
      current: openCurrentConfig(config),
      log,
      startDaemon: composeDaemon({
        openStore: tempDir === undefined ? openStore : openMemoryStore,
        openDrivers: async ({ store, now }) =>
          openSimulatedDrivers({
            store,
            now,
            seed,
            latencies,
            faults,
            imagesDir: join(config.root, 'images'),
            isPinned: (name) => config.image.pinnedImages.includes(name),
            warn: (facts, message) => log.warn(facts, message),
          }),
        socketMode: 0o600,
      }),
      examine: async () => [],
      serveControl: async (daemon) => {
        const { controlSocket } = pathsOf(config);
        const close = await serveControl(controlSocket, {
          importImage: daemon.importImage,
          known: daemon.known,
          actors: daemon.actors,
          record: daemon.record,
          inspect: daemon.inspect,
          reload: async () => {
            throw new FailureError('RequestInvalid', {
              field: 'config',
              reason: 'a simulated node has none to reload',
            });
          },
        });
        if (beside !== undefined) {
          const end = await beside.onServing({ socketPath, controlSocket });
          return async () => {
            await end();
            await close();
          };
        }
        const endpoint = `unix://${socketPath}`;
        say('a simulated node: nothing runs, nothing is pulled, nothing is connected');
        say(
          tempDir === undefined ? `state is kept in ${config.root}` : 'state is lost at the end; --root DIR keeps it',
        );
        if (flags.latency !== undefined || flags.faults !== undefined) say(`dice: --seed ${seed}`);
        say(`control socket: ${controlSocket}`);
        say(`crictl --runtime-endpoint ${endpoint} --image-endpoint ${endpoint} pods`);
        return close;
      },
      ended,
    });
  } finally {
    if (tempDir !== undefined) await rm(tempDir, { recursive: true, force: true });
  }
};

/** Of a socket, with or without the scheme that kubelets and crictl write. */
const pathOf = (endpoint: string): string => endpoint.replace(/^unix:\/\/(?=\/)/, '').replace(/^unix:(?=\/)/, '');

const standardSocket = (): string => {
  const { XDG_RUNTIME_DIR: dir = '' } = process.env;
  return dir === ''
    ? join(tmpdir(), `troupe-simulated-${process.getuid?.() ?? 0}.sock`)
    : join(dir, 'troupe-simulated.sock');
};

const configFor = (base: Config, { dir, socketPath }: { readonly dir: string; readonly socketPath: string }): Config =>
  Object.freeze({
    ...base,
    root: join(dir, 'root'),
    state: join(dir, 'state'),
    grpc: Object.freeze({ ...base.grpc, address: socketPath }),
  });

const seedOf = (text: string | undefined): number => {
  if (text === undefined) return Math.floor(Math.random() * largestSeed);
  const seed = Number(text);
  if (text !== '' && Number.isInteger(seed) && seed >= 0 && seed <= largestSeed) return seed;
  throw new Complaint([`troupe serve: --seed is a number from 0 to ${largestSeed}`], exitCodes.usage);
};

/** A plan as it stands, or `@` and the file that has it. */
const planOf = async (plan: string): Promise<string> => {
  if (!plan.startsWith('@')) return plan;
  const file = plan.slice(1);
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Complaint([`troupe serve: ${file} cannot be read (${error.code})`], exitCodes.usage);
  });
};
