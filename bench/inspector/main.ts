/** `npm run bench:inspector [-- model page daemon]`: the budgets of the inspector; those parts, or all of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const parts = ['model', 'page', 'daemon'] as const;
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !parts.some((part) => part === name));
if (unknown.length > 0) {
  console.error(`there is no ${unknown.join(', ')}; there are ${parts.join(', ')}`);
  process.exit(2);
}
for (const part of parts) {
  if (wanted.length > 0 && !wanted.includes(part)) continue;
  console.log(`\n### ${part}\n`);
  const file = join(import.meta.dirname, `${part}.ts`);
  const child = spawn(process.execPath, ['--expose-gc', file], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) process.exitCode = 1;
}
