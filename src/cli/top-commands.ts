/** `troupe top`: what can be said of it. Parsing only. */
import type { Command } from 'commander';
import { configOption, type Doing, forPrograms } from './look/commands.ts';

export interface TopFlags {
  readonly at?: string;
  readonly once: boolean;
  readonly json: boolean;
  readonly socket?: string;
  readonly config?: string;
}

export interface TopDeeds {
  readonly top: (file: string | undefined, flags: TopFlags) => Promise<number>;
}

export const addTopCommand = (program: Command, deeds: TopDeeds, doing: Doing): void => {
  program
    .command('top')
    .description(
      'what every pod does, in the terminal: requests that are stuck first; of the daemon, or of a recording',
    )
    .argument('[file]', 'a recording, or a folder of them (default: the daemon that runs)')
    .option('--at <q>', 'as it was at that record; RUN:NUMBER of an earlier life')
    .option('--once', 'print it once, as is done where there is no terminal', false)
    .option('--socket <path>', "the daemon's control socket (default: as configured)")
    .addOption(configOption())
    .addOption(forPrograms())
    .action(doing(deeds.top));
};
