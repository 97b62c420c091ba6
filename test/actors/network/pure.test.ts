import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bandwidthOf, quantityOf } from '../../../src/actors/network/bandwidth.ts';
import { addressesOf, chooseIps, parseResult, resultAs } from '../../../src/actors/network/cni-result.ts';
import { isCniVersion } from '../../../src/actors/network/cni-version.ts';
import { parseNetworkList } from '../../../src/actors/network/network-list.ts';
import { slots } from '../../../src/actors/network/slots.ts';
import { sysctlsFor } from '../../../src/actors/network/sysctls.ts';
import { FailureError } from '../../../src/machines/failure.ts';

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof FailureError ? error.code : `not a failure: ${error}`;
  }
  return 'none';
};

describe('network lists', () => {
  const list = (more: object) => JSON.stringify({ name: 'net', plugins: [{ type: 'one' }], ...more });

  test('a single plugin becomes a list of one', () => {
    expect(parseNetworkList('{"cniVersion":"0.3.1","name":"net","type":"one","x":1}', false)).toMatchObject({
      name: 'net',
      cniVersion: '0.3.1',
      plugins: [{ type: 'one', x: 1 }],
    });
  });
  test.each([
    [{ cniVersion: '0.4.0' }, '0.4.0'],
    [{}, '0.1.0'],
    [{ cniVersion: '0.3.1', cniVersions: ['1.0.0', '0.4.0'] }, '1.0.0'],
    [{ cniVersion: '9.9.9', cniVersions: ['1.1.0', '2.0.0'] }, '1.1.0'],
  ])('%j → version %s', (more, version) => {
    expect(parseNetworkList(list(more), true).cniVersion).toBe(version);
  });
  test.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['no name', '{"plugins":[{"type":"a"}]}'],
    ['a name that is a path', list({ name: 'a/b' })],
    ['no plugins', list({ plugins: [] })],
    ['plugins that are none', list({ plugins: {} })],
    ['a plugin without type', list({ plugins: [{}] })],
    ['a type that is a path', list({ plugins: [{ type: '../sh' }] })],
    ['a type of dots', list({ plugins: [{ type: '..' }] })],
    ['a version from the future only', list({ cniVersion: '2.0.0' })],
    ['a version that is a number', list({ cniVersion: 1 })],
    ['a flag that is none', list({ disableCheck: 'perhaps' })],
  ])('%s → NetworkConfigInvalid', (_what, text) => {
    expect(codeOf(() => parseNetworkList(text, true))).toBe('NetworkConfigInvalid');
  });
  test('any text → a list or NetworkConfigInvalid', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.boolean(), (text, isList) => {
        expect(['none', 'NetworkConfigInvalid']).toContain(codeOf(() => parseNetworkList(text, isList)));
      }),
    );
  });
});

describe('results', () => {
  const modern = {
    cniVersion: '1.0.0',
    interfaces: [{ name: 'br0' }, { name: 'eth0', sandbox: '/netns/a' }],
    ips: [
      { address: '10.0.0.1/24', interface: 0 },
      { address: 'fd00::5/64', interface: 1 },
      { address: '10.0.0.5/24', gateway: '10.0.0.1', interface: 1 },
    ],
    routes: [{ dst: '0.0.0.0/0' }, { dst: '::/0' }],
  };
  test('addresses of the host side are not the pod’s', () => {
    expect(addressesOf(modern)).toEqual(['fd00::5', '10.0.0.5']);
  });
  test('1.0.0 → 0.4.0 adds the family, and back it goes', () => {
    const older = resultAs(modern, '0.4.0');
    expect(older.ips).toMatchObject([{ version: '4' }, { version: '6' }, { version: '4' }]);
    expect(resultAs(older, '1.0.0')).toEqual(modern);
  });
  test('0.2.0 → addresses', () => {
    const ancient = '{"ip4":{"ip":"10.0.0.5/24","routes":[{"dst":"0.0.0.0/0"}]},"ip6":{"ip":"fd00::5/64"}}';
    const result = parseResult(ancient, '0.2.0') ?? {};
    expect(addressesOf(result)).toEqual(['10.0.0.5', 'fd00::5']);
    expect(resultAs(result, '1.0.0')).toEqual({
      cniVersion: '1.0.0',
      ips: [{ address: '10.0.0.5/24' }, { address: 'fd00::5/64' }],
      routes: [{ dst: '0.0.0.0/0' }],
    });
  });
  test.each([
    ['ipv4', { ip: '10.0.0.5', additionalIps: ['fd00::5'] }],
    ['ipv6', { ip: 'fd00::5', additionalIps: ['10.0.0.5'] }],
    ['cni', { ip: 'fd00::5', additionalIps: ['10.0.0.5'] }],
  ] as const)('preference %s', (preference, expected) => {
    expect(chooseIps(['fd00::5', '10.0.0.5'], preference)).toEqual(expected);
  });
  test('preferred family is absent → the first there is; none at all → undefined', () => {
    expect(chooseIps(['fd00::5'], 'ipv4')).toEqual({ ip: 'fd00::5', additionalIps: [] });
    expect(chooseIps([], 'ipv4')).toBeUndefined();
  });
  test('any JSON → a result or undefined, addresses without failing', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const result = parseResult(text, '1.0.0');
        if (result !== undefined) addressesOf(result);
      }),
    );
  });
  test('versions are those of the specification', () => {
    expect([isCniVersion('1.1.0'), isCniVersion('1.2.0')]).toEqual([true, false]);
  });
});

