/** A guard in words: its name, and what combines several; one without a name is told as it is written. */

interface Combined {
  readonly type?: unknown;
  readonly guards?: unknown;
  readonly name?: unknown;
}

/** `isWanted`; `not isWanted`; `isWanted and hasNetwork`; `a condition` where it has no name. */
export const guardText = (guard: unknown): string => {
  if (typeof guard === 'string') return guard;
  if (guard === null || (typeof guard !== 'object' && typeof guard !== 'function')) return 'a condition';
  const { type, guards, name } = guard as Combined;
  if (Array.isArray(guards) && guards.length > 0) {
    const words = guards.map(guardText);
    if (String(type ?? name).includes('not')) return `not ${words.join(' ')}`;
    return words.join(String(type ?? name).includes('or') ? ' or ' : ' and ');
  }
  if (typeof type === 'string' && type !== '') return type;
  if (typeof name === 'string' && name !== '' && name !== 'guard') return name;
  return typeof guard === 'function' ? conditionIn(String(guard)) : 'a condition';
};

const longest = 80;

/** What is behind the arrow, where that is short. */
const conditionIn = (code: string): string => {
  const [, condition = ''] = /^\([^)]*\)\s*=>\s*([^{][\s\S]*)$/.exec(code) ?? [];
  const text = condition.replace(/\s+/g, ' ').trim();
  return text === '' || text.length > longest ? 'a condition' : text;
};
