/** A state's value as a dotted path; the regions of a parallel state are joined by a comma. */
export const pathOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([name, inner]) => {
      const below = pathOf(inner);
      return below === '' ? name : `${name}.${below}`;
    })
    .join(',');
};
