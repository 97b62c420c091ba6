/**
 * The language of fault plans, whoever is to fail. A rule names what it is about and a chain of terms; of each call the
 * first term that applies decides.
 *
 *   plan = rule { (";" | newline) rule }     rule = ("*" | SUBJECT) ":" term { "->" term }
 *   term = [ N "%" ] [ N "*" ] action        action = NAME [ "(" ARGUMENT ")" ]
 *
 * `SUBJECT` may have a prefix that says of what kind it is (`svc.attachNetwork`). `#` begins a comment. Which actions there
 * are is their user's to say; `off` is everybody's: the call passes.
 *
 * Source: fail(9) of FreeBSD, whose chains these are; containerd's failpoints, which have them too.
 */
import { FailureError } from '../machines/failure.ts';

export interface Term<Fault> {
  /** 0 to 1. */
  readonly chance: number;
  /** How often it applies. */
  readonly times: number;
  /** Undefined: the call passes. */
  readonly fault: Fault | undefined;
}
export interface Rule<Fault> {
  /** What it is about, or `*`. */
  readonly subject: string;
  readonly terms: readonly Term<Fault>[];
}
export interface Language<Fault> {
  /** What a subject is, for people. */
  readonly subjectName: string;
  /** With a prefix or without; undefined: there is no such thing. */
  readonly subjectOf: (text: string) => string | undefined;
  /** @throws FailureError for an action that there is not, or an argument that is wrong. `at`: the term as written. */
  readonly faultOf: (does: string, argument: string | undefined, at: string) => Fault;
}

/** @throws FailureError RequestInvalid {field, reason, at} */
export const parseRules = <Fault>(text: string, language: Language<Fault>): readonly Rule<Fault>[] => {
  const rules = text
    .split(/[;\n]/)
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '')
    .map((line) => ruleIn(line, language));
  if (rules.length === 0) throw planInvalid('has no rule', text.trim());
  return rules;
};

const ruleIn = <Fault>(line: string, language: Language<Fault>): Rule<Fault> => {
  const parts = /^(\*|[A-Za-z][\w.]*)\s*:\s*(.+)$/.exec(line);
  if (parts === null) throw planInvalid(`a rule is ${language.subjectName.toUpperCase()}: TERM->TERM`, line);
  const [, name = '', chain = ''] = parts;
  const subject = name === '*' ? name : language.subjectOf(name);
  if (subject === undefined) throw planInvalid(`there is no ${language.subjectName} ${name}`, line);
  return { subject, terms: chain.split('->').map((term) => termIn(term.trim(), language)) };
};

const termIn = <Fault>(text: string, { faultOf }: Language<Fault>): Term<Fault> => {
  const parts = /^(?:(\d+(?:\.\d+)?)%)?(?:(\d+)\*)?([a-z-]+)(?:\((.*)\))?$/.exec(text);
  if (parts === null) throw planInvalid('a term is [N%][N*]ACTION[(ARGUMENT)]', text);
  const [, percent, times, action = '', argument] = parts;
  const chance = percent === undefined ? 1 : Number(percent) / 100;
  if (chance > 1) throw planInvalid('more than 100%', text);
  return {
    chance,
    times: times === undefined ? Number.POSITIVE_INFINITY : Number(times),
    fault: action === 'off' ? undefined : faultOf(action, argument, text),
  };
};

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };
const longestMs = 60 * 60_000;

/** `250ms`, `2s`, `1.5m`. @throws FailureError RequestInvalid; longer than an hour is no time */
export const durationIn = (argument: string | undefined, at: string): number => {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(argument?.trim() ?? '');
  const ms = Number(parts?.[1]) * (units[parts?.[2] ?? ''] ?? Number.NaN);
  if (!(ms <= longestMs)) throw planInvalid('takes a time up to an hour, such as 250ms or 2s', at);
  return ms;
};

/** For actions that have none. */
export const noArgument = (does: string, argument: string | undefined, at: string): void => {
  if (argument !== undefined) throw planInvalid(`${does} takes no argument`, at);
};

export const planInvalid = (reason: string, at: string): FailureError =>
  new FailureError('RequestInvalid', { field: 'fault plan', reason, at });
