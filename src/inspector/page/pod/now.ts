/** How much time has passed since an answer came, where it is about the newest moment of something that goes on. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { at, connections, source } from '../state.ts';

const tickMs = 250;

/** @param answer whose times are those of when it was given. @returns µs, four times a second; 0 of the past, and of what has ended */
export const useGrowth = (answer: unknown): number => {
  const [nowMs, tell] = useState(() => performance.now());
  const cameMs = useMemo(() => performance.now(), [answer]);
  const about = source.value;
  const isGoing = at.value === undefined && about?.kind === 'live' && connections.value[about.id]?.state === 'open';
  useEffect(() => {
    if (!isGoing) return;
    const timer = setInterval(() => tell(performance.now()), tickMs);
    return () => clearInterval(timer);
  }, [isGoing]);
  return isGoing ? Math.max(0, nowMs - cameMs) * 1000 : 0;
};
