import { describe, expect, test } from 'vitest';
import { cgroupsPathOf } from '../../src/oci/cgroups-path.ts';
import { logPathOf } from '../../src/oci/log-path.ts';
import { hostnameOf, resolvConfOf } from '../../src/oci/pod-files.ts';
import { stopSignalOf } from '../../src/oci/stop-signal.ts';
import { dnsConfig, namespaceOptions, refusalOf, sandboxConfig, securedSandbox } from '../helpers/oci-scenes.ts';

describe('cgroupsPath', () => {
  const path = (driver: 'cgroupfs' | 'systemd', parent: string, defaultParent = '/troupe') =>
    cgroupsPathOf({ driver, parent, defaultParent, prefix: 'troupe', id: 'abc' });

  test.each([
    ['/kubepods/burstable/pod1', '/kubepods/burstable/pod1/abc'],
    ['kubepods//pod1/', '/kubepods/pod1/abc'],
    ['/', '/abc'],
    ['', '/troupe/abc'],
  ])('cgroupfs, %j → %s', (parent, wanted) => {
    expect(path('cgroupfs', parent)).toBe(wanted);
  });

  test.each([
    ['kubepods-pod1.slice', 'kubepods-pod1.slice:troupe:abc'],
    ['/kubepods.slice/kubepods-pod1.slice', 'kubepods-pod1.slice:troupe:abc'],
    ['', 'system.slice:troupe:abc'],
  ])('systemd, %j → %s', (parent, wanted) => {
    expect(path('systemd', parent)).toBe(wanted);
  });

  test.each<['cgroupfs' | 'systemd', string]>([
    ['cgroupfs', '/a/../../etc'],
    ['cgroupfs', '..'],
    ['cgroupfs', '/a/./b'],
    ['cgroupfs', 'a.slice:x:y'],
    ['cgroupfs', '/a\0'],
    ['systemd', '/kubepods/pod1'],
    ['systemd', 'a:b.slice'],
    ['systemd', '../a.slice'],
    ['systemd', '.slice'],
  ])('%s, %j → refused', (driver, parent) => {
    expect(refusalOf(() => path(driver, parent)).field).toBe('linux.cgroup_parent');
  });
});

describe('resolv.conf', () => {
  test('search, nameserver, options in this order', () => {
    const dns = dnsConfig({
      servers: ['10.0.0.10', '::1'],
      searches: ['a.local', 'b.local'],
      options: ['ndots:5', 'rotate'],
    });
    expect(resolvConfOf(dns)).toBe(
      'search a.local b.local\nnameserver 10.0.0.10\nnameserver ::1\noptions ndots:5 rotate\n',
    );
  });

  test('nothing said → the node’s', () => {
    expect(resolvConfOf(undefined)).toBeUndefined();
    expect(resolvConfOf(dnsConfig())).toBeUndefined();
  });

  test('an entry with a line break → refused', () => {
    expect(refusalOf(() => resolvConfOf(dnsConfig({ servers: ['1.1.1.1\noptions x'] }))).field).toBe(
      'dns_config.servers',
    );
  });
});

describe('host name', () => {
  const name = (config: Parameters<typeof hostnameOf>[0]) =>
    hostnameOf(config, { sandboxId: '0123456789abcdef', nodeName: 'node-1' });
  const hostNetwork = securedSandbox({ namespaceOptions: namespaceOptions({ network: 2 }) });

  test('asked → that; else of the node with host network, else the id’s begin', () => {
    expect(name(sandboxConfig({ hostname: 'db' }))).toBe('db');
    expect(name({ ...hostNetwork, hostname: '' })).toBe('node-1');
    expect(name(sandboxConfig({ hostname: '' }))).toBe('0123456789ab');
  });

  test.each(['a b', 'a\nb', 'x'.repeat(65)])('%j → refused', (hostname) => {
    expect(refusalOf(() => name(sandboxConfig({ hostname }))).field).toBe('hostname');
  });
});

describe('log path', () => {
  test.each([
    ['/var/log/pods/x', 'main/0.log', '/var/log/pods/x/main/0.log'],
    ['/var/log/pods/x/', 'main//0.log', '/var/log/pods/x/main/0.log'],
    ['', 'main/0.log', undefined],
    ['/var/log', '', undefined],
  ])('%j + %j → %s', (directory, path, wanted) => {
    expect(logPathOf(directory, path)).toBe(wanted);
  });

  test.each([
    ['/var/log', '../etc/passwd'],
    ['/var/log', 'a/../../b'],
    ['/var/log', '/etc/passwd'],
    ['/var/log', '.'],
    ['/var/log', 'a/'],
    ['/var/log', 'a\0'],
    ['var/log', 'a'],
  ])('%j + %j → refused', (directory, path) => {
    expect(refusalOf(() => logPathOf(directory, path)).code).toBe('SpecInvalid');
  });
});

describe('stop signal', () => {
  test.each<[number, string, string]>([
    [0, '', 'SIGTERM'],
    [0, 'SIGQUIT', 'SIGQUIT'],
    [0, 'quit', 'SIGQUIT'],
    [0, '9', 'SIGKILL'],
    [0, 'SIGRTMIN+3', 'SIGRTMIN+3'],
    [0, '37', 'SIGRTMIN+3'],
    [0, '64', 'SIGRTMAX'],
    [23, 'SIGQUIT', 'SIGTERM'],
    [8, '', 'SIGHUP'],
    [38, '', 'SIGRTMIN+3'],
    [51, '', 'SIGRTMAX-14'],
    [65, '', 'SIGRTMAX'],
  ])('request %s, image %j → %s', (asked, ofImage, wanted) => {
    expect(stopSignalOf(asked, ofImage)).toBe(wanted);
  });

  test.each<[number, string]>([
    [66, ''],
    [0, 'SIGNOTHING'],
    [0, '0'],
    [0, '65'],
    [0, 'SIG'],
  ])('request %s, image %j → refused', (asked, ofImage) => {
    expect(refusalOf(() => stopSignalOf(asked, ofImage)).code).toBe('SpecInvalid');
  });
});
