/** What a CDI file may say, and what it must not. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/machines/json.ts';
import { readCdiSpec } from '../../../src/oci/cdi/read-spec.ts';
import { CdiFault } from '../../../src/oci/cdi/reader.ts';

const device = (more: object = {}) => ({ name: 'one', containerEdits: { env: ['A=1'] }, ...more });
const spec = (more: object = {}): Json =>
  ({ cdiVersion: '0.6.0', kind: 'vendor.com/gpu', devices: [device()], ...more }) as Json;
const edited = (containerEdits: object) => spec({ containerEdits });

const faultOf = (content: Json): string => {
  try {
    readCdiSpec(content);
  } catch (thrown) {
    if (thrown instanceof CdiFault) return thrown.message;
    throw thrown;
  }
  throw new Error('it was taken');
};

test.each(['0.3.0', '0.4.0', '0.5.0', '0.6.0', '0.7.0', '0.8.0', '1.0.0', '1.1.0'])(
  'version %s → taken',
  (cdiVersion) => {
    expect(readCdiSpec(spec({ cdiVersion })).devices).toHaveLength(1);
  },
);

test('everything at once → as it was said, lists that are absent empty', () => {
  const { kind, edits, devices } = readCdiSpec(
    spec({
      cdiVersion: '1.1.0',
      annotations: { any: 'thing' },
      containerEdits: {
        deviceNodes: [
          {
            path: '/dev/x',
            hostPath: '/dev/y',
            type: 'c',
            major: 1,
            minor: 5,
            fileMode: 0o20640,
            uid: 1,
            gid: 2,
            permissions: 'rw',
          },
        ],
        mounts: [{ hostPath: '/lib/x', containerPath: '/lib/y', options: ['ro', 'bind'], type: 'bind' }],
        hooks: [{ hookName: 'createContainer', path: '/bin/h', args: ['h', ''], env: ['B=2'], timeout: 3 }],
        additionalGids: [44, 0],
        intelRdt: { closID: 'gold', schemata: ['MB:0=50'], enableMonitoring: true },
      },
    }),
  );
  expect(kind).toBe('vendor.com/gpu');
  expect(edits).toEqual({
    env: [],
    deviceNodes: [
      {
        path: '/dev/x',
        hostPath: '/dev/y',
        type: 'c',
        major: 1,
        minor: 5,
        fileMode: 0o640,
        uid: 1,
        gid: 2,
        permissions: 'rw',
      },
    ],
    mounts: [{ hostPath: '/lib/x', containerPath: '/lib/y', options: ['ro', 'bind'], type: 'bind' }],
    hooks: [{ hookName: 'createContainer', path: '/bin/h', args: ['h', ''], env: ['B=2'], timeout: 3 }],
    additionalGids: [44],
    intelRdt: { closID: 'gold', schemata: ['MB:0=50'], enableMonitoring: true },
  });
  expect(devices).toMatchObject([{ name: 'one', edits: { env: ['A=1'], deviceNodes: [] } }]);
});

describe('a fault names its place', () => {
  test.each<[string, Json, RegExp]>([
    ['no object', [], /^must be an object/],
    ['version', spec({ cdiVersion: '2.0.0' }), /^cdiVersion: '2.0.0' is not a known version/],
    ['kind without a class', spec({ kind: 'vendor.com' }), /^kind: .*vendor\/class/],
    ['kind with a digit first', spec({ kind: '1vendor/gpu' }), /^kind: '1vendor'/],
    ['no devices', spec({ devices: [] }), /^devices: is empty/],
    ['a device twice', spec({ devices: [device(), device()] }), /^devices: 'one' is there twice/],
    ['a device without a valid name', spec({ devices: [device({ name: 'a b' })] }), /^devices\[0\]\.name/],
    [
      'a device that changes nothing',
      spec({ devices: [{ name: 'x', containerEdits: {} }] }),
      /^devices\[0\]: changes nothing/,
    ],
    ['an unknown field', spec({ devices: [device({ colour: 1 })] }), /^devices\[0\]: has a field 'colour'/],
    ['a variable without =', edited({ env: ['A'] }), /^containerEdits\.env\[0\]: 'A' is not/],
    ['a NUL', edited({ env: ['A=\0'] }), /NUL/],
    ['a relative device', edited({ deviceNodes: [{ path: 'dev/x' }] }), /deviceNodes\[0\]\.path: must be an absolute/],
    ['a device out of its place', edited({ deviceNodes: [{ path: '/dev/../../x' }] }), /contains '\.\.'/],
    ['a type', edited({ deviceNodes: [{ path: '/dev/x', type: 'z' }] }), /type: is not one of/],
    ['a number', edited({ deviceNodes: [{ path: '/dev/x', major: -1 }] }), /major: must be a whole number/],
    ['permissions', edited({ deviceNodes: [{ path: '/dev/x', permissions: 'rx' }] }), /permissions: 'rx'/],
    ['a mount over the root', edited({ mounts: [{ hostPath: '/a', containerPath: '/' }] }), /over the root/],
    ['a hook’s name', edited({ hooks: [{ hookName: 'later', path: '/h' }] }), /hookName: is not one of prestart/],
    ['a relative hook', edited({ hooks: [{ hookName: 'poststop', path: 'h' }] }), /hooks\[0\]\.path/],
    ['a class out of resctrl', edited({ intelRdt: { closID: '../x' } }), /closID: '\.\.\/x'/],
    [
      'interfaces',
      edited({ netDevices: [{ hostInterfaceName: 'eth1', name: 'eth0' }] }),
      /netDevices: network interfaces/,
    ],
  ])('%s', (_, content, fault) => {
    expect(faultOf(content)).toMatch(fault);
  });
});

test('any JSON → a spec or a fault, never anything else', () => {
  const key = fc.constantFrom(
    'cdiVersion',
    'kind',
    'devices',
    'name',
    'containerEdits',
    'env',
    'mounts',
    'hooks',
    'deviceNodes',
    'path',
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom('0.6.0', 'vendor.com/gpu', 'one', '/dev/x', null, 7),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(key, tie('json')),
    ),
  }));
  fc.assert(
    fc.property(json, fc.boolean(), (content, isNear) => {
      try {
        readCdiSpec((isNear ? { cdiVersion: '0.6.0', kind: 'v/c', devices: [content] } : content) as Json);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(CdiFault);
      }
    }),
    { numRuns: 500 },
  );
});
