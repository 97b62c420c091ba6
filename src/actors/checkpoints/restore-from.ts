import { mkdir, rm } from 'node:fs/promises';
import type { CheckpointSource } from '../../machines/services/images.ts';
import { type CheckpointPlace, openCheckpoint } from './open-checkpoint.ts';
import { type UnpackOptions, type UnpackTargets, unpackCheckpoint } from './unpack-checkpoint.ts';

/** Unpacks a checkpoint from where it is; see `unpack-checkpoint.ts`. */
export const restoreFrom =
  (current: () => CheckpointPlace & UnpackOptions) =>
  async (source: CheckpointSource, targets: UnpackTargets, signal: AbortSignal): Promise<void> => {
    const options = current();
    const files = await openCheckpoint(source, options, signal);
    try {
      await unpackCheckpoint(files, targets, options, signal);
    } finally {
      await files.close();
    }
  };

/** Makes it where it is absent. What is in it was left by a daemon that is gone. */
export const emptyDirectory = async (dir: string): Promise<void> => {
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true, mode: 0o700 });
};
