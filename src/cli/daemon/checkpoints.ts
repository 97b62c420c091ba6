/** Checkpoints, put together from configuration; all of it may change while the daemon runs. */
import { checkpointServices } from '../../actors/checkpoints/checkpoint-task.ts';
import { openCriu } from '../../actors/checkpoints/criu.ts';
import { findCheckpoint } from '../../actors/checkpoints/find-checkpoint.ts';
import { emptyDirectory, restoreFrom } from '../../actors/checkpoints/restore-from.ts';
import type { Snapshots } from '../../actors/snapshots/services.ts';
import type { TaskOptions } from '../../actors/tasks/scene.ts';
import type { RunTool } from '../../actors/tool.ts';
import type { CurrentConfig } from '../../config/current.ts';
import type { ImageStore } from '../../image/image-store.ts';
import { LayerUnpacker } from '../../image/layer-unpacker.ts';
import { findProgram } from '../doctor/find-program.ts';

export interface CheckpointsOptions {
  readonly current: Pick<CurrentConfig, 'now'>;
  readonly runTool: RunTool;
  /** Where compressed archives are decompressed to for the while. */
  readonly tempDir: string;
  readonly searchPath: string;
}

export const openCheckpoints = async ({ current, runTool, tempDir, searchPath }: CheckpointsOptions) => {
  await emptyDirectory(tempDir);
  const criu = openCriu({
    isEnabled: () => current.now().cri.enableCriu,
    find: () => findProgram(current.now().cri.criuPath || 'criu', searchPath),
    runTool,
  });
  const place = () => ({ tempDir, maxBytes: current.now().image.maxLayerSize });
  return {
    criuSearchPath: criu.searchPath,
    unpackCheckpoint: restoreFrom(() => ({
      ...place(),
      openSink: (options) => new LayerUnpacker(options),
      maxEntries: current.now().image.maxLayerEntries,
    })),
    findCheckpoint: (images: Pick<ImageStore, 'see' | 'find'>) =>
      findCheckpoint(() => ({ ...place(), images, policy: current.now().cri.restoreCheckpoints, criu })),
    services: (tasks: TaskOptions, { layerOf }: Pick<Snapshots, 'layerOf'>, now: () => number) =>
      checkpointServices(tasks, {
        criu,
        tar: { find: () => findProgram('tar', searchPath), runTool },
        layerOf,
        limitMs: () => current.now().timeouts.checkpointMs,
        now,
      }),
  };
};
