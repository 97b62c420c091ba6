/** The command line: what can be said, and which function does it. Parsing only; {@link Deeds} has the rest. */
import { Command, CommanderError, Option } from 'commander';
import { addBackCommands, type BackDeeds, backCommands } from './back-commands.ts';
import { type Completable, completionShells } from './completion.ts';
import type { SimulatedDemoFlags } from './demo/simulated/here.ts';
import { exitCodes, simExitCodes } from './exit-codes.ts';
import { addInspectCommands, type InspectDeeds } from './inspect-commands.ts';
import { addLookCommands, configOption, type Doing, forPrograms, type LookDeeds } from './look/commands.ts';
import { addRecordCommands, type RecordDeeds } from './record-commands.ts';
import type { SimulatedFlags } from './serve-simulated.ts';
import { addSimCommands, type SimDeeds, simCommands } from './sim-commands.ts';
import { addTapCommands, type TapDeeds } from './tap-commands.ts';
import { addTopCommand, type TopDeeds } from './top-commands.ts';
import { troupeVersion } from './version.ts';

/** All but `config` and `driver` are of the simulated node. */
export interface ServeFlags extends SimulatedFlags {
  readonly driver: 'real' | 'simulated';
}

/** `config` and `once` are of the real one, the rest of the simulated. */
export interface DemoFlags extends SimulatedDemoFlags {
  readonly driver: 'real' | 'simulated';
  readonly config?: string;
  readonly once: boolean;
}

/** One function a command, each of which settles with the exit code. */
export interface Deeds extends LookDeeds, BackDeeds, RecordDeeds, TapDeeds, SimDeeds, InspectDeeds, TopDeeds {
  readonly serve: (options: ServeFlags) => Promise<number>;
  readonly reload: (options: { readonly config?: string }) => Promise<number>;
  readonly demo: (options: DemoFlags) => Promise<number>;
  readonly importImages: (file: string, options: { readonly config?: string }) => Promise<number>;
  readonly doctor: (options: {
    readonly config?: string;
    readonly json: boolean;
    readonly clean: boolean;
    readonly leftovers: boolean;
  }) => Promise<number>;
  readonly version: () => Promise<number>;
  readonly configDefault: () => Promise<number>;
  readonly configCheck: (file?: string) => Promise<number>;
  /** @param commands what there is to complete. */
  readonly completion: (shell: string, commands: readonly Completable[]) => Promise<number>;
}

/**
 * Does what `args` (without program and script) say.
 * @returns the exit code; a mistake in the arguments is explained on stderr and is `usage`.
 * Failures of a deed are the caller's to tell.
 */
export const runProgram = async (args: readonly string[], deeds: Deeds): Promise<number> => {
  let exitCode: number = exitCodes.fine;
  const doing =
    <A extends readonly unknown[]>(deed: (...args: A) => Promise<number>) =>
    async (...all: A) => {
      exitCode = await deed(...all);
    };
  const program = new Command('troupe')
    .description('A Kubernetes container runtime in which every pod, container, exec and pull is a statechart.')
    .version(troupeVersion(), '-V, --version')
    .showHelpAfterError('(troupe --help tells more)')
    .enablePositionalOptions()
    .configureHelp({ showGlobalOptions: false })
    .exitOverride();
  addServing(program, deeds, doing);
  program.commandsGroup('What runs:');
  addImport(addLookCommands(program, { deeds, doing, hasDashes: args.includes('--') }), deeds, doing);
  addTopCommand(program, deeds, doing);
  program.commandsGroup('On a page:');
  addInspectCommands(program, deeds, doing);
  program.commandsGroup('What was:');
  addBackCommands(program, deeds, doing);
  addRecordCommands(program, deeds, doing);
  program.commandsGroup('Any runtime:');
  addTapCommands(program, deeds, doing);
  program.commandsGroup('Simulation:');
  addSimCommands(program, deeds, doing);
  program.commandsGroup('Configuration and the rest:');
  addRest(program, deeds, doing);
  program
    .command('completion')
    .description(`a script that completes these commands: source <(troupe completion bash)`)
    .argument('<shell>', completionShells.join(' or '))
    .action(doing((shell: string) => deeds.completion(shell, completablesOf(program))));
  program.helpCommand('help [command]', 'what one of these can do');

  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.fine : usageOf(args);
  }
  return exitCode;
};

