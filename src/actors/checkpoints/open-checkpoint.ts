/** The files of a checkpoint, wherever they are. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type ArchiveFiles, openDirectory } from '../../image/archive/files.ts';
import { openArchive } from '../../image/archive/open-archive.ts';
import { FailureError } from '../../machines/failure.ts';
import type { CheckpointSource } from '../../machines/services/images.ts';
import { errnoOf } from '../fs-failure.ts';

export interface CheckpointPlace {
  /** Where compressed archives are decompressed to for the while. */
  readonly tempDir: string;
  /** Of one archive. */
  readonly maxBytes: number;
}

/** To be closed. @throws FailureError CheckpointInvalid {path, reason}; ImageNotFound {reference}; NoSpace, Cancelled */
export const openCheckpoint = async (
  source: CheckpointSource,
  { tempDir, maxBytes }: CheckpointPlace,
  signal: AbortSignal,
): Promise<ArchiveFiles> => {
  if (source.kind === 'image') return openDirectory(source.dir);
  const { path } = source;
  try {
    return await openArchive(path, { tempFile: join(tempDir, `checkpoint-${randomUUID()}`), maxBytes, signal });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') throw new FailureError('ImageNotFound', { reference: path }, { cause: error });
    if (error instanceof FailureError && error.code === 'ArchiveInvalid')
      throw new FailureError('CheckpointInvalid', { path, ...error.details }, { cause: error });
    throw error;
  }
};
