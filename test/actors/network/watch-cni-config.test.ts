import {
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CniConfigFact } from '../../../src/machines/services.ts';
import { attachInput, fails, list, never, type World, world } from './world.ts';

let w: World;
let release: () => void;
let facts: CniConfigFact[];
let waiting: (() => void)[];
beforeEach(() => {
  w = world();
  w.writePlugin('one');
  facts = [];
  waiting = [];
  release = () => {};
});
afterEach(() => {
  release();
  w.destroy();
});

const watch = (network = w.network) => {
  release = network.watchCniConfig({}, (fact) => {
    facts.push(fact);
    for (const wake of waiting.splice(0)) wake();
  });
};
/** Settles when the last fact is the expected one; the test's own limit ends a wait in vain. */
const untilLast = async (text: string): Promise<CniConfigFact> => {
  for (;;) {
    const last = facts.at(-1);
    if (last !== undefined && textOf(last).includes(text)) return last;
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
};
const textOf = (fact: CniConfigFact) =>
  fact.type === 'cni.loaded' ? `loaded ${fact.network} ${fact.file}` : `missing ${fact.message}`;

test('empty directory → missing, with the reason that the kubelet knows', async () => {
  watch();
  expect(await untilLast('missing')).toMatchObject({
    type: 'cni.missing',
    reason: 'NetworkPluginNotReady',
    message: `cni plugin not initialized: no network config found in ${w.configDir}`,
  });
});

test('a file comes, changes its network, goes → loaded, loaded, missing', async () => {
  watch();
  await untilLast('missing');
  const file = w.writeConfig('10-a.conflist', list('a', ['one']));
  expect(await untilLast('loaded a')).toMatchObject({ network: 'a', file });
  w.writeConfig('10-a.conflist', list('b', ['one']));
  await untilLast('loaded b');
  unlinkSync(file);
  await untilLast('missing');
});

test('the first by name is the pod network, whichever extension; others do not count', async () => {
  w.writeConfig('20-b.conf', { cniVersion: '0.4.0', name: 'b', type: 'one' });
  w.writeConfig('00-ignored.txt', 'x');
  mkdirSync(join(w.configDir, '01-folder.conf'));
  watch();
  await untilLast('loaded b');
  w.writeConfig('10-a.json', list('a', ['one']));
  await untilLast('loaded a');
});

test('write, then rename (installers) → loaded', async () => {
  watch();
  await untilLast('missing');
  const temporary = w.writeConfig('10-a.conflist.tmp', list('a', ['one']));
  renameSync(temporary, join(w.configDir, '10-a.conflist'));
  await untilLast('loaded a');
});

test('half-written in place → the last good content stays in use, then the new one is', async () => {
  const file = w.writeConfig('10-a.conflist', list('a', ['one']));
  watch();
  await untilLast('loaded a');
  truncateSync(file, 0);
  const text = JSON.stringify(list('c', ['one']));
  writeFileSync(file, text.slice(0, 20));
  w.writeConfig('20-b.conflist', list('b', ['one']));
  await w.network.services.attachNetwork(attachInput(), never);
  expect(w.calls().at(-1)?.stdin.name).toBe('a');
  writeFileSync(file, text);
  await untilLast('loaded c');
  expect(facts.filter(({ type }) => type === 'cni.missing')).toEqual([]);
});

test('a broken file before a good one → skipped, warned of once, listed', async () => {
  w.writeConfig('00-bad.conflist', '{"name": ');
  w.writeConfig('01-bad.conflist', { name: '../../x', plugins: [{ type: 'one' }] });
  w.writeConfig('10-a.conflist', list('a', ['one']));
  watch();
  await untilLast('loaded a');
  w.writeConfig('10-a.conflist', list('b', ['one']));
  await untilLast('loaded b');
  expect(w.network.info()).toMatchObject({
    broken: [
      { file: join(w.configDir, '00-bad.conflist'), reason: 'not JSON', usesLastGood: false },
      { file: join(w.configDir, '01-bad.conflist'), reason: 'name is not a network name', usesLastGood: false },
    ],
  });
  expect(w.warnings).toHaveLength(2);
});

test('only broken files → missing, and the message names them', async () => {
  w.writeConfig('00-bad.conflist', 'nonsense');
  watch();
  await untilLast('00-bad.conflist: not JSON');
});

test('the directory, and its parents, are absent at first → loaded when all is there', async () => {
  rmSync(w.configDir, { recursive: true });
  const configDir = join(w.dir, 'etc/cni/net.d');
  watch(w.restarted({ configDir }));
  await untilLast('missing');
  mkdirSync(configDir, { recursive: true });
  writeFileSync(join(configDir, '10-a.conflist'), JSON.stringify(list('a', ['one'])));
  await untilLast('loaded a');
});

test('the directory is removed and comes back, is moved away and another takes its place → followed', async () => {
  w.writeConfig('10-a.conflist', list('a', ['one']));
  watch();
  await untilLast('loaded a');
  rmSync(w.configDir, { recursive: true });
  await untilLast('missing');
  w.writeConfig('10-a.conflist', list('b', ['one']));
  await untilLast('loaded b');
  renameSync(w.configDir, `${w.configDir}.old`);
  await untilLast('missing');
  mkdirSync(`${w.configDir}.new`);
  writeFileSync(join(`${w.configDir}.new`, '10-a.conflist'), JSON.stringify(list('c', ['one'])));
  renameSync(`${w.configDir}.new`, w.configDir);
  await untilLast('loaded c');
  w.writeConfig('10-a.conflist', list('d', ['one'])); // and the new one is watched too
  await untilLast('loaded d');
});

test('a directory above it is moved away → missing', async () => {
  const configDir = join(w.dir, 'etc/cni/net.d');
  mkdirSync(configDir, { recursive: true });
  writeFileSync(join(configDir, '10-a.conflist'), JSON.stringify(list('a', ['one'])));
  watch(w.restarted({ configDir }));
  await untilLast('loaded a');
  renameSync(join(w.dir, 'etc'), join(w.dir, 'etc.old'));
  await untilLast('missing');
});

test('files that are links, swapped as a mounted ConfigMap is → loaded', async () => {
  const versions = ['v1', 'v2'].map((name) => {
    mkdirSync(join(w.configDir, name));
    writeFileSync(join(w.configDir, name, 'net'), JSON.stringify(list(name, ['one'])));
    return name;
  });
  symlinkSync(versions[0] ?? '', join(w.configDir, '..data'));
  symlinkSync('..data/net', join(w.configDir, '10-net.conflist'));
  watch();
  await untilLast('loaded v1');
  symlinkSync(versions[1] ?? '', join(w.configDir, '..data_tmp'));
  renameSync(join(w.configDir, '..data_tmp'), join(w.configDir, '..data'));
  await untilLast('loaded v2');
});

test('a fifo, a directory and a huge file → none of them holds us up', async () => {
  const { execFileSync } = await import('node:child_process');
  execFileSync('mkfifo', [join(w.configDir, '00-fifo.conf')]);
  writeFileSync(join(w.configDir, '01-huge.conf'), Buffer.alloc(2 << 20, 0x20));
  w.writeConfig('10-a.conflist', list('a', ['one']));
  watch();
  await untilLast('loaded a');
});

test('a listed plugin has no program → missing and named; installed → loaded; not executable → missing', async () => {
  w.writeConfig('10-a.conflist', list('a', ['one', 'two']));
  watch();
  await untilLast(`no program for two in ${w.pluginDir}`);
  w.writePlugin('two');
  await untilLast('loaded a');
  chmodSync(join(w.pluginDir, 'two'), 0o644);
  await untilLast('no program for two');
});

test('version 1.1.0: STATUS decides, in both directions', async () => {
  w.writeConfig('10-a.conflist', list('a', ['one'], { cniVersion: '1.1.0' }));
  w.writePlugin('one', { STATUS: `[ ! -e ${w.dir}/down ] || { ${fails(50, 'the agent is down')}; }` });
  watch(w.restarted({ statusEveryMs: 30 }));
  await untilLast('loaded a');
  writeFileSync(join(w.dir, 'down'), '');
  await untilLast('cni plugin not ready: a: one: the agent is down: no more');
  rmSync(join(w.dir, 'down'));
  await untilLast('loaded a');
});

test('version 1.1.0: a plugin that does not know STATUS → loaded', async () => {
  w.writeConfig('10-a.conflist', list('a', ['one'], { cniVersion: '1.1.0' }));
  w.writePlugin('one', { STATUS: fails(4, 'unknown CNI_COMMAND: STATUS') });
  watch();
  await untilLast('loaded a');
});

test('version 1.1.0: STATUS hangs → missing at the limit, and a new configuration is not held up', async () => {
  w.writeConfig('10-a.conflist', list('a', ['one'], { cniVersion: '1.1.0' }));
  w.writePlugin('one', { STATUS: 'sleep 1000' });
  w.writePlugin('two');
  watch(w.restarted({ statusLimitMs: 100 }));
  await untilLast('missing cni plugin not ready');
  w.writeConfig('10-a.conflist', list('b', ['two']));
  await untilLast('loaded b');
});

test('plugins in a folder of the network’s name are appended', async () => {
  w.writePlugin('two');
  mkdirSync(join(w.configDir, 'a'));
  writeFileSync(join(w.configDir, 'a/50-two.conf'), JSON.stringify({ type: 'two' }));
  w.writeConfig('10-a.conflist', list('a', ['one']));
  watch();
  await untilLast('loaded a');
  expect(w.network.info()).toMatchObject({ networks: [{ list: { plugins: [{ type: 'one' }, { type: 'two' }] } }] });
});

test('released → no fact any more; watched again → told at once', async () => {
  watch();
  await untilLast('missing');
  release();
  const told = facts.length;
  w.writeConfig('10-a.conflist', list('a', ['one']));
  watch();
  await untilLast('loaded a');
  expect(facts).toHaveLength(told + 1);
});
