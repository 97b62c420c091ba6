import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attachInput, fails, failsFirst, failureFrom, list, never, resultWith, type World, world } from './world.ts';

let w: World;
beforeEach(() => {
  w = world();
});
afterEach(() => w.destroy());

const attach = (changes = {}) => w.network.services.attachNetwork(attachInput(changes), never);
const detach = (sandboxId = 'a1') => w.network.services.detachNetwork({ sandboxId }, never);
const twoPlugins = () => {
  w.writeConfig('10-net.conflist', list('net', ['one', 'two']));
  w.writePlugin('one');
  w.writePlugin('two');
};

describe('attach', () => {
  test('two plugins: ADD in order, each with the one before’s result; the last result has the address', async () => {
    twoPlugins();
    w.writePlugin('two', { ADD: `printf '%s' '${JSON.stringify(resultWith('fd00::7/64', '10.88.0.9/24'))}'` });
    const attached = await attach();
    expect(attached).toEqual({
      ip: '10.88.0.9',
      additionalIps: ['fd00::7'],
      result: resultWith('fd00::7/64', '10.88.0.9/24'),
    });
    expect(w.order()).toEqual(['ADD one', 'ADD two']);
    const [one, two] = w.calls();
    expect(one).toEqual({
      plugin: 'one',
      command: 'ADD',
      containerId: 'a1',
      netns: '/netns/a',
      ifName: 'eth0',
      args: 'IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=web;K8S_POD_INFRA_CONTAINER_ID=a1;K8S_POD_UID=u-1',
      path: w.pluginDir,
      stdin: { type: 'one', name: 'net', cniVersion: '1.0.0' },
    });
    expect(two?.stdin).toEqual({
      type: 'two',
      name: 'net',
      cniVersion: '1.0.0',
      prevResult: resultWith('10.88.0.7/24'),
    });
  });

  test('the intent is in the ledger before the first ADD, with all that DEL needs', async () => {
    twoPlugins();
    const seen: unknown[] = [];
    const { intend } = w.ledger;
    const noting: typeof intend = (entry) => {
      seen.push([entry.details, w.order()]);
      intend(entry);
    };
    const watched = w.restarted({ ledger: { ...w.ledger, intend: noting } });
    await watched.services.attachNetwork(attachInput(), never);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject([
      {
        attachments: [
          { containerId: 'a1', ifName: 'eth0', netnsPath: '/netns/a', attempted: 2, list: { name: 'net' } },
        ],
      },
      [],
    ]);
    expect(w.ledger.find({ ownerId: 'a1', effect: 'network' })).toMatchObject({
      isDone: true,
      result: { eth0: resultWith('10.88.0.7/24') },
    });
  });

  test('no configuration → NetworkNotReady, nothing owed', async () => {
    expect(await failureFrom(attach())).toEqual({ code: 'NetworkNotReady', details: {} });
    expect(w.ledger.all()).toEqual([]);
  });

  test('a listed plugin has no program → ToolMissing before anything runs', async () => {
    twoPlugins();
    rmSync(join(w.pluginDir, 'two'));
    expect(await failureFrom(attach())).toMatchObject({ code: 'ToolMissing', details: { tool: 'two' } });
    expect(w.calls()).toEqual([]);
    expect(w.ledger.all()).toEqual([]);
  });

  test.each([
    ['a separator', { name: 'web;K8S_POD_NAMESPACE=kube-system' }],
    ['an equals sign', { name: 'web=1' }],
    ['a line end', { namespace: 'a\nb' }],
    ['a NUL', { uid: 'a\0b' }],
    ['no ASCII', { name: 'wéb' }],
    ['far too long', { name: 'a'.repeat(5000) }],
  ])('metadata with %s → RequestInvalid before anything runs', async (_what, metadata) => {
    twoPlugins();
    const full = { name: 'web', namespace: 'default', uid: 'u', attempt: 0, ...metadata };
    expect(await failureFrom(attach({ metadata: full }))).toMatchObject({ code: 'RequestInvalid' });
    expect(w.calls()).toEqual([]);
    expect(w.ledger.all()).toEqual([]);
  });

  test('a sandbox id that is a path → RequestInvalid', async () => {
    twoPlugins();
    const input = { ...attachInput(), sandboxId: '../../etc/passwd' };
    expect(await failureFrom(w.network.services.attachNetwork(input, never))).toMatchObject({ code: 'RequestInvalid' });
  });

  test('capabilities: each plugin gets just those that it declares', async () => {
    w.writeConfig('10-net.conflist', {
      ...list('net', []),
      plugins: [
        { type: 'one', capabilities: { dns: true, bandwidth: false }, keep: { me: [1] } },
        {
          type: 'two',
          capabilities: { portMappings: true, bandwidth: true, 'io.kubernetes.cri.pod-annotations': true },
        },
      ],
    });
    w.writePlugin('one');
    w.writePlugin('two');
    const annotations = { 'kubernetes.io/ingress-bandwidth': '10M' };
    await attach({
      annotations,
      dnsConfig: { servers: ['10.0.0.10'], searches: ['svc'], options: ['ndots:5'] },
      portMappings: [
        { protocol: 1, containerPort: 53, hostPort: 5353, hostIp: '127.0.0.1' },
        { protocol: 0, containerPort: 80, hostPort: 0, hostIp: '' },
      ],
    });
    const [one, two] = w.calls();
    expect(one?.stdin).toMatchObject({
      keep: { me: [1] },
      runtimeConfig: { dns: { servers: ['10.0.0.10'], searches: ['svc'], options: ['ndots:5'] } },
    });
    expect(one?.stdin).not.toHaveProperty('capabilities');
    expect(two?.stdin.runtimeConfig).toEqual({
      portMappings: [{ hostPort: 5353, containerPort: 53, protocol: 'udp', hostIP: '127.0.0.1' }],
      bandwidth: { ingressRate: 10_000_000, ingressBurst: 4_294_967_295 },
      'io.kubernetes.cri.pod-annotations': annotations,
    });
  });

  test('two networks: eth0 and eth1; DEL in reverse order; the pod’s address is the first’s', async () => {
    w.writeConfig('10-a.conflist', list('a', ['one']));
    w.writeConfig('20-b.conflist', list('b', ['two']));
    w.writePlugin('one');
    w.writePlugin('two', { ADD: `printf '%s' '${JSON.stringify(resultWith('10.99.0.1/24'))}'` });
    const both = w.restarted({ maxNetworks: 0 });
    expect(await both.services.attachNetwork(attachInput(), never)).toMatchObject({
      ip: '10.88.0.7',
      additionalIps: [],
    });
    await both.services.detachNetwork({ sandboxId: 'a1' }, never);
    expect(w.calls().map(({ command, plugin, ifName }) => `${command} ${plugin} ${ifName}`)).toEqual([
      'ADD one eth0',
      'ADD two eth1',
      'DEL two eth1',
      'DEL one eth0',
    ]);
  });

  test('the second network fails → the first is undone too, with its result', async () => {
    w.writeConfig('10-a.conflist', list('a', ['one']));
    w.writeConfig('20-b.conflist', list('b', ['two']));
    w.writePlugin('one');
    w.writePlugin('two', { ADD: fails(100, 'full') });
    const both = w.restarted({ maxNetworks: 2 });
    await failureFrom(both.services.attachNetwork(attachInput(), never));
    expect(w.order()).toEqual(['ADD one', 'ADD two', 'DEL two', 'DEL one']);
    expect(w.calls().at(-1)?.stdin.prevResult).toEqual(resultWith('10.88.0.7/24'));
    expect(w.ledger.all()).toEqual([]);
  });
});

