/** The daemon under a service manager: what it says when, and when it says nothing. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DatagramReceiver, receiveDatagrams } from '../helpers/datagram-receiver.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld } from '../helpers/node-world.ts';
import { programMissing, programPath } from '../helpers/programs.ts';

const missing = daemonMissing() ?? programMissing('python3');
const watchdogMs = 400;

describe.skipIf(missing !== undefined)(`systemd${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let manager: DatagramReceiver;
  beforeEach(async () => {
    world = await makeNodeWorld();
    manager = await receiveDatagrams(`@${world.name}`);
  });
  afterEach(async () => {
    await manager?.stop();
    await world?.end();
  });

  const start = () =>
    world.start({ env: { NOTIFY_SOCKET: `@${world.name}`, WATCHDOG_USEC: `${watchdogMs * 1000}`, WATCHDOG_PID: '' } });

  test('recovering, READY once it serves, signs of life, STOPPING', async () => {
    const daemon = await start();
    await manager.until((text) => text.startsWith('READY=1'));
    await manager.until((text) => text === 'WATCHDOG=1\nSTATUS=0 pods, 0 of 0 containers run');
    const seen = manager.received.length;
    await manager.until((text) => text.startsWith('WATCHDOG=1'), seen);
    await daemon.stop();
    await manager.until((text) => text.startsWith('STOPPING=1'));
    expect(manager.received[0]).toBe('STATUS=recovering');
    expect(manager.received[1]).toBe('READY=1\nSTATUS=0 pods, 0 of 0 containers run');
    expect(manager.received.slice(2, -1).every((text) => text.startsWith('WATCHDOG=1'))).toBe(true);
  });

  test('a daemon that is stuck → no sign of life, until it goes on', async () => {
    const daemon = await start();
    await manager.until((text) => text.startsWith('WATCHDOG=1'));
    process.kill(daemon.pid, 'SIGSTOP');
    // what it had sent before is there when we are told that it has stopped
    while (!/^State:\s+T/m.test(readFileSync(`/proc/${daemon.pid}/status`, 'utf8')));
    const before = manager.received.length + 1; // one may be on its way
    await new Promise((resolve) => setTimeout(resolve, 3 * watchdogMs));
    expect(manager.received.length).toBeLessThanOrEqual(before);
    process.kill(daemon.pid, 'SIGCONT');
    await manager.until((text) => text.startsWith('WATCHDOG=1'), before);
    await daemon.stop();
  });
});

const analyze = programPath('systemd-analyze');
test.skipIf(analyze === undefined)(
  `packaging/troupe.service → systemd takes it as it is${analyze === undefined ? ': needs systemd-analyze' : ''}`,
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'trp-operations-unit-'));
    try {
      const unit = readFileSync(new URL('../../packaging/troupe.service', import.meta.url), 'utf8');
      // programs have to be there, and the documented place need not exist here
      await writeFile(join(dir, 'troupe.service'), unit.replaceAll('/opt/troupe/bin/troupe', '/bin/true'));
      const said = execFileSync(analyze ?? '', ['verify', '--man=no', join(dir, 'troupe.service')], {
        encoding: 'utf8',
      });
      expect(said).not.toContain('troupe.service');
    } finally {
      await rm(dir, { recursive: true });
    }
  },
);
