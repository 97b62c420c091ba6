/** CDI directories: what is read, kept, told, and survived. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CdiProblem, openCdiFiles } from '../../../src/actors/bundle/cdi/cdi-files.ts';
import { findInjection } from '../../../src/actors/bundle/cdi/inject.ts';
import { cdiFindings } from '../../../src/cli/doctor/cdi.ts';
import { failureOf } from '../../../src/machines/failure.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'trp-cdi-'));
  mkdirSync(join(dir, 'etc'));
  mkdirSync(join(dir, 'run'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const specOf = (mark: string, edits: object = {}) => ({
  cdiVersion: '0.5.0',
  kind: 'vendor.com/net',
  devices: [{ name: 'nic0', containerEdits: { env: [`MARK=${mark}`], ...edits } }],
});
const put = (path: string, content: object | string) =>
  writeFileSync(join(dir, path), typeof content === 'string' ? content : JSON.stringify(content));

const open = () => {
  const told: CdiProblem[] = [];
  return {
    told,
    files: openCdiFiles([join(dir, 'etc'), join(dir, 'run'), join(dir, 'absent')], (problem) => told.push(problem)),
  };
};
const asking = (...names: string[]) => ({ CDIDevices: names.map((name) => ({ name })), annotations: {} });
const nic = asking('vendor.com/net=nic0');
const refused = async (act: Promise<unknown>) =>
  failureOf(
    await act.then(
      () => 'taken',
      (thrown: unknown) => thrown,
    ),
  );

test('nothing asked → no file is looked at', async () => {
  const never = { read: () => Promise.reject(new Error('looked')) };
  expect(await findInjection(asking(), never)).toBeUndefined();
});

test('JSON and YAML, later directory wins; a change is seen at the next container', async () => {
  put('etc/a.json', specOf('json'));
  const { files } = open();
  expect((await findInjection(nic, files))?.edits.env).toEqual(['MARK=json']);
  put(
    'run/a.yaml',
    'cdiVersion: "0.5.0"\nkind: vendor.com/net\ndevices:\n- name: nic0\n  containerEdits:\n    env: [MARK=yaml]\n',
  );
  expect((await findInjection(nic, files))?.edits.env).toEqual(['MARK=yaml']);
  rmSync(join(dir, 'run/a.yaml'));
  put('etc/a.json', specOf('gone on'));
  utimesSync(join(dir, 'etc/a.json'), new Date(), new Date(1_000_000));
  expect((await findInjection(nic, files))?.edits.env).toEqual(['MARK=gone on']);
});

test('unchanged → the very same spec, not parsed again', async () => {
  put('etc/a.json', specOf('x'));
  const { files } = open();
  const [first] = await files.read();
  const [second] = await files.read();
  expect(second?.spec).toBe(first?.spec);
});

test('broken files → told once, the others’ devices are there; doctor names them', async () => {
  put('etc/good.json', specOf('good'));
  put('etc/bad.json', '{');
  put('etc/bad.yaml', 'a: &a [*a]\nkind: x');
  put('etc/strange.json', { cdiVersion: '9', kind: 'a/b', devices: [] });
  put('etc/huge.json', ' '.repeat(1024 * 1024 + 1));
  put('etc/deep.yaml', '['.repeat(200_000));
  put('etc/dashes.yaml', '- '.repeat(200_000));
  put(
    'etc/laughs.yaml',
    `a: &a [x,x]\n${'bcdefghijk'
      .split('')
      .map((name, index) => `${name}: &${name} [${`*${'abcdefghijk'[index]},`.repeat(9)}]`)
      .join('\n')}`,
  );
  put('etc/ignored.txt', 'not a spec');
  mkdirSync(join(dir, 'etc/folder.json'));
  await execa('mkfifo', [join(dir, 'etc/pipe.json')]);
  const { files, told } = open();
  expect((await findInjection(nic, files))?.edits.env).toEqual(['MARK=good']);
  await files.read();
  const names = told.map(({ path }) => path.split('/').at(-1));
  expect(names).toEqual([
    'bad.json',
    'bad.yaml',
    'dashes.yaml',
    'deep.yaml',
    'folder.json',
    'huge.json',
    'laughs.yaml',
    'pipe.json',
    'strange.json',
  ]);
  expect(told.find(({ path }) => path.endsWith('strange.json'))?.reason).toBe("cdiVersion: '9' is not a known version");
  const cri = { enableCdi: true, cdiSpecDirs: [join(dir, 'etc')] };
  const findings = await cdiFindings({ cri } as unknown as Parameters<typeof cdiFindings>[0]);
  expect(findings.map(({ verdict }) => verdict)).toEqual(['ok', ...names.map(() => 'warn')]);
  expect(findings.map(({ message }) => message).join('\n')).toContain('strange.json: cdiVersion');
});

test('a device that is not there, or switched off → refused', async () => {
  const { files } = open();
  expect(await refused(findInjection(nic, files))).toMatchObject({
    code: 'SpecInvalid',
    details: { reason: 'CDI device injection failed: unresolvable CDI devices vendor.com/net=nic0' },
  });
  expect((await refused(findInjection(nic, undefined))).details.reason).toContain('switched off');
});

test('nodes → the host’s type and number where the spec leaves them out; another type or no node → refused', async () => {
  put(
    'etc/a.json',
    specOf('x', {
      deviceNodes: [
        { path: '/dev/my', hostPath: '/dev/zero' },
        { path: '/dev/full', permissions: 'none' },
        { path: '/dev/given', type: 'c', major: 10, minor: 200 },
      ],
    }),
  );
  const { files } = open();
  expect((await findInjection(nic, files))?.nodes).toMatchObject([
    { path: '/dev/my', type: 'c', major: 1, minor: 5, access: 'rwm' },
    { path: '/dev/full', type: 'c', major: 1, minor: 7, access: '' },
    { path: '/dev/given', type: 'c', major: 10, minor: 200, access: 'rwm' },
  ]);
  put('etc/a.json', specOf('x', { deviceNodes: [{ path: '/dev/zero', type: 'b' }] }));
  expect((await refused(findInjection(nic, files))).details.reason).toContain(
    '/dev/zero is of type c on the host, not b',
  );
  put('etc/a.json', specOf('x', { deviceNodes: [{ path: '/dev/nothing-here' }] }));
  expect((await refused(findInjection(nic, files))).details.reason).toContain(
    '/dev/nothing-here cannot be looked at: ENOENT',
  );
  put('etc/a.json', specOf('x', { deviceNodes: [{ path: '/etc/passwd' }] }));
  expect((await refused(findInjection(nic, files))).details.reason).toContain('/etc/passwd is not a device');
});