/** Commands that simulate and look back have exit codes of their own. */
const usageOf = ([command = '']: readonly string[]): number =>
  simCommands.includes(command) || backCommands.includes(command) ? simExitCodes.usage : exitCodes.usage;

const addServing = (program: Command, deeds: Deeds, doing: Doing): void => {
  program.commandsGroup('The daemon:');
  program
    .command('serve')
    .description('serve the CRI until SIGTERM; containers go on without it')
    .addOption(configOption())
    .addOption(
      new Option('--driver <driver>', 'simulated: a node that is not there, for tests of clients; needs no root')
        .choices(['real', 'simulated'])
        .default('real'),
    )
    .option('--listen <socket>', 'simulated: where to serve; mode 0600')
    .option('--root <dir>', 'simulated: keep pods, containers and images there')
    .option('--latency <plan>', "simulated: such as 'createTask: 50ms..200ms; *: 1ms', or @ and a file of them")
    .option('--faults <plan>', "simulated: such as 'attachNetwork: 10%error', or @ and a file of them")
    .option('--seed <number>', 'simulated: of the dice; the one in use is told')
    .action(doing(deeds.serve));
  program
    .command('reload')
    .description('have the daemon read its configuration again; what it cannot change is told')
    .addOption(configOption())
    .action(doing(deeds.reload));
  program
    .command('demo')
    .description('run a pod of two containers and tell what its actors do; Ctrl-C takes it all down')
    .addOption(configOption())
    .option('--once', 'end when the first container has', false)
    .addOption(
      new Option('--driver <driver>', 'simulated: many pods on a node that is not there, on a page; needs no root')
        .choices(['real', 'simulated'])
        .default('real'),
    )
    .option('--pods <number>', 'simulated: so many in a rolling update (default: 12)')
    .option('--seed <number>', 'simulated: of the dice')
    .option('--port <number>', "simulated: the page's")
    .option('--open', 'simulated: have the browser of this desktop show the page')
    .action(doing(deeds.demo));
  program
    .command('doctor')
    .description('tell what this machine lacks, and what of ours belongs to nobody')
    .addOption(configOption())
    .addOption(forPrograms())
    .option('--clean', 'remove what belongs to nobody, where no daemon runs', false)
    .addOption(
      new Option(
        '--leftovers',
        'tell only what of troupe is on this machine at all, owned or not; nothing: exit code 0',
      )
        .default(false)
        .conflicts('clean'),
    )
    .action(doing(deeds.doctor));
};

const addImport = (images: Command, deeds: Deeds, doing: Doing): void => {
  images
    .command('import')
    .description('put the images of an OCI or docker archive into its store')
    .argument('<file>', 'tar file')
    .addOption(configOption())
    .action(doing(deeds.importImages));
};

const addRest = (program: Command, deeds: Deeds, doing: Doing): void => {
  const configure = program.command('config').description('the configuration file');
  configure
    .command('default')
    .description('print it, with every setting, its default and what it means')
    .action(doing(deeds.configDefault));
  configure
    .command('check')
    .description('tell every mistake in it')
    .argument('[file]', 'default: /etc/troupe/config.toml')
    .action(doing(deeds.configCheck));
  program.command('version').description('versions of troupe, the CRI and Node').action(doing(deeds.version));
};

const completablesOf = (command: Command, path: readonly string[] = []): readonly Completable[] =>
  command.commands.flatMap((each) => {
    const here = [...path, each.name()];
    const options = each.options.flatMap(({ long, short }) => [long, short].filter((flag) => flag != null));
    return [
      {
        path: here,
        options: [...options, '--help'],
        subcommands: each.commands.map((below) => below.name()),
        takes: each.registeredArguments[0]?.name(),
      },
      ...completablesOf(each, here),
    ];
  });
