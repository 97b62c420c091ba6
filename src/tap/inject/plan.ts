/**
 * The language of fault plans. A rule names a method and a chain of terms; of each call the first term that applies
 * decides. `PullImage: 1*off->1*delay(2s)->error(UNAVAILABLE)`: the first call passes, the second waits, all others fail.
 *
 *   plan = rule { (";" | newline) rule }     rule = ("*" | Method) ":" term { "->" term }
 *   term = [ N "%" ] [ N "*" ] action        action = off | delay(T) | hang | error(CODE[, text]) | delay-answer(T)
 *                                                    | drop-answer | error-answer(CODE[, text]) | duplicate | cancel[(T)] | close
 *
 * Source: fail(9) of FreeBSD, whose chains these are.
 */
import { FailureError } from '../../machines/failure.ts';

export type Fault = { readonly text: string } & (
  | { readonly does: 'delay' | 'delay-answer' | 'cancel'; readonly ms: number }
  | { readonly does: 'error' | 'error-answer'; readonly code: number; readonly message: string }
  | { readonly does: 'hang' | 'drop-answer' | 'duplicate' | 'close' }
);

export interface Term {
  /** 0 to 1. */
  readonly chance: number;
  /** How often it applies. */
  readonly times: number;
  /** Undefined: the call passes. */
  readonly fault: Fault | undefined;
}

export interface Rule {
  /** A method's name, or `*`. */
  readonly method: string;
  readonly terms: readonly Term[];
}

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
export const parsePlan = (text: string): readonly Rule[] => {
  const rules = text
    .split(/[;\n]/)
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '')
    .map(ruleIn);
  if (rules.length === 0) throw invalid('has no rule', text.trim());
  return rules;
};

const ruleIn = (line: string): Rule => {
  const parts = /^(\*|[A-Za-z]\w*)\s*:\s*(.+)$/.exec(line);
  if (parts === null) throw invalid('a rule is METHOD: TERM->TERM', line);
  const [, method = '', chain = ''] = parts;
  return { method, terms: chain.split('->').map((term) => termIn(term.trim())) };
};

const termIn = (text: string): Term => {
  const parts = /^(?:(\d+(?:\.\d+)?)%)?(?:(\d+)\*)?([a-z-]+)(?:\((.*)\))?$/.exec(text);
  if (parts === null) throw invalid('a term is [N%][N*]ACTION[(ARGUMENT)]', text);
  const [, percent, times, action = '', argument] = parts;
  const chance = percent === undefined ? 1 : Number(percent) / 100;
  if (chance > 1) throw invalid('more than 100%', text);
  return {
    chance,
    times: times === undefined ? Number.POSITIVE_INFINITY : Number(times),
    fault: action === 'off' ? undefined : faultIn(action, argument, text),
  };
};

const faultIn = (does: string, argument: string | undefined, at: string): Fault => {
  const text = argument === undefined ? does : `${does}(${argument})`;
  switch (does) {
    case 'hang':
    case 'drop-answer':
    case 'duplicate':
    case 'close':
      if (argument !== undefined) throw invalid(`${does} takes no argument`, at);
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
      if (code === undefined) throw invalid(`${does} takes a gRPC status, such as UNAVAILABLE`, at);
      return { text, does, code, message: words.join(', ') || 'injected by the tap' };
    }
    default:
      throw invalid(`there is no action ${does}`, at);
  }
};

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };
const longestMs = 60 * 60_000;

const durationIn = (argument: string | undefined, at: string): number => {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(argument?.trim() ?? '');
  const ms = Number(parts?.[1]) * (units[parts?.[2] ?? ''] ?? Number.NaN);
  if (!(ms <= longestMs)) throw invalid('takes a time up to an hour, such as 250ms or 2s', at);
  return ms;
};

const invalid = (reason: string, at: string): FailureError =>
  new FailureError('RequestInvalid', { field: 'fault plan', reason, at });