describe('bandwidth', () => {
  test.each([
    ['1k', 1000],
    ['10M', 10_000_000],
    ['1.5Gi', 1_610_612_736],
    ['2e6', 2_000_000],
    ['1E3', 1000],
    ['1500000m', 1500],
    ['1P', 1e15],
    ['1000', 1000],
  ])('%s → %d', (text, rate) => expect(quantityOf(text)).toBe(rate));
  test.each(['', 'M', '1MB', '-1M', '1 M', '0x10', '1e999', '10m10'])('%s is no quantity', (text) => {
    expect(quantityOf(text)).toBeUndefined();
  });
  test.each(['999', '2P', '1E', 'fast', ''])('a limit of %s → RequestInvalid', (text) => {
    expect(codeOf(() => bandwidthOf({ 'kubernetes.io/egress-bandwidth': text }))).toBe('RequestInvalid');
  });
  test('no annotation → none', () => expect(bandwidthOf({})).toBeUndefined());
});

describe('sysctls', () => {
  const defaults = { hasUnprivilegedPorts: true, hasUnprivilegedPing: true };
  test('own network namespace → our defaults, unless the pod says otherwise', () => {
    expect(sysctlsFor({ 'net.ipv4.ip_unprivileged_port_start': '1024' }, { kinds: ['net'], defaults })).toEqual({
      'net.ipv4.ip_unprivileged_port_start': '1024',
      'net.ipv4.ping_group_range': '0 2147483647',
    });
  });
  test('the other spelling of a name overrides too; a part with a dot keeps slashes', () => {
    expect(sysctlsFor({ 'net/ipv4/ping_group_range': '1 0' }, { kinds: ['net'], defaults })).toMatchObject({
      'net.ipv4.ping_group_range': '1 0',
    });
    expect(sysctlsFor({ 'net/ipv4/conf/eth0.1/forwarding': '1' }, { kinds: ['net'], defaults })).toMatchObject({
      'net/ipv4/conf/eth0.1/forwarding': '1',
    });
  });
  test('a user namespace → its groups, as the node has them, also for what the pod says', () => {
    const scene = { kinds: ['net'], gids: { containerId: 0, hostId: 100_000, length: 65_536 }, defaults } as const;
    const name = 'net.ipv4.ping_group_range';
    const written = (value?: string) => sysctlsFor(value === undefined ? {} : { [name]: value }, scene)[name];
    expect(written()).toBe('100000 165535');
    expect(written('0 0')).toBe('100000 100000');
    expect(written(' 7\t65535 ')).toBe('100007 165535');
    expect(written('1 0')).toBe('1 0');
    for (const bad of ['0 65536', '0', 'x 1', '0 2147483647', ''])
      expect(codeOf(() => written(bad))).toBe('RequestInvalid');
  });
  test('host network → no defaults', () => expect(sysctlsFor({}, { kinds: ['ipc', 'uts'], defaults })).toEqual({}));
  test.each([
    ['net.core.somaxconn', ['ipc']],
    ['kernel.shm_rmid_forced', ['net']],
    ['kernel.hostname', ['uts']],
    ['kernel.panic', ['net', 'ipc', 'uts']],
    ['vm.swappiness', ['net', 'ipc', 'uts']],
    ['net/../vm/swappiness', ['net']],
    ['net..core', ['net']],
    ['net.ipv4.conf.../../../vm/swappiness', ['net']],
    ['net', ['net']],
    ['', ['net']],
    ['/net/core/somaxconn', ['net']],
    ['net.core.some thing', ['net']],
  ] as const)('%s with own %j → RequestInvalid', (name, kinds) => {
    expect(codeOf(() => sysctlsFor({ [name]: '1' }, { kinds, defaults }))).toBe('RequestInvalid');
  });
  test('a value with a line end → RequestInvalid', () => {
    expect(codeOf(() => sysctlsFor({ 'net.core.somaxconn': '1\n2' }, { kinds: ['net'], defaults }))).toBe(
      'RequestInvalid',
    );
  });
});

describe('slots', () => {
  test('as many as there are run, the others in order; one that takes long gives its slot on', async () => {
    const inSlot = slots(1, 20);
    const began: string[] = [];
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const work = (name: string, gate: Promise<void> | undefined) =>
      inSlot(async () => {
        began.push(name);
        await gate;
      });
    const hung = work('hung', gates[0]?.promise);
    const next = work('next', gates[1]?.promise);
    expect(began).toEqual(['hung']);
    gates[1]?.resolve();
    await next;
    await work('third', undefined);
    expect(began).toEqual(['hung', 'next', 'third']);
    gates[0]?.resolve();
    await hung;
    await work('fourth', undefined);
  });

  test('work that fails gives its slot on', async () => {
    const inSlot = slots(1, 60_000);
    await expect(inSlot(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await inSlot(async () => 'yes')).toBe('yes');
  });
});
