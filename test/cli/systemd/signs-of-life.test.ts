import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type NotifyEnvironment, openNotify } from '../../../src/cli/systemd/notify.ts';
import { giveSignsOfLife } from '../../../src/cli/systemd/signs-of-life.ts';
import { FailureError } from '../../../src/machines/failure.ts';

const log = { debug: () => {}, info: () => {}, warn: vi.fn(), error: vi.fn() };
const opened = (environment: NotifyEnvironment, sendDatagram = async (_name: string, _text: string) => {}) =>
  openNotify(environment, { pid: 42, sendDatagram, log });

describe('what the environment asks for', () => {
  test.each<[string, NotifyEnvironment, number | undefined | 'nothing']>([
    ['nobody listens', {}, 'nothing'],
    ['a relative path', { NOTIFY_SOCKET: 'x' }, 'nothing'],
    ['no watchdog', { NOTIFY_SOCKET: '/n' }, undefined],
    ['a watchdog', { NOTIFY_SOCKET: '@n', WATCHDOG_USEC: '60000000' }, 60_000],
    ['ours', { NOTIFY_SOCKET: '@n', WATCHDOG_USEC: '2000000', WATCHDOG_PID: '42' }, 2000],
    ['another process’s', { NOTIFY_SOCKET: '@n', WATCHDOG_USEC: '2000000', WATCHDOG_PID: '43' }, undefined],
    ['not a number', { NOTIFY_SOCKET: '@n', WATCHDOG_USEC: 'soon' }, undefined],
    ['zero', { NOTIFY_SOCKET: '@n', WATCHDOG_USEC: '0' }, undefined],
  ])('%s', (_, environment, wanted) => {
    const notify = opened(environment);
    expect(notify === undefined ? 'nothing' : notify.watchdogMs).toBe(wanted);
  });

  test('messages → one after the other, each one datagram; a manager that has gone is logged', async () => {
    const sent: string[] = [];
    const notify = opened({ NOTIFY_SOCKET: '/n' }, async (name, text) => {
      if (text === 'B=1') throw new FailureError('SyscallFailed', { syscall: 'sendto', code: 'ECONNREFUSED' });
      await Promise.resolve();
      sent.push(`${name} ${text}`);
    });
    await Promise.all([notify?.send('A=1', 'STATUS=two\nlines'), notify?.send('B=1'), notify?.send('C=1')]);
    expect(sent).toEqual(['/n A=1\nSTATUS=two lines', '/n C=1']);
    expect(log.warn).toHaveBeenCalledOnce();
  });
});

describe('signs of life', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const scene = (prove: () => Promise<void>, watchdog = true) => {
    const sent: string[] = [];
    const environment = { NOTIFY_SOCKET: '/n', ...(watchdog ? { WATCHDOG_USEC: '10000000' } : {}) };
    const notify = opened(environment, async (_, text) => void sent.push(text));
    if (notify === undefined) throw new Error('nothing opened');
    const end = giveSignsOfLife({ notify, prove, status: () => 'fine', log });
    return { sent, end };
  };

  test('all is proven → one at each half of the time', async () => {
    const { sent, end } = scene(async () => {});
    await vi.advanceTimersByTimeAsync(4999);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(10_001);
    expect(sent).toEqual(Array(3).fill('WATCHDOG=1\nSTATUS=fine'));
    end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(3);
  });

  test('a store that fails, a mailbox that does not answer → none, until they do again', async () => {
    let prove: () => Promise<void> = async () => {
      throw new FailureError('StoreUnavailable', { file: '/db' });
    };
    const { sent } = scene(() => prove());
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent).toEqual(['STATUS=not well: the store cannot be opened {"file":"/db"}']);
    prove = () => new Promise(() => {});
    await vi.advanceTimersByTimeAsync(7500);
    expect(sent[1]).toBe('STATUS=not well: no answer within 2500 ms');
    prove = async () => {};
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent[2]).toBe('WATCHDOG=1\nSTATUS=fine');
  });

  test('no watchdog → only the line for people', async () => {
    const { sent } = scene(async () => {}, false);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(sent).toEqual(['STATUS=fine']);
  });
});
