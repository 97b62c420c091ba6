/** The command line: what can be said, and which function does it. Parsing only; {@link Deeds} has the rest. */
import { Command, CommanderError, Option } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { troupeVersion } from './version.ts';

/** One function a command, each of which settles with the exit code. */
export interface Deeds {
  readonly serve: (options: { readonly config?: string }) => Promise<number>;
  readonly demo: (options: { readonly config?: string; readonly once: boolean }) => Promise<number>;
  readonly importImages: (file: string, options: { readonly config?: string }) => Promise<number>;
  readonly doctor: (options: {
    readonly config?: string;
    readonly json: boolean;
    readonly clean: boolean;
  }) => Promise<number>;
  readonly version: () => Promise<number>;
  readonly configDefault: () => Promise<number>;
  readonly configCheck: (file?: string) => Promise<number>;
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
  const config = () =>
    new Option('-c, --config <file>', 'configuration (default: /etc/troupe/config.toml, if there is one)');

  const program = new Command('troupe')
    .description('A Kubernetes container runtime in which every pod, container, exec and pull is a statechart.')
    .version(troupeVersion(), '-V, --version')
    .showHelpAfterError('(troupe --help tells more)')
    .exitOverride();
  program
    .command('serve')
    .description('serve the CRI until SIGTERM; containers go on without it')
    .addOption(config())
    .action(doing(deeds.serve));
  program
    .command('demo')
    .description('run a pod of two containers and tell what its actors do; Ctrl-C takes it all down')
    .addOption(config())
    .option('--once', 'end when the first container has', false)
    .action(doing(deeds.demo));
  program
    .command('doctor')
    .description('tell what this machine lacks, and what of ours belongs to nobody')
    .addOption(config())
    .option('--json', 'for programs', false)
    .option('--clean', 'remove what belongs to nobody, where no daemon runs', false)
    .action(doing(deeds.doctor));
  program
    .command('images')
    .description('images of the running daemon')
    .command('import')
    .description('put the images of an OCI or docker archive into its store')
    .argument('<file>', 'tar file')
    .addOption(config())
    .action(doing(deeds.importImages));
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

  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
  }
  return exitCode;
};
