/** `troupe journal query`, `why`, `tree`, `seq`, `export`: what can be said of them. Parsing only. */
import type { Command } from 'commander';
import type { ExportFlags, QueryFlags, SeqFlags, TreeFlags, WhyFlags } from './back/flags.ts';
import { configOption, type Doing, forPrograms } from './look/commands.ts';

export interface BackDeeds {
  readonly journalQuery: (words: readonly string[], flags: QueryFlags) => Promise<number>;
  readonly why: (actor: string, file: string, flags: WhyFlags) => Promise<number>;
  readonly tree: (file: string | undefined, flags: TreeFlags) => Promise<number>;
  readonly seq: (file: string, flags: SeqFlags) => Promise<number>;
  readonly exportJournal: (file: string, flags: ExportFlags) => Promise<number>;
}

export const backCommands: readonly string[] = ['journal', 'why', 'tree', 'seq', 'export'];

const recordingIs = 'a recording, or a folder of them';

export const addBackCommands = (program: Command, deeds: BackDeeds, doing: Doing): void => {
  program
    .command('journal')
    .description('what recordings have')
    .command('query')
    .description("the records that fit, such as 'kind:dead actor:pod:a/* type:stop since:-5m'")
    .argument('[expr]', 'terms, which have to fit all; -term: must not fit')
    .argument('[file]', recordingIs)
    .option('--saved <name>', 'a question that has a name; expr may narrow it')
    .option('--list', 'tell the names, and the keys that terms may have', false)
    .option('--limit <number>', 'so many at most')
    .option('--json', 'a record a line, as it was written', false)
    .action(
      doing((expr: string | undefined, file: string | undefined, flags: QueryFlags) =>
        deeds.journalQuery(
          [expr, file].filter((word) => word !== undefined),
          flags,
        ),
      ),
    );
  program
    .command('why')
    .description('why an actor is in its state: back along the causes to what came from outside')
    .argument('<actor>', 'its name or the end of it, pod:ID or ctr:ID; @q: as it was at that record')
    .argument('<file>', recordingIs)
    .option('--steps <number>', 'so many at most', '30')
    .addOption(forPrograms())
    .action(doing(deeds.why));
  program
    .command('tree')
    .description('who is there: daemon, pods, containers, execs, with what each waits for')
    .argument('[file]', `${recordingIs} (default: ask the daemon)`)
    .option('--at <q>', 'as it was at that record')
    .option('--actor <name>', 'only these and what is below them')
    .addOption(configOption())
    .addOption(forPrograms())
    .action(doing(deeds.tree));
  program
    .command('seq')
    .description('a recording, or a reproducer, as a sequence diagram')
    .argument('<file>', `${recordingIs}, or a reproducer`)
    .option('--mermaid', 'as text for Mermaid', false)
    .option('--all', 'what is left out else: calls that only read, messages within the daemon', false)
    .option('--actor <name>', 'only these, by symbolic name: pod:a/*, ctr:c0')
    .option('--pod <name|id>', 'only this pod and its containers')
    .option('--container <name|id>', 'only this container')
    .option('--since <time>', 'from then on: 12.5 (seconds), -5m before the end, 13:37:00')
    .option('--until <time>', 'up to then')
    .option('--json', 'lanes and rows', false)
    .action(doing(deeds.seq));
  program
    .command('export')
    .description('a recording in a format of others')
    .argument('<file>', recordingIs)
    .option('--perfetto', 'a trace for https://ui.perfetto.dev', false)
    .option('--shiviz', 'a log with vector clocks for ShiViz', false)
    .option('--mermaid', 'a sequence diagram', false)
    .option('-o, --output <file>', 'there instead of stdout')
    .option('--json', 'tell what was written as JSON, with --output', false)
    .action(doing(deeds.exportJournal));
};
