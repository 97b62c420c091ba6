/** `troupe inspect`, as somebody runs it: whom it finds, and what it says where it finds nobody. No browser. */
import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { SourceAbout } from '../../../src/inspector/stream.ts';
import { recordingFile, tempDir } from '../../helpers/recording-file.ts';
import { makeSimulatedPlace, type SimulatedNode, type SimulatedPlace } from '../../helpers/simulated-node.ts';
import { troupePage } from '../../helpers/troupe-page.ts';

const troupe = join(import.meta.dirname, '../../../bin/troupe');
const inspect = (...args: readonly string[]) => promisify(execFile)(troupe, ['inspect', ...args], { timeout: 30_000 });
const isRoot = process.getuid?.() === 0;

describe('a daemon that runs', () => {
  let place: SimulatedPlace;
  let node: SimulatedNode;
  beforeAll(async () => {
    place = await makeSimulatedPlace();
    node = await place.serve('--root', join(place.dir, 'root'));
  }, 60_000);
  afterAll(async () => {
    await node?.stop();
    await place?.end();
  });
  const socket = () => join(place.dir, 'root/state/control.sock');

  test('is a source, with a recording beside it; its stream comes to now, and goes on', async () => {
    const page = await troupePage('inspect', '--socket', socket(), await recordingFile());
    const headers = { authorization: `Bearer ${page.token}` };
    const sources = (await (await fetch(`${page.origin}/api/sources`, { headers })).json()) as readonly SourceAbout[];
    expect(sources).toMatchObject([{ kind: 'live', title: socket() }, { kind: 'recording' }]);
    const leaving = new AbortController();
    const stream = await fetch(`${page.origin}/api/stream?source=${sources[0]?.id}`, {
      headers,
      signal: leaving.signal,
    });
    let text = '';
    for await (const chunk of stream.body ?? []) {
      text += Buffer.from(chunk).toString('utf8');
      if (text.includes('{"k":"live"}\n')) break;
    }
    leaving.abort();
    expect(text.split('\n', 1)[0]).toContain('"k":"about"');
    expect(await page.stop()).toBe(0);
  });

  test.skipIf(!isRoot)('is not for everybody: exit 77, and what to do', async () => {
    const asOther = ['--reuid=12345', '--clear-groups', troupe, 'inspect', '--socket', socket()];
    await chmod(place.dir, 0o755);
    await expect(promisify(execFile)('setpriv', asOther, { timeout: 30_000 })).rejects.toMatchObject({
      code: 77,
      stderr: `troupe: only root may talk to the daemon at ${socket()}; try sudo\n`,
    });
  });

  test('the socket of the CRI in the place of the control socket: said', async () => {
    await expect(inspect('--socket', place.socketPath)).rejects.toMatchObject({
      code: 69,
      stderr: `troupe: ${place.socketPath} is no control socket of troupe\n`,
    });
  });
});

test('nobody is there: exit 69, which socket it is, and how to start one', async () => {
  const socket = join(await tempDir(), 'control.sock');
  await expect(inspect('--socket', socket)).rejects.toMatchObject({
    code: 69,
    stdout: '',
    stderr: expect.stringMatching(
      new RegExp(`^troupe: no daemon listens at ${socket} \\(ENOENT\\)\n.*troupe serve\n.*--socket <path>`),
    ),
  });
});

test('what listens there says nothing: it is not waited for in vain', async () => {
  const socket = join(await tempDir(), 'control.sock');
  const mute = createServer(() => {}).listen(socket);
  onTestFinished(() => void mute.close());
  await expect(inspect('--socket', socket)).rejects.toMatchObject({
    code: 69,
    stderr: expect.stringContaining('does not answer'),
  });
});
