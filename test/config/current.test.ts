import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openCurrentConfig, perConfig } from '../../src/config/current.ts';
import { changesBetween, liveSettings, withLive } from '../../src/config/live.ts';
import { parseConfig } from '../../src/config/load.ts';

const written = (toml: string) => parseConfig(toml, 'f');
const first = written('');
const next = written(`
root = "/elsewhere"
[log]
level = "debug"
[streaming]
stream_server_port = "99"
[streaming.x509_key_pair_streaming]
tls_cert_file = "/c"
tls_key_file = "/k"
[runtimes.runc]
[timeouts]
cni_add = "7s"
`);

test('differences → by their names in the file; what cannot change stays as it was', () => {
  expect(changesBetween(first, first)).toEqual([]);
  const merged = withLive(first, next);
  expect(changesBetween(first, merged)).toEqual([
    'log.level',
    'streaming.x509_key_pair_streaming.tls_cert_file',
    'streaming.x509_key_pair_streaming.tls_key_file',
    'timeouts.cni_add',
  ]);
  expect(changesBetween(merged, next)).toEqual(['root', 'streaming.stream_server_port', 'runtimes']);
  expect(merged.timeouts).toEqual({ ...first.timeouts, cniAddMs: 7000 });
  expect([merged, merged.log, merged.streaming, merged.streaming.x509KeyPairStreaming].every(Object.isFrozen)).toBe(
    true,
  );
});

describe('reload', () => {
  test('what can change → in force, told to who keeps a part of it; the rest → needs a restart', async () => {
    const current = openCurrentConfig(first);
    const levels: string[] = [];
    const end = current.subscribe((config) => () => levels.push(config.log.level));
    expect(await current.reload(next)).toMatchObject({
      needsRestart: ['root', 'streaming.stream_server_port', 'runtimes'],
    });
    expect(current.now().log.level).toBe('debug');
    expect(current.now().root).toBe(first.root);
    end();
    expect(await current.reload(first)).toMatchObject({ needsRestart: [] });
    expect(levels).toEqual(['debug']);
    expect(current.now()).toEqual(first);
  });

  test('one cannot take it → nothing changes, for nobody, and a later one is tried', async () => {
    const current = openCurrentConfig(first);
    const put: string[] = [];
    current.subscribe(() => () => put.push('first'));
    let refuses = true;
    current.subscribe(async () => {
      if (refuses) throw new Error('not a pair');
      return () => put.push('second');
    });
    await expect(current.reload(next)).rejects.toThrow('not a pair');
    expect([current.now(), put]).toEqual([first, []]);
    refuses = false;
    await current.reload(next);
    expect(put).toEqual(['first', 'second']);
  });

  test('two at once → one after the other', async () => {
    const current = openCurrentConfig(first);
    const gates: (() => void)[] = [];
    const seen: string[] = [];
    current.subscribe(async (config, before) => {
      seen.push(`${before.log.level} → ${config.log.level}`);
      await new Promise<void>((resolve) => gates.push(resolve));
      return undefined;
    });
    const both = [current.reload(next), current.reload(first)];
    while (gates.length === 0) await Promise.resolve();
    expect(seen).toEqual(['info → debug']);
    gates[0]?.();
    await both[0];
    while (gates.length === 1) await Promise.resolve();
    gates[1]?.();
    await both[1];
    expect(seen).toEqual(['info → debug', 'debug → info']);
  });

  test('what is made of a configuration → made again when there is another', async () => {
    const current = openCurrentConfig(first);
    const level = perConfig(current.now, ({ log }) => ({ level: log.level }));
    const before = level();
    expect(level()).toBe(before);
    await current.reload(next);
    expect([before.level, level().level]).toEqual(['info', 'debug']);
  });
});

test('docs/configuration.md → says what reloads', () => {
  const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  const table = page.slice(page.indexOf('## What reloads'), page.indexOf('## Every setting'));
  expect([...table.matchAll(/^\| `([a-z0-9_.]+)` \|/gm)].map(([, name]) => name)).toEqual(liveSettings);
});
