import { describe, expect, test } from 'vitest';
import type { ContainerConfig } from '../../src/machines/config.ts';
import { type CheckpointedSpec, checkRestorable } from '../../src/oci/restorable.ts';

const asked = (paths: readonly string[], tty = false) =>
  ({ tty, mounts: paths.map((containerPath) => ({ containerPath })) }) as unknown as Pick<
    ContainerConfig,
    'tty' | 'mounts'
  >;
const had = (paths: readonly string[], isTerminal = false): CheckpointedSpec => ({
  isTerminal,
  mounts: [
    { destination: '/proc', isBind: false },
    { destination: '/etc/hosts', isBind: true },
    { destination: '/dev/shm', isBind: true },
    ...paths.map((destination) => ({ destination, isBind: true })),
  ],
});

describe('restorable', () => {
  test.each([
    ['nothing but what all containers have', asked([]), had([]), []],
    ['the same mounts', asked(['/data', '/dev/termination-log']), had(['/dev/termination-log', '/data']), []],
    ['the same, written otherwise', asked(['/data/']), had(['/data']), []],
    ['a volume of the image, which is made anyway', asked([]), had(['/cache']), ['/cache/']],
    ['a terminal again', asked([], true), had([], true), []],
  ] as const)('%s → yes', (_, config, spec, volumes) => {
    expect(() => checkRestorable(config, spec, volumes)).not.toThrow();
  });

  test.each([
    ['a mount is missing', asked([]), had(['/data']), 'mounts', '/data'],
    ['a mount is new', asked(['/data', '/more']), had(['/data']), 'mounts', '/more'],
    ['no terminal any more', asked([]), had([], true), 'tty', 'a terminal'],
    ['a terminal that was not there', asked([], true), had([]), 'tty', 'no terminal'],
  ] as const)('%s → SpecInvalid, with what it is', (_, config, spec, field, text) => {
    expect(() => checkRestorable(config, spec, [])).toThrow(
      expect.objectContaining({ code: 'SpecInvalid', details: { field, reason: expect.stringContaining(text) } }),
    );
  });
});
