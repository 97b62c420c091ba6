/** How much time has passed since the moment that is shown, where that is the newest of something that goes on. */
import { useEffect, useState } from 'preact/hooks';
import { at, connections, moment, source } from '../state.ts';

const tickMs = 250;
/** A clock that is further off than this is another machine's. */
const mostUs = 24 * 3600 * 1e6;

/** µs, four times a second; 0 of the past, and of what has ended. */
export const useGrowth = (): number => {
  const [growth, grow] = useState(0);
  const about = source.value;
  const isGoing = at.value === undefined && about?.kind === 'live' && connections.value[about.id]?.state === 'open';
  const wallUs = moment.value?.wallUs;
  useEffect(() => {
    if (!isGoing || wallUs === undefined) return grow(0);
    const tick = () => {
      const passed = Date.now() * 1000 - wallUs;
      grow(passed > 0 && passed < mostUs ? passed : 0);
    };
    tick();
    const timer = setInterval(tick, tickMs);
    return () => clearInterval(timer);
  }, [isGoing, wallUs]);
  return isGoing ? growth : 0;
};