describe('odd plugins', () => {
  test('one that does not read its large configuration → its answer counts', async () => {
    w.writeConfig('10-net.conflist', { ...list('net', []), plugins: [{ type: 'deaf', filler: 'x'.repeat(900_000) }] });
    writeFileSync(join(w.pluginDir, 'deaf'), `#!/bin/sh\nprintf '%s' '${JSON.stringify(resultWith('10.88.0.7/24'))}'`, {
      mode: 0o755,
    });
    expect(await attach()).toMatchObject({ ip: '10.88.0.7' });
    await detach();
    expect(w.ledger.all()).toEqual([]);
  });

  test('one whose interpreter is missing → ToolMissing, it never ran, so nothing is owed', async () => {
    w.writeConfig('10-net.conflist', list('net', ['one', 'bad']));
    w.writePlugin('one');
    writeFileSync(join(w.pluginDir, 'bad'), '#!/nonexistent/shell\n', { mode: 0o755 });
    expect(await failureFrom(attach())).toMatchObject({ code: 'ToolMissing' });
    expect(w.order()).toEqual(['ADD one', 'DEL one']);
    expect(w.ledger.all()).toEqual([]);
  });

  test('one that moves to another directory between ADD and DEL → found there', async () => {
    w.writeConfig('10-net.conflist', list('net', ['one']));
    w.writePlugin('one');
    const other = join(w.dir, 'other');
    mkdirSync(other);
    const two = w.restarted({ pluginDirs: [other, w.pluginDir] });
    await two.services.attachNetwork(attachInput(), never);
    renameSync(join(w.pluginDir, 'one'), join(other, 'one'));
    await two.services.detachNetwork({ sandboxId: 'a1' }, never);
    expect(w.order()).toEqual(['ADD one', 'DEL one']);
  });
});

