import { FailureError } from '../machines/failure.ts';

/**
 * The failure for a request that cannot become a spec.
 * @param field as CRI names it, dotted (`linux.security_context.run_as_group`)
 */
export const specInvalid = (field: string, reason: string): FailureError =>
  new FailureError('SpecInvalid', { field, reason });

/** Refuses text that no path, argument or file line can hold. */
export const refuseControl = (field: string, text: string): void => {
  if (text.includes('\0')) throw specInvalid(field, 'contains a NUL byte');
};

/** Refuses a path that is not absolute; returns it without `.`, `..`, doubled and trailing slashes. */
export const absolutePath = (field: string, path: string): string => {
  refuseControl(field, path);
  if (!path.startsWith('/')) throw specInvalid(field, `must be an absolute path, not '${path}'`);
  return cleanPath(path);
};

/** `/a//b/./../c/` → `/a/c`. Never leaves the root. */
export const cleanPath = (path: string): string => {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return `/${kept.join('/')}`;
};
