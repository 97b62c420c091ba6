/**
 * Schedules that break an invariant and are not mended yet: each must fail here (`test.fails`) until it is, and then moves to
 * regressions.test.ts.
 */
import { expect, test } from 'vitest';
import { play } from '../../src/simulation/races/script.ts';

test.fails('a pod is lost, and the daemon restarts → its end is told once (I36)', () => {
  const row = {
    id: '',
    clients: 'kubelet: run a with infra',
    programs: 'a may exit 137',
    script: 'done kubelet run; exit a 137; settle; see a NOTREADY; crash; settle; see a NOTREADY; rest',
  };
  expect(play(row).wrong).toBeUndefined();
});
