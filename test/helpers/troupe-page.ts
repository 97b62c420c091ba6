/** `troupe open` and `troupe inspect`, as children, and the address that they print. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const troupe = join(import.meta.dirname, '../../bin/troupe');

export interface TroupePage {
  /** With its token. */
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  readonly token: string;
  readonly pid: number;
  /** All that it has written, to both streams. */
  readonly output: () => string;
  /** SIGTERM; settles with the exit code. Done at the end of the test in any case. */
  readonly stop: () => Promise<number | null>;
  readonly ended: Promise<number | null>;
}

/**
 * @param args `open`, a file …
 * @throws Error with what it said, where it ends before it has printed an address
 */
export const troupePage = (...args: readonly string[]): Promise<TroupePage> => troupePageIn(process.env, ...args);

/** The same, in another environment. */
export const troupePageIn = async (env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<TroupePage> => {
  const child = spawn(troupe, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const stop = () => stopped(child, ended);
  onTestFinished(async () => void (await stop()));
  const address = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += String(chunk);
        const url = /^http:\/\/\S+#t=\S+$/m.exec(output)?.[0];
        if (url !== undefined) resolve(url);
      });
  });
  const url = await Promise.race([address, ended]);
  if (typeof url !== 'string') throw new Error(`troupe ${args.join(' ')} ended with ${url}: ${output}`);
  const { origin, port, hash } = new URL(url);
  return {
    url,
    origin,
    port: Number(port),
    token: hash.slice('#t='.length),
    pid: child.pid ?? 0,
    output: () => output,
    stop,
    ended,
  };
};

const stopped = async (child: ChildProcess, ended: Promise<number | null>): Promise<number | null> => {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  const code = await ended;
  clearTimeout(timer);
  return code;
};
