import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxConfig } from '../../../src/machines/config.ts';
import { networkContract } from '../../contracts/network.ts';
import { obstacle, type RealNetworkWorld, realWorld } from './real-world.ts';
import { failureFrom, never, sandbox } from './world.ts';

const why = obstacle();

describe.skipIf(why !== undefined)(`real plugins${why === undefined ? '' : ` (${why})`}`, () => {
  networkContract('CNI plugins and pinned namespaces', () => realWorld('c'));

  describe('a pod', () => {
    let world: RealNetworkWorld;
    beforeAll(async () => {
      world = await realWorld('p', { cacheDir: undefined });
    });
    afterAll(() => world.close());

    const inside = (kind: 'net' | 'ipc' | 'uts', path: string, ...command: string[]) =>
      execFileSync('nsenter', [`--${kind}=${path}`, ...command], { encoding: 'utf8' }).trim();
    const run = async (changes: Partial<SandboxConfig> = {}, sysctls: Record<string, string> = {}) => {
      const sandboxId = world.sandboxId();
      const input = { sandboxId, kinds: ['net', 'ipc', 'uts'], hostname: 'web-0', sysctls } as const;
      const { net = '', ipc = '', uts = '' } = await world.driver().pinNamespaces(input, never);
      const attach = () => world.driver().attachNetwork({ sandboxId, netnsPath: net, config: sandbox(changes) }, never);
      const end = async () => {
        await world.driver().detachNetwork({ sandboxId }, never);
        await world.driver().unpinNamespaces({ sandboxId }, never);
      };
      return { sandboxId, net, ipc, uts, attach, end };
    };

    test('has lo, eth0 with its address, a default route, its host name; CHECK passes', async () => {
      const pod = await run();
      const { ip } = await pod.attach();
      const links = inside('net', pod.net, 'ip', '-br', 'addr');
      expect(links).toMatch(/^lo\s+\S+\s+127\.0\.0\.1\/8/m);
      expect(links).toMatch(new RegExp(`^eth0@\\S+\\s+UP\\s+${ip.replaceAll('.', '\\.')}/24`, 'm'));
      expect(inside('net', pod.net, 'ip', 'route')).toContain('default via');
      expect(inside('uts', pod.uts, 'hostname')).toBe('web-0');
      expect(world.leases()).toContain(ip);
      await world.network().checkNetwork({ sandboxId: pod.sandboxId }, never);
      inside('net', pod.net, 'ip', 'link', 'delete', 'eth0');
      expect(await failureFrom(world.network().checkNetwork({ sandboxId: pod.sandboxId }, never))).toMatchObject({
        code: 'NetworkPluginFailed',
        details: { command: 'CHECK', plugin: 'bridge' },
      });
      await pod.end();
      expect(world.leases()).not.toContain(ip);
    });

    test('sysctls are set inside and nowhere else', async () => {
      const file = '/proc/sys/net/ipv4/ip_unprivileged_port_start';
      const before = readFileSync(file, 'utf8');
      const pod = await run({}, { 'net.core.somaxconn': '321', 'kernel.shm_rmid_forced': '1' });
      expect(inside('net', pod.net, 'cat', file, '/proc/sys/net/core/somaxconn')).toBe('0\n321');
      expect(inside('net', pod.net, 'cat', '/proc/sys/net/ipv4/ping_group_range')).toMatch(/^0\s+2147483647$/);
      expect(inside('ipc', pod.ipc, 'cat', '/proc/sys/kernel/shm_rmid_forced')).toBe('1');
      expect(readFileSync(file, 'utf8')).toBe(before);
      await pod.end();
    });

    test('a host port reaches it, and is gone with it', async () => {
      const hostPort = 20_000 + (process.pid % 10_000);
      const pod = await run({ portMappings: [{ protocol: 0, containerPort: 80, hostPort, hostIp: '127.0.0.1' }] });
      await pod.attach();
      const script = `require('node:net').createServer((c) => c.end('hello')).listen(80, () => console.log('ready'))`;
      const server = spawn('nsenter', [`--net=${pod.net}`, process.execPath, '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(server.stdout, 'data');
      const socket = connect(hostPort, '127.0.0.1');
      const [data] = await once(socket, 'data');
      socket.destroy();
      server.kill('SIGKILL');
      await once(server, 'exit');
      expect(String(data)).toBe('hello');
      expect(world.traces().filter((rule) => rule.includes(pod.sandboxId))).not.toEqual([]);
      await pod.end();
      expect(world.traces().filter((rule) => rule.includes(pod.sandboxId))).toEqual([]);
    });

    test('its namespace is gone before detach → the address and the host port are released', async () => {
      const hostPort = 30_000 + (process.pid % 10_000);
      const pod = await run({ portMappings: [{ protocol: 1, containerPort: 53, hostPort, hostIp: '' }] });
      await pod.attach();
      await world.driver().unpinNamespaces({ sandboxId: pod.sandboxId }, never);
      await pod.end();
      expect(world.leases()).toEqual([]);
      expect(world.traces().filter((rule) => rule.includes(pod.sandboxId))).toEqual([]);
    });

    test('ADD of a pod whose eth0 exists already → fails and leaves nothing but that', async () => {
      const pod = await run();
      inside('net', pod.net, 'ip', 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'other');
      expect(await failureFrom(pod.attach())).toMatchObject({
        code: 'NetworkPluginFailed',
        details: { plugin: 'bridge' },
      });
      expect(world.leases()).toEqual([]);
      await pod.end();
    });

    test('thirty lives → as many descriptors as before', async () => {
      const open = () => readdirSync('/proc/self/fd').length;
      const life = async () => {
        const pod = await run();
        await pod.attach();
        await pod.end();
      };
      await life();
      const before = open();
      for (let cycle = 0; cycle < 10; cycle += 1) await Promise.all([life(), life(), life()]);
      expect(open()).toBeLessThanOrEqual(before);
    });
  });
});
