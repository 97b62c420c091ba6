import { readFileSync } from 'node:fs';
import { status as codes } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { statusCodes } from '../../src/cri/status.ts';
import { type FailureCode, meanings } from '../../src/machines/failure.ts';

const page = readFileSync(new URL('../../docs/failures.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, code, meaning, status, advice]) => ({
    code: code ?? '',
    meaning: meaning?.trim(),
    status: status?.trim() ?? '',
    advice: advice?.trim(),
  }),
);

test('docs/failures.md → one line for each code, with its meaning, in order', () => {
  expect(rows.map(({ code, meaning }) => [code, meaning])).toEqual(Object.entries(meanings));
});

test('docs/failures.md → has the gRPC status that clients get, and says what to do', () => {
  for (const { code, status, advice } of rows) {
    expect(status, code).toBe(codes[statusCodes[code as FailureCode]]);
    expect(advice, code).not.toBe('');
  }
});
