/** The commented default file that `troupe config default` prints: made from the schema, so that it cannot drift. */
import type { z } from 'zod';
import { traitsOf } from './fields.ts';
import { configSchema } from './schema.ts';

/** TOML in which every setting stands with its default and a sentence about it. */
export const defaultFile = (): string => {
  const intro = `# Configuration of troupe: every setting with its default. Read from /etc/troupe/config.toml, or the file of --config.\n`;
  return `${intro}${tableText(configSchema, [])}`;
};

const tableText = (type: z.ZodType, path: readonly string[]): string => {
  const here = traitsOf(type);
  if (here === undefined || here.kind === 'leaf') return '';
  if (here.kind === 'named') return here.standard.map((name) => tableText(here.item, [...path, name])).join('');
  const settings: string[] = [];
  const tables: string[] = [];
  for (const [key, field] of here.fields) {
    const leaf = traitsOf(field);
    if (leaf?.kind === 'leaf') settings.push(`# ${leaf.about}\n${key} = ${JSON.stringify(leaf.standard)}\n`);
    else tables.push(tableText(field, [...path, key]));
  }
  const header = path.length === 0 ? '\n' : `\n# ${here.about}\n[${path.join('.')}]\n`;
  return header + settings.join('') + tables.join('');
};
