/** A machine with real plugins, a bridge of the tests' own, and namespaces of pods: what needs root. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Network, type NetworkOptions, network } from '../../../src/actors/network/network.ts';
import { ownNetwork } from '../../../src/actors/network/own-network.ts';
import { runTool } from '../../../src/actors/tool.ts';
import * as native from '../../../src/native.ts';
import { openStore } from '../../../src/store/store.ts';
import type { NetworkWorld } from '../../contracts/network.ts';

const pluginDirs = ['/opt/cni/bin', '/usr/lib/cni'];
const searchPath = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Why the real tests cannot run; undefined: they can. Where CI promises them, that is an error. */
export const obstacle = (): string | undefined => {
  const programs = ['bridge', 'host-local', 'portmap'].map((type) => pluginDirs.map((dir) => join(dir, type)));
  const missing =
    process.getuid?.() !== 0
      ? 'not root'
      : !programs.every((paths) => paths.some(existsSync))
        ? 'no CNI plugins'
        : undefined;
  if (missing !== undefined && process.env.CI === 'true')
    throw new Error(`real tests of networks cannot run: ${missing}`);
  return missing;
};

export interface RealNetworkWorld extends NetworkWorld {
  readonly network: () => Network;
  readonly subnet: string;
  readonly leases: () => readonly string[];
  /** What is on the machine with our name: links on the bridge, rules. */
  readonly traces: () => readonly string[];
}

/** @param tag tells worlds apart: at most 6 letters, part of the bridge's name. */
export const realWorld = async (tag: string, changes: Partial<NetworkOptions> = {}): Promise<RealNetworkWorld> => {
  const dir = mkdtempSync(join(tmpdir(), `trp-network-${tag}-`));
  const name = `trp-network-${tag}`;
  const bridge = `trp-net${tag}`;
  const own = ownNetwork({ name, bridge, dir: join(dir, 'own'), runTool, searchPath });
  const { configDir, subnet } = await own.open();
  const store = openStore(join(dir, 'store.db'));
  const open = () =>
    network({
      ledger: store.ledger,
      runTool,
      native,
      configDir,
      pluginDirs,
      netnsDir: join(dir, 'netns'),
      stateDir: join(dir, 'state'),
      ...changes,
    });
  let current = open();
  const pinsOf = (sandboxId: string) => {
    const pins = store.ledger.find({ ownerId: sandboxId, effect: 'pins' })?.details.pins ?? {};
    return Object.values(pins as Record<string, string>);
  };
  const leases = () => {
    const leaseDir = join(dir, 'own/leases', name);
    return existsSync(leaseDir) ? readdirSync(leaseDir).filter((file) => /^\d/.test(file)) : [];
  };
  const traces = () => {
    const rules = execFileSync('iptables', ['-w', '-t', 'nat', '-S'], { encoding: 'utf8' }).split('\n');
    const links = existsSync(`/sys/class/net/${bridge}/brif`) ? readdirSync(`/sys/class/net/${bridge}/brif`) : [];
    return [
      ...rules.filter((rule) => rule.includes(name)),
      ...links,
      ...(existsSync(`/sys/class/net/${bridge}`) ? [bridge] : []),
    ];
  };
  return {
    network: () => current,
    subnet,
    driver: () => current.services,
    ledger: store.ledger,
    sandboxId: () => randomBytes(32).toString('hex'),
    restart: () => {
      current = open();
    },
    reboot: async (sandboxId) => {
      for (const pin of pinsOf(sandboxId)) {
        await native.unpinNamespace(pin);
        writeFileSync(pin, '');
      }
    },
    leases,
    traces,
    close: async () => {
      const { ledger } = store;
      const left = [...ledger.all().map(({ ownerId, effect }) => `${effect} of ${ownerId}`), ...leases()];
      const never = new AbortController().signal;
      for (const { ownerId: sandboxId } of ledger.all()) {
        await current.services.detachNetwork({ sandboxId }, never);
        await current.services.unpinNamespaces({ sandboxId }, never);
      }
      store.close();
      await own.close();
      const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
      left.push(...mounts.filter((line) => line.includes(dir)), ...traces());
      left.push(...namesIn(join(dir, 'netns')), ...namesIn(join(dir, 'state/pins')));
      rmSync(dir, { recursive: true, force: true });
      if (left.length > 0) throw new Error(`left behind: ${left.join('\n')}`);
    },
  };
};

const namesIn = (dir: string): readonly string[] => (existsSync(dir) ? readdirSync(dir) : []);
