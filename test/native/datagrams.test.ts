import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sendDatagram } from '../../src/native.ts';
import { receiveDatagrams } from '../helpers/datagram-receiver.ts';
import { programMissing } from '../helpers/programs.ts';
import { makeScene, refusalOf } from './scene.ts';

const missing = programMissing('python3');

describe.skipIf(missing !== undefined)(`datagrams${missing === undefined ? '' : `: ${missing}`}`, () => {
  const receiving = async (name: string) => {
    const receiver = await receiveDatagrams(name);
    onTestFinished(() => receiver.stop());
    return receiver;
  };
  const place = (name: string) => {
    const scene = makeScene();
    onTestFinished(() => scene.remove());
    return scene.at(name);
  };

  test.each([
    ['a path', () => place('notify')],
    ['a name of the abstract namespace', () => `@trp-operations-${randomUUID()}`],
    ['the longest abstract name', () => `@${randomUUID()}`.padEnd(108, 'x')],
  ])('%s → one datagram each, in order', async (_, nameOf) => {
    const name = nameOf();
    const { received, until } = await receiving(name);
    await sendDatagram(name, 'READY=1\nSTATUS=größer');
    await sendDatagram(name, 'WATCHDOG=1');
    await until((text) => text === 'WATCHDOG=1');
    expect(received).toEqual(['READY=1\nSTATUS=größer', 'WATCHDOG=1']);
  });

  test('nobody there, nobody any more, a stream’s socket, too long, nothing, NUL → errno and name', async () => {
    const none = place('none');
    expect(await refusalOf(sendDatagram(none, 'x'))).toMatchObject({ syscall: 'sendto', code: 'ENOENT', path: none });
    const gone = place('gone');
    await (await receiveDatagrams(gone)).stop();
    expect(await refusalOf(sendDatagram(gone, 'x'))).toMatchObject({ code: 'ECONNREFUSED' });
    const stream = place('stream');
    const server = createServer().listen(stream);
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    expect(await refusalOf(sendDatagram(stream, 'x'))).toMatchObject({ code: 'EPROTOTYPE' });
    expect(await refusalOf(sendDatagram(`/${'x'.repeat(107)}`, 'x'))).toMatchObject({ code: 'ENAMETOOLONG' });
    expect(await refusalOf(sendDatagram('', 'x'))).toMatchObject({ code: 'ENOENT' });
    expect(await refusalOf(sendDatagram('@a\0b', 'x'))).toMatchObject({ code: 'EINVAL' });
  });
});
