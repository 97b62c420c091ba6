import { expect, test } from 'vitest';
import { openTokens } from '../../../src/cri/streaming/tokens.ts';
import { request } from './scene.ts';

const limits = { lifeMs: 60_000, maxPending: 1000 };

test('a token is 8 characters that need no escaping, and good once', () => {
  const tokens = openTokens(() => 0, limits);
  const asked = request();
  const token = tokens.give(asked);
  expect(token).toMatch(/^[\w-]{8}$/);
  expect(tokens.redeem(token, 'exec')).toBe(asked);
  expect(tokens.redeem(token, 'exec')).toBeUndefined();
});

test('a token of another kind of stream → nothing, and it stays good', () => {
  const tokens = openTokens(() => 0, limits);
  const token = tokens.give(request());
  expect(tokens.redeem(token, 'attach')).toBeUndefined();
  expect(tokens.redeem(token, 'exec')).toBeDefined();
});

test('a minute later → nothing', () => {
  let now = 0;
  const tokens = openTokens(() => now, limits);
  const token = tokens.give(request());
  now = 59_999;
  const other = tokens.give(request());
  now = 60_000;
  expect(tokens.redeem(token, 'exec')).toBeUndefined();
  expect(tokens.redeem(other, 'exec')).toBeDefined();
});

test('1000 wait → TooManyStreams, until the oldest are used or too old', () => {
  let now = 0;
  const tokens = openTokens(() => now, limits);
  const given = Array.from({ length: 1000 }, () => tokens.give(request()));
  expect(new Set(given).size).toBe(1000);
  expect(() => tokens.give(request())).toThrow(expect.objectContaining({ code: 'TooManyStreams' }));
  tokens.redeem(given[500] ?? '', 'exec');
  tokens.give(request());
  expect(() => tokens.give(request())).toThrow();
  now = 60_000;
  tokens.give(request());
});
