/** A configuration file becomes one frozen Config, or one failure that names every mistake in it. */
import { readFile } from 'node:fs/promises';
import { parse, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { FailureError } from '../machines/failure.ts';
import { traitsOf } from './fields.ts';
import { lineOf } from './line-of.ts';
import { nearest } from './nearest.ts';
import { type Config, configSchema } from './schema.ts';
import { telemetryProblems } from './telemetry.ts';

/** Where the configuration is looked for when no file is named; it need not exist. */
export const standardConfigFile = '/etc/troupe/config.toml';

/** One mistake; `line` is absent where the text does not show it. */
export interface Problem {
  readonly line?: number | undefined;
  readonly message: string;
}

/**
 * @param file absent: the standard file, or the defaults where there is none.
 * @throws FailureError ConfigInvalid {file, problems: "line 3: …" each}
 */
export const loadConfig = async (file?: string): Promise<Config> => {
  const chosen = file ?? standardConfigFile;
  try {
    return parseConfig(await readFile(chosen, 'utf8'), chosen);
  } catch (error) {
    if (error instanceof FailureError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (file === undefined && code === 'ENOENT') return parseConfig('', chosen);
    throw new FailureError(
      'ConfigInvalid',
      { file: chosen, problems: [`it cannot be read (${code})`] },
      { cause: error },
    );
  }
};

/** @throws FailureError as {@link loadConfig}; `file` is only named in it. */
export const parseConfig = (toml: string, file: string): Config => {
  const refuse = (problems: readonly Problem[]): never => {
    const inOrder = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    throw new FailureError('ConfigInvalid', {
      file,
      problems: inOrder.map(({ line, message }) => (line === undefined ? message : `line ${line}: ${message}`)),
    });
  };
  const result = configSchema.safeParse(readToml(toml, refuse));
  if (!result.success) return refuse(result.error.issues.flatMap((issue) => problemsOf(issue, toml)));
  const contradictions = contradictionsIn(result.data, toml);
  return contradictions.length > 0 ? refuse(contradictions) : result.data;
};

const readToml = (toml: string, refuse: (problems: readonly Problem[]) => never): unknown => {
  try {
    return parse(toml);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? '';
    return refuse([{ line: error.line, message: `not TOML: ${reason}` }]);
  }
};

const problemsOf = (issue: z.core.$ZodIssue, toml: string): readonly Problem[] => {
  if (issue.code !== 'unrecognized_keys') {
    return [{ line: lineOf(toml, issue.path), message: `${issue.path.join('.')}: ${lowerCase(issue.message)}` }];
  }
  return issue.keys.map((key) => {
    const path = [...issue.path, key];
    const meant = nearest(key, knownKeys(issue.path));
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    return { line: lineOf(toml, path), message: `${path.join('.')}: there is no such setting${hint}` };
  });
};

const lowerCase = (message: string) =>
  message.replace(/^Invalid (?:input|option): /, '').replace(/^[A-Z]/, (letter) => letter.toLowerCase());

/** The keys that the table at this path has. */
const knownKeys = (path: readonly PropertyKey[]): Iterable<string> => {
  let type: z.ZodType = configSchema;
  for (const key of path) {
    const here = traitsOf(type);
    const next = here?.kind === 'table' ? here.fields.get(String(key)) : here?.kind === 'named' ? here.item : undefined;
    if (next === undefined) return [];
    type = next;
  }
  const last = traitsOf(type);
  return last?.kind === 'table' ? last.fields.keys() : [];
};

/** What no single setting shows. */
const contradictionsIn = (config: Config, toml: string): readonly Problem[] => {
  const problems: Problem[] = [];
  const say = (path: readonly string[], message: string) =>
    problems.push({ line: lineOf(toml, path), message: `${path.join('.')}: ${message}` });
  const names = Object.keys(config.runtimes);
  if (config.runtimes[config.cri.defaultRuntimeName] === undefined)
    say(
      ['cri', 'default_runtime_name'],
      `there is no [runtimes.${config.cri.defaultRuntimeName}], only ${names.join(', ') || 'none'}`,
    );
  if (new Set(Object.values(config.runtimes).map((runtime) => runtime.options.SystemdCgroup)).size > 1)
    say(['runtimes'], 'options.SystemdCgroup must be the same for all runtimes: a node has one cgroup driver');
  if (Buffer.byteLength(config.grpc.address) > 107)
    say(['grpc', 'address'], 'a path of a unix socket has at most 107 bytes');
  problems.push(...telemetryProblems(config, (path) => lineOf(toml, path)));
  const port = Number(config.streaming.streamServerPort);
  if (!/^\d+$/.test(config.streaming.streamServerPort) || port > 65_535)
    say(['streaming', 'stream_server_port'], 'must be a port number, as text');
  const { tlsCertFile, tlsKeyFile } = config.streaming.x509KeyPairStreaming;
  if ((tlsCertFile === '') !== (tlsKeyFile === ''))
    say(
      ['streaming', 'x509_key_pair_streaming', tlsCertFile === '' ? 'tls_key_file' : 'tls_cert_file'],
      'tls_cert_file and tls_key_file belong together: both or none',
    );
  if (config.streaming.streamTlsCa !== '' && !config.streaming.enableTlsStreaming)
    say(['streaming', 'stream_tls_ca'], 'is of no use without enable_tls_streaming = true');
  if (isWithin(config.root, config.state) || isWithin(config.state, config.root))
    say(['state'], 'root and state must be different directories, neither inside the other');
  return problems;
};

const isWithin = (inner: string, outer: string) => `${inner}/`.startsWith(`${outer}/`);