describe('ADD goes wrong', () => {
  test('a plugin answers an error → its words are told, DEL of just what ran, nothing owed', async () => {
    w.writeConfig('10-net.conflist', list('net', ['one', 'two', 'three']));
    w.writePlugin('one');
    w.writePlugin('two', { ADD: `echo oops >&2; ${fails(11, 'try again later')}` });
    w.writePlugin('three', { DEL: fails(1, 'never ran, must not be asked') });
    expect(await failureFrom(attach())).toEqual({
      code: 'NetworkPluginFailed',
      details: {
        network: 'net',
        plugin: 'two',
        command: 'ADD',
        exitCode: 1,
        code: 11,
        msg: 'try again later',
        details: 'no more',
        stderr: 'oops',
      },
    });
    expect(w.order()).toEqual(['ADD one', 'ADD two', 'DEL two', 'DEL one']);
    expect(w.ledger.all()).toEqual([]);
  });

  test.each([
    ['malformed JSON', 'printf "{"'],
    ['nothing', ':'],
    ['a list', 'printf "[]"'],
    ['another version than we know', `printf '%s' '{"cniVersion":"9.0.0"}'`],
    ['no address', `printf '%s' '{"cniVersion":"1.0.0","ips":[]}'`],
    ['an address that is none', `printf '%s' '{"cniVersion":"1.0.0","ips":[{"address":"pod/24"}]}'`],
    ['more than a megabyte', 'head -c 3000000 /dev/zero'],
  ])('success, but the answer is %s → NetworkPluginFailed, and DEL', async (_what, add) => {
    twoPlugins();
    w.writePlugin('two', { ADD: add });
    expect(await failureFrom(attach())).toMatchObject({ code: 'NetworkPluginFailed', details: { command: 'ADD' } });
    expect(w.order()).toEqual(['ADD one', 'ADD two', 'DEL two', 'DEL one']);
    expect(w.ledger.all()).toEqual([]);
  });

  test('killed after its work (reply lost) → DEL', async () => {
    twoPlugins();
    w.writePlugin('two', { ADD: 'kill -9 $$' });
    expect(await failureFrom(attach())).toMatchObject({ code: 'NetworkPluginFailed', details: { exitCode: 137 } });
    expect(w.order()).toEqual(['ADD one', 'ADD two', 'DEL two', 'DEL one']);
  });

  test('it hangs → killed with its children at the limit, DEL', async () => {
    twoPlugins();
    w.writePlugin('two', { ADD: `sleep 1000 & echo $! > ${w.dir}/child; wait` });
    const quick = w.restarted({ addLimitMs: 400 });
    expect(await failureFrom(quick.services.attachNetwork(attachInput(), never))).toMatchObject({
      code: 'ToolTimedOut',
      details: { tool: 'two' },
    });
    const child = readFileSync(join(w.dir, 'child'), 'utf8').trim();
    const stat = existsSync(`/proc/${child}/stat`) ? readFileSync(`/proc/${child}/stat`, 'utf8') : 'gone Z';
    expect(stat).toMatch(/ Z/); // ended; whether init has reaped it is not ours
    expect(w.order()).toEqual(['ADD one', 'ADD two', 'DEL two', 'DEL one']);
    expect(w.ledger.all()).toEqual([]);
  });

  test('the actor is stopped in the middle → killed, DEL all the same', async () => {
    twoPlugins();
    const stop = new AbortController();
    w.writePlugin('two', { ADD: `touch ${w.dir}/began; sleep 1000` });
    const attaching = failureFrom(w.network.services.attachNetwork(attachInput(), stop.signal));
    await untilExists(join(w.dir, 'began'));
    stop.abort();
    expect(await attaching).toMatchObject({ code: 'Cancelled' });
    expect(w.order()).toEqual(['ADD one', 'ADD two', 'DEL two', 'DEL one']);
    expect(w.ledger.all()).toEqual([]);
  });

  test('stopped before it began → nothing runs', async () => {
    twoPlugins();
    expect(await failureFrom(w.network.services.attachNetwork(attachInput(), AbortSignal.abort()))).toMatchObject({
      code: 'Cancelled',
    });
    expect(w.calls()).toEqual([]);
    expect(w.ledger.all()).toEqual([]);
  });

  test('DEL fails too → the first failure leads, the debt stays and can be paid', async () => {
    twoPlugins();
    w.writePlugin('two', { ADD: fails(100, 'no'), DEL: failsFirst(1, w.dir) });
    expect(await failureFrom(attach())).toMatchObject({
      code: 'NetworkPluginFailed',
      details: { command: 'ADD', undo: { code: 'NetworkPluginFailed', details: { command: 'DEL', code: 11 } } },
    });
    expect(w.network.debts()).toMatchObject([{ sandboxId: 'a1', networks: ['net'], tries: 1 }]);
    await detach();
    expect(w.order()).toEqual(['ADD one', 'ADD two', 'DEL two', 'DEL two', 'DEL one']);
    expect(w.ledger.all()).toEqual([]);
  });

  test('the daemon died in ADD: attach again → the old attempt is undone first, all of it', async () => {
    twoPlugins();
    await attach();
    const row = w.ledger.find({ ownerId: 'a1', effect: 'network' });
    w.ledger.undone({ ownerId: 'a1', effect: 'network' });
    if (row) w.ledger.intend(row); // as after a crash: intended, not done
    await w.restarted().services.attachNetwork(attachInput(), never);
    expect(w.order()).toEqual(['ADD one', 'ADD two', 'DEL two', 'DEL one', 'ADD one', 'ADD two']);
  });
});

