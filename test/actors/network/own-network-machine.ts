/** Run by own-network.real.test.ts in a network namespace of its own: argv is the scene and a directory. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { network } from '../../../src/actors/network/network.ts';
import { ownNetwork } from '../../../src/actors/network/own-network.ts';
import { runTool } from '../../../src/actors/tool.ts';
import * as native from '../../../src/native.ts';
import { openStore } from '../../../src/store/store.ts';
import { never, sandbox } from './world.ts';

const [, , scene = '', dir = ''] = process.argv;
const bridge = 'trp0';
const own = ownNetwork({
  name: 'troupe-demo',
  bridge,
  dir: join(dir, 'own'),
  runTool,
  searchPath: '/usr/sbin:/usr/bin:/sbin:/bin',
});
const tool = (...args: string[]) => execFileSync(args[0] ?? '', args.slice(1), { encoding: 'utf8' });
const rules = () =>
  tool('iptables', '-t', 'nat', '-S')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('-P'));
const ipForward = () => readFileSync('/proc/sys/net/ipv4/ip_forward', 'utf8').trim();
const hasBridge = () => tool('ip', '-br', 'link').includes(`${bridge} `);
const namesIn = (path: string) => (existsSync(path) ? readdirSync(path) : []);
const during = () => ({
  ipForward: ipForward(),
  leases: namesIn(join(dir, 'own/leases/troupe-demo')).filter((name) => /^\d/.test(name)).length,
  masquerades: rules().filter((rule) => rule.includes('troupe-demo') && rule.endsWith('MASQUERADE')).length,
  hostPorts: rules().filter((rule) => rule.includes('CNI-HOSTPORT-DNAT') && rule.includes('troupe-demo')).length,
  bridge: hasBridge(),
});
const after = () => ({
  ipForward: ipForward(),
  rules: rules(),
  bridge: hasBridge(),
  leftInDir: namesIn(join(dir, 'own')),
});

/** One pod, with a host port. Returned: its end. */
const pod = async (configDir: string) => {
  const store = openStore(':memory:');
  const { services } = network({
    ledger: store.ledger,
    runTool,
    native,
    configDir,
    pluginDirs: ['/opt/cni/bin', '/usr/lib/cni'],
    netnsDir: join(dir, 'netns'),
    stateDir: join(dir, 'state'),
  });
  const sandboxId = 'a1';
  const { net = '' } = await services.pinNamespaces({ sandboxId, kinds: ['net'], hostname: '', sysctls: {} }, never);
  const portMappings = [{ protocol: 0, containerPort: 80, hostPort: 8080, hostIp: '' }] as const;
  await services.attachNetwork(
    { sandboxId, netnsPath: net, config: sandbox({ portMappings: [...portMappings] }) },
    never,
  );
  return async () => {
    await services.detachNetwork({ sandboxId }, never);
    await services.unpinNamespaces({ sandboxId }, never);
    store.close();
  };
};

const scenes: Readonly<Record<string, () => Promise<object>>> = {
  life: async () => {
    const opened = await own.open();
    const end = await pod(opened.configDir);
    const then = during();
    await end();
    await own.close();
    return { opened, during: then, after: after() };
  },
  neighbour: async () => {
    tool('iptables', '-t', 'nat', '-N', 'CNI-HOSTPORT-DNAT');
    tool('iptables', '-t', 'nat', '-A', 'CNI-HOSTPORT-DNAT', '-p', 'tcp', '-j', 'RETURN');
    await own.open();
    await own.close();
    return { after: after() };
  },
  again: async () => {
    const first = await own.open();
    const end = await pod(first.configDir);
    const second = await own.open();
    const then = during();
    await end();
    await own.close();
    await own.close();
    return { subnets: [first.subnet, second.subnet], during: then, after: after() };
  },
};

writeFileSync('/proc/sys/net/ipv4/ip_forward', '0');
tool('ip', 'link', 'add', 'up0', 'type', 'veth', 'peer', 'name', 'up1');
tool('ip', 'addr', 'add', '10.241.0.9/24', 'dev', 'up0');
tool('ip', 'link', 'set', 'up0', 'up');
console.log(JSON.stringify(await scenes[scene]?.()));
