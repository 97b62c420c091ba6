/** That a run of the kubelet sees errors for which it is not to blame. */
import { expect, test } from 'vitest';
import { daemonTroubles, kubeletTroubles } from './troubles.ts';

const line = (text: string) => `E1121 03:05:41.504724    2710 file.go:1] ${text}`;
const ids = ['a', 'b'].map((letter) => letter.repeat(64));
const taken = ids.map((id) => line(`"CreateContainer failed" err="code = AlreadyExists" id="${id}"`));
const down = line('"ListPodSandbox failed" err="code = Unavailable"');

test('errors of one kind → told once, with how often; what every start brings is not', () => {
  const log = ['I1121 all is well', ...taken, line('"Failed" err="checkpoint is not found"')].join('\n');
  expect(kubeletTroubles(log, { wasKilled: false })).toEqual([
    expect.stringMatching(/^2 × file.go:1\] .*AlreadyExists/),
  ]);
});

test('a runtime that cannot be reached → an error, but where it was killed', () => {
  expect(kubeletTroubles(down, { wasKilled: false })).toHaveLength(1);
  expect(kubeletTroubles(down, { wasKilled: true })).toEqual([]);
});

test('the daemon’s log: warnings and worse, but those about the machine', () => {
  const lines = [
    { level: 'debug', rpc: 'ExecSync' },
    { level: 'warn', rpc: 'StopContainer', elapsedMs: 1 },
    { level: 'warn', rpc: 'StopContainer', elapsedMs: 2 },
    { level: 'warn', remedy: 'install it' },
  ];
  const [one, ...others] = daemonTroubles(lines.map((each) => JSON.stringify(each)).join('\n'));
  expect([one, others]).toEqual([expect.stringMatching(/^2 × .*StopContainer/), []]);
});
