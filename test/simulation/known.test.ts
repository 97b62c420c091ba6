/**
 * Schedules that break an invariant and are not mended yet: each must fail here (`test.fails`) until it is, and then moves to
 * regressions.test.ts.
 */
import { expect, test } from 'vitest';
import { play } from '../../src/simulation/races/script.ts';

test.fails('a checkpoint fails half way, and its undo fails once → the container does not stay frozen (I45)', () => {
  const row = {
    id: '',
    clients: 'kubelet: run a, create a/c0, start a/c0 | admin: checkpoint a/c0',
    script:
      'done kubelet start; hold checkpointTask; ask admin checkpoint; half checkpointTask; fail undoCheckpoint; rest',
  };
  expect(play(row).wrong).toBeUndefined();
});
