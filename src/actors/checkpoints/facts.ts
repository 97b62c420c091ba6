/**
 * The files of an archive that say what the container was. Names and shapes are those that checkpointctl, CRI-O and
 * containerd read. Times are RFC 3339, but for `status`, which has nanoseconds.
 */
import { checkpointFiles } from '../../image/archive/checkpoint-files.ts';
import type { CheckpointTaskInput } from '../../machines/services/tasks.ts';

const rfc3339 = (ms: number): string => new Date(ms).toISOString();
const nanosecondsText = (ms: number): string => (BigInt(Math.round(ms * 1000)) * 1000n).toString();

/** By file name. `spec` is the bundle's. */
export const factFiles = (
  input: CheckpointTaskInput,
  { spec, nowMs }: { readonly spec: string; readonly nowMs: number },
): Readonly<Record<string, string>> => {
  const { taskId, config, image, createdAtMs, startedAtMs, identity } = input;
  const about = {
    id: taskId,
    name: config.metadata.name,
    rootfsImage: image.requested,
    rootfsImageRef: image.imageRef,
    rootfsImageName: image.requested,
    runtime: input.runtimeHandler === '' ? 'default' : input.runtimeHandler,
    createdTime: rfc3339(createdAtMs),
    checkpointedTime: rfc3339(nowMs),
  };
  const status = {
    id: taskId,
    metadata: { name: config.metadata.name, attempt: config.metadata.attempt },
    state: 1, // CONTAINER_RUNNING
    image: { image: image.requested },
    image_ref: image.imageRef,
    labels: config.labels,
    annotations: config.annotations,
    log_path: input.logPath ?? '',
  };
  const times =
    `{"CreatedAt":${nanosecondsText(createdAtMs)},"StartedAt":${nanosecondsText(startedAtMs)},"FinishedAt":0,` +
    `"ExitCode":0,"Pid":${identity.pid}}`;
  return {
    [checkpointFiles.config]: JSON.stringify(about),
    [checkpointFiles.spec]: spec,
    [checkpointFiles.status]: JSON.stringify(status),
    [checkpointFiles.times]: times,
  };
};
