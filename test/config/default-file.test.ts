import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultFile } from '../../src/config/default-file.ts';
import { parseConfig } from '../../src/config/load.ts';

test('the default file → parses back to the defaults', () => {
  expect(parseConfig(defaultFile(), 'default')).toEqual(parseConfig('', 'empty'));
});

test('every setting of the default file → has a sentence above it', () => {
  const lines = defaultFile().split('\n');
  const settings = lines.flatMap((line, index) =>
    /^\w+ = /.test(line) ? [{ line, above: lines[index - 1] ?? '' }] : [],
  );
  expect(settings.length).toBeGreaterThan(30);
  for (const { line, above } of settings) expect(above, line).toMatch(/^# .+[.]$/);
});

test('docs/configuration.md → shows the default file as it is', () => {
  const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  expect(page).toContain(`\`\`\`toml\n${defaultFile()}\`\`\``);
});
