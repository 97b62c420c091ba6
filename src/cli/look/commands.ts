/** `troupe ps`, `pods`, `images`, `logs`, `exec`, `stats`: what can be said of each. Parsing only; {@link LookDeeds} has the rest. */
import { type Command, Option } from 'commander';

/** Where the daemon is. */
export interface Place {
  readonly config?: string;
  readonly socket?: string;
}
export interface ListFlags extends Place {
  readonly output: 'table' | 'json' | 'name';
  readonly quiet: boolean;
  /** False: whole ids, whole cells. */
  readonly trunc: boolean;
}
export interface FilterFlags {
  readonly pod?: string;
  readonly namespace?: string;
  readonly label: readonly string[];
  readonly state: readonly string[];
  readonly name?: string;
}
export interface LogsFlags extends Place {
  readonly follow: boolean;
  readonly tail?: string;
  readonly since?: string;
  readonly timestamps: boolean;
  readonly previous: boolean;
}
export interface ExecFlags extends Place {
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly timeout?: string;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}
export interface StatsFlags extends Place, FilterFlags {
  readonly output: 'table' | 'json';
  readonly trunc: boolean;
  readonly watch: boolean;
  readonly interval: string;
  readonly sort: 'name' | 'cpu' | 'memory';
}

export interface LookDeeds {
  readonly ps: (flags: ListFlags & FilterFlags & { readonly all: boolean }) => Promise<number>;
  readonly pods: (flags: ListFlags & FilterFlags) => Promise<number>;
  readonly images: (name: string | undefined, flags: ListFlags) => Promise<number>;
  readonly logs: (container: string, flags: LogsFlags) => Promise<number>;
  readonly exec: (container: string, command: readonly string[], flags: ExecFlags) => Promise<number>;
  readonly stats: (flags: StatsFlags) => Promise<number>;
}

export type Doing = <A extends readonly unknown[]>(
  deed: (...args: A) => Promise<number>,
) => (...all: A) => Promise<void>;

export const configOption = () =>
  new Option('-c, --config <file>', 'configuration (default: /etc/troupe/config.toml, if there is one)');
/** Of commands that tell people something, for programs. */
export const forPrograms = () => new Option('--json', 'for programs').default(false);
const socketOption = () =>
  new Option('-s, --socket <path>', "the daemon's socket (default: grpc.address of the configuration)").env(
    'TROUPE_SOCKET',
  );
const place = (command: Command) => command.addOption(socketOption()).addOption(configOption());

const gather = (text: string, before: readonly string[]): readonly string[] => [...before, text];

const lists = (command: Command) =>
  command
    .addOption(
      new Option('-o, --output <form>', 'table, json, or name').choices(['table', 'json', 'name']).default('table'),
    )
    .option('-q, --quiet', 'whole ids only', false)
    .option('--no-trunc', 'shorten nothing');
const filters = (command: Command, states: string, what = 'its pod: name, namespace/name or id') => {
  command
    .option('-p, --pod <pod>', what)
    .option('-n, --namespace <name>', 'its namespace')
    .option('-l, --label <key=value>', 'with this label; again: with all of them', gather, []);
  return states === ''
    ? command
    : command.option('--state <state>', `${states}; again or with commas: any of them`, gather, []);
};

/**
 * @param hasDashes `--` parts the command of `exec` from our options; without it, all behind the container is the command's.
 * @returns `images`, which has more commands below.
 */
export const addLookCommands = (
  program: Command,
  { deeds, doing, hasDashes }: { readonly deeds: LookDeeds; readonly doing: Doing; readonly hasDashes: boolean },
): Command => {
  place(
    filters(
      lists(
        program
          .command('ps')
          .description('containers that run')
          .option('-a, --all', 'also those that do not', false)
          .option('--name <part>', 'whose name has this in it'),
      ),
      'created, running, exited or unknown',
    ),
  ).action(doing(deeds.ps));
  place(
    filters(
      lists(
        program
          .command('pods')
          .description('pods, stopped ones too')
          .option('--name <part>', 'whose name has this in it'),
      ),
      'ready or notready',
      'name, namespace/name or id',
    ),
  ).action(doing(deeds.pods));
  const images = place(
    lists(
      program
        .command('images')
        .description('images, and which containers use them')
        .argument('[name]', 'part of a name, or beginning of an id'),
    ),
  ).action(doing(deeds.images));
  place(
    filters(
      program
        .command('stats')
        .description('what pods and containers use')
        .option('-w, --watch', 'again and again', false)
        .option('--interval <duration>', 'over which rates are measured', '1s')
        .addOption(new Option('--sort <by>', 'name, cpu or memory').choices(['name', 'cpu', 'memory']).default('name'))
        .addOption(new Option('-o, --output <form>', 'table or json').choices(['table', 'json']).default('table'))
        .option('--no-trunc', 'shorten nothing'),
      '',
      'name, namespace/name or id',
    ),
  ).action(doing(deeds.stats));
  place(
    program
      .command('logs')
      .description('what a container wrote')
      .argument('<container>', 'name, pod/name, namespace/pod/name, or beginning of an id')
      .option('-f, --follow', 'go on until the container has exited', false)
      .option('-t, --tail <lines>', 'only the last lines')
      .option('--since <when>', 'only what is not older: 10m, 2d, or a time')
      .option('--timestamps', 'when each line was written', false)
      .option('--previous', 'of the attempt before the last', false),
  ).action(doing(deeds.logs));
  place(
    program
      .command('exec')
      .description('run a command in a container')
      .argument('<container>', 'name, pod/name, namespace/pod/name, or beginning of an id')
      .argument('<command...>', 'program and arguments, best behind --')
      .option('-i, --stdin', 'give it what is typed, or piped in', false)
      .option('-t, --tty', 'give it a terminal', false)
      .option('--timeout <duration>', 'wait no longer: 90s, 1h30m')
      .option(
        '--tls-ca <file>',
        'who signed for the streaming server (default: the certificate that the daemon has published)',
      )
      .option('--tls-cert <file>', 'our certificate, where the streaming server asks for one')
      .option('--tls-key <file>', 'its key')
      .passThroughOptions(!hasDashes),
  ).action(doing(deeds.exec));
  return images;
};
