/** Somebody who receives datagrams of a unix socket, as systemd does. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface DatagramReceiver {
  /** All that came. */
  readonly received: readonly string[];
  /** Settles with the first one from `after` on that fits. */
  readonly until: (fits: (text: string) => boolean, after?: number) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** @param name path, or `@` and an abstract name. Settles when it is bound. */
export const receiveDatagrams = async (name: string): Promise<DatagramReceiver> => {
  const child = spawn('python3', [join(import.meta.dirname, 'datagram-receiver.py'), name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const received: string[] = [];
  const waiting = new Set<() => void>();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    void ended.then(() => reject(new Error('the receiver ended')));
    createInterface(child.stdout).on('line', (line) => {
      const text: string | null = JSON.parse(line);
      if (text === null) return resolve();
      received.push(text);
      for (const look of waiting) look();
    });
  });
  return {
    received,
    until: (fits, after = 0) =>
      new Promise((resolve) => {
        const look = () => {
          const found = received.slice(after).find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};
