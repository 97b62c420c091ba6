/** Datagrams to unix sockets, which Node does not know. Source: unix(7). */
import { FailureError } from '../machines/failure.ts';
import { call, checkTexts } from './addon.ts';

interface DatagramCalls {
  sendDatagram(name: string, text: string): Promise<void>;
}

/**
 * Sends one datagram. `name` is a path of at most 107 bytes, or `@` and an abstract name.
 * @throws FailureError SyscallFailed: nobody has it: ECONNREFUSED or ENOENT; full for 5 s: ETIMEDOUT.
 */
export const sendDatagram = (name: string, text: string): Promise<void> =>
  call((addon: DatagramCalls) => {
    checkTexts('sendto', name);
    if (name === '')
      throw new FailureError('SyscallFailed', { syscall: 'sendto', path: name, code: 'ENOENT', errno: -2 });
    return addon.sendDatagram(name, text);
  });