describe('detach', () => {
  test('nothing is owed → fine', async () => {
    expect(await detach('stranger')).toEqual({});
  });

  test('reverse order, same arguments, the last result; a second time → nothing runs', async () => {
    twoPlugins();
    await attach();
    await detach();
    await detach();
    expect(w.order()).toEqual(['ADD one', 'ADD two', 'DEL two', 'DEL one']);
    const [, addTwo, delTwo, delOne] = w.calls();
    expect(delTwo).toMatchObject({ args: addTwo?.args, ifName: 'eth0', containerId: 'a1', netns: '/netns/a' });
    expect(delTwo?.stdin.prevResult).toEqual(resultWith('10.88.0.7/24'));
    expect(delOne?.stdin.prevResult).toEqual(resultWith('10.88.0.7/24'));
    expect(w.ledger.all()).toEqual([]);
  });

  test('configuration of 0.3.1 → no prevResult on DEL, result in its shape', async () => {
    w.writeConfig('10-net.conf', { cniVersion: '0.3.1', name: 'old', type: 'one' });
    w.writePlugin('one');
    const { ip, result } = await attach();
    expect([ip, result.cniVersion, result.ips]).toEqual([
      '10.88.0.7',
      '0.3.1',
      [{ version: '4', address: '10.88.0.7/24', interface: 1 }],
    ]);
    await detach();
    expect(w.calls().at(-1)?.stdin).toEqual({ cniVersion: '0.3.1', name: 'old', type: 'one' });
  });

  test('configuration changed, then gone, after ADD → DEL with the one that ADD had', async () => {
    twoPlugins();
    w.writeConfig('10-net.conflist', {
      ...list('net', ['one', 'two']),
      plugins: [{ type: 'one', v: 1 }, { type: 'two' }],
    });
    await attach();
    w.writeConfig('10-net.conflist', { ...list('other', ['two']) });
    rmSync(w.configDir, { recursive: true });
    await w.restarted().services.detachNetwork({ sandboxId: 'a1' }, never);
    expect(w.order()).toEqual(['ADD one', 'ADD two', 'DEL two', 'DEL one']);
    expect(w.calls().at(-1)?.stdin).toMatchObject({ name: 'net', v: 1 });
  });

  test('the namespace is gone → DEL with an empty CNI_NETNS', async () => {
    twoPlugins();
    await attach();
    w.namespaces.clear();
    await detach();
    expect(
      w
        .calls()
        .slice(2)
        .map(({ netns }) => netns),
    ).toEqual(['', '']);
  });

  test('a plugin’s program is missing → ToolMissing, the debt stays; it is back → paid', async () => {
    twoPlugins();
    await attach();
    rmSync(join(w.pluginDir, 'two'));
    expect(await failureFrom(detach())).toMatchObject({ code: 'ToolMissing' });
    expect(w.order()).toEqual(['ADD one', 'ADD two']);
    expect(w.network.debts()).toMatchObject([{ sandboxId: 'a1', tries: 1, failure: { code: 'ToolMissing' } }]);
    w.writePlugin('two');
    await detach();
    expect(w.order()).toEqual(['ADD one', 'ADD two', 'DEL two', 'DEL one']);
    expect(w.network.debts()).toEqual([]);
  });

  test('DEL fails three times → three failures, the result is still known at the fourth', async () => {
    twoPlugins();
    w.writePlugin('one', { DEL: failsFirst(3, w.dir) });
    await attach();
    for (const tries of [1, 2, 3]) {
      expect(await failureFrom(detach())).toMatchObject({ code: 'NetworkPluginFailed', details: { plugin: 'one' } });
      expect(w.network.debts()).toMatchObject([{ tries }]);
    }
    await w.restarted().services.detachNetwork({ sandboxId: 'a1' }, never);
    expect(w.calls().at(-1)).toMatchObject({ plugin: 'one', stdin: { prevResult: resultWith('10.88.0.7/24') } });
    expect(w.ledger.all()).toEqual([]);
  });

  test('DEL hangs → ToolTimedOut at the limit, the debt stays', async () => {
    twoPlugins();
    await attach();
    w.writePlugin('two', { DEL: 'sleep 1000' });
    const quick = w.restarted({ deleteLimitMs: 300 });
    const failure = await failureFrom(quick.services.detachNetwork({ sandboxId: 'a1' }, never));
    expect(failure).toMatchObject({ code: 'ToolTimedOut' });
    expect(quick.debts()).toHaveLength(1);
  });

  test('detach while ADD is under way → waits for it, then DEL; no ADD is left', async () => {
    twoPlugins();
    w.writePlugin('two', {
      ADD: `touch ${w.dir}/began; while [ ! -e ${w.dir}/go ]; do sleep 0.02; done; printf '%s' '${JSON.stringify(resultWith('10.88.0.7/24'))}'`,
    });
    const attaching = attach();
    await untilExists(join(w.dir, 'began'));
    const detaching = detach();
    writeFileSync(join(w.dir, 'go'), '');
    await Promise.all([attaching, detaching]);
    expect(w.order()).toEqual(['ADD one', 'ADD two', 'DEL two', 'DEL one']);
    expect(w.ledger.all()).toEqual([]);
  });

  test('a hung ADD of one pod does not hold up another’s DEL', async () => {
    twoPlugins();
    await attach();
    w.writePlugin('two', { ADD: `touch ${w.dir}/began; sleep 1000` });
    const stop = new AbortController();
    const other = failureFrom(w.network.services.attachNetwork({ ...attachInput(), sandboxId: 'b1' }, stop.signal));
    await untilExists(join(w.dir, 'began'));
    await detach();
    expect(w.ledger.of('a1')).toEqual([]);
    stop.abort();
    await other;
  });

  test('a record that cannot be read → RecordInvalid, and a debt that is shown', async () => {
    w.ledger.intend({ ownerId: 'a1', effect: 'network', details: { attachments: [{ list: 'nonsense' }] } });
    expect(await failureFrom(detach())).toMatchObject({ code: 'RecordInvalid', details: { ownerId: 'a1' } });
    expect(w.network.debts()).toMatchObject([{ sandboxId: 'a1', failure: { code: 'RecordInvalid' } }]);
  });
});

