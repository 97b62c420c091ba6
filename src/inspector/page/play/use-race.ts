/** What races, and how inevitable it was, is found out when all records are told: the source says so a little later. */
import { useEffect } from 'preact/hooks';
import type { SourceAbout } from '../../stream.ts';
import { isServed } from '../api.ts';
import { news } from '../ask.ts';
import { refreshSources } from '../sources.ts';

const soonMs = 400;
const mostTimes = 40;

export const useWholeRace = (about: SourceAbout | undefined): void => {
  const isWaiting = about?.race?.isBroken === true && about.race.inevitability.length === 0;
  const version = news.value[about?.id ?? ''];
  useEffect(() => {
    if (!isWaiting || !isServed()) return;
    let times = 0;
    const timer = setInterval(() => {
      times += 1;
      if (times > mostTimes) clearInterval(timer);
      else void refreshSources().catch(() => undefined);
    }, soonMs);
    return () => clearInterval(timer);
  }, [about?.id, isWaiting, version]);
};
