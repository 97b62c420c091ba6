/**
 * A pod network of our own for a machine on which none is configured: a bridge with addresses from a private subnet, kept
 * apart from the machine's configuration, and taken away without a trace.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import type { JsonObject } from '../../machines/json.ts';
import { errnoOf, withFsFailures } from '../fs-failure.ts';
import { type RunTool, tail } from '../tool.ts';
import { hasSharedChains, masquerading, type NatScript, removal, sharedRemoval } from './nat-rules.ts';
import { pluginPaths } from './plugin-paths.ts';
import { freeSubnet, parseSubnet, routedSubnets } from './subnets.ts';

export interface OwnNetworkOptions {
  /** The network's name: letters, digits, `-`. */
  readonly name: string;
  /** The bridge's: at most 15 characters. Nobody else's. */
  readonly bridge: string;
  /** `10.241.0.0/24`. Absent: the first private one that the machine has no route to; kept from then on. */
  readonly subnet?: string | undefined;
  /** All of it is ours: the configuration, host-local's leases, and how the machine was before. */
  readonly dir: string;
  readonly runTool: RunTool;
  /** `PATH`: `ip` is needed, `iptables` for ways out of the machine and host ports. */
  readonly searchPath: string;
}
export interface OwnNetwork {
  /** Writes the configuration; the bridge itself comes with the first pod. Can be repeated. */
  readonly open: () => Promise<OpenedNetwork>;
  /** Removes bridge, leases, rules and configuration, and sets IP forwarding back. For when no pod is attached any more. Can be repeated. */
  readonly close: () => Promise<void>;
}
export interface OpenedNetwork {
  /** For the driver's `configDir`. */
  readonly configDir: string;
  readonly subnet: string;
}

/** How the machine was before the first open. */
interface Before {
  readonly ipForward: string;
  readonly hadSharedChains: boolean;
}

/** Failures of both: ToolMissing, ToolTimedOut, NetworkConfigInvalid {reason}, SyscallFailed, NetworkPluginFailed {tool, args, exitCode, stderr}. */
export const ownNetwork = (options: OwnNetworkOptions): OwnNetwork => {
  const { name, bridge, dir } = options;
  const configDir = join(dir, 'net.d');
  const configFile = join(configDir, `10-${name}.conflist`);
  const beforeFile = join(dir, 'before.json');
  const nat = natTable(options);

  return {
    open: () =>
      withFsFailures(async () => {
        checkNames(options);
        await mkdir(configDir, { recursive: true, mode: 0o700 });
        const isNatPossible = await nat.isPossible();
        if ((await readJson(beforeFile)) === undefined) {
          const before: Before = {
            ipForward: (await readFile(forwardFile, 'utf8')).trim(),
            hadSharedChains: isNatPossible && hasSharedChains(await nat.list()),
          };
          await writeWhole(beforeFile, before);
        }
        const subnet = options.subnet ?? (await subnetIn(configFile)) ?? (await findSubnet(bridge));
        if (isNatPossible) await nat.change((listing) => masquerading(listing, name, subnet));
        await writeWhole(configFile, configuration(options, subnet, isNatPossible));
        return { configDir, subnet };
      }),
    close: () =>
      withFsFailures(async () => {
        checkNames(options);
        const before = (await readJson(beforeFile)) as Before | undefined;
        if (await nat.isPossible()) {
          await nat.change((listing) => removal(listing, name));
          if (before?.hadSharedChains === false) await nat.change(sharedRemoval).catch(ifNeighboursUseThem);
        }
        await removeBridge(options);
        if (before?.ipForward === '0') await writeFile(forwardFile, '0');
        await rm(dir, { recursive: true, force: true });
      }),
  };
};

const forwardFile = '/proc/sys/net/ipv4/ip_forward';
const limitMs = 15_000;
const never = new AbortController().signal;

