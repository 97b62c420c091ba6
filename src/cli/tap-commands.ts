/** `troupe tap`: what can be said of it. Parsing only. */
import type { Command } from 'commander';
import type { Doing } from './look/commands.ts';
import type { TapFlags } from './tap-here.ts';

export interface TapDeeds {
  readonly tap: (flags: TapFlags) => Promise<number>;
}

export const addTapCommands = (program: Command, deeds: TapDeeds, doing: Doing): void => {
  program
    .command('tap')
    .description('stand between a client and any runtime: record, observe, inject faults')
    .requiredOption('--upstream <socket>', "the runtime's")
    .requiredOption('--listen <socket>', 'for its clients; mode 0600')
    .option('--record <file>', 'what passes, redacted; added to the file if there is one')
    .option('--observe', 'tell what cannot be right', false)
    .option('--inject <plan>', "faults, such as 'PullImage: 1*off->error(UNAVAILABLE)', or @ and a file of them")
    .option('--seed <number>', 'of the dice of the faults; the one in use is told')
    .action(doing(deeds.tap));
};
