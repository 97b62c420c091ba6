/** A dotted state with its regions, as the parts that change by themselves. */

export interface Region {
  /** `network` of `preparing.assembling.network.attaching`; empty: the chart has one region then. */
  readonly name: string;
  /** What is told of it: `network.attaching`, `creating.mountingRootfs`. */
  readonly state: string;
}

/** `preparing.assembling.network.attaching,files.writing` → network.attaching, files.writing. */
export const regionsOf = (state: string): readonly Region[] => {
  if (state === '') return [];
  const [first = '', ...others] = state.split(',');
  if (others.length === 0) return [{ name: '', state: first }];
  const words = first.split('.');
  // Regions after the first are told from where they part; the first is told whole.
  return [words.slice(-2).join('.'), ...others].map((each) => ({ name: each.split('.')[0] ?? each, state: each }));
};

/** A gerund has an operation in flight; a resting state waits for what is said to it. `running` is one: see docs/architecture.md. */
export const isBusy = (state: string): boolean => {
  const last = state.split('.').at(-1) ?? '';
  return /^[a-z]+ing([A-Z]|$)/.test(last) && last !== 'running';
};
