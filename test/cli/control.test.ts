import { mkdtemp, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askImport, askKnown, askReload, type ControlDeeds, serveControl } from '../../src/cli/control.ts';
import { FailureError } from '../../src/machines/failure.ts';

let dir: string;
let socket: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trp-control-'));
  socket = join(dir, 'control.sock');
});
afterEach(() => rm(dir, { recursive: true }));

const serve = (deeds: Partial<ControlDeeds>) =>
  serveControl(socket, {
    importImage: async () => [],
    reload: async () => ({ changed: [], needsRestart: [] }),
    known: () => ({ owners: [], ledger: [] }),
    actors: () => [],
    ...deeds,
  });

const raw = (method: string, path: string, body: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const asking = request({ socketPath: socket, path, method }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    asking.on('error', reject);
    asking.end(body);
  });

test('import → what the daemon imported; the socket is root’s alone', async () => {
  const close = await serve({ importImage: async (file) => [{ imageId: 'sha256:1', repoTags: [file] }] });
  expect(await askImport(socket, '/a.tar')).toEqual([{ imageId: 'sha256:1', repoTags: ['/a.tar'] }]);
  expect((await stat(socket)).mode & 0o777).toBe(0o600);
  await close();
  await expect(stat(socket)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('import fails → the daemon’s failure', async () => {
  const close = await serve({
    importImage: async () => {
      throw new FailureError('ArchiveInvalid', { reason: 'not a tar file' });
    },
  });
  await expect(askImport(socket, '/a.tar')).rejects.toMatchObject({
    code: 'ArchiveInvalid',
    details: { reason: 'not a tar file' },
  });
  await close();
});

test('reload, known → what the daemon says', async () => {
  const row = { ownerId: 'a', effect: 'network' as const, details: {}, isDone: true };
  const close = await serve({
    reload: async () => ({ changed: ['log.level'], needsRestart: ['root'] }),
    known: () => ({ owners: ['a'], ledger: [row] }),
  });
  expect(await askReload(socket)).toEqual({ changed: ['log.level'], needsRestart: ['root'] });
  expect(await askKnown(socket)).toEqual({ owners: ['a'], ledger: [row] });
  await close();
});

test('no daemon → SyscallFailed connect', async () => {
  await expect(askImport(socket, '/a.tar')).rejects.toMatchObject({
    code: 'SyscallFailed',
    details: { syscall: 'connect', code: 'ENOENT' },
  });
});

test('a socket that a killed daemon left → replaced', async () => {
  await serve({ importImage: async () => [] });
  const close = await serve({ importImage: async () => [{ imageId: 'new', repoTags: [] }] });
  expect(await askImport(socket, '/a.tar')).toEqual([{ imageId: 'new', repoTags: [] }]);
  await close();
});

test.each([
  ['GET', '/images', '', 'NotImplemented'],
  ['POST', '/else', '{}', 'NotImplemented'],
  ['POST', '/images', '{}', 'RequestInvalid'],
  ['POST', '/images', '{"file":"relative"}', 'RequestInvalid'],
  ['POST', '/images', `{"file":"/${'x'.repeat(9000)}"}`, 'RequestInvalid'],
  ['POST', '/images', 'no json', 'RequestInvalid'],
])('%s %s %.20s → %s', async (method, path, body, code) => {
  const close = await serve({ importImage: async () => [] });
  expect(JSON.parse(await raw(method, path, body))).toMatchObject({ ok: false, failure: { code } });
  await close();
});
