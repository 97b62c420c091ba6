/** Numbers and texts out of lines that anybody may have written. */
export const numberOr = (value: unknown, other: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : other;

export const textOr = (value: unknown, other: string): string => (typeof value === 'string' ? value : other);
