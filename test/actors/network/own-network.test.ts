import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasSharedChains, masquerading, removal, sharedRemoval } from '../../../src/actors/network/nat-rules.ts';
import { ownNetwork } from '../../../src/actors/network/own-network.ts';
import { freeSubnet, overlaps, parseSubnet, routedSubnets } from '../../../src/actors/network/subnets.ts';
import { failureFrom } from './world.ts';

const listing = `-P POSTROUTING ACCEPT
-N CNI-DN-aaaa
-N CNI-DN-bbbb
-N CNI-HOSTPORT-DNAT
-N CNI-HOSTPORT-MASQ
-N CNI-HOSTPORT-SETMARK
-N CNI-cccc
-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
-A POSTROUTING -s 10.9.0.2/32 -m comment --comment "name: \\"mine\\" id: \\"1\\"" -j CNI-cccc
-A POSTROUTING -m comment --comment "CNI portfwd requiring masquerade" -j CNI-HOSTPORT-MASQ
-A POSTROUTING -s 10.9.0.0/24 ! -d 10.9.0.0/24 -m comment --comment "name: \\"mine\\"" -j MASQUERADE
-A CNI-DN-aaaa -p tcp -j DNAT --to-destination 10.9.0.2:80
-A CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"mine\\" id: \\"1\\"" -m multiport --dports 80 -j CNI-DN-aaaa
-A CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"mine2\\" id: \\"2\\"" -m multiport --dports 81 -j CNI-DN-bbbb
-A CNI-HOSTPORT-MASQ -m mark --mark 0x2000/0x2000 -j MASQUERADE
-A CNI-cccc ! -d 224.0.0.0/4 -m comment --comment "name: \\"mine\\" id: \\"1\\"" -j MASQUERADE
`;

test('removal takes the network’s rules and chains, nobody else’s', () => {
  expect(removal(listing, 'mine')?.split('\n')).toEqual([
    '*nat',
    '-D POSTROUTING -s 10.9.0.2/32 -m comment --comment "name: \\"mine\\" id: \\"1\\"" -j CNI-cccc',
    '-D POSTROUTING -s 10.9.0.0/24 ! -d 10.9.0.0/24 -m comment --comment "name: \\"mine\\"" -j MASQUERADE',
    '-D CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"mine\\" id: \\"1\\"" -m multiport --dports 80 -j CNI-DN-aaaa',
    '-F CNI-cccc',
    '-F CNI-DN-aaaa',
    '-X CNI-cccc',
    '-X CNI-DN-aaaa',
    'COMMIT',
    '',
  ]);
  expect(removal(listing, 'stranger')).toBeUndefined();
});

test('shared chains stay while somebody has a host port', () => {
  expect(hasSharedChains(listing)).toBe(true);
  expect(sharedRemoval(listing)).toBeUndefined();
  const without = listing.replaceAll(/^-A CNI-HOSTPORT-DNAT.*\n/gm, '');
  expect(sharedRemoval(without)?.split('\n')).toEqual([
    '*nat',
    '-D PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT',
    '-D POSTROUTING -m comment --comment "CNI portfwd requiring masquerade" -j CNI-HOSTPORT-MASQ',
    '-F CNI-HOSTPORT-SETMARK',
    '-F CNI-HOSTPORT-MASQ',
    '-X CNI-HOSTPORT-DNAT',
    '-X CNI-HOSTPORT-SETMARK',
    '-X CNI-HOSTPORT-MASQ',
    'COMMIT',
    '',
  ]);
  expect(sharedRemoval('-P POSTROUTING ACCEPT\n')).toBeUndefined();
});

test('masquerading: there already → nothing; for another subnet → replaced', () => {
  expect(masquerading(listing, 'mine', '10.9.0.0/24')).toBeUndefined();
  expect(masquerading(listing, 'mine', '10.8.0.0/24')?.split('\n')).toEqual([
    '*nat',
    '-D POSTROUTING -s 10.9.0.0/24 ! -d 10.9.0.0/24 -m comment --comment "name: \\"mine\\"" -j MASQUERADE',
    '-A POSTROUTING -s 10.8.0.0/24 ! -d 10.8.0.0/24 -m comment --comment "name: \\"mine\\"" -j MASQUERADE',
    'COMMIT',
    '',
  ]);
});

const routes = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
vpn0\t0000F10A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
trp0\t00001EAC\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
`;

test('the free subnet overlaps with no route of the machine; our own bridge’s does not count', () => {
  expect(freeSubnet(routedSubnets(routes, 'trp0'))).toBe('172.30.0.0/24');
  expect(freeSubnet(routedSubnets(routes, 'other'))).toBe('172.30.1.0/24');
  expect(freeSubnet([])).toBe('10.241.0.0/24');
  const private8 = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].flatMap((text) => parseSubnet(text) ?? []);
  expect(freeSubnet(private8)).toBeUndefined();
});

test('subnets overlap when one holds the other', () => {
  const [wide, narrow, other] = ['10.0.0.0/8', '10.241.3.0/24', '11.0.0.0/8'].map((text) => parseSubnet(text));
  if (!wide || !narrow || !other) throw new Error('not subnets');
  expect([overlaps(wide, narrow), overlaps(narrow, wide), overlaps(other, narrow)]).toEqual([true, true, false]);
  expect(['10.0.0/8', '256.0.0.0/8', '10.0.0.0/33', 'fd00::/8', ''].map(parseSubnet)).toEqual(Array(5).fill(undefined));
});

test('without iptables and ip: a configuration without host ports; a bridge that is not there needs no tool', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'trp-network-own-'));
  const own = ownNetwork({
    name: 'troupe-demo',
    bridge: 'trp-netnone',
    dir: join(dir, 'own'),
    runTool: () => Promise.reject(new Error('nothing is to be run')),
    searchPath: '/nonexistent',
  });
  const { configDir } = await own.open();
  const { plugins } = JSON.parse(readFileSync(join(configDir, '10-troupe-demo.conflist'), 'utf8'));
  expect(plugins.map(({ type }: { type: string }) => type)).toEqual(['bridge']);
  await own.close();
  rmSync(dir, { recursive: true });
});

test.each([
  { name: 'a"b' },
  { name: '../x' },
  { bridge: 'a-name-that-is-too-long' },
  { bridge: '../br' },
  { subnet: '10.0.0.0/31' },
  { subnet: 'everywhere' },
])('%j → NetworkConfigInvalid', async (changes) => {
  const fine = { name: 'troupe-demo', bridge: 'trp-netnone', dir: '/nonexistent', searchPath: '/nonexistent' };
  const own = ownNetwork({ ...fine, runTool: () => Promise.reject(new Error('no')), ...changes });
  expect(await failureFrom(own.open())).toMatchObject({ code: 'NetworkConfigInvalid' });
});
