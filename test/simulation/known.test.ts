/**
 * Schedules that break an invariant and are not mended yet: each must fail here (`test.fails`) until it is, and then moves to
 * regressions.test.ts.
 */
import { expect, test } from 'vitest';
import { play } from '../../src/simulation/races/script.ts';

test.fails('an exec hangs beyond the removal of its container → its client is answered', () => {
  const row = {
    id: '',
    clients: 'kubelet: run a, create a/c0, start a/c0, exec a/c0 e | admin: remove a/c0',
    script: 'hold perform; ask kubelet exec; ask admin remove; settle; timer unkillableMs; settle; see a/c0 hidden',
    expect: 'kubelet.exec refused',
  };
  expect(play(row).wrong).toBeUndefined();
});
