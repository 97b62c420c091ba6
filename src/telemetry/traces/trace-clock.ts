/** The wall clock, finer than a millisecond: spans of a pod's start are shorter than that. */

/** How far the two clocks may part (the wall clock is set) before the steady one is set after the other. */
const toleranceMs = 20;

export const traceClock = (wall: () => number = Date.now, steady: () => number = () => performance.now()) => {
  let offsetMs = wall() - steady();
  return (): number => {
    const steadyMs = steady();
    const wallMs = wall();
    if (Math.abs(wallMs - steadyMs - offsetMs) > toleranceMs) offsetMs = wallMs - steadyMs;
    return steadyMs + offsetMs;
  };
};
