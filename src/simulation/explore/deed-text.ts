/** A choice of a schedule as a sentence: `startTask of c0 has its effect before its answer is heard`. */
import { callIn } from './arrow-of.ts';
import { finish } from './schedule.ts';

/** What becomes of a call, by the first word of the choice. */
const outcomes: Readonly<Record<string, string>> = {
  ok: 'answers',
  fail: 'fails',
  half: 'fails half way',
  lost: 'is done, and its answer is lost',
  twice: 'is done twice',
  hang: 'hangs',
  stall: 'is done, and its answer does not come',
  limit: 'comes to its limit',
  land: 'has its effect before its answer is heard',
  late: 'is done after nobody waited for it any more',
  gone: 'is never done, and nobody waits for it',
  blind: 'cannot watch',
  silent: 'tells nothing for a while',
  again: 'tells the same twice',
};

const ownIn = (lane: string): string => lane.replace(/^ctr:/, '').replace(/^pod:/, 'pod ');

/** Of what is not known, the choice as it is. */
export const deedText = (id: string): string => {
  const [verb = '', ...words] = id.split(' ');
  const [first = '', second = ''] = words;
  const last = words.at(-1) ?? '';
  const calls = (name: string): string => {
    const { lane, service } = callIn(name);
    return lane === 'services' || lane === '' ? service : `${service} of ${ownIn(lane)}`;
  };
  const outcome = outcomes[verb];
  if (outcome !== undefined && words.length === 1) return `${calls(first)} ${outcome}`;
  switch (verb) {
    case finish:
      return 'the run ends';
    case 'ask':
      return `${first} asks for ${last}`;
    case 'cancel':
      return `${first.replace(/-\d+(-\d+)?$/, '')} gives up`;
    case 'fact':
      return `${calls(words.slice(0, -1).join(' '))} tells ${last}`;
    case 'exit':
      return `the process of ${first} ends with ${second}`;
    case 'timer':
      return `the timer ${last} fires`;
    case 'later':
      return 'what crashed is started again';
    case 'crash':
      return words.length > 1 ? `the daemon dies (${words.slice(1).join(' ')})` : 'the daemon dies';
    default:
      return id;
  }
};
