/** Debian's docker-registry on a free port of loopback, with a folder of its own, ended by its pid. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findProgram } from '../../src/cli/doctor/find-program.ts';
import { programPath } from './programs.ts';

export interface DockerRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly close: () => Promise<void>;
}
export interface DockerRegistryOptions {
  /** Asks for `tester` and `secret`. */
  readonly hasPassword?: boolean;
  readonly tls?: {
    readonly certificate: string;
    readonly key: string;
    /** Authorities of clients, which must have a certificate then. */
    readonly clientcas?: readonly string[];
  };
}

/** Also where setup unpacks it without installing it; scripts/test.sh has that in PATH. */
const program = findProgram('docker-registry', process.env.PATH ?? '');
/** bcrypt of `secret`. */
const htpasswd = 'tester:$2b$04$x.KMjqKMlRB97yciX6LbrunqTQuUO5YdeL5rJhWNyuHjCopBGt8am\n';

export const startDockerRegistry = async (options: DockerRegistryOptions = {}): Promise<DockerRegistry> => {
  if (program === undefined) throw new Error('docker-registry is not installed');
  const dir = await mkdtemp(join(tmpdir(), 'troupe-registry-'));
  await writeFile(join(dir, 'htpasswd'), htpasswd);
  await writeFile(join(dir, 'config.json'), JSON.stringify(configOf(options, dir))); // JSON is YAML
  const registry = spawn(programPath('docker-registry') ?? 'docker-registry', ['serve', join(dir, 'config.json')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => registry.once('exit', () => resolve()));
  const close = async () => {
    registry.kill('SIGKILL');
    await ended;
    await rm(dir, { recursive: true, force: true });
  };
  const lines = createInterface({ input: registry.stderr });
  const host = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const [, address] = /listening on (127\.0\.0\.1:\d+)/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
    registry.once('exit', (code) => reject(new Error(`docker-registry ended with ${code}`)));
  });
  return { host, close };
};

const configOf = ({ hasPassword, tls }: DockerRegistryOptions, dir: string) => ({
  version: 0.1,
  log: { level: 'info' },
  storage: { filesystem: { rootdirectory: join(dir, 'data') }, delete: { enabled: true } },
  http: { addr: '127.0.0.1:0', ...(tls && { tls }) },
  ...(hasPassword === true && { auth: { htpasswd: { realm: 'tests', path: join(dir, 'htpasswd') } } }),
});
