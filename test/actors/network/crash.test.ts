import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../../src/store/records.ts';
import { openStore } from '../../../src/store/store.ts';
import { list, never, resultWith, type World, world } from './world.ts';

let w: World;
let store: Store | undefined;
beforeEach(() => {
  w = world();
});
afterEach(() => {
  store?.close();
  w.destroy();
});

test('kill -9 of the daemon in ADD → the next one ends the plugin that lives on, then DEL; no ADD after it', async () => {
  w.writeConfig('10-net.conflist', list('net', ['one', 'two']));
  w.writePlugin('one');
  const add = `printf '%s' '${JSON.stringify(resultWith('10.88.0.7/24'))}'`;
  w.writePlugin('two', {
    ADD: `echo $$ > ${w.dir}/plugin; sleep 1000 & echo $! > ${w.dir}/child; touch ${w.dir}/began; wait; touch ${w.dir}/finished; ${add}`,
  });
  const program = fileURLToPath(new URL('crash-in-add.ts', import.meta.url));
  const daemon = spawn(process.execPath, [program, w.dir], { stdio: 'inherit' });
  await untilExists(join(w.dir, 'began'));
  daemon.kill('SIGKILL');
  await once(daemon, 'exit');
  expect(stateOf('plugin')).not.toMatch(/gone|Z/); // it did not notice

  store = openStore(join(w.dir, 'crash.db'));
  const { ledger } = store;
  expect(ledger.find({ ownerId: 'a1', effect: 'network' })).toMatchObject({ isDone: false });
  await w.restarted({ ledger }).services.detachNetwork({ sandboxId: 'a1' }, never);
  expect(w.order()).toEqual(['ADD one', 'ADD two', 'DEL two', 'DEL one']);
  expect([stateOf('plugin'), stateOf('child')].join()).toMatch(/^(gone|Z),(gone|Z)$/);
  expect(existsSync(join(w.dir, 'finished'))).toBe(false);
  expect(ledger.all()).toEqual([]);
});

const stateOf = (file: string): string => {
  const pid = readFileSync(join(w.dir, file), 'utf8').trim();
  if (!existsSync(`/proc/${pid}/stat`)) return 'gone';
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] ?? 'gone';
};
const untilExists = async (path: string): Promise<void> => {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5));
};
