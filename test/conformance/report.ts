/** What ginkgo reports of a suite, for people. Source: ginkgo v2, types.Report as JSON. */

export interface SpecReport {
  readonly ContainerHierarchyTexts: readonly string[] | null;
  readonly LeafNodeType: string;
  readonly LeafNodeText: string;
  readonly State: string;
  readonly Failure?: { readonly Message?: string; readonly ForwardedPanic?: string };
}
export interface SuiteReport {
  readonly SpecReports: readonly SpecReport[] | null;
  readonly SuiteConfig: { readonly RandomSeed: number };
  readonly RunTime: number;
}
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Not looked at: outside the focus. */
  readonly filtered: number;
}

export const countsOf = (suite: SuiteReport): Counts => {
  const specs = specsIn(suite);
  const passed = specs.filter(({ State }) => State === 'passed').length;
  const skips = specs.filter(({ State }) => State === 'skipped' || State === 'pending');
  const filtered = skips.filter(({ Failure }) => !Failure?.Message).length;
  return { passed, failed: specs.length - passed - skips.length, skipped: skips.length - filtered, filtered };
};

export const linesOf = (suite: SuiteReport): readonly string[] => {
  const { passed, failed, skipped, filtered } = countsOf(suite);
  const told = specsIn(suite)
    .filter(({ State, Failure }) => State !== 'passed' && (State !== 'skipped' || Failure?.Message))
    .map((spec) => `${spec.State}: ${nameOf(spec)}\n    ${reasonOf(spec)}`);
  const seconds = Math.round(suite.RunTime / 1e9);
  return [
    ...told.toSorted(),
    `${passed} passed, ${failed} failed, ${skipped} skipped, ${filtered} not in focus; ${seconds} s, seed ${suite.SuiteConfig.RandomSeed}`,
  ];
};

const specsIn = ({ SpecReports }: SuiteReport): readonly SpecReport[] =>
  (SpecReports ?? []).filter(({ LeafNodeType }) => LeafNodeType === 'It');

const nameOf = ({ ContainerHierarchyTexts, LeafNodeText }: SpecReport): string =>
  [...(ContainerHierarchyTexts ?? []), LeafNodeText].join(' > ');

/** The first lines; the report has all of them. */
const reasonOf = ({ Failure }: SpecReport): string =>
  (Failure?.ForwardedPanic || Failure?.Message || 'no reason was given').split('\n').slice(0, 6).join('\n    ');
