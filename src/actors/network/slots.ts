/**
 * How many ADDs run at the same moment: with more than the processors can serve, all pods wait for the last one.
 *
 * A slot is for the time that a plugin computes. One that takes longer waits for something else (an agent, a lease, for
 * ever): it goes on without its slot, so that a hung ADD holds nobody up.
 */
export type InSlot = <T>(work: () => Promise<T>) => Promise<T>;

/** @param holdMs after which the slot is given on though the work goes on. */
export const slots = (count: number, holdMs: number): InSlot => {
  const waiting: (() => void)[] = [];
  let free = count;
  const giveOn = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let isHeld = true;
    const release = () => {
      if (isHeld) giveOn();
      isHeld = false;
    };
    const timer = setTimeout(release, holdMs);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      release();
    }
  };
};
