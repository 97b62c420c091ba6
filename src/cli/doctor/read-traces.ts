/** What is of troupe on the machine beside {@link readWorld}'s: read at one moment, without asking any daemon. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/schema.ts';
import type { Traces } from './remains.ts';
import type { World } from './world.ts';

export const readTraces = (config: Config, world: World): Traces => {
  const ours = [config.state, config.root];
  const networks = readNetworks(config.cni.confDir);
  return {
    users: world.processes
      .filter(({ pid, args }) => pid !== process.pid && pid !== process.ppid && isUser(pid, args, ours))
      .map(({ pid, args }) => ({ pid, command: args.join(' ').slice(0, longestCommand) })),
    dirs: ours.filter((dir) => existsSync(dir)),
    networks,
    ports: Object.fromEntries(
      networks.flatMap(({ bridges }) => bridges).map((bridge) => [bridge, namesIn(`/sys/class/net/${bridge}/brif`)]),
    ),
  };
};

const longestCommand = 300;

const isUser = (pid: number, args: readonly string[], dirs: readonly string[]): boolean => {
  const isOurs = (path: string) => dirs.some((dir) => path === dir || path.startsWith(`${dir}/`));
  const open = namesIn(`/proc/${pid}/fd`).map((fd) => `fd/${fd}`);
  return args.some(isOurs) || ['cwd', 'exe', ...open].some((link) => isOurs(linkOf(join('/proc', String(pid), link))));
};

const linkOf = (path: string): string => {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // a kernel thread has none; or it has ended meanwhile
  }
};

/** One that cannot be read names nothing. Source: CNI specification 1.1.0, section 1; the bridge plugin's `bridge`. */
const readNetworks = (dir: string): Traces['networks'] =>
  namesIn(dir)
    .filter((file) => /\.conf(list)?$/.test(file))
    .flatMap((file) => {
      const network = jsonIn(join(dir, file));
      const { name } = network;
      if (typeof name !== 'string') return [];
      const plugins = Array.isArray(network.plugins) ? (network.plugins as readonly unknown[]) : [network];
      const bridges = plugins.flatMap((plugin) => {
        const { type, bridge = 'cni0' } = (plugin ?? {}) as { readonly type?: unknown; readonly bridge?: unknown };
        return type === 'bridge' && typeof bridge === 'string' ? [bridge] : [];
      });
      return [{ name, bridges }];
    });

const jsonIn = (file: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

const namesIn = (dir: string): readonly string[] => {
  try {
    return readdirSync(dir).toSorted();
  } catch {
    return [];
  }
};
