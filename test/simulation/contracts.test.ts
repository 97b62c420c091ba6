/** The simulated drivers pass the contracts that the real ones pass. */
import { randomUUID } from 'node:crypto';
import type { TaskDriver } from '../../src/actors/tasks/task-services.ts';
import { simulatedDriver } from '../../src/simulation/driver.ts';
import { giveImage, simpleImage } from '../../src/simulation/world/images.ts';
import { openWorld, type Program as SimulatedProgram, sleeps } from '../../src/simulation/world/world.ts';
import { openMemoryStore } from '../../src/store/memory-store.ts';
import { bundlesContract } from '../contracts/bundles.ts';
import { imageMountsContract } from '../contracts/image-mounts.ts';
import { imagesContract } from '../contracts/images.ts';
import { networkContract } from '../contracts/network.ts';
import { sandboxFilesContract } from '../contracts/sandbox-files.ts';
import { snapshotsContract } from '../contracts/snapshots.ts';
import { type Program, tasksContract } from '../contracts/tasks.ts';
import { aSandbox, containerConfig, imageSeen } from '../helpers/oci-scenes.ts';

const name = 'simulated';
const close = async () => undefined;

const open = () => {
  const programs = new Map<string, SimulatedProgram>();
  const store = openMemoryStore();
  const world = openWorld({ store, now: Date.now, programOf: (taskId) => programs.get(taskId) ?? sleeps });
  const { services, watches } = simulatedDriver(world);
  const hasLeft = (ownerId: string) => world.owns(ownerId) || store.ledger.of(ownerId).length > 0;
  const newImage = () => simpleImage(`sha256:${randomUUID().replaceAll('-', '').repeat(2)}`);
  return { programs, store, world, services, watches, hasLeft, newImage };
};

networkContract(name, async () => {
  const { world, services, store } = open();
  return {
    driver: () => services,
    ledger: store.ledger,
    sandboxId: randomUUID,
    restart: () => undefined,
    reboot: async () => world.reboot(),
    close,
  };
});

const files = open();
sandboxFilesContract(name, () => ({
  driver: files.services,
  ledger: files.store.ledger,
  isEmpty: () => files.world.left().length === 0,
}));

const bundles = open();
bundlesContract(name, () => ({
  driver: bundles.services,
  ledger: bundles.store.ledger,
  input: (containerId) => ({
    containerId,
    config: containerConfig(),
    image: imageSeen(),
    rootfsDir: '/rootfs',
    imageMounts: [],
    sandbox: aSandbox(),
  }),
  infraInput: (sandboxId) => ({ sandbox: aSandbox(undefined, { sandboxId }) }),
  exists: ({ bundleDir }) => bundles.world.has('bundle', bundleDir),
}));

snapshotsContract(name, async () => {
  const { world, services, hasLeft, newImage } = open();
  return {
    driver: () => services,
    image: async () => {
      const image = newImage();
      giveImage(world.images, image, image.imageId);
      return image;
    },
    removeImage: async ({ imageId }) => void world.images.delete(imageId),
    hasLeft,
    close,
  };
});

imageMountsContract(name, async () => {
  const { world, services, hasLeft, newImage } = open();
  return {
    driver: () => services,
    image: async () => {
      const image = newImage();
      giveImage(world.images, image, image.imageId);
      return image.imageId;
    },
    removeImage: async (imageId) => void world.images.delete(imageId),
    hasLeft,
    close,
  };
});

imagesContract(name, async () => {
  const { world, services, newImage } = open();
  return {
    driver: () => services,
    offer: async () => {
      const reference = `registry.sim/${randomUUID()}:1`;
      giveImage(world.offers, newImage(), reference);
      return reference;
    },
    unknownReference: 'registry.sim/unknown:1',
    isListed: (reference) => world.images.has(reference),
    close,
  };
});

const programOf = (program: Program): SimulatedProgram => ({
  ends: program.does === 'exit' ? [{ exitCode: program.exitCode }] : [],
  ignoresSigterm: program.does === 'ignoreSigterm',
});

tasksContract(name, async () => {
  const { world, services, watches, programs } = open();
  const driver: TaskDriver = { ...services, ...watches };
  return {
    driver: () => driver,
    inputs: (program) => {
      const taskId = randomUUID();
      const bundleDir = `/bundles/${taskId}`;
      world.add('bundle', bundleDir, 'test');
      programs.set(taskId, programOf(program));
      return {
        taskId,
        bundleDir,
        runtimeHandler: '',
        cgroupsPath: `/sim/${taskId}`,
        isTerminal: false,
        hasStdin: false,
        closesStdinOnce: false,
        hasOwnPidNamespace: true,
      };
    },
    command: (exitCode) => ['exit', String(exitCode)],
    sleepingCommand: ['sleep'],
    limitsOf: ({ taskId }) => {
      const limits = world.tasks.get(taskId)?.limits;
      return { memoryBytes: Number(limits?.memoryLimitInBytes ?? 0), cpuShares: Number(limits?.cpuShares ?? 0) };
    },
    restart: () => undefined,
    close,
  };
});
