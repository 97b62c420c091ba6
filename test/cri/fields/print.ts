/** The table as a page: `node test/cri/fields/print.ts > docs/fields.md`. */
import { pathToFileURL } from 'node:url';
import { leaves } from './contract.ts';
import { table } from './table.ts';
import { rowOf, type Verdict } from './verdicts.ts';

const introduction = `# What becomes of each field

Every field of every request of the CRI, and what troupe does with it. \`test/cri/fields.test.ts\` sends each request twice, without
the field and with it, and looks at what differs: a field cannot be dropped without this page saying so.

- **works**: it changes what happens on the node, or the answer
- **kept**: it is given back in status and lists, and does nothing else
- **ignored**: it changes nothing, for the reason given
- **rejected**: a request with it fails, with that code of [failures.md](failures.md)

\`[]\` is a list, \`{}\` a map; \`*\` and \`**\` stand for one name and for all that is below.
`;

export const documentOf = (): string => {
  const used = new Map<string, number>();
  for (const { path } of leaves) {
    const row = rowOf(table, path);
    if (row !== undefined) used.set(row.path, (used.get(row.path) ?? 0) + 1);
  }
  const rpcs = [...new Set(table.map(({ path }) => path.split('.')[0] as string))];
  const sections = rpcs.map((rpc) => {
    const rows = table.filter(({ path }) => path.split('.')[0] === rpc);
    const lines = rows.map(({ path, verdict, failure, says }) => {
      const name = path.split('.').slice(1).join('.');
      return `| \`${name}\` | ${verdict}${failure === undefined ? '' : ` (${failure})`} | ${says} |`;
    });
    const title = rpc === '*' ? 'Several' : rpc;
    return `\n## ${title}\n\n| field | | |\n| --- | --- | --- |\n${lines.join('\n')}\n`;
  });
  return `${introduction}\n${countsOf()}\n${sections.join('')}`;
};

const countsOf = (): string => {
  const counts = new Map<Verdict, number>();
  for (const { path } of leaves) {
    const verdict = rowOf(table, path)?.verdict;
    if (verdict !== undefined) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  return `${leaves.length} fields: ${[...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')}.\n`;
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.stdout.write(documentOf());
