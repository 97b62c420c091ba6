/** What ginkgo reports of a suite, for people, and whether it will do. Source: ginkgo v2, types.Report as JSON. */

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
  /** In nanoseconds. */
  readonly RunTime: number;
}
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Not looked at: outside the focus, or a benchmark. */
  readonly filtered: number;
}
export interface Expected {
  /** With fewer that pass, the run has failed. */
  readonly atLeast: number;
  /** Whether specs of user namespaces must run. */
  readonly mapsIds: boolean;
}

export const countsOf = (suite: SuiteReport): Counts => {
  const specs = specsIn(suite);
  const passed = specs.filter(({ State }) => State === 'passed').length;
  const skips = specs.filter(isSkipped);
  const filtered = skips.filter((spec) => messageOf(spec) === '').length;
  return { passed, failed: specs.length - passed - skips.length, skipped: skips.length - filtered, filtered };
};

/** How each spec ended, by its name. */
export const outcomesOf = (suite: SuiteReport): ReadonlyMap<string, string> =>
  new Map(specsIn(suite).map((spec) => [nameOf(spec), spec.State]));

/** What failed and why; what was skipped, under its reason; and the counts. */
export const linesOf = (suite: SuiteReport): readonly string[] => {
  const { passed, failed, skipped, filtered } = countsOf(suite);
  const failures = allIn(suite)
    .filter((spec) => spec.State !== 'passed' && !isSkipped(spec))
    .map((spec) => `${spec.State}: ${nameOf(spec)}\n    ${reasonOf(spec)}`);
  const seconds = Math.round(suite.RunTime / 1e9);
  return [
    ...failures.toSorted(),
    ...skipsByReason(suite).flatMap(([reason, names]) => [
      `skipped, ${names.length}: ${reason}`,
      ...names.map((name) => `    ${name}`),
    ]),
    `${passed} passed, ${failed} failed, ${skipped} skipped, ${filtered} not in focus; ${seconds} s, seed ${suite.SuiteConfig.RandomSeed}`,
  ];
};

/** What is wrong with a run, a line each: critest skips what a runtime lacks, so that no failure says little. */
export const faultsOf = (suite: SuiteReport, { atLeast, mapsIds }: Expected): readonly string[] => {
  const { passed, failed } = countsOf(suite);
  const outsideSpecs = allIn(suite).filter(
    ({ LeafNodeType, State }) => LeafNodeType !== 'It' && State !== 'passed' && State !== 'skipped',
  );
  const accepted = mapsIds ? [...outOfReach] : [...outOfReach, noUserNamespaces];
  return [
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...outsideSpecs.map(({ LeafNodeType, State }) => `${LeafNodeType} ${State}`),
    ...(passed < atLeast ? [`${passed} passed, and ${atLeast} must`] : []),
    ...skipsByReason(suite)
      .filter(([reason]) => !accepted.some((one) => reason.startsWith(one)))
      .map(([reason, names]) => `skipped for no known reason, ${names.length}: ${reason}`),
  ];
};

/** Without AppArmor in the kernel, and without NRI, which troupe does not have. */
const outOfReach = ['AppArmor is disabled on this host', 'NRI socket not configured'];
const noUserNamespaces = 'no runtime handler found which supports user namespaces';

const skipsByReason = (suite: SuiteReport): readonly (readonly [string, readonly string[]])[] => {
  const skips = specsIn(suite).filter((spec) => isSkipped(spec) && messageOf(spec) !== '');
  return [...Map.groupBy(skips, messageOf)]
    .map(([reason, specs]) => [reason, specs.map(nameOf).toSorted()] as const)
    .toSorted(([one], [other]) => one.localeCompare(other));
};

const allIn = ({ SpecReports }: SuiteReport): readonly SpecReport[] => SpecReports ?? [];
const specsIn = (suite: SuiteReport): readonly SpecReport[] =>
  allIn(suite).filter(({ LeafNodeType }) => LeafNodeType === 'It');
const isSkipped = ({ State }: SpecReport): boolean => State === 'skipped' || State === 'pending';
const messageOf = ({ Failure }: SpecReport): string => Failure?.Message ?? '';

const nameOf = ({ ContainerHierarchyTexts, LeafNodeText, LeafNodeType }: SpecReport): string =>
  [...(ContainerHierarchyTexts ?? []), LeafNodeText || LeafNodeType].join(' > ');

/** The first lines; the report has all of them. */
const reasonOf = ({ Failure }: SpecReport): string =>
  (Failure?.ForwardedPanic || Failure?.Message || 'no reason was given').split('\n').slice(0, 6).join('\n    ');
