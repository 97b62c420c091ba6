/**
 * Which hosts are asked for a registry's images, in which order and how: `certs.d/<host>/hosts.toml`.
 * Without that file, certificates as Docker has them in such a directory. Read at every pull: a change needs no restart.
 * Source: containerd, docs/hosts.md.
 */
import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { FailureError } from '../../machines/failure.ts';

/** One place to ask. */
export interface RegistryHost {
  /** With the API root in its path (`/v2`), without a slash at the end. */
  readonly apiUrl: string;
  readonly canResolve: boolean;
  readonly canPull: boolean;
  /** Another host than the registry's own: told in `ns` which registry it stands for. */
  readonly isMirror: boolean;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly tls: TlsFiles;
  /** Until a connection stands. */
  readonly dialTimeoutMs?: number;
}
/** Absolute paths. */
export interface TlsFiles {
  readonly caFiles: readonly string[];
  /** Without a key file the certificate's file has the key too. */
  readonly clientPairs: readonly { readonly certFile: string; readonly keyFile?: string }[];
  readonly skipsVerification: boolean;
}

const textOrList = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const hostTable = z.object({
  capabilities: z.array(z.enum(['pull', 'resolve', 'push'])).default(['pull', 'resolve', 'push']),
  ca: textOrList.default([]),
  client: z
    .union([z.string().transform((one) => [one]), z.array(z.union([z.string(), z.array(z.string()).min(1).max(2)]))])
    .default([]),
  skip_verify: z.boolean().default(false),
  header: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
  override_path: z.boolean().default(false),
  dial_timeout: z
    .string()
    .regex(/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/, 'a duration such as 30s or 1m30s')
    .optional(),
});
type HostTable = z.infer<typeof hostTable>;
const hostsFile = hostTable.extend({
  server: z.string().optional(),
  host: z.record(z.string(), hostTable).default({}),
});

const durationUnits: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const milliseconds = (duration: string): number =>
  [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (durationUnits[unit] ?? 0),
    0,
  );

/**
 * The hosts for a registry: those of `<dir>/<registry>/hosts.toml` in the file's order, then its `server`; else those of
 * `_default`; else the registry itself. A host with a port may have a directory `host_port_` too.
 *
 * @param certsDirs the first directory that knows the registry counts.
 * @throws FailureError RegistryFailed {file, reason} for a file that cannot be understood: asking elsewhere than the
 *   operator wants would be worse than not asking.
 */
export const hostsFor = async (registry: string, certsDirs: readonly string[]): Promise<readonly RegistryHost[]> => {
  for (const certsDir of certsDirs)
    for (const dirName of [registry, registry.replace(/:(\d+)$/, '_$1_'), '_default']) {
      const dir = join(certsDir, dirName);
      const text = await textOf(join(dir, 'hosts.toml'));
      if (text !== undefined) return parseHosts(text, { registry, dir });
      const tls = await certificatesIn(dir);
      if (tls !== undefined) return [{ ...alone(registry), tls }];
    }
  return [alone(registry)];
};

const alone = (registry: string): RegistryHost => ({
  ...described(hostTable.parse({}), { url: defaultUrl(registry), dir: '/' }),
  isMirror: false,
});

/** Docker's way: `*.crt` are authorities, `x.cert` with `x.key` is ours. Undefined: no such directory, or nothing in it. */
const certificatesIn = async (dir: string): Promise<TlsFiles | undefined> => {
  const names = await readdir(dir).catch((): string[] => []);
  const caFiles = names.filter((name) => name.endsWith('.crt')).map((name) => join(dir, name));
  const clientPairs = names
    .filter((name) => name.endsWith('.cert') && names.includes(name.replace(/cert$/, 'key')))
    .map((name) => ({ certFile: join(dir, name), keyFile: join(dir, name.replace(/cert$/, 'key')) }));
  if (caFiles.length + clientPairs.length === 0) return undefined;
  return { caFiles, clientPairs, skipsVerification: false };
};

const textOf = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new FailureError('RegistryFailed', { file, reason: `cannot be read: ${code}` }, { cause: error });
  }
};

/** The file's hosts, then its server (the registry itself where it names none). Pure. */
export const parseHosts = (text: string, { registry, dir }: { registry: string; dir: string }): RegistryHost[] => {
  try {
    const { server, host, ...root } = hostsFile.parse(parse(text));
    const mirrors = Object.entries(host).map(([url, table]) => ({ ...described(table, { url, dir }), isMirror: true }));
    const own = described(root, { url: server ?? defaultUrl(registry), dir });
    return [...mirrors, { ...own, isMirror: false }];
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new FailureError('RegistryFailed', { file: join(dir, 'hosts.toml'), reason }, { cause: error });
  }
};

/** docker.io's API lives on another host; loopback registries speak plain HTTP (except on port 443), as elsewhere. */
const defaultUrl = (registry: string): string => {
  if (registry === 'docker.io') return 'https://registry-1.docker.io';
  const { hostname, port } = new URL(`https://${registry}`);
  const hasPlainPort = registry.includes(':') && port !== '';
  return `${isLoopback(hostname) && hasPlainPort ? 'http' : 'https'}://${registry}`;
};

/** A host name or address (IPv6 in brackets) of this machine's loopback. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

const described = (table: HostTable, { url, dir }: { url: string; dir: string }): Omit<RegistryHost, 'isMirror'> => {
  const parsed = new URL(/^https?:\/\//.test(url) ? url : `https://${url}`);
  const path = parsed.pathname.replace(/\/+$/, '');
  const apiPath = table.override_path || path.endsWith('/v2') ? path : `${path}/v2`;
  const absolute = (file: string) => (isAbsolute(file) ? file : join(dir, file));
  return {
    apiUrl: `${parsed.origin}${apiPath}`,
    canResolve: table.capabilities.includes('resolve'),
    canPull: table.capabilities.includes('pull'),
    headers: table.header,
    tls: {
      caFiles: table.ca.map(absolute),
      clientPairs: table.client.map((pair) => {
        const [cert = '', key = ''] = typeof pair === 'string' ? [pair] : pair;
        return { certFile: absolute(cert), ...(key === '' ? {} : { keyFile: absolute(key) }) };
      }),
      skipsVerification: table.skip_verify,
    },
    ...(table.dial_timeout === undefined ? {} : { dialTimeoutMs: milliseconds(table.dial_timeout) }),
  };
};
