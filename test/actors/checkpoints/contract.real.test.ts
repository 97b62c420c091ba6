import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'vitest';
import { checkpointServices } from '../../../src/actors/checkpoints/checkpoint-task.ts';
import { openCriu } from '../../../src/actors/checkpoints/criu.ts';
import { unpackCheckpoint } from '../../../src/actors/checkpoints/unpack-checkpoint.ts';
import { runTool } from '../../../src/actors/tool.ts';
import { openTar } from '../../../src/image/archive/files.ts';
import { LayerUnpacker } from '../../../src/image/layer-unpacker.ts';
import type { ContainerConfig } from '../../../src/machines/config.ts';
import { type CheckpointWorld, checkpointsContract } from '../../contracts/checkpoints.ts';
import { criuDir, criuMissing } from '../../helpers/criu.ts';
import { containerConfig } from '../../helpers/stage.ts';
import { describeRealTasks, realTaskWorld, signal } from '../../helpers/task-world.ts';

const counting = 'n=0; while :; do n=$((n+1)); echo "line $n"; sleep 0.05; done';

const openWorld = async (): Promise<CheckpointWorld> => {
  const tasks = realTaskWorld('checkpoints-contract');
  const dir = mkdtempSync(join(tasks.dir, 'archives-'));
  const emptyDir = join(dir, 'upper');
  mkdirSync(emptyDir);
  const criu = openCriu({ isEnabled: () => true, find: () => join(criuDir, 'criu'), runTool });
  const openServices = () =>
    checkpointServices(tasks.options, {
      criu,
      tar: { find: () => '/bin/tar', runTool },
      // the root filesystem of these tasks is read-only: they have written nothing
      layerOf: () => ({ upperDir: emptyDir, lowerDirs: [], rootfsDir: emptyDir }),
      limitMs: () => 60_000,
      now: () => Date.now(),
    });
  let services = openServices();
  let count = 0;
  return {
    driver: () => ({ ...tasks.driver(), ...services }),
    counting: async () => {
      const task = await tasks.run(counting);
      count += 1;
      return {
        ...task,
        location: join(dir, `${count}.tar`),
        hasUserNamespace: false,
        timeoutMs: 0,
        config: containerConfig() as ContainerConfig,
        image: { requested: 'busybox', imageId: 'sha256:1', imageRef: 'sha256:1' },
        createdAtMs: Date.now(),
        startedAtMs: Date.now(),
      };
    },
    restorable: async (location) => {
      const files = await openTar(await open(location));
      const checkpointDir = mkdtempSync(join(dir, 'checkpoint-'));
      const upperDir = mkdtempSync(join(dir, 'upper-'));
      const openSink = (options: ConstructorParameters<typeof LayerUnpacker>[0]) => new LayerUnpacker(options);
      const limits = { openSink, maxBytes: 2 ** 30, maxEntries: 10_000 };
      await unpackCheckpoint(files, { upperDir, lowerDirs: [], checkpointDir }, limits, signal);
      await files.close();
      return { ...tasks.make({ args: ['/bin/sh', '-c', counting] }), checkpointDir };
    },
    restart: () => {
      tasks.restart();
      services = openServices();
    },
    close: async () => {
      rmSync(dir, { recursive: true, force: true });
      await tasks.close();
    },
  };
};

const missing = criuMissing();

describe.skipIf(missing !== undefined)(`CRIU${missing === undefined ? '' : `: ${missing}`}`, () => {
  describeRealTasks('runc and conmon', () => checkpointsContract('conmon, runc and CRIU', openWorld));
});
