/** Times and ids: all that is not deterministic and is nobody's result. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Ids } from '../../cri/handed.ts';

/** Wall clock in ms that never stands still nor goes back: what was made later is shown as later, also after a clock step. */
export const risingClock = (wallClock: () => number = Date.now): (() => number) => {
  let last = 0;
  return () => {
    last = Math.max(wallClock(), last + 0.001);
    return last;
  };
};

const hexId = (): string => randomBytes(32).toString('hex');

export const randomIds: Ids = {
  sandboxId: hexId,
  containerId: hexId,
  execId: randomUUID,
  pullId: randomUUID,
  requestId: randomUUID,
};
