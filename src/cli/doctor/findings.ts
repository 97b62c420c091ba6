/** What a look at the machine found. */
export interface Finding {
  /** Short name of the check, for programs: `runc`, `cgroups`, `mount`. */
  readonly check: string;
  readonly verdict: 'ok' | 'warn' | 'fail';
  /** One line; names what was looked at. */
  readonly message: string;
  /** What to do about it; absent where nothing is to be done. */
  readonly remedy?: string | undefined;
}

export const ok = (check: string, message: string): Finding => ({ check, verdict: 'ok', message });
export const warn = (check: string, message: string, remedy?: string): Finding => ({
  check,
  verdict: 'warn',
  message,
  remedy,
});
export const fail = (check: string, message: string, remedy?: string): Finding => ({
  check,
  verdict: 'fail',
  message,
  remedy,
});

export const withVerdict = (findings: readonly Finding[], verdict: Finding['verdict']): readonly Finding[] =>
  findings.filter((finding) => finding.verdict === verdict);
