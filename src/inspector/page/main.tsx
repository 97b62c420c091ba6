/** The page: reads its token, starts the worker, and shows what the address asks for. */
import { render } from 'preact';
import { boot } from './boot.ts';
import { followKeys } from './keys.ts';
import { followMoment, goTo } from './moment.ts';
import { guardNotes } from './notes.ts';
import { loadRest } from './parts/later.tsx';
import { followAddress } from './route.ts';
import { Shell } from './shell/shell.tsx';
import { followTheme } from './shell/theme.ts';
import { trouble } from './shell/troubles.ts';
import { followSources } from './sources.ts';
import { followClock } from './state.ts';

const drawAfterMs = 50;
/** The first answers go before pages that nobody has asked for. */
const restAfterMs = 1500;

// takes the token out of the address, so it comes before what reads that
const begun = boot();
followTheme();
followKeys();
guardNotes();
followAddress(goTo);
begun.then(
  () => {
    followSources();
    followMoment();
    followClock();
    setTimeout(() => requestIdleCallback(() => void loadRest()), restAfterMs);
  },
  (error: unknown) => {
    trouble.value = error instanceof Error ? error.message : String(error);
  },
);
// what there is to look at is on its way to the worker before the page draws itself for the first time, if it is known soon
await Promise.race([begun.catch(() => undefined), new Promise((soon) => setTimeout(soon, drawAfterMs))]);
render(<Shell />, document.body);
