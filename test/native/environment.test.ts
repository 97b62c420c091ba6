import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeScene, openFds, sleeper } from './scene.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const facade = pathToFileURL(join(project, 'src/native.ts')).href;

const run = (code: string, ...args: string[]) =>
  execFileSync(process.execPath, ['--input-type=module', '-e', code, '--', ...args], { timeout: 50_000 }).toString();

let scene: ReturnType<typeof makeScene>;
beforeEach(() => {
  scene = makeScene();
});
afterEach(() => scene.remove());

describe('the end of an environment', () => {
  test.each(['by itself', 'terminated'])(
    'a worker with watched processes, %s → ends, its descriptors closed',
    async (how) => {
      const { pid, child, ended } = sleeper();
      const before = openFds();
      const code = `
      const { parentPort } = require('node:worker_threads');
      import(${JSON.stringify(facade)}).then(({ openProcess, diskUsage }) => {
        for (let count = 0; count < 20; count += 1) openProcess(${pid}).onExit(() => {});
        diskUsage('/usr/share/doc').catch(() => {});
        parentPort.postMessage('watching');
        ${how === 'terminated' ? 'setInterval(() => {}, 1000);' : ''}
      });`;
      const worker = new Worker(code, { eval: true });
      const exited = once(worker, 'exit');
      await once(worker, 'message');
      if (how === 'terminated') await worker.terminate();
      await exited;
      expect(openFds()).toBeLessThanOrEqual(before);
      child.kill('SIGKILL');
      await ended;
    },
  );

  test('process.exit with all kinds of handles and work in flight → exit code 0', () => {
    const code = `
      const { openProcess, diskUsage, SeqpacketSocket } = await import(${JSON.stringify(facade)});
      const { spawn } = await import('node:child_process');
      const { once } = await import('node:events');
      const peer = spawn('python3', [process.argv[1], process.argv[2]], { stdio: ['pipe', 'pipe', 'inherit'] });
      await once(peer.stdout, 'data');
      const socket = await SeqpacketSocket.connect(process.argv[2]);
      openProcess(peer.pid).onExit(() => {});
      diskUsage('/usr').catch(() => {});
      peer.stdin.end('["sendMany", 5, 10]');
      await once(socket, 'packet');
      process.stdout.write('exiting');
      process.exit(0);`;
    expect(run(code, join(project, 'test/native/seqpacket-peer.py'), scene.at('attach'))).toBe('exiting');
  });

  test('a listener that throws → an uncaught exception, as of any other', () => {
    const code = `
      const { openProcess } = await import(${JSON.stringify(facade)});
      const { spawn } = await import('node:child_process');
      const alive = setInterval(() => {}, 1000);
      process.on('uncaughtException', (error) => {
        clearInterval(alive);
        process.stdout.write(error.message);
      });
      const sleeper = openProcess(spawn('sleep', ['1000']).pid);
      sleeper.onExit(() => { throw new Error('thrown in onExit'); });
      sleeper.signal(9);`;
    expect(run(code)).toBe('thrown in onExit');
  });
});

describe('the addon', () => {
  test('not built → ToolMissing with the command that builds it', () => {
    for (const part of ['src/native.ts', 'src/native', 'src/machines/failure.ts'])
      cpSync(join(project, part), scene.at(part), { recursive: true });
    mkdirSync(scene.at('native'));
    const code = `
      const { diskUsage, openProcess } = await import(process.argv[1]);
      const told = ({ code, details }) => ({ code, ...details });
      const sync = () => { try { openProcess(1); } catch (error) { return told(error); } };
      process.stdout.write(JSON.stringify([await diskUsage('/').catch(told), sync()]));`;
    const told = {
      code: 'ToolMissing',
      tool: 'native addon',
      path: scene.at('native/build/Release/troupe.node'),
      command: 'sh scripts/build-native.sh',
    };
    expect(JSON.parse(run(code, scene.at('src/native.ts')))).toEqual([told, told]);
  });
});
