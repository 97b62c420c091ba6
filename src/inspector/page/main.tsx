/** The page: reads its token, starts the worker, and shows what the address asks for. */
import { render } from 'preact';
import { boot } from './boot.ts';
import { followMoment, goTo } from './moment.ts';
import { followAddress } from './route.ts';
import { Shell } from './shell/shell.tsx';
import { followTheme } from './shell/theme.ts';
import { trouble } from './shell/troubles.ts';
import { followSources } from './sources.ts';

followTheme();
try {
  const started = boot();
  followAddress(goTo);
  followSources();
  followMoment();
  render(<Shell />, document.body);
  await started;
} catch (error) {
  trouble.value = error instanceof Error ? error.message : String(error);
  render(<Shell />, document.body);
}
