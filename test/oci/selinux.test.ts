import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  freeLevel,
  parseContexts,
  type SelinuxQuestion,
  selinuxLabelsOf,
  usualContexts,
} from '../../src/oci/selinux.ts';
import { refusalOf, selinuxOptions } from '../helpers/oci-scenes.ts';

const labels = (more: Partial<SelinuxQuestion> = {}) =>
  selinuxLabelsOf({
    options: undefined,
    sandboxOptions: undefined,
    podLevel: 's0:c1,c2',
    isPrivileged: false,
    contexts: usualContexts,
    ...more,
  });

describe('labels', () => {
  test('nothing asked → the policy’s, with the pod’s level', () => {
    expect(labels()).toEqual({
      processLabel: 'system_u:system_r:container_t:s0:c1,c2',
      mountLabel: 'system_u:object_r:container_file_t:s0:c1,c2',
    });
  });
  test('the container’s options → over the sandbox’s, which count where it has none', () => {
    const sandboxOptions = selinuxOptions({ type: 'pod_t', level: 's0:c7' });
    expect(labels({ sandboxOptions, options: selinuxOptions() })?.processLabel).toBe('system_u:system_r:pod_t:s0:c7');
    const options = selinuxOptions({ user: 'u_u', role: 'r_r', type: 't_t', level: 's0:c8,c9' });
    expect(labels({ sandboxOptions, options })).toEqual({
      processLabel: 'u_u:r_r:t_t:s0:c8,c9',
      mountLabel: 'u_u:object_r:container_file_t:s0:c8,c9',
    });
  });
  test('only a type → the pod’s level, so that the pod’s files stay its', () => {
    expect(labels({ options: selinuxOptions({ type: 'x_t' }) })?.processLabel).toBe('system_u:system_r:x_t:s0:c1,c2');
  });
  test('privileged → the policy decides about the process; files are labelled', () => {
    expect(labels({ isPrivileged: true })).toEqual({ mountLabel: 'system_u:object_r:container_file_t:s0:c1,c2' });
  });
  test('SELinux off → none, but a mistake shows all the same', () => {
    expect(labels({ contexts: undefined, options: selinuxOptions({ type: 'spc_t' }) })).toBeUndefined();
    expect(refusalOf(() => labels({ contexts: undefined, options: selinuxOptions({ level: 'high' }) }))).toMatchObject({
      code: 'SpecInvalid',
      field: 'linux.security_context.selinux_options.level',
    });
  });
  test.each(['s0', 's15', 's0:c1', 's0:c0,c1023', 's0:c0.c3,c7', 's0-s0:c0.c1023'])('level %s → taken', (level) => {
    expect(labels({ options: selinuxOptions({ level }) })?.mountLabel.endsWith(`:${level}`)).toBe(true);
  });
  test.each(['c1', 's0:', 's0:c1,', 's0:c12345', 's0:c1 ', 's0\n', 's0:x'])('level %j → refused', (level) => {
    expect(refusalOf(() => labels({ options: selinuxOptions({ level }) })).code).toBe('SpecInvalid');
  });
  test.each(['user', 'role', 'type'] as const)('%s with a colon, a comma or a quote → refused', (part) => {
    for (const text of ['a:b', 'a,b', 'a"b', 'a b'])
      expect(refusalOf(() => labels({ options: selinuxOptions({ [part]: text }) })).field).toMatch(part);
  });
});

test('the policy’s file → its contexts without level; what it lacks is as usual', () => {
  const text =
    '# c\nprocess = "system_u:system_r:svirt_lxc_net_t:s0"\n content = "x:y:z"\nfile="a_u:object_r:f_t:s0"\n';
  expect(parseContexts(text)).toEqual({ process: 'system_u:system_r:svirt_lxc_net_t', file: 'a_u:object_r:f_t' });
  expect(parseContexts('nothing')).toEqual(usualContexts);
});

describe('levels of pods', () => {
  test('any taken ones, any chance → a pair within the range that nobody has, until there is none', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 9 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 40, maxLength: 40 }),
        (range, chance) => {
          const taken = new Set<string>();
          const pairs = (range * (range - 1)) / 2;
          for (let count = 0; count < pairs; count += 1) {
            const level = freeLevel(taken, range, () => chance[count] ?? 0);
            const [, lesser, greater] = /^s0:c(\d+),c(\d+)$/.exec(level) ?? [];
            expect(Number(lesser)).toBeLessThan(Number(greater));
            expect(Number(greater)).toBeLessThan(range);
            taken.add(level);
          }
          expect(taken.size).toBe(pairs);
          expect(refusalOf(() => freeLevel(taken, range, () => 0)).reason).toContain('cri.selinux_category_range');
        },
      ),
    );
  });
  test('the whole range → its last pair too', () => {
    expect(freeLevel(new Set(), 1024, () => 0.999999999)).toBe('s0:c1022,c1023');
    expect(freeLevel(new Set(), 1024, () => 1)).toBe('s0:c1022,c1023');
  });
});
