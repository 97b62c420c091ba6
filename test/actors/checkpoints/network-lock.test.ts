import { expect, test } from 'vitest';
import { locksIn } from '../../../src/actors/checkpoints/network-lock.ts';

test('tables of nftables → those that CRIU locks by', () => {
  const tables = 'table ip filter\ntable inet CRIU-3f2a-77\ntable inet mine\ntable ip CRIU-1\ntable inet CRIU-42\n';
  expect(locksIn(tables)).toEqual([
    ['inet', 'CRIU-3f2a-77'],
    ['inet', 'CRIU-42'],
  ]);
  expect(locksIn('')).toEqual([]);
});
