import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/machines/json.ts';
import { defaultSeccomp, localhostSeccompPath, seccompOf } from '../../src/oci/seccomp.ts';
import { allowedCalls } from '../../src/oci/seccomp-default.ts';
import { aHost, refusalOf } from '../helpers/oci-scenes.ts';

const profile = (profileType: 0 | 1 | 2, localhostRef = '') => ({ profileType, localhostRef });
const runtimeDefault = profile(0);
const localhost = profile(2, '/profiles/x.json');

const seccomp = (asked: ReturnType<typeof profile> | undefined, more: object = {}) =>
  seccompOf(
    { profile: asked, profileText: '', unsetProfile: '', isPrivileged: false, ...more },
    { host: aHost, capabilities: [], ...more },
  );

describe('which filter', () => {
  test.each([
    ['nothing said', undefined, {}],
    ['Unconfined', profile(1), {}],
    ['privileged', runtimeDefault, { isPrivileged: true }],
    ['privileged with a profile that is not there', localhost, { isPrivileged: true }],
    ['RuntimeDefault on a kernel without seccomp', runtimeDefault, { host: { ...aHost, hasSeccomp: false } }],
  ])('%s → none', (_, asked, more) => {
    expect(seccomp(asked, more)).toBeUndefined();
  });

  test('RuntimeDefault → ours', () => {
    expect(seccomp(runtimeDefault)).toMatchObject({ defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 1 });
  });

  test.each([
    ['a path with another type', profile(0, '/x'), {}],
    ['a relative path', profile(2, 'x.json'), {}],
    ['a profile on a kernel without seccomp', localhost, { host: { ...aHost, hasSeccomp: false } }],
    ['a profile that is no object', localhost, { content: [] }],
  ])('%s → refused', (_, asked, more) => {
    expect(refusalOf(() => seccomp(asked, more)).code).toBe('SpecInvalid');
  });

  test('the prefix of old clients is taken off the path', () => {
    const rest = { profileText: '', unsetProfile: '', isPrivileged: false };
    expect(localhostSeccompPath({ profile: profile(2, 'localhost//p.json'), ...rest })).toBe('/p.json');
  });
});

describe('the deprecated text field, and what the node gives who asks for nothing', () => {
  const none = { profileText: '', unsetProfile: '', isPrivileged: false, profile: undefined };
  test.each(['runtime/default', 'docker/default'])('%s → ours', (profileText) => {
    expect(seccomp(undefined, { profileText })).toMatchObject({ defaultAction: 'SCMP_ACT_ERRNO' });
  });
  test('unconfined → none, also over the node’s', () => {
    expect(seccomp(undefined, { profileText: 'unconfined', unsetProfile: 'runtime/default' })).toBeUndefined();
  });
  test('localhost/… → that file', () => {
    expect(localhostSeccompPath({ ...none, profileText: 'localhost//p.json' })).toBe('/p.json');
    expect(localhostSeccompPath({ ...none, unsetProfile: 'localhost//q.json' })).toBe('/q.json');
  });
  test('the node’s → for who asks for nothing; a profile of the request wins; privileged has none', () => {
    expect(seccomp(undefined, { unsetProfile: 'runtime/default' })).toMatchObject({ defaultAction: 'SCMP_ACT_ERRNO' });
    expect(seccomp(profile(1), { unsetProfile: 'runtime/default', profileText: 'runtime/default' })).toBeUndefined();
    expect(seccomp(undefined, { unsetProfile: 'runtime/default', isPrivileged: true })).toBeUndefined();
  });
  test('anything else → refused', () => {
    expect(refusalOf(() => seccomp(undefined, { profileText: '/x.json' }))).toMatchObject({
      code: 'SpecInvalid',
      field: 'linux.security_context.seccomp_profile_path',
    });
  });
});

const allows = (filter: ReturnType<typeof defaultSeccomp>, name: string) =>
  filter.syscalls.some(({ names, action, args }) => action === 'SCMP_ACT_ALLOW' && !args && names.includes(name));

describe('the default profile', () => {
  const plain = defaultSeccomp({ host: aHost, capabilities: [] });
  const admin = defaultSeccomp({ host: aHost, capabilities: ['CAP_SYS_ADMIN'] });

  test('no name twice, none odd', () => {
    expect(new Set(allowedCalls).size).toBe(allowedCalls.length);
    expect(allowedCalls.filter((name) => !/^[a-z0-9_]+$/.test(name))).toEqual([]);
  });

  test.each(['read', 'execve', 'openat2', 'futex', 'clock_gettime64', 'ptrace'])('%s → allowed to all', (name) => {
    expect(allows(plain, name)).toBe(true);
  });

  test.each(['mount', 'bpf', 'setns', 'unshare', 'sethostname', 'clone'])('%s → with SYS_ADMIN only', (name) => {
    expect(allows(plain, name)).toBe(false);
    expect(allows(admin, name)).toBe(true);
  });

  test.each(['kexec_load', 'keyctl', 'add_key', 'io_uring_setup', 'userfaultfd', 'swapon'])('%s → never', (name) => {
    expect(allows(admin, name)).toBe(false);
  });

  test('clone without namespaces, clone3 as if the kernel had none', () => {
    expect(plain.syscalls).toContainEqual({ names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 });
    expect(plain.syscalls).toContainEqual({
      names: ['clone'],
      action: 'SCMP_ACT_ALLOW',
      args: [{ index: 0, value: 0x7e020000, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }],
    });
  });

  test('sockets: every family but AF_ALG and AF_VSOCK', () => {
    const rules = plain.syscalls.filter(({ names }) => names.includes('socket')).map(({ args }) => args?.[0]);
    const isAllowed = (family: number) =>
      rules.some((arg) => {
        if (arg?.op === 'SCMP_CMP_LT') return family < arg.value;
        if (arg?.op === 'SCMP_CMP_GT') return family > arg.value;
        return family === arg?.value;
      });
    expect(Array.from({ length: 50 }, (_, family) => family).filter((family) => !isAllowed(family))).toEqual([38, 40]);
  });

  test('architectures: native first; unknown ones get none', () => {
    expect(plain.architectures).toEqual(['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32']);
    const on = (arch: string) => defaultSeccomp({ host: { ...aHost, arch }, capabilities: [] });
    expect(on('arm64').architectures?.[0]).toBe('SCMP_ARCH_AARCH64');
    expect(on('vax').architectures).toBeUndefined();
  });
});

