/** Names of signals as numbers. Source: signal(7). */
import { constants } from 'node:os';
import { FailureError } from '../../machines/failure.ts';

/**
 * `SIGTERM`, `TERM`, `15`, `SIGRTMIN`, `SIGRTMIN+3`, `RTMAX-1`: as image configs and CRI have them.
 * @throws FailureError RequestInvalid {field, reason}
 */
export const signalNumber = (name: string): number => {
  const short = name.trim().toUpperCase().replace(/^SIG/, '');
  const number = /^\d+$/.test(short) ? Number(short) : (realTime(short) ?? named(short));
  if (number === undefined || number < 1 || number > rtMax)
    throw new FailureError('RequestInvalid', {
      field: 'stop_signal',
      reason: `no signal is called ${JSON.stringify(name)}`,
    });
  return number;
};

/** The C library keeps 32 and 33 for itself. */
const rtMin = 34;
const rtMax = 64;

const realTime = (name: string): number | undefined => {
  const [, base, offset = '0'] = /^(RTMIN|RTMAX)([+-]\d+)?$/.exec(name) ?? [];
  if (base === undefined) return undefined;
  const number = (base === 'RTMIN' ? rtMin : rtMax) + Number(offset);
  return number >= rtMin ? number : undefined;
};

const named = (name: string): number | undefined =>
  Object.entries(constants.signals).find(([key]) => key === `SIG${name}`)?.[1];
