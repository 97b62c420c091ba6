import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSideband } from '../../src/actors/sideband.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a value is given back once', () => {
  const sideband = openSideband();
  const key = sideband.keep(Buffer.from('x'));
  expect(sideband.take(key)?.toString()).toBe('x');
  expect(sideband.take(key)).toBeUndefined();
});

test('a value that nobody takes goes', () => {
  const sideband = openSideband({ keepMs: 1000, maxCredentials: 1 });
  const key = sideband.keep(Buffer.from('x'));
  vi.advanceTimersByTime(1001);
  expect(sideband.take(key)).toBeUndefined();
});

test('equal credentials have equal keys, others others; an absent field is an empty one', () => {
  const sideband = openSideband();
  const key = sideband.keepCredentials({ username: 'a', password: 'b' });
  expect(sideband.keepCredentials({ password: 'b', username: 'a', auth: '' })).toBe(key);
  expect(sideband.keepCredentials({ username: 'ab', password: '' })).not.toBe(key);
  expect(sideband.credentials(key)).toMatchObject({ username: 'a', password: 'b' });
});

test('a key tells nothing: another process makes another of the same', () => {
  const auth = { username: 'a', password: 'b' };
  expect(openSideband().keepCredentials(auth)).not.toBe(openSideband().keepCredentials(auth));
});

test('the least recently kept credentials go first', () => {
  const sideband = openSideband({ keepMs: 1000, maxCredentials: 2 });
  const [first, second] = ['1', '2'].map((username) => sideband.keepCredentials({ username }));
  sideband.keepCredentials({ username: '1' });
  sideband.keepCredentials({ username: '3' });
  expect(sideband.credentials(second ?? '')).toBeUndefined();
  expect(sideband.credentials(first ?? '')).toBeDefined();
});
