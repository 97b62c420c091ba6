/** `troupe inspect`, `troupe open` and `troupe report`: what can be said of them. Parsing only. */
import type { Command } from 'commander';
import { configOption, type Doing } from './look/commands.ts';

export interface PageFlags {
  readonly port: string;
  readonly open: boolean;
  /** Duration. */
  readonly idle: string;
}

export interface InspectFlags extends PageFlags {
  readonly config?: string;
  readonly socket?: string;
  /** Address of a relay; true: receivers come to us. */
  readonly stately?: string | true;
  readonly actor?: string;
}

export interface InspectDeeds {
  readonly inspect: (paths: readonly string[], flags: InspectFlags) => Promise<number>;
  readonly open: (paths: readonly string[], flags: PageFlags) => Promise<number>;
  readonly report: (
    paths: readonly string[],
    flags: { readonly out: string; readonly force: boolean },
  ) => Promise<number>;
}

const readOnly = `
The page is served on loopback only, to who has the token in the printed address, and for as long as this command runs.
It is read-only: nothing can be changed through it, and there is no option that would let it be.`;

const paged = (command: Command): Command =>
  command
    .option('--port <number>', 'where to serve; 0: any that is free', '0')
    .option('--open', 'have the browser of this desktop show it', false)
    .option('--idle <duration>', 'end after so long without anybody who looks; 0s: never', '30m')
    .addHelpText('after', readOnly);

export const addInspectCommands = (program: Command, deeds: InspectDeeds, doing: Doing): void => {
  paged(
    program
      .command('inspect')
      .description('the daemon that runs, on a page: every pod, container, request and service, now and back in time')
      .argument('[file...]', 'recordings to compare it with')
      .addOption(configOption())
      .option('--socket <path>', "the daemon's control socket (default: as configured)")
      .option(
        '--stately [url]',
        "no page, but one pod for Stately's inspector: to a relay at ws://…, or to who comes here",
      )
      .option('--actor <name>', 'with --stately: the pod, by its symbolic name or the end of it (default: the first)'),
  ).action(doing(deeds.inspect));
  paged(
    program
      .command('open')
      .description('recordings on a page: of daemons, of taps, of simulations; several can be compared')
      .argument('<file...>', 'recordings, or folders of them'),
  ).action(doing(deeds.open));
  program
    .command('report')
    .description('recordings as one page that is a file: for a colleague, or for CI; it needs no server and no network')
    .argument('<file...>', 'recordings, or folders of them')
    .requiredOption('-o, --out <file>', 'the page; mode 0600')
    .option('-f, --force', 'replace it where it is there', false)
    .action(doing(deeds.report));
};
