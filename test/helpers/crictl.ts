/** The real crictl, pointed at a node of a test's own. Source: cri-tools, docs/crictl.md. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import type { NodeWorld } from './node-world.ts';
import { programPath } from './programs.ts';

/** Setup builds it: npm run setup -- --with-test-tools. */
const program = programPath('crictl');

/** Why tests with crictl cannot run here; undefined: they can. Where there is go to build it, not to have it is a failure. */
export const crictlMissing = (): string | undefined => {
  if (program !== undefined) return undefined;
  if (process.env.CI === 'true' && programPath('go') !== undefined)
    throw new Error('crictl is promised where go is; build it: npm run setup -- --with-test-tools');
  return 'needs crictl, or go to build it';
};

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
export interface Crictl {
  /** Whatever comes of it. */
  readonly run: (...args: readonly string[]) => Promise<Outcome>;
  /** What it prints, without line breaks at the end. Throws where it fails. */
  readonly say: (...args: readonly string[]) => Promise<string>;
  /** `-o json` of it. Throws where it fails. */
  readonly json: <Answer>(command: string, ...args: readonly string[]) => Promise<Answer>;
  /** What it complains of. Throws where it succeeds. */
  readonly fails: (...args: readonly string[]) => Promise<string>;
  /** Runs until it ends by itself; what it printed. */
  readonly follow: (...args: readonly string[]) => { readonly ended: Promise<Outcome>; readonly child: ChildProcess };
}

export const crictlFor = (world: Pick<NodeWorld, 'socketPath'>): Crictl => {
  const endpoint = `unix://${world.socketPath}`;
  // Without a configuration named, it looks for one in /etc and beside itself.
  const base = [
    '--config',
    '/dev/null',
    '--runtime-endpoint',
    endpoint,
    '--image-endpoint',
    endpoint,
    '--timeout',
    '60s',
  ];
  const run = (...args: readonly string[]) =>
    new Promise<Outcome>((resolve, reject) => {
      const options = { timeout: 60_000, maxBuffer: 16 * 1024 * 1024 };
      execFile(program ?? 'crictl', [...base, ...args], options, (error, stdout, stderr) => {
        if (error === null) resolve({ exitCode: 0, stdout, stderr });
        else if (typeof error.code === 'number') resolve({ exitCode: error.code, stdout, stderr });
        else reject(error);
      });
    });
  const say = async (...args: readonly string[]) => {
    const { exitCode, stdout, stderr } = await run(...args);
    if (exitCode !== 0) throw new Error(`crictl ${args.join(' ')}: ${exitCode}: ${stderr}`);
    return stdout.replace(/\n+$/, '');
  };
  return {
    run,
    say,
    json: async (command, ...args) => JSON.parse(await say(command, '-o', 'json', ...args)),
    fails: async (...args) => {
      const { exitCode, stdout, stderr } = await run(...args);
      if (exitCode === 0) throw new Error(`crictl ${args.join(' ')}: succeeded: ${stdout}`);
      return stderr;
    },
    follow: (...args) => {
      const child = spawn(program ?? 'crictl', [...base, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      const outputs = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const)
        child[name].on('data', (chunk) => {
          outputs[name] += String(chunk);
        });
      const ended = new Promise<Outcome>((resolve) =>
        child.once('close', (code) => resolve({ exitCode: code ?? -1, ...outputs })),
      );
      return { ended, child };
    },
  };
};