const configuration = ({ name, bridge, dir }: OwnNetworkOptions, subnet: string, hasPortmap: boolean) => ({
  cniVersion: '1.0.0',
  name,
  plugins: [
    {
      type: 'bridge',
      bridge,
      isGateway: true,
      // One rule for the subnet, made at open: the plugin would run iptables nine times for every pod.
      ipMasq: false,
      hairpinMode: true,
      ipam: {
        type: 'host-local',
        dataDir: join(dir, 'leases'),
        ranges: [[{ subnet }]],
        routes: [{ dst: '0.0.0.0/0' }],
      },
    },
    ...(hasPortmap ? [{ type: 'portmap', capabilities: { portMappings: true } }] : []),
  ],
});

const checkNames = ({ name, bridge, subnet }: OwnNetworkOptions): void => {
  const reason = !/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)
    ? 'not a name for a network of ours'
    : !/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,14}$/.test(bridge)
      ? 'not a name for a bridge'
      : subnet !== undefined && (parseSubnet(subnet)?.prefix ?? 32) > 29
        ? 'not a subnet with room for pods'
        : undefined;
  if (reason !== undefined) throw new FailureError('NetworkConfigInvalid', { reason, name, bridge, subnet });
};

const findSubnet = async (bridge: string): Promise<string> => {
  const subnet = freeSubnet(routedSubnets(await readFile('/proc/net/route', 'utf8'), bridge));
  if (subnet === undefined) throw new FailureError('NetworkConfigInvalid', { reason: 'no private subnet is free' });
  return subnet;
};

/** The one that an earlier open chose: pods may have addresses of it. */
const subnetIn = async (configFile: string): Promise<string | undefined> => {
  const text = JSON.stringify((await readJson(configFile)) ?? null);
  const [, subnet = ''] = /"subnet":"([^"]*)"/.exec(text) ?? [];
  return parseSubnet(subnet) === undefined ? undefined : subnet;
};

const readJson = async (file: string): Promise<JsonObject | undefined> => {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as JsonObject) : undefined;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const writeWhole = async (file: string, content: object): Promise<void> => {
  await writeFile(`${file}.new`, JSON.stringify(content, null, 2), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
};

const removeBridge = async (options: OwnNetworkOptions): Promise<void> => {
  // Not /sys/class/net: that shows the namespace in which /sys was mounted.
  const isThere = async () => (await readFile('/proc/net/dev', 'utf8')).includes(`${options.bridge}:`);
  if (!(await isThere())) return;
  try {
    await run(options, 'ip', ['link', 'delete', 'dev', options.bridge, 'type', 'bridge']);
  } catch (error) {
    if (await isThere()) throw error;
  }
};

const natTable = (options: OwnNetworkOptions) => {
  const list = () => run(options, 'iptables', ['-w', '10', '-t', 'nat', '-S']);
  const change = async (scriptFor: (listing: string) => NatScript, triesLeft = 3): Promise<void> => {
    const script = scriptFor(await list());
    if (script === undefined) return;
    try {
      await run(options, 'iptables-restore', ['-w', '10', '--noflush'], script);
    } catch (error) {
      // A plugin may have changed the table since it was listed; nothing has been done then.
      if (triesLeft <= 1) throw error;
      await change(scriptFor, triesLeft - 1);
    }
  };
  return {
    isPossible: async () => {
      const missing = await pluginPaths(dirsIn(options.searchPath)).missing(['iptables', 'iptables-restore']);
      return missing.length === 0;
    },
    list,
    change,
  };
};

/** portmap's chains are everybody's: where they cannot go, they are in use again, and stay. */
const ifNeighboursUseThem = (error: unknown): void => {
  if (!(error instanceof FailureError && error.code === 'NetworkPluginFailed')) throw error;
};

const dirsIn = (searchPath: string): readonly string[] => searchPath.split(':').filter((dir) => dir.startsWith('/'));

const run = async (
  { runTool, searchPath }: OwnNetworkOptions,
  tool: string,
  args: readonly string[],
  stdin?: string,
) => {
  const path = await pluginPaths(dirsIn(searchPath)).find(tool);
  const call = { path, args, env: { PATH: searchPath }, stdin, maxBytes: 1 << 20, limitMs, signal: never };
  const { exitCode, stdout, stderr } = await runTool(call);
  if (exitCode !== 0) throw new FailureError('NetworkPluginFailed', { tool, args, exitCode, stderr: tail(stderr) });
  return stdout.toString('utf8');
};