describe('beside', () => {
  test('CHECK: every plugin with the last result; disabled or too old → nobody is asked', async () => {
    twoPlugins();
    await attach();
    await w.network.checkNetwork({ sandboxId: 'a1' }, never);
    expect(w.order().slice(2)).toEqual(['CHECK one', 'CHECK two']);
    expect(w.calls().at(-1)?.stdin.prevResult).toEqual(resultWith('10.88.0.7/24'));
    w.writePlugin('one', { CHECK: fails(100, 'the link is gone') });
    expect(await failureFrom(w.network.checkNetwork({ sandboxId: 'a1' }, never))).toMatchObject({
      details: { command: 'CHECK', msg: 'the link is gone' },
    });
    await detach();
    w.writeConfig('10-net.conflist', list('net', ['one'], { disableCheck: true }));
    await attach();
    await w.network.checkNetwork({ sandboxId: 'a1' }, never);
    expect(await failureFrom(w.network.checkNetwork({ sandboxId: 'zz' }, never))).toMatchObject({
      code: 'NetworkNotReady',
    });
  });

  test('GC: plugins of a 1.1.0 network are told who lives; a failing one does not stop the next', async () => {
    w.writeConfig('10-net.conflist', list('net', ['one', 'two'], { cniVersion: '1.1.0' }));
    w.writePlugin('one', { GC: fails(100, 'not now') });
    w.writePlugin('two');
    await attach();
    expect(await w.network.collectGarbage(never)).toMatchObject([{ code: 'NetworkPluginFailed' }]);
    expect(w.order().slice(2)).toEqual(['GC one', 'GC two']);
    expect(w.calls().at(-1)?.stdin).toMatchObject({
      'cni.dev/valid-attachments': [{ containerID: 'a1', ifname: 'eth0' }],
    });
    expect(w.calls().at(-1)).toMatchObject({ containerId: '', netns: '', ifName: '' });
  });

  test('GC of an older network, or with disableGC → nobody is asked', async () => {
    twoPlugins();
    expect(await w.network.collectGarbage(never)).toEqual([]);
    w.writeConfig('10-net.conflist', list('net', ['one'], { cniVersion: '1.1.0', disableGC: true }));
    expect(await w.network.collectGarbage(never)).toEqual([]);
    expect(w.calls()).toEqual([]);
  });

  test('cacheDir: results where libcni would keep them, while attached', async () => {
    twoPlugins();
    const cached = w.restarted({ cacheDir: join(w.dir, 'cache') });
    await cached.services.attachNetwork(attachInput(), never);
    expect(readdirSync(join(w.dir, 'cache/results'))).toEqual(['net-a1-eth0']);
    await cached.services.detachNetwork({ sandboxId: 'a1' }, never);
    expect(readdirSync(join(w.dir, 'cache/results'))).toEqual([]);
  });
});

const untilExists = async (path: string): Promise<void> => {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5));
};
