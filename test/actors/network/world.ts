/** What the network's tests share: temporary directories, fake plugins that tell what they were asked, a ledger in memory. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Network, NetworkOptions } from '../../../src/actors/network/network.ts';
import { network } from '../../../src/actors/network/network.ts';
import { runTool } from '../../../src/actors/tool.ts';
import type { SandboxConfig } from '../../../src/machines/config.ts';
import type { JsonObject } from '../../../src/machines/json.ts';
import type { AttachInput } from '../../../src/machines/services/sandboxes.ts';
import { openProcess } from '../../../src/native.ts';
import type { Ledger } from '../../../src/store/records.ts';
import { openStore } from '../../../src/store/store.ts';

/** One call of a fake plugin. */
export interface PluginCallSeen {
  readonly plugin: string;
  readonly command: string;
  readonly containerId: string;
  readonly netns: string;
  readonly ifName: string;
  readonly args: string;
  readonly path: string;
  readonly stdin: JsonObject;
}

export interface World {
  readonly dir: string;
  readonly configDir: string;
  readonly pluginDir: string;
  readonly ledger: Ledger;
  readonly network: Network;
  /** Namespace files that "exist". */
  readonly namespaces: Set<string>;
  readonly warnings: JsonObject[];
  readonly writeConfig: (name: string, content: JsonObject | string) => string;
  /**
   * A plugin that notes its call and then runs a piece of sh, by command; `$config` is its stdin. Default: ADD prints a
   * result with the next address, the others succeed.
   */
  readonly writePlugin: (type: string, commands?: Partial<Record<string, string>>) => void;
  /** A second driver over the same ledger and directories: the daemon after a restart. */
  readonly restarted: (changes?: Partial<NetworkOptions>) => Network;
  readonly calls: () => readonly PluginCallSeen[];
  /** `ADD one`, `DEL two` … in the order of the calls. */
  readonly order: () => readonly string[];
  readonly destroy: () => void;
}

export const world = (changes: Partial<NetworkOptions> = {}): World => {
  const dir = mkdtempSync(join(tmpdir(), 'trp-network-'));
  const at = (name: string) => {
    mkdirSync(join(dir, name), { recursive: true });
    return join(dir, name);
  };
  const configDir = at('net.d');
  const pluginDir = at('bin');
  const callDir = at('calls');
  const store = openStore(join(dir, 'store.db'));
  const namespaces = new Set<string>(['/netns/a', '/netns/b']);
  const warnings: JsonObject[] = [];
  const options: NetworkOptions = {
    ledger: store.ledger,
    runTool,
    native: {
      pinNamespaces: async () => {},
      unpinNamespace: async () => {},
      isNamespaceFile: async (path) => namespaces.has(path),
      openProcess,
    },
    configDir,
    pluginDirs: [pluginDir],
    netnsDir: join(dir, 'netns'),
    stateDir: join(dir, 'state'),
    warn: (message, facts) => warnings.push({ message, ...facts }),
    ...changes,
  };
  const calls = (): readonly PluginCallSeen[] =>
    readdirSync(callDir)
      .filter((name) => name.endsWith('.env'))
      .sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))
      .map((name) => {
        const [plugin = '', command = '', containerId = '', netns = '', ifName = '', args = '', path = ''] =
          readFileSync(join(callDir, name), 'utf8').split('\n');
        const stdin = JSON.parse(readFileSync(join(callDir, name.replace('.env', '.json')), 'utf8')) as JsonObject;
        return { plugin, command, containerId, netns, ifName, args, path, stdin };
      });
  return {
    dir,
    configDir,
    pluginDir,
    ledger: store.ledger,
    network: network(options),
    namespaces,
    warnings,
    writeConfig: (name, content) => {
      mkdirSync(configDir, { recursive: true });
      writeFileSync(join(configDir, name), typeof content === 'string' ? content : JSON.stringify(content));
      return join(configDir, name);
    },
    writePlugin: (type, commands = {}) => {
      const cases = { ...defaults, ...commands };
      const script = `#!/bin/sh
config=$(cat)
calls='${callDir}'
number=1
while ! mkdir "$calls/$number.lock" 2>/dev/null; do number=$((number + 1)); done
printf '%s' "$config" > "$calls/$number.json"
printf '%s\\n' '${type}' "$CNI_COMMAND" "$CNI_CONTAINERID" "$CNI_NETNS" "$CNI_IFNAME" "$CNI_ARGS" "$CNI_PATH" > "$calls/$number.env"
case "$CNI_COMMAND" in
${Object.entries(cases)
  .map(([command, body]) => `${command})\n${body}\n;;`)
  .join('\n')}
esac
`;
      writeFileSync(join(pluginDir, type), script);
      chmodSync(join(pluginDir, type), 0o755);
    },
    restarted: (more = {}) => network({ ...options, ...more }),
    calls,
    order: () => calls().map(({ command, plugin }) => `${command} ${plugin}`),
    destroy: () => {
      store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

const defaults: Readonly<Record<string, string>> = {
  ADD: `printf '%s' '${JSON.stringify(resultWith('10.88.0.7/24'))}'`,
};

/** A plugin's result with addresses for the sandbox. */
export function resultWith(...addresses: readonly string[]): JsonObject {
  return {
    cniVersion: '1.0.0',
    interfaces: [{ name: 'veth1' }, { name: 'eth0', sandbox: '/netns/a' }],
    ips: addresses.map((address) => ({ address, interface: 1 })),
  };
}

/** sh that prints a CNI error and exits. */
export const fails = (code: number, msg: string): string =>
  `printf '%s' '${JSON.stringify({ cniVersion: '1.0.0', code, msg, details: 'no more' })}'; exit 1`;

/** sh that fails the first `times` calls of a command. */
export const failsFirst = (times: number, dir: string): string => {
  const marks = Array.from({ length: times }, (_, index) => `mkdir "${dir}/failed-${index}" 2>/dev/null`);
  return `if ${marks.join(' || ')}; then ${fails(11, 'try again later')}; fi`;
};

export const list = (name: string, types: readonly string[], more: JsonObject = {}): JsonObject => ({
  cniVersion: '1.0.0',
  name,
  plugins: types.map((type) => ({ type })),
  ...more,
});

export const sandbox = (changes: Partial<SandboxConfig> = {}): SandboxConfig => ({
  metadata: { name: 'web', namespace: 'default', uid: 'u-1', attempt: 0 },
  hostname: 'web',
  logDirectory: '',
  dnsConfig: undefined,
  portMappings: [],
  labels: {},
  annotations: {},
  linux: undefined,
  windows: undefined,
  ...changes,
});

export const attachInput = (changes: Partial<SandboxConfig> = {}): AttachInput => ({
  sandboxId: 'a1',
  netnsPath: '/netns/a',
  config: sandbox(changes),
});

export const never = new AbortController().signal;

/** The failure that a promise ends with, as plain data. */
export const failureFrom = async (promise: Promise<unknown>): Promise<{ code: string; details: JsonObject }> => {
  try {
    await promise;
  } catch (error) {
    const { code, details } = error as { code: string; details: JsonObject };
    return { code, details };
  }
  throw new Error('it did not fail');
};
