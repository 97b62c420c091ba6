/** `troupe record` and `troupe replay`: what can be said of them. Parsing only. */
import type { Command } from 'commander';
import { configOption, type Doing } from './look/commands.ts';
import type { ReplayFlags } from './replay-here.ts';

export interface RecordDeeds {
  readonly record: (
    deed: 'start' | 'stop' | 'snap',
    file: string | undefined,
    flags: { readonly config?: string },
  ) => Promise<number>;
  readonly replay: (path: string, flags: ReplayFlags) => Promise<number>;
}

export const addRecordCommands = (program: Command, deeds: RecordDeeds, doing: Doing): void => {
  const record = program.command('record').description('the journal of the daemon, as a file');
  const told = (deed: 'start' | 'snap', about: string) =>
    record
      .command(deed)
      .description(about)
      .argument('<file>', 'a new one; mode 0600')
      .addOption(configOption())
      .action(doing((file: string, flags: { readonly config?: string }) => deeds.record(deed, file, flags)));
  told('start', 'all that the journal has, and what comes from now on, with every change of a state');
  told('snap', 'all that the journal has');
  record
    .command('stop')
    .description('end what start began')
    .addOption(configOption())
    .action(doing((flags: { readonly config?: string }) => deeds.record('stop', undefined, flags)));
  program
    .command('replay')
    .description('run what a journal recorded through the charts of this build, up to where it differs')
    .argument('<path>', 'a file, or the directory of a journal')
    .option('--until <record>', 'up to this record')
    .option('--best-effort', 'go on for as long as inputs are accepted: for the journal of another build', false)
    .option('--json', 'as JSON', false)
    .action(doing(deeds.replay));
};