describe('profiles from files', () => {
  const read = (content: Json, capabilities: readonly string[] = []) => seccomp(localhost, { content, capabilities });

  test('the form of OCI → as it is', () => {
    const content = {
      defaultAction: 'SCMP_ACT_ALLOW',
      architectures: ['SCMP_ARCH_X86_64'],
      syscalls: [{ names: ['chmod'], action: 'SCMP_ACT_ERRNO', errnoRet: 1, args: [] }],
    };
    expect(read(content)).toEqual({
      defaultAction: 'SCMP_ACT_ALLOW',
      architectures: ['SCMP_ARCH_X86_64'],
      syscalls: [{ names: ['chmod'], action: 'SCMP_ACT_ERRNO', errnoRet: 1 }],
    });
  });

  test('a listener for SCMP_ACT_NOTIFY → passed on', () => {
    const listener = { listenerPath: '/run/agent.sock', listenerMetadata: 'pod-1' };
    const syscalls = [{ names: ['mount'], action: 'SCMP_ACT_NOTIFY' }];
    expect(read({ defaultAction: 'SCMP_ACT_ALLOW', ...listener, syscalls })).toMatchObject({ ...listener, syscalls });
  });

  const rule = (name: string, more: object) => ({ name, action: 'SCMP_ACT_ALLOW', ...more });

  test("the form of Docker → its conditions are settled, archMap becomes this machine's", () => {
    const content = {
      defaultAction: 'SCMP_ACT_ERRNO',
      archMap: [{ architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86'] }],
      syscalls: [
        rule('a', { includes: { caps: ['CAP_SYS_ADMIN'] } }),
        rule('b', { excludes: { caps: ['CAP_SYS_ADMIN'] } }),
        rule('c', { includes: { arches: ['amd64', 'arm64'] } }),
        rule('d', { includes: { arches: ['s390x'] }, excludes: {} }),
        rule('e', { includes: { minKernel: '4.8' } }),
        rule('f', { includes: { minKernel: '7.0' } }),
        rule('g', { includes: null, excludes: { arches: ['s390x'] } }),
        rule('h', { excludes: { caps: ['CAP_SYS_ADMIN', 'CAP_BPF'] } }),
      ],
    };
    const names = (capabilities: readonly string[]) =>
      read(content, capabilities)?.syscalls.flatMap((one) => one.names);
    expect(names([])).toEqual(['b', 'c', 'e', 'g', 'h']);
    expect(names(['CAP_SYS_ADMIN'])).toEqual(['a', 'c', 'e', 'g']);
    expect(read(content)?.architectures).toEqual(['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86']);
  });

  test.each<[string, Json]>([
    ['no default action', { syscalls: [] }],
    ['an action that is none', { defaultAction: 'ALLOW' }],
    ['an action that only looks like one', { defaultAction: 'SCMP_ACT_NOTHING' }],
    [
      'an operator that is none',
      {
        defaultAction: 'SCMP_ACT_ALLOW',
        syscalls: [{ names: ['a'], action: 'SCMP_ACT_LOG', args: [{ index: 0, value: 1, op: '==' }] }],
      },
    ],
    ['a relative listener', { defaultAction: 'SCMP_ACT_NOTIFY', listenerPath: 'socket' }],
    ['metadata for no listener', { defaultAction: 'SCMP_ACT_NOTIFY', listenerMetadata: 'x' }],
    ['rules that are no list', { defaultAction: 'SCMP_ACT_ALLOW', syscalls: {} }],
    ['a rule without names', { defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ action: 'SCMP_ACT_ALLOW' }] }],
    ['a number that JSON cannot hold', { defaultAction: 'SCMP_ACT_ALLOW', defaultErrnoRet: 2 ** 60 }],
    ['both kinds of architectures', { defaultAction: 'SCMP_ACT_ALLOW', architectures: ['X'], archMap: [{}] }],
  ])('%s → refused, naming the file', (_, content) => {
    expect(refusalOf(() => read(content)).reason).toContain('/profiles/x.json');
  });
});
