/**
 * Schedules that break an invariant and are not mended yet: each must fail here (`test.fails`) until it is, and then moves to
 * regressions.test.ts.
 */
import { test } from 'vitest';

test.todo('none is known');
