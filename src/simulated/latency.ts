/**
 * How long simulated services take.
 *
 *   plan = rule { (";" | newline) rule }     rule = ("*" | SERVICE) ":" TIME [ ".." TIME ]     TIME = 50ms | 2s | 1.5m
 *
 * `SERVICE` may be written `svc.createTask`. The first rule that names the service counts, then the one of `*`; without
 * either it takes no time. Between two times each is as likely as any other. `#` begins a comment.
 */
import { FailureError } from '../machines/failure.ts';
import type { ServiceName } from '../machines/services.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}
export interface LatencyRule extends Span {
  readonly subject: ServiceName | '*';
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
const longestMs = 60 * 60_000;

/** @throws FailureError RequestInvalid {field, reason, at} */
export const parseLatencies = (text: string, services: readonly ServiceName[]): readonly LatencyRule[] =>
  text
    .split(/[;\n]/)
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '')
    .map((line) => ruleIn(line, services));

const ruleIn = (line: string, services: readonly ServiceName[]): LatencyRule => {
  const parts = /^(\*|[A-Za-z][\w.]*)\s*:\s*(\S+?)(?:\s*\.\.\s*(\S+))?$/.exec(line);
  if (parts === null) throw invalid('a rule is SERVICE: TIME or SERVICE: TIME..TIME', line);
  const [, name = '', from = '', to = from] = parts;
  const subject = name === '*' ? name : services.find((service) => service === name.replace(/^svc\./, ''));
  if (subject === undefined) throw invalid(`there is no service ${name}`, line);
  const [fromMs, toMs] = [timeIn(from, line), timeIn(to, line)];
  if (toMs < fromMs) throw invalid('the longest time is shorter than the shortest', line);
  return { subject, fromMs, toMs };
};

const timeIn = (text: string, at: string): number => {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
  const ms = Number(parts?.[1]) * (unitMs[parts?.[2] ?? ''] ?? Number.NaN);
  if (!(ms <= longestMs)) throw invalid('a time is up to an hour, such as 50ms or 2s', at);
  return ms;
};

const invalid = (reason: string, at: string) =>
  new FailureError('RequestInvalid', { field: 'latency plan', reason, at });

/** @param dice 0 to below 1 */
export const latencyOf = (rules: readonly LatencyRule[], service: ServiceName, dice: () => number): number => {
  const rule = rules.find(({ subject }) => subject === service) ?? rules.find(({ subject }) => subject === '*');
  return rule === undefined ? 0 : rule.fromMs + dice() * (rule.toMs - rule.fromMs);
};
