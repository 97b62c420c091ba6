/** Programs that the bench runs: servers that live as long as it does, and tools that end by themselves. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface Server {
  readonly pid: number;
  /** SIGTERM, SIGKILL after 20 s; waits for the end. Repeatable. */
  readonly end: () => Promise<void>;
}
export interface ServerOptions {
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gets both outputs. */
  readonly logFile: string;
  /** Asked every 50 ms until true; rejects with the end of the log after 30 s, or when the program ended. */
  readonly isReady: () => Promise<boolean>;
}

/** Starts a program in a process group of its own, so that Ctrl-C does not reach it before us. */
export const startServer = async (options: ServerOptions): Promise<Server> => {
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn(options.path, options.args, {
    stdio: ['ignore', log, log],
    detached: true,
    env: { ...process.env, ...options.env },
  });
  closeSync(log);
  const ended = once(child, 'exit');
  ended.catch(() => {}); // a program that is not there: seen as no pid below
  const { pid } = child;
  if (pid === undefined) throw new Error(`${options.path} cannot be started`);
  const server = { pid, end: () => endChild(child, ended) };
  try {
    await ready(child, options);
  } catch (error) {
    await server.end();
    throw error;
  }
  return server;
};

const ready = async (child: ChildProcess, { isReady, logFile, path }: ServerOptions): Promise<void> => {
  const untilMs = Date.now() + 30_000;
  while (!(await isReady().catch(() => false))) {
    if (Date.now() < untilMs && child.exitCode === null && child.signalCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    const log = await readFile(logFile, 'utf8').catch(() => '');
    throw new Error(`${path} does not serve; the end of its log:\n${log.slice(-2000)}`);
  }
};

const endChild = async (child: ChildProcess, ended: Promise<unknown>): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(timer);
};

/** A tool's output. @throws Error with its stderr. */
export const run = async (path: string, args: readonly string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(path, args, { timeout: 120_000, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
};

/** The first line of what a program says, on whichever output; for versions. */
export const saidFirst = async (path: string, ...args: string[]): Promise<string> => {
  const { stdout, stderr } = await promisify(execFile)(path, args, { timeout: 10_000, env: {} });
  return `${stdout}\n${stderr}`.trim().split('\n')[0] ?? '';
};

/** A program's output, given its whole environment and its stdin. @throws Error with both outputs. */
export const runInput = async (
  path: string,
  { stdin, env }: { readonly stdin: string; readonly env: Readonly<Record<string, string>> },
): Promise<string> => {
  const child = spawn(path, [], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  const complained: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complained.push(chunk));
  child.stdin.end(stdin);
  const [code] = await once(child, 'close');
  const text = Buffer.concat(said).toString('utf8');
  if (code !== 0) throw new Error(`${path} ended with ${code}: ${text}${Buffer.concat(complained).toString('utf8')}`);
  return text;
};

/** Runs a program without pipes: what a container inherits from `runc create` must not keep us waiting. */
export const runQuiet = async (path: string, args: readonly string[]): Promise<void> => {
  const child = spawn(path, args, { stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${path} ${args.join(' ')} ended with ${code}`);
};
