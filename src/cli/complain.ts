/** A failure as lines for a person at a terminal, and the exit code that goes with it. */
import { type Failure, type FailureCode, failureOf, meanings } from '../machines/failure.ts';
import type { Json } from '../machines/json.ts';
import { exitCodes } from './exit-codes.ts';

const codeOf: Partial<Record<FailureCode, number>> = {
  ConfigInvalid: exitCodes.config,
  ToolMissing: exitCodes.unavailable,
  Unexpected: exitCodes.internal,
};

/** Lines without a stack, except for what is a bug of ours; the first starts with `troupe:`. */
export const complaint = (thrown: unknown): { readonly lines: readonly string[]; readonly exitCode: number } => {
  const failure = failureOf(thrown);
  return { lines: linesOf(failure), exitCode: codeOf[failure.code] ?? exitCodes.found };
};

const linesOf = (failure: Failure): readonly string[] => {
  const { problems, file, ...facts } = failure.details;
  if (failure.code === 'ConfigInvalid' && Array.isArray(problems)) {
    return [`troupe: ${meanings.ConfigInvalid}: ${show(file)}`, ...problems.map((problem) => `  ${show(problem)}`)];
  }
  if (failure.code === 'SyscallFailed' && facts.syscall === 'connect') {
    return [`troupe: no daemon listens at ${show(facts.path)} (${show(facts.code)}); start one with: troupe serve`];
  }
  const all = file === undefined ? facts : { file, ...facts };
  const told = Object.entries(all).map(([name, value]) => `  ${name}: ${show(value)}`);
  const cause = failure.cause === undefined ? [] : [`  because: ${failure.cause}`];
  const advice = failure.code === 'Unexpected' ? ['  This is a bug of troupe; please report it with these lines.'] : [];
  return [`troupe: ${meanings[failure.code]} (${failure.code})`, ...told, ...cause, ...advice];
};

const show = (value: Json): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
