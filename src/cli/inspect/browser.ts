/** The desktop's browser, where there is a desktop. */
import { spawn } from 'node:child_process';
import type { PageServer } from '../../inspector/server/server.ts';
import { findProgram } from '../doctor/find-program.ts';

/** Never fails: what cannot be is said, and the address is printed anyway. Effects: a program that goes on without us. */
export const openBrowser = (
  { ticketUrl }: Pick<PageServer, 'ticketUrl'>,
  env: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
): void => {
  const hasDisplay = Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  const program = findProgram('xdg-open', env.PATH ?? '');
  if (!hasDisplay || program === undefined) {
    say(`there is no ${hasDisplay ? 'xdg-open' : 'display'} here: open the address yourself`);
    return;
  }
  const child = spawn(program, [ticketUrl()], { stdio: 'ignore', detached: true });
  child.once('error', ({ message }) => say(`xdg-open failed: ${message}`));
  child.unref();
};
