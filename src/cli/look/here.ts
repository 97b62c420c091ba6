/** The commands that look at pods, with this process's streams, signals and terminal. */
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { loadConfig } from '../../config/load.ts';
import { pathsOf } from '../../config/paths.ts';
import type { CriClient } from '../../cri/client.ts';
import { paintFor } from '../demo/narrator.ts';
import { endWithReader } from '../end-with-reader.ts';
import { exitCodes } from '../exit-codes.ts';
import type { FilterFlags, ListFlags, LookDeeds, Place } from './commands.ts';
import { withCri } from './cri.ts';
import type { Desk, ListOptions } from './desk.ts';
import { exec } from './exec.ts';
import { images } from './images.ts';
import { logs } from './logs.ts';
import { countOption, durationOption, sinceOption, stateOptions } from './options.ts';
import { pods } from './pods.ts';
import { ps } from './ps.ts';
import type { Terminal } from './remote-command.ts';
import type { Filters } from './select.ts';
import { stats } from './stats.ts';
import { connectionOptionsFor } from './stream-trust.ts';
import { containerStates, podStates } from './things.ts';

const { stdin, stdout, stderr } = process;
const recoveryMs = 15_000;

const asking = async (place: Place, work: (cri: CriClient) => Promise<number | undefined>): Promise<number> => {
  endWithReader();
  const socketPath = place.socket?.replace(/^unix:(\/\/)?/, '') ?? (await loadConfig(place.config)).grpc.address;
  const onWait = () => void stderr.write('troupe: the daemon is recovering; waiting for it\n');
  return (await withCri(socketPath, work, { recoveryMs, onWait })) ?? exitCodes.fine;
};

const desk = (): Desk => ({
  columns: stdout.isTTY ? stdout.columns : undefined,
  paint: paintFor(stdout),
  print: (line) => void stdout.write(`${line}\n`),
  nowMs: Date.now(),
});
const listOptions = ({ output, quiet, trunc }: ListFlags): ListOptions => ({ output, isQuiet: quiet, isWhole: !trunc });
const filtersOf = (flags: FilterFlags, states: readonly string[]): Filters => ({
  pod: flags.pod,
  namespace: flags.namespace,
  name: flags.name,
  labels: flags.label,
  states: stateOptions('--state', flags.state ?? [], states),
});

/** Settles when there is room for more. */
const write = (stream: 'stdout' | 'stderr', bytes: Buffer): Promise<void> =>
  new Promise((resolve) => {
    const target = stream === 'stdout' ? stdout : stderr;
    if (target.write(bytes)) resolve();
    else target.once('drain', resolve);
  });

/** Aborts at the first signal that asks for the end; `exitCode` is then what a shell would say of it. */
const untilSignal = () => {
  const asked = new AbortController();
  let exitCode: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      exitCode ??= 128 + constants.signals[signal];
      asked.abort();
    });
  return { signal: asked.signal, exitCode: () => exitCode };
};

const onSize = (tell: (size: Terminal) => void): (() => void) => {
  const now = () => {
    const [columns = 80, rows = 24] = stdout.getWindowSize();
    tell({ columns, rows });
  };
  stdout.on('resize', now);
  now();
  return () => void stdout.off('resize', now);
};

export const lookHere: LookDeeds = {
  ps: (flags) => {
    const options = { ...listOptions(flags), filters: filtersOf(flags, containerStates), isAll: flags.all };
    return asking(flags, (cri) => ps(cri, options, desk()).then(() => undefined));
  },
  pods: (flags) => {
    const options = { ...listOptions(flags), filters: filtersOf(flags, podStates) };
    return asking(flags, (cri) => pods(cri, options, desk()).then(() => undefined));
  },
  images: (name, flags) =>
    asking(flags, (cri) => images(cri, { ...listOptions(flags), name }, desk()).then(() => undefined)),
  logs: (name, flags) => {
    const options = {
      isFollowing: flags.follow,
      tail: flags.tail === undefined ? undefined : countOption('--tail', flags.tail),
      sinceMs: flags.since === undefined ? undefined : sinceOption('--since', flags.since, Date.now()),
      hasTimestamps: flags.timestamps,
      isPrevious: flags.previous,
    };
    const { signal, exitCode } = untilSignal();
    return asking(flags, async (cri) => {
      await logs(cri, name, options, { write, signal });
      return exitCode();
    });
  },
  exec: async (name, command, flags) => {
    const options = {
      name,
      command,
      isInteractive: flags.stdin,
      isTerminal: flags.tty,
      timeoutMs: flags.timeout === undefined ? undefined : durationOption('--timeout', flags.timeout),
    };
    const { signal, exitCode } = untilSignal();
    const tlsFor = async (url: string) =>
      connectionOptionsFor(url, {
        caFile: flags.tlsCa,
        certFile: flags.tlsCert,
        keyFile: flags.tlsKey,
        published: pathsOf(await loadConfig(flags.config)).streamCertFile,
      });
    const execDesk = { stdin, write, onSize: stdout.isTTY ? onSize : undefined, tlsFor, signal };
    try {
      return await asking(flags, (cri) => exec(cri, options, execDesk));
    } catch (error) {
      const ended = exitCode();
      if (ended === undefined) throw error;
      return ended;
    }
  },
  stats: (flags) => {
    const options = {
      output: flags.output,
      isWhole: !flags.trunc,
      filters: filtersOf(flags, []),
      isWatching: flags.watch,
      intervalMs: Math.max(100, durationOption('--interval', flags.interval)),
      sort: flags.sort,
    };
    const { signal, exitCode } = untilSignal();
    const clear = () => void (stdout.isTTY ? stdout.write('\x1b[H\x1b[2J') : stdout.write('\n'));
    return asking(flags, async (cri) => {
      const waiting = (ms: number) => pause(ms, undefined, { signal }).catch(() => undefined);
      await stats(cri, options, { ...desk(), clear, pause: waiting, signal });
      return exitCode();
    });
  },
};
