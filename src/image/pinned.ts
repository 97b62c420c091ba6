import { FailureError } from '../machines/failure.ts';
import { isDigest } from './digest.ts';
import { parseReference, textOf } from './reference.ts';

/**
 * Which images are pinned, by what the operator has written: a name as in a pod, an id, the beginning of a full name before
 * `*`, or a part of it between two `*`. Clients that need space leave pinned images alone; who removes one by its name or
 * id may.
 * @returns whether one of an image's names, in full, or its id is meant.
 * @throws FailureError ConfigInvalid {problems}
 */
export const pinnedBy = (patterns: readonly string[]): ((name: string) => boolean) => {
  const whole = new Set<string>();
  const fitting: ((name: string) => boolean)[] = [];
  for (const pattern of patterns) {
    const [, isPart, text = ''] = /^(\*?)(.*)\*$/s.exec(pattern) ?? [];
    if (isPart === undefined) whole.add(isDigest(pattern) ? pattern : fullNameOf(pattern));
    else fitting.push(isPart === '*' ? (name) => name.includes(text) : (name) => name.startsWith(text));
  }
  return (name) => whole.has(name) || fitting.some((fits) => fits(name));
};

const fullNameOf = (pattern: string): string => {
  try {
    return textOf(parseReference(pattern));
  } catch (error) {
    const problem = `image.pinned_images: '${pattern}' is not the name of an image`;
    throw new FailureError('ConfigInvalid', { problems: [problem] }, { cause: error });
  }
};
