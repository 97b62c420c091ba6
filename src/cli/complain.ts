/** A failure as lines for a person at a terminal, and the exit code that goes with it. */
import { type Failure, type FailureCode, failureOf, meanings } from '../machines/failure.ts';
import type { Json } from '../machines/json.ts';
import { exitCodes } from './exit-codes.ts';

/** What a command has to say of itself, in its own words. */
export class Complaint extends Error {
  override readonly name = 'Complaint';
  readonly lines: readonly string[];
  readonly exitCode: number;

  /** @param lines the first starts with `troupe:`. */
  constructor(lines: readonly string[], exitCode: number = exitCodes.found) {
    super(lines[0]);
    this.lines = lines;
    this.exitCode = exitCode;
  }
}

const codeOf: Partial<Record<FailureCode, number>> = {
  ConfigInvalid: exitCodes.config,
  ToolMissing: exitCodes.unavailable,
  Unexpected: exitCodes.internal,
};

/** Lines without a stack, except for what is a bug of ours; the first starts with `troupe:`. */
export const complaint = (thrown: unknown): { readonly lines: readonly string[]; readonly exitCode: number } => {
  if (thrown instanceof Complaint) return { lines: thrown.lines, exitCode: thrown.exitCode };
  const failure = failureOf(thrown);
  return noConnection(failure) ?? { lines: linesOf(failure), exitCode: codeOf[failure.code] ?? exitCodes.found };
};

/** Whoever asks the daemon hears it alike. */
const noConnection = ({ code, details }: Failure) => {
  if (code !== 'SyscallFailed' || details.syscall !== 'connect') return undefined;
  const path = show(details.path);
  if (details.code === 'EACCES' || details.code === 'EPERM')
    return { lines: [`troupe: only root may talk to the daemon at ${path}; try sudo`], exitCode: exitCodes.notRoot };
  return {
    lines: [
      `troupe: no daemon listens at ${path} (${show(details.code)})`,
      '  start it with: systemctl start troupe   or, in a terminal of its own: troupe serve',
      '  is it elsewhere? --socket <path>, or the --config <file> that it has',
    ],
    exitCode: exitCodes.unavailable,
  };
};

const linesOf = (failure: Failure): readonly string[] => {
  const { problems, file, ...facts } = failure.details;
  if (failure.code === 'ConfigInvalid' && Array.isArray(problems)) {
    return [`troupe: ${meanings.ConfigInvalid}: ${show(file)}`, ...problems.map((problem) => `  ${show(problem)}`)];
  }
  const all = file === undefined ? facts : { file, ...facts };
  const told = Object.entries(all).map(([name, value]) => `  ${name}: ${show(value)}`);
  const cause = failure.cause === undefined ? [] : [`  because: ${failure.cause}`];
  const advice = failure.code === 'Unexpected' ? ['  This is a bug of troupe; please report it with these lines.'] : [];
  return [`troupe: ${meanings[failure.code]} (${failure.code})`, ...told, ...cause, ...advice];
};

const show = (value: Json): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
