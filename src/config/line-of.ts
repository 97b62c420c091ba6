/**
 * The line, from 1, where a TOML text sets the key of this path, or what is nearest above it (its table).
 * For messages only: keys inside inline tables count for the line of the table. Undefined: not found.
 */
export const lineOf = (toml: string, path: readonly PropertyKey[]): number | undefined => {
  const wanted = path.map(String);
  let table: readonly string[] = [];
  let found: { readonly depth: number; readonly line: number } | undefined;
  for (const [index, line] of toml.split('\n').entries()) {
    const header = /^\s*\[\[?\s*([^\]]+?)\s*\]\]?/.exec(line)?.[1];
    const key = /^\s*((?:"[^"]*"|'[^']*'|[\w.\s-])+?)\s*=/.exec(line)?.[1];
    if (header !== undefined) table = partsOf(header);
    if (header === undefined && key === undefined) continue;
    const here = key === undefined ? table : [...table, ...partsOf(key)];
    const isAbove = here.length <= wanted.length && here.every((part, depth) => part === wanted[depth]);
    const isWithin = wanted.length < here.length && wanted.every((part, depth) => part === here[depth]);
    const depth = isAbove ? here.length : isWithin ? wanted.length : 0;
    if (depth > (found?.depth ?? 0)) found = { depth, line: index + 1 };
  }
  return found?.line;
};

/** `a."b.c".d` → a, b.c, d. */
const partsOf = (dotted: string): readonly string[] =>
  Array.from(
    dotted.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g),
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
