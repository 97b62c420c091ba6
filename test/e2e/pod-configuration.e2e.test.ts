/** What a pod is told to be, field by field, as its processes see it: names, files, memory, ports, variables, logs, codes. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { status as codes } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';
import { DNSConfig, NamespaceMode, PortMapping, Protocol } from '../../proto/generated/api.js';
import { message } from '../../src/cri/client.ts';
import { daemonMissing } from '../helpers/node-world.ts';
import { oneNode } from '../helpers/one-node.ts';
import {
  containerStates,
  createIn,
  exitedOf,
  type Pod,
  pidOf,
  runPod,
  shIn,
  startIn,
  statusOf,
} from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';
import { namespaces, securedPod } from '../helpers/secured.ts';

const missing = daemonMissing();
const sleeping = 'exec sleep 1000';

describe.skipIf(missing !== undefined)(`configuration of pods${missing === undefined ? '' : `: ${missing}`}`, () => {
  const node = oneNode();
  const linesIn = async (pod: Pod, script: string, name = 'looks') => {
    const id = await startIn(node.daemon, pod, containerConfig(name, sleeping));
    return (await shIn(node.daemon, id, script)).stdout.trimEnd().split('\n');
  };
  const onHost = (name: string) =>
    securedPod(node.world, name, { namespaceOptions: namespaces({ network: NamespaceMode.NODE }) }, { hostname: '' });

  test('host name: the one given, else the begin of the id, else the node’s on the node’s network; the same in all places', async () => {
    const names = 'hostname; cat /etc/hostname; echo $HOSTNAME';
    const given = await runPod(node.daemon, podConfig(node.world, 'given'));
    expect(await linesIn(given, names)).toEqual(Array(3).fill('given'));
    const unnamed = await runPod(node.daemon, { ...podConfig(node.world, 'unnamed'), hostname: '' });
    expect(await linesIn(unnamed, names)).toEqual(Array(3).fill(unnamed.sandboxId.slice(0, 12)));
    const host = await runPod(node.daemon, onHost('host'));
    const nodeName = readFileSync('/proc/sys/kernel/hostname', 'utf8').trim();
    expect(await linesIn(host, names)).toEqual(Array(3).fill(nodeName));
    const tooLong = { ...podConfig(node.world, 'long'), hostname: 'h'.repeat(65) };
    await expect(runPod(node.daemon, tooLong)).rejects.toMatchObject({ code: codes.INVALID_ARGUMENT });
  });

  test('resolv.conf: search, servers, options in that order; the node’s where nothing is said, also on its network', async () => {
    const told = { servers: ['10.1.1.1', '10.1.1.2'], searches: ['a.b', 'c.d'], options: ['ndots:5', 'edns0'] };
    const nodes = readFileSync('/etc/resolv.conf', 'utf8').trimEnd().split('\n');
    const cases = [
      [podConfig(node.world, 'nil'), undefined, nodes],
      [podConfig(node.world, 'empty'), message(DNSConfig), nodes],
      [onHost('node'), undefined, nodes],
      [podConfig(node.world, 'options'), message(DNSConfig, { options: ['ndots:2'] }), ['options ndots:2']],
      [
        podConfig(node.world, 'all'),
        message(DNSConfig, told),
        ['search a.b c.d', 'nameserver 10.1.1.1', 'nameserver 10.1.1.2', 'options ndots:5 edns0'],
      ],
    ] as const;
    for (const [config, dnsConfig, wanted] of cases) {
      const pod = await runPod(node.daemon, { ...config, dnsConfig });
      expect(await linesIn(pod, 'cat /etc/resolv.conf')).toEqual(wanted);
      const modes = await linesIn(pod, 'stat -c "%a %u" /etc/hosts /etc/hostname /etc/resolv.conf', 'modes');
      expect(modes).toEqual(Array(3).fill('644 0'));
    }
  });

  test('/dev/shm: 64 MiB of the pod’s own, open to all, there after a crash of the daemon, gone with a stop', async () => {
    const pod = await runPod(node.daemon, podConfig(node.world, 'memory'));
    expect(await linesIn(pod, 'echo kept > /dev/shm/note; stat -c %a /dev/shm; df -m /dev/shm | tail -1')).toEqual([
      '1777',
      expect.stringMatching(/^shm +64 /),
    ]);
    await node.restart('kill');
    expect(await linesIn(pod, 'cat /dev/shm/note', 'later')).toEqual(['kept']);
    await node.daemon.cri.runtime.stopPodSandbox({ podSandboxId: pod.sandboxId });
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(pod.sandboxId);
    const ipc = namespaces({ ipc: NamespaceMode.NODE });
    const shared = await runPod(node.daemon, securedPod(node.world, 'ipc', { namespaceOptions: ipc }));
    const pid = await pidOf(node.daemon, await startIn(node.daemon, shared, containerConfig('ipc', sleeping)));
    expect(statSync(`/proc/${pid}/root/dev/shm`).dev).toBe(statSync('/dev/shm').dev);
    expect(statSync(`/proc/${pid}/ns/ipc`).ino).toBe(statSync('/proc/self/ns/ipc').ino);
  });

  test('ports: TCP, UDP and SCTP, on one address or all; port 0 of the node means none; after a stop no rule is left', async () => {
    const port = 20_000 + (process.pid % 10_000);
    const mapping = (protocol: Protocol, containerPort: number, hostPort: number, hostIp = '') =>
      message(PortMapping, { protocol, containerPort, hostPort, hostIp });
    const portMappings = [
      mapping(Protocol.TCP, 80, port),
      mapping(Protocol.UDP, 53, port, '127.0.0.1'),
      mapping(Protocol.SCTP, 99, port),
      mapping(Protocol.TCP, 4711, 0),
    ];
    const pod = await runPod(node.daemon, { ...podConfig(node.world, 'ports'), portMappings });
    const targets = () =>
      execFileSync('/usr/sbin/iptables', ['-w', '10', '-t', 'nat', '-S'], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line.includes(`--dport ${port} `) && line.includes('DNAT'))
        .map((line) => /(-d \S+ )?-p (\w+).* --to-destination [\d.]+:(\d+)/.exec(line)?.slice(1));
    expect(targets().toSorted()).toEqual([
      [undefined, 'sctp', '99'],
      [undefined, 'tcp', '80'],
      ['-d 127.0.0.1/32 ', 'udp', '53'],
    ]);
    await node.daemon.cri.runtime.stopPodSandbox({ podSandboxId: pod.sandboxId });
    expect(targets()).toEqual([]);
  });

  test('sysctls: of the pod’s namespaces; those of the node → refused, and nothing is there', async () => {
    const withSysctls = (config: ReturnType<typeof podConfig>, sysctls: Record<string, string>) => ({
      ...config,
      linux: config.linux && { ...config.linux, sysctls },
    });
    const own = { 'fs.mqueue.msg_max': '100', 'kernel.shm_rmid_forced': '1', 'net.core.somaxconn': '77' };
    const pod = await runPod(node.daemon, withSysctls(podConfig(node.world, 'own'), own));
    const files = 'fs/mqueue/msg_max kernel/shm_rmid_forced net/core/somaxconn net/ipv4/ip_unprivileged_port_start';
    expect(await linesIn(pod, `cd /proc/sys; cat ${files}`)).toEqual(['100', '1', '77', '0']);
    for (const config of [
      withSysctls(podConfig(node.world, 'vm'), { 'vm.swappiness': '1' }),
      withSysctls(onHost('net'), { 'net.core.somaxconn': '78' }),
    ])
      await expect(runPod(node.daemon, config)).rejects.toMatchObject({ code: codes.INVALID_ARGUMENT });
    expect((await node.daemon.cri.runtime.listPodSandbox({ filter: undefined })).items).toHaveLength(1);
  });

  test('no log directory, or no name in it → what is written is dropped, and there is no log to reopen', async () => {
    const { runtime } = node.daemon.cri;
    const speaking = containerConfig('speaking', 'head -c 1000000 /dev/zero; exec sleep 1000');
    const nowhere = await runPod(node.daemon, { ...podConfig(node.world, 'nowhere'), logDirectory: '' });
    const somewhere = await runPod(node.daemon, podConfig(node.world, 'somewhere'));
    const ids = [
      await startIn(node.daemon, nowhere, speaking),
      await startIn(node.daemon, somewhere, { ...speaking, logPath: '' }),
    ];
    for (const containerId of ids) {
      expect((await statusOf(node.daemon, containerId)).logPath).toBe('');
      await expect(runtime.reopenContainerLog({ containerId })).rejects.toMatchObject({
        code: codes.FAILED_PRECONDITION,
      });
      expect((await shIn(node.daemon, containerId, 'cat /proc/1/comm')).exitCode).toBe(0);
    }
    const silent = { ...containerConfig('silent', sleeping), logPath: 'silent/0.log' };
    const { logPath } = await statusOf(node.daemon, await startIn(node.daemon, somewhere, silent));
    expect([logPath, statSync(logPath).size, statSync(logPath).mode & 0o777]).toEqual([
      join(node.world.logDir, 'silent/0.log'),
      0,
      0o640,
    ]);
  });

  test('exit codes: 128 and the signal, the low byte of a number; of a container that never ran, no start', async () => {
    const pod = await runPod(node.daemon, podConfig(node.world, 'codes'));
    const ends = {
      'kill -9 $$': 137,
      'kill -TERM $$; sleep 5': 143,
      'kill -SEGV $$': 139,
      'exit 300': 44,
      'exit 255': 255,
    };
    for (const [index, [script, exitCode]] of Object.entries(ends).entries()) {
      const config = containerConfig(`code-${index}`, `sh -c '${script}'; exit $?`);
      const ended = await exitedOf(node.daemon, await startIn(node.daemon, pod, config));
      expect([script, ended.exitCode, ended.reason]).toEqual([script, exitCode, 'Error']);
    }
    const containerId = await createIn(node.daemon, pod, containerConfig('never', sleeping));
    expect(await statusOf(node.daemon, containerId)).toMatchObject({
      state: containerStates.created,
      startedAt: '0',
      finishedAt: '0',
      reason: '',
    });
    await node.daemon.cri.runtime.stopContainer({ containerId, timeout: '30' });
    const ended = await statusOf(node.daemon, containerId);
    expect(ended).toMatchObject({ state: containerStates.exited, startedAt: '0', exitCode: 137 });
    await expect(node.daemon.cri.runtime.startContainer({ containerId })).rejects.toMatchObject({
      code: codes.FAILED_PRECONDITION,
    });
  });
});
