/**
 * What a checkpoint says of the container that it was made of. It is a stranger's: whatever is in it has a form and a size.
 * Source: as of `checkpoint-files.ts`; CRI-O has annotations in its spec, containerd in status.dump.
 */
import { z } from 'zod';
import { FailureError } from '../../machines/failure.ts';
import { checkpointFiles } from './checkpoint-files.ts';
import type { ArchiveFiles } from './files.ts';

const maxFactBytes = 4 * 1024 * 1024;

const texts = z.record(z.string(), z.string());
const configForm = z.object({
  rootfsImage: z.string().optional(),
  rootfsImageRef: z.string().optional(),
  rootfsImageName: z.string().optional(),
  checkpointedTime: z.string().max(100).optional(),
});
const specForm = z.object({
  process: z.object({ terminal: z.boolean().nullish() }).nullish(),
  mounts: z
    .array(z.object({ destination: z.string(), type: z.string().nullish(), options: z.array(z.string()).nullish() }))
    .max(10_000)
    .nullish(),
  annotations: texts.nullish(),
});
const statusForm = z.object({ annotations: texts.nullish() });

export interface CheckpointFacts {
  /** What the image of the container may be found by: the surest first. */
  readonly imageReferences: readonly string[];
  /** As people called it. */
  readonly imageName: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly checkpointedAt: string;
  readonly spec: {
    readonly isTerminal: boolean;
    readonly mounts: readonly { readonly destination: string; readonly isBind: boolean }[];
  };
}

/** @throws FailureError CheckpointInvalid {path, file, reason} */
export const readCheckpoint = async (files: ArchiveFiles, path: string): Promise<CheckpointFacts> => {
  const config = parsed(configForm, await required(files, checkpointFiles.config, path), checkpointFiles.config, path);
  const spec = parsed(specForm, await required(files, checkpointFiles.spec, path), checkpointFiles.spec, path);
  const statusText = await files.read(checkpointFiles.status, maxFactBytes);
  const status = statusText === undefined ? {} : parsed(statusForm, statusText, checkpointFiles.status, path);
  const { rootfsImageRef = '', rootfsImageName = '', rootfsImage = '' } = config;
  const imageReferences = [rootfsImageRef, rootfsImageName, rootfsImage].filter((reference) => reference !== '');
  if (imageReferences.length === 0)
    throw new FailureError('CheckpointInvalid', { path, file: checkpointFiles.config, reason: 'it names no image' });
  return {
    imageReferences,
    imageName: rootfsImageName || rootfsImage || rootfsImageRef,
    annotations: status.annotations ?? annotationsOfCrio(spec.annotations ?? {}),
    checkpointedAt: config.checkpointedTime ?? '',
    spec: {
      isTerminal: spec.process?.terminal ?? false,
      mounts: (spec.mounts ?? []).map(({ destination, type, options }) => ({
        destination,
        isBind: type === 'bind' || (options ?? []).some((option) => option === 'bind' || option === 'rbind'),
      })),
    },
  };
};

const annotationsOfCrio = (annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  try {
    return texts.parse(JSON.parse(annotations['io.kubernetes.cri-o.Annotations'] ?? '{}'));
  } catch {
    return {}; // they are nothing that a restore depends on
  }
};

const required = async (files: ArchiveFiles, file: string, path: string): Promise<Buffer> => {
  const bytes = await files.read(file, maxFactBytes);
  if (bytes === undefined) throw new FailureError('CheckpointInvalid', { path, file, reason: 'the file is missing' });
  return bytes;
};

const parsed = <Form extends z.ZodType>(form: Form, bytes: Buffer, file: string, path: string): z.output<Form> => {
  try {
    return form.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw new FailureError(
      'CheckpointInvalid',
      { path, file, reason: 'it is not in the form of such a file' },
      { cause },
    );
  }
};
