/** docker-registry on a free port of loopback, without a password and over plain HTTP. */
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { request } from 'undici';
import { type Server, startServer } from './program.ts';

export interface Registry extends Server {
  /** `127.0.0.1:PORT` */
  readonly host: string;
}

/** @param dir is made; the registry keeps its blobs there. */
export const startRegistry = async (dir: string, program: string): Promise<Registry> => {
  await mkdir(dir, { recursive: true });
  const host = `127.0.0.1:${await freePort()}`;
  const configFile = join(dir, 'config.json');
  await writeFile(
    configFile, // JSON is YAML
    JSON.stringify({
      version: 0.1,
      log: { level: 'error', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(dir, 'data') }, delete: { enabled: true } },
      http: { addr: host },
    }),
  );
  const server = await startServer({
    path: program,
    args: ['serve', configFile],
    logFile: join(dir, 'registry.log'),
    isReady: async () => {
      const { statusCode, body } = await request(`http://${host}/v2/`);
      await body.dump();
      return statusCode === 200;
    },
  });
  return { ...server, host };
};

/** The `hosts.toml` tree that both runtimes read: this registry is spoken to without TLS. */
export const writeHosts = async (certsDir: string, host: string): Promise<void> => {
  const dir = join(certsDir, host);
  await mkdir(dir, { recursive: true });
  const url = `http://${host}`;
  await writeFile(
    join(dir, 'hosts.toml'),
    `server = "${url}"\n\n[host."${url}"]\ncapabilities = ["pull", "resolve"]\n`,
  );
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
