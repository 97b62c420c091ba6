/** From names of CDI devices to a changed spec. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/machines/json.ts';
import { type FilledNode, withCdiEdits } from '../../../src/oci/cdi/edit-spec.ts';
import { askedCdiDevices } from '../../../src/oci/cdi/names.ts';
import { readCdiSpec } from '../../../src/oci/cdi/read-spec.ts';
import { type CdiFile, conflictsIn, editsFor } from '../../../src/oci/cdi/resolve.ts';
import { noEdits } from '../../../src/oci/cdi/shape.ts';
import { containerSpec } from '../../../src/oci/container-spec.ts';
import { containerFacts, refusalOf } from '../../helpers/oci-scenes.ts';

const file = (path: string, priority: number, names: readonly string[], mark = path): CdiFile => ({
  path,
  priority,
  spec: readCdiSpec({
    cdiVersion: '0.6.0',
    kind: 'vendor.com/gpu',
    containerEdits: { env: [`OF=${mark}`] },
    devices: names.map((name) => ({ name, containerEdits: { env: [`${name}=${mark}`] } })),
  } as Json),
});
const gpu = (name: string) => `vendor.com/gpu=${name}`;
const asked = (names: readonly string[], annotations: Record<string, string> = {}) =>
  askedCdiDevices({ CDIDevices: names.map((name) => ({ name })), annotations });

describe('names', () => {
  test('field first, then annotations by key, each once; other annotations are nobody’s', () => {
    const annotations = {
      'cdi.k8s.io/z': 'vendor.com/gpu=a',
      'cdi.k8s.io/b': 'vendor.com/gpu=b,vendor.com/gpu=c',
      other: 'vendor.com/gpu=d',
    };
    expect(asked([gpu('c'), gpu('c')], annotations)).toEqual([gpu('c'), gpu('b'), gpu('a')]);
  });
  test.each([
    'gpu',
    'vendor.com/gpu',
    'vendor.com=x',
    'vendor.com/gpu=',
    '/gpu=x',
    'vendor.com/gpu=x y',
    'a/b/c=d',
    'vendor.com/gpu=-x',
  ])('%s → refused, with its field', (name) => {
    expect(refusalOf(() => asked([name]))).toMatchObject({ code: 'SpecInvalid', field: 'CDI_devices[0].name' });
    expect(refusalOf(() => asked([], { 'cdi.k8s.io/x': name })).field).toBe('annotations[cdi.k8s.io/x]');
  });
  test.each(['vendor.com/gpu=0', 'v/c=all', 'nvidia.com/mig-1g.5gb=GPU-1:2', 'v-1/c_2=0.1'])('%s → taken', (name) => {
    expect(asked([name])).toEqual([name]);
  });
});

describe('which file', () => {
  test('two directories → the later one; spec edits once, before the first device', () => {
    const files = [file('/etc/cdi/a.json', 0, ['a', 'b']), file('/run/cdi/a.json', 1, ['a'])];
    expect(editsFor([gpu('a')], files).env).toEqual(['OF=/run/cdi/a.json', 'a=/run/cdi/a.json']);
    const both = [file('/x.json', 0, ['a', 'b'])];
    expect(editsFor([gpu('a'), gpu('b')], both).env).toEqual(['OF=/x.json', 'a=/x.json', 'b=/x.json']);
  });
  test('the same device twice in one directory → nobody’s; the other devices stay; a later directory settles it', () => {
    const files = [file('/x.json', 0, ['a', 'b']), file('/y.json', 0, ['a'])];
    expect(conflictsIn(files)).toEqual(['vendor.com/gpu=a is defined by /x.json and /y.json']);
    expect(refusalOf(() => editsFor([gpu('a')], files)).reason).toBe(
      'CDI device injection failed: unresolvable CDI devices vendor.com/gpu=a (vendor.com/gpu=a is defined by /x.json and /y.json)',
    );
    expect(editsFor([gpu('b')], files).env).toContain('b=/x.json');
    expect(conflictsIn([...files, file('/z.json', 1, ['a'])])).toEqual([]);
  });
  test('devices that are not there → all named, and files that may have had them', () => {
    const files = [file('/x.json', 0, ['a']), { path: '/bad.json', priority: 0, fault: 'cannot be parsed' }];
    expect(refusalOf(() => editsFor([gpu('u'), gpu('a'), gpu('v')], files))).toEqual({
      code: 'SpecInvalid',
      field: 'CDI_devices',
      reason:
        'CDI device injection failed: unresolvable CDI devices vendor.com/gpu=u, vendor.com/gpu=v (/bad.json: cannot be parsed)',
    });
  });
});

describe('edits of a spec', () => {
  const plain = containerSpec(containerFacts({ user: { uid: 7, gid: 8, groups: [8] } }));
  const node = (more: Partial<FilledNode> = {}): FilledNode => ({
    path: '/dev/gpu0',
    type: 'c',
    major: 195,
    minor: 0,
    access: 'rw',
    ...more,
  });

  test('none → the same spec', () => {
    expect(withCdiEdits(plain, noEdits, [])).toEqual(plain);
  });
  test('variables → in place of those of the same name, else at the end', () => {
    const { process } = withCdiEdits(plain, { ...noEdits, env: ['LANG=x', 'NEW=1', 'NEW=2'] }, []);
    expect(process.env.filter((entry) => /^(LANG|NEW)=/.test(entry))).toEqual(['LANG=x', 'NEW=2']);
    expect(process.env.indexOf('LANG=x')).toBe(plain.process.env.indexOf('LANG=C'));
  });
  test('a node → the user’s where it is nobody’s, with its rule; `none` and FIFOs without a rule', () => {
    const nodes = [
      node(),
      node({ path: '/dev/own', minor: 1, uid: 0, gid: 0, fileMode: 0o600 }),
      node({ path: '/dev/n', access: '' }),
      node({ path: '/dev/f', type: 'p' }),
    ];
    const { linux } = withCdiEdits(plain, noEdits, nodes);
    expect(linux.devices.slice(0, 2)).toEqual([
      { path: '/dev/gpu0', type: 'c', major: 195, minor: 0, fileMode: 0o666, uid: 7, gid: 8 },
      { path: '/dev/own', type: 'c', major: 195, minor: 1, fileMode: 0o600, uid: 0, gid: 0 },
    ]);
    expect(linux.resources.devices?.slice(1)).toEqual([
      { allow: true, type: 'c', major: 195, minor: 0, access: 'rw' },
      { allow: true, type: 'c', major: 195, minor: 1, access: 'rw' },
    ]);
  });
  test('a node at a path that is there → instead of it', () => {
    const once = withCdiEdits(plain, noEdits, [node()]);
    expect(withCdiEdits(once, noEdits, [node({ minor: 9 })]).linux.devices.map(({ minor }) => minor)).toEqual([9]);
  });
  test('a mount → over one of the same place, parents first; no type and no bind means bind', () => {
    const mounts = [
      { hostPath: '/h', containerPath: '/etc/hosts/', options: ['ro', 'bind'] },
      { hostPath: '/lib/x', containerPath: '/x', options: ['ro'] },
      { hostPath: 'tmpfs', containerPath: '/t', options: ['size=1m'], type: 'tmpfs' },
    ];
    const { mounts: all } = withCdiEdits(plain, { ...noEdits, mounts }, []);
    expect(all.filter(({ destination }) => destination === '/etc/hosts')).toEqual([
      { destination: '/etc/hosts', type: 'bind', source: '/h', options: ['ro', 'bind'] },
    ]);
    expect(all).toContainEqual({ destination: '/x', type: 'bind', source: '/lib/x', options: ['rbind', 'ro'] });
    expect(all).toContainEqual({ destination: '/t', type: 'tmpfs', source: 'tmpfs', options: ['size=1m'] });
    const depths = all.map(({ destination }) => destination.split('/').length);
    expect(depths).toEqual(depths.toSorted((one, other) => one - other));
  });
  test('hooks in order, groups once, the last class', () => {
    const hook = (hookName: 'createRuntime' | 'poststop', path: string) => ({ hookName, path, args: [], env: [] });
    const edits = {
      ...noEdits,
      hooks: [
        hook('createRuntime', '/a'),
        hook('poststop', '/c'),
        { ...hook('createRuntime', '/b'), args: ['b'], env: ['X=1'], timeout: 2 },
      ],
      additionalGids: [44, 8, 44],
      intelRdt: { closID: 'gold' },
    };
    const { hooks, process, linux } = withCdiEdits(plain, edits, []);
    expect(hooks).toEqual({
      createRuntime: [{ path: '/a' }, { path: '/b', args: ['b'], env: ['X=1'], timeout: 2 }],
      poststop: [{ path: '/c' }],
    });
    expect(process.user.additionalGids).toEqual([8, 44]);
    expect(linux.intelRdt).toEqual({ closID: 'gold' });
  });
});
