/** Runs critest: by itself, or several of it at once under ginkgo, as its own `-parallel` does. */
import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Options } from './options.ts';
import type { SuiteReport } from './report.ts';

/** critest asks for this digest, which no stand-in can have. Source: cri-tools v1.36.0, pkg/validate/consts.go. */
const pinnedDigest = '9700f9a2f5bf2c45f2f605a0bd3bce7cf37420ec9d3ed50ac2758413308766bf';
/** More than the longest run on a busy machine, by far. */
const limit = '20m';

/** Writes a copy that asks for the digest that we have: as long as the other one, so nothing moves. */
export const writeCritest = async (from: string, file: string, digest: string): Promise<void> => {
  await copyFile(from, file);
  const program = await readFile(file);
  const wanted = digest.replace('sha256:', '');
  if (!program.includes(pinnedDigest)) throw new Error(`${from} asks for another digest than the known one`);
  for (let at = program.indexOf(pinnedDigest); at >= 0; at = program.indexOf(pinnedDigest, at))
    program.write(wanted, at);
  await writeFile(file, program);
};

/** Where things are: `critest` ends in `.test`, as ginkgo wants it; `dir` exists and is the run's own. */
export interface CritestPlaces {
  readonly critest: string;
  readonly socketPath: string;
  readonly dir: string;
}

type Asked = Pick<Options, 'focus' | 'seed' | 'processes' | 'isWebSocket'>;

/** @throws where it ends without a report. An interrupt of ours interrupts it: it cleans up, and reports what it has. */
export const runCritest = async ({ critest, socketPath, dir }: CritestPlaces, asked: Asked): Promise<SuiteReport> => {
  const temporary = join(dir, 'tmp');
  await mkdir(temporary);
  const endpoint = `unix://${socketPath}`;
  const own = [
    ...['-runtime-endpoint', endpoint, '-image-endpoint', endpoint, '-config', '/dev/null'],
    ...(asked.isWebSocket ? ['-websocket-exec', '-websocket-attach', '-websocket-portforward'] : []),
  ];
  const ofGinkgo = (prefix: string) => [
    ...[`${prefix}no-color`, `${prefix}timeout=${limit}`, `${prefix}seed=${asked.seed}`],
    ...(asked.focus === undefined ? [] : [`${prefix}focus=${asked.focus}`]),
  ];
  const report = join(dir, 'report.json');
  const several = [`--procs=${asked.processes}`, `--output-dir=${dir}`, '--json-report=report.json'];
  const [program, args] =
    asked.processes === 1
      ? [critest, [...own, ...ofGinkgo('-ginkgo.'), `-ginkgo.json-report=${report}`]]
      : ['ginkgo', ['run', ...several, ...ofGinkgo('--'), critest, '--', ...own]];
  const said = await run(program, args, { ...process.env, TMPDIR: temporary });
  const suites = await readFile(report, 'utf8').then(
    (text) => JSON.parse(text) as readonly SuiteReport[],
    () => [],
  );
  if (suites[0] === undefined) throw new Error(`critest reported nothing:\n${said}`);
  return suites[0];
};

/** @returns the end of what it said. */
const run = async (program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> => {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const interrupt = () => child.kill('SIGINT');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-4000); // the report has it all
    });
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt);
  return said;
};
