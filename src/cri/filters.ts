/** Parts of list filters; a list takes what passes all of them. */

/** An absent selector passes all. Equality only. */
export const hasLabels = (
  labels: Readonly<Record<string, string>>,
  selector: Readonly<Record<string, string>>,
): boolean => Object.entries(selector).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);

/** Empty passes all; clients send whole ids and prefixes. */
export const hasPrefix = (id: string, prefix: string): boolean => id.startsWith(prefix);

/** The state is wrapped because 0 is a real one: only an absent wrapper passes all. */
export const hasState = (state: number, wanted: { readonly state: number } | undefined): boolean =>
  wanted === undefined || wanted.state === state;
