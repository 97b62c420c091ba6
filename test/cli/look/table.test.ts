import { expect, test } from 'vitest';
import { ageOf, bytesOf, coresOf } from '../../../src/cli/look/amounts.ts';
import { shortenerOf } from '../../../src/cli/look/short-ids.ts';
import { type Column, tableOf } from '../../../src/cli/look/table.ts';
import { cutTo, visible, widthOf } from '../../../src/cli/look/text.ts';

interface Row {
  readonly name: string;
  readonly image: string;
  readonly count: number;
}
const columns: readonly Column<Row>[] = [
  { title: 'NAME', text: ({ name }) => name, shrinks: { to: 4, cut: 'end' } },
  { title: 'IMAGE', text: ({ image }) => image, shrinks: { to: 6, cut: 'start' } },
  { title: 'COUNT', text: ({ count }) => `${count}`, align: 'right' },
];
const rows: readonly Row[] = [
  { name: 'a', image: 'registry.test/web:1', count: 7 },
  { name: 'database', image: 'db', count: 12_345_678 },
];
const plain = { paint: (_: unknown, text: string) => text };

test('a table → aligned, numbers at the right, no space at the end of a line', () => {
  expect(tableOf(columns, rows, { ...plain, columns: undefined })).toEqual([
    'NAME      IMAGE                   COUNT',
    'a         registry.test/web:1         7',
    'database  db                   12345678',
  ]);
});

test('a narrow terminal → the widest are cut, at the side that says less; never below their least', () => {
  const narrow = tableOf(columns, rows, { ...plain, columns: 30 });
  expect(narrow).toEqual([
    'NAME      IMAGE          COUNT',
    'a         …est/web:1         7',
    'database  db          12345678',
  ]);
  expect(Math.max(...tableOf(columns, rows, { ...plain, columns: 5 }).map(widthOf))).toBe(4 + 2 + 6 + 2 + 8);
});

test('colours → do not count', () => {
  const painted = tableOf([{ title: 'A', text: () => 'x', style: () => 'red' as const }, ...columns], rows, {
    columns: undefined,
    paint: (style, text) => `<${String(style)}>${text}</>`,
  });
  expect(painted[1]).toBe('<red>x</>  a         registry.test/web:1         7');
});

test('what moves a cursor, breaks lines or turns text around → shown as an escape', () => {
  expect(visible('a\x1b[2Jb\n\u202ec\u0085')).toBe('a\\u001b[2Jb\\u000a\\u202ec\\u0085');
  expect(visible('\ud800')).toBe('\ufffd');
  expect(visible('größe 日本')).toBe('größe 日本');
});

test('wide letters → two columns, and never cut in half', () => {
  expect(widthOf('日本a')).toBe(5);
  expect(cutTo('日本a', 4)).toBe('日…');
  expect(cutTo('日本a', 4, 'start')).toBe('…本a');
  expect(cutTo('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
});

test.each([
  [-5, '0s'],
  [999, '0s'],
  [59_999, '59s'],
  [200_000, '3m20s'],
  [120_000, '2m'],
  [45 * 60_000, '45m'],
  [5.2 * 3_600_000, '5h12m'],
  [52 * 3_600_000, '2d4h'],
  [31 * 86_400_000 + 5e6, '31d'],
])('an age of %d ms → %s', (ms, text) => expect(ageOf(ms)).toBe(text));

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1_047_552, '1023 KiB'],
  [1_048_575, '1.0 MiB'],
  [23.4 * 2 ** 20, '23.4 MiB'],
  [150 * 2 ** 30, '150 GiB'],
  [2 ** 70, '1048576 PiB'],
])('%d bytes → %s', (bytes, text) => expect(bytesOf(bytes)).toBe(text));

test('cores', () => expect([4e6, 1.5e9, 64e9].map(coresOf)).toEqual(['0.00', '1.50', '64.0']));

test('ids → as short as they stay different, at least 8', () => {
  expect(shortenerOf(['sha256:0123456789ab', 'fedcba9876543210'])('sha256:0123456789ab')).toBe('01234567');
  const shorten = shortenerOf(['0123456789ab', '0123456789cd', '0123']);
  expect(['0123456789ab', '0123456789cd', '0123'].map(shorten)).toEqual(['0123456789a', '0123456789c', '0123']);
});
