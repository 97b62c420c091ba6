/** `troupe demo --driver simulated`: load, the page and `troupe top` beside it, as a user without rights; and nothing is left. */
import { spawn } from 'node:child_process';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../helpers/pod-life.ts';
import { programMissing } from '../helpers/programs.ts';
import { type Demo, makeSimulatedPlace, type SimulatedPlace } from '../helpers/simulated-node.ts';

const inTerminal = join(import.meta.dirname, '../helpers/in-terminal.py');
const project = join(import.meta.dirname, '../..');
const noPython = programMissing('python3');
if (noPython !== undefined) process.stderr.write(`troupe top in a terminal is not tested: ${noPython}\n`);

let place: SimulatedPlace;
let demo: Demo;

beforeEach(async () => {
  place = await makeSimulatedPlace();
  // The page as it was built: here is nothing that could build it.
  await cp(join(project, 'dist/inspector'), join(place.dir, '../project/dist/inspector'), { recursive: true });
  demo = await place.demo('--pods', '3', '--seed', '5');
}, 60_000);
afterEach(() => place.end());

const facts = async (): Promise<{ requests: { type: string }[]; pods: { name: string; state: string }[] }> => {
  const { stdout } = await place.run('top', '--socket', demo.controlSocket, '--json');
  return JSON.parse(stdout);
};

test('its pods come, the page has them as a source, and Ctrl-C leaves nothing', { timeout: 120_000 }, async () => {
  const { origin, hash } = new URL(demo.url);
  const authorization = `Bearer ${new URLSearchParams(hash.slice(1)).get('t')}`;
  const sources = await fetch(`${origin}/api/sources`, { headers: { authorization } });
  expect(await sources.json()).toMatchObject([{ kind: 'live' }]);
  expect(await (await fetch(`${origin}/`)).text()).toContain('<html');

  await until(facts, ({ pods }) => pods.some(({ name, state }) => /^web-\d+$/.test(name) && state.startsWith('ready')));
  const { requests, pods } = await facts();
  expect(requests.map(({ type }) => type)).toContain('image.pull');
  expect(pods.find(({ name }) => name === 'billing-0')?.state).toContain('attaching');

  expect(await demo.interrupt()).toBe(0);
  expect(demo.output()).toContain('All of it is gone.');
  expect((await readdir(place.dir)).filter((name) => name.startsWith('troupe-'))).toEqual([]);
});

test.skipIf(noPython !== undefined)(
  'troupe top in a terminal: a pod, its actors, and back',
  {
    timeout: 120_000,
  },
  async () => {
    const troupe = join(place.dir, '../project/bin/troupe');
    await cp(join(project, 'bin'), join(place.dir, '../project/bin'), { recursive: true });
    const child = spawn('python3', [inTerminal, troupe, 'top', '--socket', demo.controlSocket], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NO_COLOR: '1' },
    });
    let seen = '';
    child.stdout.on('data', (chunk) => {
      seen += String(chunk);
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const tell = (...words: readonly unknown[]) => child.stdin.write(`${JSON.stringify(words)}\n`);
    const see = async (mark: RegExp) => {
      await until(
        () => seen,
        (text) => mark.test(text),
      );
      seen = '';
    };
    tell('size', 30, 120);
    await see(/billing-0/);
    tell('type', '\u001b[B');
    tell('type', '\u001b[A\r');
    await see(/▸ .*pod:/);
    tell('type', '\u001b[D');
    await see(/NAMESPACE/);
    tell('type', 'q');
    expect(await ended).toBe(0);
    expect(seen).toContain('\u001b[?1049l');
  },
);
