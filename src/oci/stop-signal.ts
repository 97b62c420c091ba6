import { specInvalid } from './invalid.ts';

const fallback = 'SIGTERM';

/** CRI's Signal numbers, in order: its names without the prefix, real-time ones in the form that tools read. */
const byCriNumber: readonly string[] = [
  ...[
    '',
    'ABRT',
    'ALRM',
    'BUS',
    'CHLD',
    'CLD',
    'CONT',
    'FPE',
    'HUP',
    'ILL',
    'INT',
    'IO',
    'IOT',
    'KILL',
    'PIPE',
    'POLL',
  ],
  ...['PROF', 'PWR', 'QUIT', 'SEGV', 'STKFLT', 'STOP', 'SYS', 'TERM', 'TRAP', 'TSTP', 'TTIN', 'TTOU', 'URG', 'USR1'],
  ...['USR2', 'VTALRM', 'WINCH', 'XCPU', 'XFSZ', 'RTMIN'],
  ...Array.from({ length: 15 }, (_, index) => `RTMIN+${index + 1}`),
  ...Array.from({ length: 14 }, (_, index) => `RTMAX-${14 - index}`),
  'RTMAX',
];

/** Linux's numbers on x86 and ARM, for images that name a signal by its number. Source: signal(7). */
const byNumber: readonly string[] = [
  ...['', 'HUP', 'INT', 'QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'KILL', 'USR1', 'SEGV', 'USR2', 'PIPE', 'ALRM'],
  ...['TERM', 'STKFLT', 'CHLD', 'CONT', 'STOP', 'TSTP', 'TTIN', 'TTOU', 'URG', 'XCPU', 'XFSZ', 'VTALRM', 'PROF'],
  ...['WINCH', 'IO', 'PWR', 'SYS'],
];
const firstRealTime = 34;
const lastRealTime = 64;

/**
 * The signal that asks the container to stop: the request's, else the image's, else SIGTERM. With `SIG`; real-time ones
 * are `SIGRTMIN+3`, `SIGRTMAX-1`.
 * @param asked CRI's number; 0: none
 * @param ofImage a name with or without `SIG`, or Linux's number; empty: none
 * @throws FailureError SpecInvalid for what is no signal
 */
export const stopSignalOf = (asked: number, ofImage: string): string => {
  if (asked !== 0) {
    const name = byCriNumber[asked];
    if (name === undefined) throw specInvalid('stop_signal', `${asked} is not a signal`);
    return `SIG${name}`;
  }
  return ofImage === '' ? fallback : imageSignal(ofImage);
};

const imageSignal = (text: string): string => {
  const name = /^\d+$/.test(text) ? nameOf(Number(text)) : text.toUpperCase().replace(/^SIG/, '');
  if (name === undefined || !(byCriNumber.includes(name) && name !== '')) {
    throw specInvalid('image.config.StopSignal', `'${text}' is not a signal`);
  }
  return `SIG${name}`;
};

const nameOf = (number: number): string | undefined => {
  if (number < firstRealTime) return byNumber[number];
  if (number > lastRealTime) return undefined;
  if (number === firstRealTime) return 'RTMIN';
  if (number === lastRealTime) return 'RTMAX';
  return number <= firstRealTime + 15 ? `RTMIN+${number - firstRealTime}` : `RTMAX-${lastRealTime - number}`;
};
