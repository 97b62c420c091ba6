/** `troupe demo` as npm start runs it, on the real machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { findProgram } from '../../../src/cli/doctor/find-program.ts';

const troupe = fileURLToPath(new URL('../../../bin/troupe', import.meta.url));
const needed = ['runc', 'conmon', 'ip', '/usr/lib/cni/bridge'];
const lacks = needed.filter((program) => findProgram(program, process.env.PATH ?? '') === undefined);
const missing = process.getuid?.() !== 0 ? 'needs root' : lacks.length > 0 ? `needs ${lacks.join(', ')}` : undefined;
if (missing !== undefined && process.env.CI === 'true') throw new Error(`the demo cannot be tested: ${missing}`);

const places = ['/run/troupe-demo', '/var/lib/troupe-demo', '/sys/class/net/troupe-demo0'];
const remaining = () => places.filter((path) => existsSync(path));

const start = (...args: string[]) => {
  const demo = spawn(troupe, ['demo', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let said = '';
  demo.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return { demo, said: () => said, ended: once(demo, 'close') };
};

const until = (demo: ChildProcess, said: () => string, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const look = () => said().includes(text) && resolve();
    demo.stdout?.on('data', look);
    demo.once('exit', (code) => reject(new Error(`the demo ended with ${code} before it said ${text}:\n${said()}`)));
    look();
  });

describe.skipIf(missing !== undefined)(`demo${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  afterAll(() => expect(remaining()).toEqual([]));

  test('once → the pod, its log and every life, then nothing left', async () => {
    const { said, ended } = start('--once');
    expect(await ended).toEqual([0, null]);
    expect(said()).toContain('greeter | hello from demo, container of pid 1');
    expect(said()).toMatch(/sandbox demo +removing → removed/);
    expect(said()).toMatch(/container server +.* → removed/);
    expect(said()).toContain('Nothing is left behind.');
    expect(remaining()).toEqual([]);
  });

  test('its page → served at the address that it prints, until Ctrl-C', async () => {
    const { demo, said, ended } = start();
    await until(demo, said, 'server | line 1');
    const page = /curl (http\S+)/.exec(said())?.[1] ?? '';
    expect(await (await fetch(page)).text()).toBe('hello from a pod of troupe\n');
    demo.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    expect(remaining()).toEqual([]);
  });

  test('kill -9 → the next one takes it down first', async () => {
    const { demo, said, ended } = start();
    await until(demo, said, 'server | line 1');
    demo.kill('SIGKILL');
    await ended;
    expect(remaining()).toEqual(places);
    const second = start('--once');
    expect(await second.ended).toEqual([0, null]);
    expect(second.said()).toContain('An earlier demo was cut short; its pod is removed first.');
    expect(remaining()).toEqual([]);
  });

  test('nobody reads what it says → it takes all down all the same', async () => {
    const { demo, said } = start();
    await until(demo, said, 'Ctrl-C takes');
    demo.stdout.destroy();
    const exited = once(demo, 'exit');
    demo.kill('SIGHUP');
    expect(await exited).toEqual([0, null]);
    expect(remaining()).toEqual([]);
  });

  test('a second demo → refused, the first goes on', async () => {
    const { demo, said, ended } = start();
    await until(demo, said, 'Ctrl-C takes');
    const second = start('--once');
    expect(await second.ended).toEqual([1, null]);
    expect(second.said()).toBe('troupe: a demo runs on this machine already\n');
    demo.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});
