/**
 * The simulator's acts as services that take time: an act begins when it is called, and lands when its latency is over. Then
 * what goes on around it here (programs, logs, images, outputs) follows.
 */
import type { Sideband } from '../actors/sideband.ts';
import { FailureError } from '../machines/failure.ts';
import type { Driver, ServiceName, Services } from '../machines/services.ts';
import { argsOf } from '../oci/command.ts';
import { logPathOf } from '../oci/log-path.ts';
import type { AnyAct } from '../simulation/world/act.ts';
import { actOf, serviceNames } from '../simulation/world/acts.ts';
import type { World } from '../simulation/world/world.ts';
import { execute } from './exec-sync.ts';
import type { Faults } from './faults.ts';
import type { SimulatedImages } from './images.ts';
import { pause } from './programs/input.ts';
import type { Tasks } from './tasks.ts';
import { userOf } from './user.ts';

export interface ServicesOptions {
  readonly world: World;
  readonly tasks: Tasks;
  readonly images: SimulatedImages;
  readonly sideband: Sideband;
  readonly latencyOf: (service: ServiceName) => number;
  readonly faults: Faults;
}

/** What is around an act. */
interface Around<N extends ServiceName> {
  /** The input as the world is to have it. */
  readonly before?: (input: Services[N]['input']) => Services[N]['input'];
  /** Between its beginning and its effect. */
  readonly work?: (input: Services[N]['input'], signal: AbortSignal) => Promise<Partial<Services[N]['output']>>;
  /** It has happened. */
  readonly after?: (input: Services[N]['input'], output: Services[N]['output']) => void;
}
type Surroundings = { readonly [N in ServiceName]?: Around<N> };

export const openServices = (options: ServicesOptions): Driver<ServiceName> => {
  const around = surroundings(options);
  return Object.fromEntries(
    serviceNames.map((name) => [name, serviceOf(name, around[name] as Around<ServiceName> | undefined, options)]),
  ) as unknown as Driver<ServiceName>;
};

const serviceOf = (name: ServiceName, around: Around<ServiceName> | undefined, options: ServicesOptions) => {
  const { world, latencyOf, faults } = options;
  const act: AnyAct = actOf(name);
  return async (asked: never, signal: AbortSignal) => {
    if (signal.aborted) throw new FailureError('Cancelled', {});
    const input = (around?.before?.(asked) ?? asked) as never;
    const given = { kind: 'cancelled' } as const;
    const cancelled = new AbortController();
    const onAbort = () => cancelled.abort(given);
    signal.addEventListener('abort', onAbort, { once: true });
    let hasLanded = false;
    const land = () => {
      const output = act.land(world, input);
      hasLanded = true;
      around?.after?.(input, output as never);
      return output;
    };
    act.begin?.(world, input);
    try {
      await pause(latencyOf(name), cancelled.signal);
      const made = await around?.work?.(asked, cancelled.signal);
      const output = await faults.apply(name, { act, world, input, land, signal: cancelled.signal });
      return { ...output, ...made };
    } catch (error) {
      if (!hasLanded) act.release?.(world, input);
      if (error === given) throw new FailureError('Cancelled', {});
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  };
};

const surroundings = ({ tasks, images, sideband }: ServicesOptions): Surroundings => ({
  resolveImage: { before: (input) => ({ ...input, reference: images.worldName(input.reference) }) },
  mountImages: {
    before: (input) => ({
      ...input,
      mounts: input.mounts.map((mount) => {
        const name = mount.image?.image ?? '';
        return name === '' ? mount : { ...mount, image: { ...mount.image, image: images.worldName(name) } };
      }) as typeof input.mounts,
    }),
  },
  resolvePull: { before: (input) => ({ ...input, reference: images.offer(input.reference) }) },
  registerImage: { after: ({ reference }) => images.registered(reference) },
  removeImage: {
    before: ({ reference }) => ({ reference: images.worldName(reference) }),
    after: ({ reference }) => images.removed(reference),
  },
  writeBundle: {
    before: (input) => {
      argsOf(input.config, input.image.config);
      return input;
    },
    work: async ({ config, image, sandbox }) => ({
      logPath: logPathOf(sandbox.config.logDirectory, config.logPath),
      user: userOf(config, image.config.user),
    }),
    after: (input) => tasks.bundleWritten(input, userOf(input.config, input.image.config.user)),
  },
  removeBundle: { after: ({ containerId }) => tasks.bundleRemoved(containerId) },
  createTask: { after: ({ taskId, logPath }) => tasks.created(taskId, logPath) },
  restoreTask: {
    after: ({ taskId, logPath }) => {
      tasks.created(taskId, logPath);
      tasks.started(taskId);
    },
  },
  startTask: { after: ({ taskId }) => tasks.started(taskId) },
  killTask: { after: ({ taskId }) => tasks.signalled(taskId) },
  deleteTask: { after: ({ taskId }) => tasks.deleted(taskId) },
  reopenLog: {
    work: async ({ taskId }) => {
      await tasks.reopenLog(taskId);
      return {};
    },
  },
  execTask: {
    // It is here that a command takes time, and so has a limit.
    before: (input) => ({ ...input, timeoutMs: 0 }),
    work: (input, signal) => execute({ tasks, sideband }, input, signal),
  },
});
