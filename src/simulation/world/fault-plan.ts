/**
 * Plans of faults for services, in the language of faults/grammar.ts:
 * `svc.attachNetwork: 1*off->1*hang->error(EBUSY)`; `svc.` may be left out; `*` is every service.
 *
 *   action = off | delay(T) | error[(CODE)] | half | drop-answer | duplicate | hang | hang-answer
 *
 * `CODE` is one of machines/failure.ts, or an errno: `ENOSPC` is NoSpace, any other a system call that failed.
 * `delay` counts where time does (timed runs).
 */
import { durationIn, noArgument, parseRules, planInvalid, type Rule } from '../../faults/grammar.ts';
import { type FailureCode, FailureError, meanings } from '../../machines/failure.ts';
import type { JsonObject } from '../../machines/json.ts';
import type { ServiceName } from '../../machines/services.ts';

export type PlannedFault =
  | { readonly does: 'delay'; readonly ms: number }
  | { readonly does: 'fail'; readonly error: FailureError | undefined }
  | { readonly does: 'half' | 'lost' | 'twice' | 'hang' | 'stall' };

/** @throws FailureError RequestInvalid {field, reason, at} */
export const parseServicePlan = (text: string, services: readonly ServiceName[]): readonly Rule<PlannedFault>[] =>
  parseRules(text, {
    subjectName: 'service',
    subjectOf: (name) => {
      const own = name.replace(/^svc\./, '');
      return services.find((service) => service === own);
    },
    faultOf,
  });

const words = {
  half: 'half',
  'drop-answer': 'lost',
  duplicate: 'twice',
  hang: 'hang',
  'hang-answer': 'stall',
} as const;
const isWord = (does: string): does is keyof typeof words => Object.hasOwn(words, does);

const faultOf = (does: string, argument: string | undefined, at: string): PlannedFault => {
  if (does === 'delay') return { does, ms: durationIn(argument, at) };
  if (does === 'error') return { does: 'fail', error: argument === undefined ? undefined : errorOf(argument, at) };
  if (!isWord(does)) throw planInvalid(`there is no action ${does}`, at);
  noArgument(does, argument, at);
  return { does: words[does] };
};

const errorOf = (argument: string, at: string): FailureError => {
  const details: JsonObject = { reason: 'injected' };
  if (argument === 'ENOSPC') return new FailureError('NoSpace', details);
  if (/^E[A-Z0-9]+$/.test(argument)) return new FailureError('SyscallFailed', { ...details, code: argument });
  if (!Object.hasOwn(meanings, argument))
    throw planInvalid('error takes a code of docs/failures.md or an errno, such as EBUSY', at);
  return new FailureError(argument as FailureCode, details);
};
