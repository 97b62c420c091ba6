/** Numbers out of records that anybody may have written. */
export const numberOr = (value: unknown, other: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : other;
