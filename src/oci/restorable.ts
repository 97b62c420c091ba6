/** Whether a container can be restored as it is asked for: what was mounted must be mounted again, and nothing else can be. */
import { posix } from 'node:path';
import type { ContainerConfig } from '../machines/config.ts';
import { specInvalid } from './invalid.ts';

/** What a checkpoint says of the container's spec. */
export interface CheckpointedSpec {
  readonly isTerminal: boolean;
  readonly mounts: readonly { readonly destination: string; readonly isBind: boolean }[];
}

/** What every container gets from its sandbox or its runtime, under any runtime. */
const givenAnyway: ReadonlySet<string> = new Set([
  '/dev/shm',
  '/etc/hostname',
  '/etc/hosts',
  '/etc/resolv.conf',
  '/etc/passwd',
  '/etc/group',
  '/run/.containerenv',
  '/run/secrets',
  '/sys/fs/cgroup',
]);

/**
 * @param volumes that the image declares.
 * @throws FailureError SpecInvalid {field, reason}
 */
export const checkRestorable = (
  config: Pick<ContainerConfig, 'tty' | 'mounts'>,
  spec: CheckpointedSpec,
  volumes: readonly string[],
): void => {
  if (config.tty !== spec.isTerminal)
    throw specInvalid('tty', `the checkpointed container had ${spec.isTerminal ? 'a' : 'no'} terminal`);
  const given = new Set([...givenAnyway, ...volumes.map(clean)]);
  const had = new Set(spec.mounts.filter(({ isBind }) => isBind).map(({ destination }) => clean(destination)));
  const asked = new Set(config.mounts.map(({ containerPath }) => clean(containerPath)));
  const missing = [...had].filter((path) => !asked.has(path) && !given.has(path));
  if (missing.length > 0)
    throw specInvalid('mounts', `the checkpointed container had mounts at ${missing.join(', ')}, which are missing`);
  const surplus = [...asked].filter((path) => !had.has(path));
  if (surplus.length > 0)
    throw specInvalid('mounts', `the checkpointed container had no mounts at ${surplus.join(', ')}`);
};

const clean = (path: string): string => posix.resolve('/', path);
