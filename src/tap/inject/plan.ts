/**
 * What can be done to a call that passes the tap, in the language of faults/grammar.ts.
 * `PullImage: 1*off->1*delay(2s)->error(UNAVAILABLE)`: the first call passes, the second waits, all others fail.
 *
 *   action = off | delay(T) | hang | error(CODE[, text]) | delay-answer(T) | drop-answer | error-answer(CODE[, text])
 *          | duplicate | cancel[(T)] | close
 */
import { durationIn, noArgument, parseRules, planInvalid, type Rule as RuleOf } from '../../faults/grammar.ts';

export type Fault = { readonly text: string } & (
  | { readonly does: 'delay' | 'delay-answer' | 'cancel'; readonly ms: number }
  | { readonly does: 'error' | 'error-answer'; readonly code: number; readonly message: string }
  | { readonly does: 'hang' | 'drop-answer' | 'duplicate' | 'close' }
);

/** Of a method's name, or `*`. */
export type Rule = RuleOf<Fault>;

/** gRPC status codes by their names. */
export const grpcCodes: Readonly<Record<string, number>> = {
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
};

/** @throws FailureError RequestInvalid {field, reason, at} */
export const parsePlan = (text: string): readonly Rule[] =>
  parseRules(text, {
    subjectName: 'method',
    subjectOf: (name) => (name.includes('.') ? undefined : name),
    faultOf: faultIn,
  });

const faultIn = (does: string, argument: string | undefined, at: string): Fault => {
  const text = argument === undefined ? does : `${does}(${argument})`;
  switch (does) {
    case 'hang':
    case 'drop-answer':
    case 'duplicate':
    case 'close':
      noArgument(does, argument, at);
      return { text, does };
    case 'delay':
    case 'delay-answer':
      return { text, does, ms: durationIn(argument, at) };
    case 'cancel':
      return { text, does, ms: argument === undefined ? 0 : durationIn(argument, at) };
    case 'error':
    case 'error-answer': {
      const [name = '', ...words] = (argument ?? '').split(',').map((word) => word.trim());
      const code = grpcCodes[name.toUpperCase()];
      if (code === undefined) throw planInvalid(`${does} takes a gRPC status, such as UNAVAILABLE`, at);
      return { text, does, code, message: words.join(', ') || 'injected by the tap' };
    }
    default:
      throw planInvalid(`there is no action ${does}`, at);
  }
};
